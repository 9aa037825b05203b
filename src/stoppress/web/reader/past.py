"""The past: pages as they stood, at their addresses.

Knows that a time written another way leads to the one address it has.
Does not know how such a page is made (`press`).
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stoppress.press.press import Press
from stoppress.web.reader.pages import answer

_METHODS = ["GET", "HEAD"]
_FOUND = 302
_LIFE = "public, max-age=0, s-maxage=5"


def past(press: Press) -> APIRouter:
    """The routes of pages as they stood."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/live/{slug}/at", methods=_METHODS)
    async def asked(slug: str, time: str = "") -> Response:
        path, _ = await press.past(slug, time)
        # A form asks here; the page has an address of its own.
        return _leading(path)

    @router.api_route("/live/{slug}/at/{time}", methods=_METHODS)
    async def stood(request: Request, slug: str, time: str) -> Response:
        path, page = await press.past(slug, time)
        return _leading(path) if page is None else answer(request, page)

    return router


def _leading(path: str) -> Response:
    return RedirectResponse(path, _FOUND, {"Cache-Control": _LIFE})
