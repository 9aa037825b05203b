"""The API's routes for coverage: pause, resume, end, reopen, continue.

Knows addresses and statuses.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from stoppress.actions.coverage import Coverages
from stoppress.domain.identifiers import PostId, Slug
from stoppress.render.body import post_path
from stoppress.render.publication import Publication
from stoppress.web.api.asking import Asked
from stoppress.web.api.blogs import CREATED, blog_answer
from stoppress.web.api.shapes import ClosingShape, ContinuationShape, DoneShape, PauseShape


def coverage_routes(coverages: Coverages, publication: Publication) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/blogs/{slug}", tags=["blogs"])
    done = partial(blog_answer, publication)

    def address(slug: Slug, post: PostId) -> str:
        return publication.origin + post_path(slug, post)

    @router.post("/pause", response_model=DoneShape)
    async def pause(wish: Asked, slug: str, shape: PauseShape | None = None) -> Response:
        return done(await coverages.pause(wish, Slug(slug), shape.note if shape else ""))

    @router.post("/resume", response_model=DoneShape)
    async def resume(wish: Asked, slug: str) -> Response:
        return done(await coverages.resume(wish, Slug(slug)))

    @router.post("/end", response_model=DoneShape)
    async def end(wish: Asked, slug: str, shape: ClosingShape | None = None) -> Response:
        summary = shape.summary.new() if shape and shape.summary else None
        return done(await coverages.end(wish, Slug(slug), summary))

    @router.post("/reopen", response_model=DoneShape)
    async def reopen(wish: Asked, slug: str) -> Response:
        return done(await coverages.reopen(wish, Slug(slug)))

    @router.post("/continuation", status_code=CREATED, response_model=DoneShape)
    async def continue_in(wish: Asked, slug: str, shape: ContinuationShape) -> Response:
        return done(await coverages.continue_in(wish, Slug(slug), shape.fact(), address), CREATED)

    return router
