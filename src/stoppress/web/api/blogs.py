"""The API's routes for blogs as a whole.

Knows addresses and statuses.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.actions import Done
from stoppress.actions.blogs import Blogs
from stoppress.domain.identifiers import Slug
from stoppress.press.press import Press
from stoppress.render.blog_json import blog_tree
from stoppress.render.publication import Publication
from stoppress.render.view import blog_path
from stoppress.staff.permissions import Verb, require
from stoppress.web.api.asking import Asked, Asker, etag
from stoppress.web.api.shapes import DoneShape, NewBlogShape

CREATED = 201
_NOT_MODIFIED = 304


def blog_answer(publication: Publication, outcome: Done, status: int = 200) -> Response:
    """What was done to a blog as a whole."""
    url = publication.origin + blog_path(outcome.slug)
    headers = {"ETag": etag(outcome.seq), "Cache-Control": "no-store"}
    if status == CREATED:
        headers["Location"] = f"/api/v1/blogs/{outcome.slug}"
    return JSONResponse({"slug": outcome.slug, "seq": outcome.seq, "url": url}, status, headers)


def blog_routes(blogs: Blogs, press: Press, publication: Publication) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/blogs", tags=["blogs"])

    done = partial(blog_answer, publication)

    @router.post("", status_code=CREATED, response_model=DoneShape)
    async def open_blog(wish: Asked, shape: NewBlogShape) -> Response:
        return done(await blogs.open(wish, Slug(shape.slug), shape.description()), CREATED)

    @router.get("/{slug}")
    async def read_blog(request: Request, person: Asker, slug: str) -> Response:
        require(person, Verb.READ_BLOG, Slug(slug))
        blog = await press.current(slug)
        headers = {"ETag": etag(blog.seq), "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(None, _NOT_MODIFIED, headers)
        return JSONResponse(blog_tree(blog, publication), headers=headers)

    return router
