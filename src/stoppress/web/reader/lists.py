"""Lists and authors: pages of blogs by kind, pieces for other pages, and pages of those who write.

Knows the addresses.
Does not know what stands in a list (`press`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.errors import PageUnknown
from stoppress.press.finished import finished
from stoppress.press.press import Press
from stoppress.render.information import information_html, information_page
from stoppress.render.opinion import Figures
from stoppress.render.view import FEED, View
from stoppress.web.reader.pages import answer

_METHODS: Final = ["GET", "HEAD"]
_JPEG: Final = "image/jpeg"
_JPG: Final = ".jpg"

# The name says what is in it. Shared caches ask again, since it goes when the page does.
_PICTURE_LIFE: Final = "public, max-age=3600, s-maxage=60"
_INFORMATION_LIFE: Final = "public, max-age=0, s-maxage=5"
_FACTS_LIFE: Final = "public, max-age=30, s-maxage=30"

Pictured = Callable[[str, str], Awaitable[bytes | None]]
"""The picture of an author by its name, while their page is public."""


async def nobody_pictured(_author: str, _picture: str) -> bytes | None:
    """There is no picture of anybody."""
    return None


Told = Callable[[View], Awaitable[Figures | None]]
"""What readers say of a blog's page and how often they looked, as far as it is told."""


async def nothing_told(_view: View) -> Figures | None:
    """Nobody is told anything."""
    return None


def list_routes(press: Press) -> APIRouter:
    """The routes of lists."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/latest", methods=_METHODS)
    async def latest(request: Request) -> Response:
        return answer(request, await press.lists.latest(None))

    @router.api_route("/latest/before/{slug}", methods=_METHODS)
    async def latest_before(request: Request, slug: str) -> Response:
        return answer(request, await press.lists.latest(slug))

    @router.api_route("/section/{section}", methods=_METHODS)
    async def section(request: Request, section: str) -> Response:
        return answer(request, await press.lists.section(section, None))

    @router.api_route("/section/{section}/before/{slug}", methods=_METHODS)
    async def section_before(request: Request, section: str, slug: str) -> Response:
        return answer(request, await press.lists.section(section, slug))

    @router.api_route("/lists/{list}", methods=_METHODS)
    async def island(request: Request, list: str) -> Response:  # noqa: A002  # what it is called in the path
        return answer(request, await press.lists.island(list))

    return router


def author_routes(press: Press, pictured: Pictured) -> APIRouter:
    """The routes of authors."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/author/{author}", methods=_METHODS)
    async def author(request: Request, author: str) -> Response:
        return answer(request, await press.bylines.page(author))

    @router.api_route("/author/{author}/before/{slug}/{post}", methods=_METHODS)
    async def before(request: Request, author: str, slug: str, post: str) -> Response:
        return answer(request, await press.bylines.page(author, slug, post))

    @router.api_route(f"/author/{{author}}/{FEED}", methods=_METHODS)
    async def feed(request: Request, author: str) -> Response:
        return answer(request, await press.bylines.feed(author))

    @router.api_route("/author/{author}/{picture}", methods=_METHODS)
    async def picture(request: Request, author: str, picture: str) -> Response:
        found = await pictured(author, picture.removesuffix(_JPG)) if picture.endswith(_JPG) else None
        if found is None:
            raise PageUnknown
        return answer(request, finished(found, _PICTURE_LIFE, content_type=_JPEG), packed=True)

    return router


def information_routes(press: Press, told: Told = nothing_told) -> APIRouter:
    """The routes of article information."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/live/{slug}/information", methods=_METHODS)
    async def page(request: Request, slug: str) -> Response:
        view = View(await press.shown(slug), press.publication)
        made = information_page(view.blog, press.publication, await told(view))
        return answer(request, finished(made, _INFORMATION_LIFE))

    @router.api_route("/live/{slug}/information/facts", methods=_METHODS)
    async def facts(request: Request, slug: str) -> Response:
        view = View(await press.shown(slug), press.publication)
        made = information_html(view.blog, press.publication, await told(view))
        return answer(request, finished(made.encode(), _FACTS_LIFE))

    return router
