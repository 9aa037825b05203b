"""The API's routes for blogs as a whole.

Knows addresses and statuses.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

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
from stoppress.web.api.asking import Asked, Asker, Matched, etag
from stoppress.web.api.shapes import DoneShape, HeroShape, KeyPointsShape, NewBlogShape, ReporterShape

CREATED = 201
_NOT_MODIFIED = 304


def blog_routes(blogs: Blogs, press: Press, publication: Publication) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/blogs", tags=["blogs"])

    def done(outcome: Done, status: int = 200) -> Response:
        url = publication.origin + blog_path(outcome.slug)
        headers = {"ETag": etag(outcome.seq), "Cache-Control": "no-store"}
        if status == CREATED:
            headers["Location"] = f"/api/v1/blogs/{outcome.slug}"
        return JSONResponse({"slug": outcome.slug, "seq": outcome.seq, "url": url}, status, headers)

    @router.post("", status_code=CREATED, response_model=DoneShape)
    async def open_blog(wish: Asked, shape: NewBlogShape) -> Response:
        return done(await blogs.open(wish, Slug(shape.slug), shape.description()), CREATED)

    @router.get("/{slug}")
    async def read_blog(request: Request, person: Asker, slug: str) -> Response:
        require(person, Verb.READ_BLOG)
        blog = await press.current(slug)
        headers = {"ETag": etag(blog.seq), "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(None, _NOT_MODIFIED, headers)
        return JSONResponse(blog_tree(blog, publication), headers=headers)

    @router.put("/{slug}/key-points", response_model=DoneShape)
    async def set_key_points(wish: Matched, slug: str, points: KeyPointsShape) -> Response:
        return done(await blogs.set_key_points(wish, Slug(slug), tuple(each.fact() for each in points)))

    @router.put("/{slug}/live-reporting", response_model=DoneShape)
    async def set_live_reporting(wish: Asked, slug: str, reporters: list[ReporterShape]) -> Response:
        return done(await blogs.set_live_reporting(wish, Slug(slug), tuple(each.fact() for each in reporters)))

    @router.put("/{slug}/hero", response_model=DoneShape)
    async def set_hero(wish: Asked, slug: str, hero: HeroShape) -> Response:
        return done(await blogs.set_hero(wish, Slug(slug), hero.fact()))

    @router.delete("/{slug}/hero", response_model=DoneShape)
    async def take_hero_away(wish: Asked, slug: str) -> Response:
        return done(await blogs.set_hero(wish, Slug(slug), None))

    @router.post("/{slug}/end", response_model=DoneShape)
    async def end(wish: Asked, slug: str) -> Response:
        return done(await blogs.end(wish, Slug(slug)))

    return router
