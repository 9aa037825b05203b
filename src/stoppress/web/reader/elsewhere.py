"""Elsewhere: what other people's pages ask for.

Knows the addresses of fragment, frames, oEmbed and the element's script, and that frames alone may be framed.
Does not know how any of it is made (`press`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from stoppress.errors import InputInvalid, OembedFormatUnknown, PageUnknown
from stoppress.press.finished import finished
from stoppress.press.press import Press
from stoppress.render.heads import Finished
from stoppress.render.hosted import host_in
from stoppress.render.oembed import place_in
from stoppress.render.publication import Publication
from stoppress.web.policy import Sources, content_security_policy
from stoppress.web.reader.pages import answer

_METHODS = ["GET", "HEAD"]
_SCRIPT = "text/javascript; charset=utf-8"
_SCRIPT_LIFE = "public, max-age=300, s-maxage=300"

Pixels = Annotated[int, Query(ge=0, le=10_000)]


def elsewhere(press: Press, publication: Publication, sources: Sources, static: Path) -> APIRouter:
    """The routes for other people's pages. `static` is where the built script is."""
    router = APIRouter(include_in_schema=False)
    framed = content_security_policy(sources, ancestors=publication.frame_ancestors)
    script = _script(static / "embed.js")

    def in_frame(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = framed
        return response

    @router.api_route("/live/{slug}/fragment", methods=_METHODS)
    async def fragment(request: Request, slug: str, host: str = "", posts: int = 0) -> Response:
        if not 0 <= posts <= publication.page_posts:
            raise InputInvalid(field="posts", problem=f"ask for 1 to {publication.page_posts} posts.")
        return answer(request, await press.fragment(slug, host_in(host), posts or publication.page_posts))

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
        maxwidth: Pixels = 0,
        maxheight: Pixels = 0,
    ) -> Response:
        if not url:
            raise InputInvalid(field="url", problem="say which page, as /oembed?url=…")
        if form not in ("json", "xml"):
            raise OembedFormatUnknown(format=form[:20])
        place = place_in(url, publication)
        if place is None:
            raise PageUnknown
        most = (maxwidth, maxheight)
        return answer(request, await press.oembed(place.slug, place.post, most, xml=form == "xml"))

    @router.api_route("/embed.js", methods=_METHODS)
    async def embed(request: Request) -> Response:
        return answer(request, script)

    return router


def _script(built: Path) -> Finished:
    # Where nothing was built, the element stays the link that stands in it.
    return finished(built.read_bytes() if built.exists() else b"", _SCRIPT_LIFE, content_type=_SCRIPT)
