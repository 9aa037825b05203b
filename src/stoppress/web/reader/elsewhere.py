"""Elsewhere: what other people's pages ask for.

Knows the addresses of fragment, frames, oEmbed and the element's script, and that frames alone may be framed.
Does not know how any of it is made (`press`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from stoppress.errors import OembedFormatUnknown, PageUnknown, QueryInvalid
from stoppress.press.finished import finished
from stoppress.press.press import Press
from stoppress.render.heads import Finished
from stoppress.render.hosted import host_in
from stoppress.render.oembed import place_in
from stoppress.render.publication import Publication
from stoppress.web.policy import Sources, content_security_policy
from stoppress.web.reader.pages import answer

EMBED: Final = "embed.js"
"""The script of the element, under one name for ever."""

_METHODS = ["GET", "HEAD"]
_SCRIPT = "text/javascript; charset=utf-8"
_SCRIPT_LIFE = "public, max-age=300, s-maxage=300"

_MOST_PIXELS: Final = 10_000


def elsewhere(press: Press, publication: Publication, sources: Sources, static: Path, *, host_limit: int) -> APIRouter:
    """The routes for other people's pages. `static` is where the built script is; a host's address has a limit."""
    router = APIRouter(include_in_schema=False)
    framed = content_security_policy(sources, ancestors=publication.frame_ancestors)
    script = _script(static / EMBED)

    def in_frame(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = framed
        return response

    @router.api_route("/live/{slug}/fragment", methods=_METHODS)
    async def fragment(request: Request, slug: str, host: str = "", posts: str = "") -> Response:
        most = publication.page_posts
        count = number_in("posts", posts, most) if posts else most
        return answer(request, await press.fragment(slug, host_in(host, host_limit), count))

    @router.api_route("/live/{slug}/embed", methods=_METHODS)
    async def blog(request: Request, slug: str) -> Response:
        return in_frame(answer(request, await press.embedded(slug)))

    @router.api_route("/live/{slug}/p/{post}/embed", methods=_METHODS)
    async def post(request: Request, slug: str, post: str) -> Response:
        return in_frame(answer(request, await press.embedded_post(slug, post)))

    @router.api_route("/oembed", methods=_METHODS)
    async def oembed(
        request: Request,
        url: str = "",
        form: Annotated[str, Query(alias="format")] = "json",
        maxwidth: str = "",
        maxheight: str = "",
    ) -> Response:
        if not url:
            raise QueryInvalid(field="url", problem="say which page, as /oembed?url=…")
        if form not in ("json", "xml"):
            raise OembedFormatUnknown(format=form[:20])
        place = place_in(url, publication)
        if place is None:
            raise PageUnknown
        most = (_pixels("maxwidth", maxwidth), _pixels("maxheight", maxheight))
        return answer(request, await press.oembed(place.slug, place.post, most, xml=form == "xml"))

    @router.api_route("/embed.js", methods=_METHODS)
    async def embed(request: Request) -> Response:
        return answer(request, script)

    return router


def number_in(field: str, text: str, most: int) -> int:
    """A number from 1 to `most`. Raises QueryInvalid."""
    # `isdigit` alone takes other scripts' digits, and superscripts, which `int` does not.
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else 0
    if not 1 <= number <= most:
        raise QueryInvalid(field=field, problem=f"write a number from 1 to {most}.")
    return number


def _pixels(field: str, text: str) -> int:
    return number_in(field, text, _MOST_PIXELS) if text else 0


def _script(built: Path) -> Finished:
    # Where nothing was built, the element stays the link that stands in it.
    return finished(built.read_bytes() if built.exists() else b"", _SCRIPT_LIFE, content_type=_SCRIPT)
