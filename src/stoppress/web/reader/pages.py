"""Pages: finished bytes to whoever asks.

Knows content codings, conditional requests and HEAD.
Does not know how a page is made (`press`).
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.errors import PageUnknown
from stoppress.press.press import Press
from stoppress.render.heads import Coding, Finished, accepted
from stoppress.render.logo import LOGO_PATH
from stoppress.render.share_card import SHAPES
from stoppress.render.view import FEED

_METHODS = ["GET", "HEAD"]
_OK = 200
_NOT_MODIFIED = 304


def pages(press: Press) -> APIRouter:
    """The routes of all pages."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/", methods=_METHODS)
    async def front(request: Request) -> Response:
        return answer(request, await press.front())

    @router.api_route("/live/{slug}", methods=_METHODS)
    async def blog(request: Request, slug: str) -> Response:
        return answer(request, await press.page(slug))

    @router.api_route("/live/{slug}/before/{post}", methods=_METHODS)
    async def older(request: Request, slug: str, post: str) -> Response:
        return answer(request, await press.older(slug, post))

    @router.api_route("/live/{slug}/p/{post}", methods=_METHODS)
    async def post(request: Request, slug: str, post: str) -> Response:
        return answer(request, await press.post(slug, post))

    @router.api_route(f"/live/{{slug}}/{FEED}", methods=_METHODS)
    async def feed(request: Request, slug: str) -> Response:
        return answer(request, await press.feed(slug))

    @router.api_route("/live/{slug}/card.png", methods=_METHODS)
    async def blog_card(request: Request, slug: str) -> Response:
        return answer(request, await press.blog_card(slug), packed=True)

    @router.api_route("/live/{slug}/card-{shape}.png", methods=_METHODS)
    async def shaped_card(request: Request, slug: str, shape: str) -> Response:
        if shape not in SHAPES:
            raise PageUnknown
        return answer(request, await press.blog_card(slug, shape), packed=True)

    @router.api_route(LOGO_PATH, methods=_METHODS)
    async def logo(request: Request) -> Response:
        return answer(request, await press.logo(), packed=True)

    @router.api_route("/live/{slug}/p/{post}/card.png", methods=_METHODS)
    async def post_card(request: Request, slug: str, post: str) -> Response:
        return answer(request, await press.post_card(slug, post), packed=True)

    return router


def answer(request: Request, page: Finished, *, packed: bool = False) -> Response:
    """The page, or 304 when the caller has it. The server leaves the body of an answer to HEAD out.

    What is `packed` already is sent as it is, whatever codings are accepted.
    """
    coding = Coding.IDENTITY if packed else accepted(request.headers.get("accept-encoding", ""))
    headers = dict(page.headers(coding))
    if packed:
        headers.pop("Vary")
    # A precondition is of no account where the answer would not be a success (RFC 9110 §13.2.1).
    if page.status == _OK and page.is_known(request.headers.get("if-none-match", ""), coding):
        headers.pop("Content-Encoding", None)
        return Response(None, _NOT_MODIFIED, headers)
    return Response(page.bytes_in(coding), page.status, headers, page.content_type)
