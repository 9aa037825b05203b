"""Previews: what is being written, exactly as readers will see it.

Knows that the reader's own template makes it, with files of media from the desk's addresses: nobody else may see them yet.
Does not know how a post is written.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from stoppress.actions.posts import new_post
from stoppress.actions.previews import PREVIEW, Previews
from stoppress.render.pieces import post_item
from stoppress.render.view import View
from stoppress.web.desk.asking import Changing, blog_of
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.shapes import ContentShape


def preview_routes(previews: Previews, pages: Pages) -> APIRouter:
    """The route."""
    router = APIRouter(include_in_schema=False)

    @router.post("/desk/blogs/{slug}/preview")
    async def preview(visitor: Changing, slug: str, shape: ContentShape) -> Response:
        blog = await previews.blog(visitor.person, blog_of(visitor.person, slug), new_post(shape.content()))
        item = post_item(blog.posts[PREVIEW], View(blog, pages.publication))
        return JSONResponse({"html": str(item)}, headers=PRIVATE)

    return router
