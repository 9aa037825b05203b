"""History: what was changed of a blog and of a post, at their addresses.

Knows which part of it an address names.
Does not know how it is made (`press`), nor what may be told of it (`domain.changes`).
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.press.press import Press
from stoppress.web.reader.pages import answer

_METHODS = ["GET", "HEAD"]


def history(press: Press) -> APIRouter:
    """The routes of what was changed."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/live/{slug}/history", methods=_METHODS)
    async def of_blog(request: Request, slug: str) -> Response:
        return answer(request, await press.history(slug))

    @router.api_route("/live/{slug}/history/before/{seq}", methods=_METHODS)
    async def of_blog_before(request: Request, slug: str, seq: str) -> Response:
        return answer(request, await press.history(slug, before=seq))

    @router.api_route("/live/{slug}/p/{post}/history", methods=_METHODS)
    async def of_post(request: Request, slug: str, post: str) -> Response:
        return answer(request, await press.history(slug, post))

    @router.api_route("/live/{slug}/p/{post}/history/before/{seq}", methods=_METHODS)
    async def of_post_before(request: Request, slug: str, post: str, seq: str) -> Response:
        return answer(request, await press.history(slug, post, seq))

    return router
