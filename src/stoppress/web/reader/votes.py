"""Votes: what readers say of a page, how they say it, and the figures that come of it.

Knows the addresses, and that a browser without a script keeps its key in a cookie which its own press has set, which is sent to
these addresses alone.
Does not know how votes are counted (`audience`), nor what the figures look like (`render`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from stoppress.audience.votes import Vote, is_reader_key
from stoppress.domain.identifiers import Slug
from stoppress.errors import InputInvalid
from stoppress.errors.audience import VotesClosed
from stoppress.render.view import View
from stoppress.web.reader.board import Board, VoteParts
from stoppress.web.reader.pages import answer
from stoppress.web.reader.sent import Sent, sent_by

COOKIE: Final = "stoppress-vote"

_METHODS = ["GET", "HEAD"]
_BODY_LIMIT: Final = 1_024
_SEE_OTHER: Final = 303
_HELPFUL: Final = {"yes": True, "no": False, True: True, False: False}
_PRIVATE: Final = {"Cache-Control": "no-store"}


def vote_routes(board: Board, parts: VoteParts) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/live/{slug}/figures", methods=_METHODS)
    async def island(request: Request, slug: str) -> Response:
        return answer(request, await board.island(slug))

    @router.api_route("/live/{slug}/votes", methods=_METHODS)
    async def page(request: Request, slug: str) -> Response:
        return answer(request, await board.page(slug))

    @router.api_route("/live/{slug}/votes/thanks", methods=_METHODS)
    async def thanks(request: Request, slug: str) -> Response:
        return answer(request, await board.page(slug, thanks=True))

    @router.post("/live/{slug}/votes")
    async def vote(request: Request, slug: str) -> Response:
        sent = await sent_by(request, _BODY_LIMIT)
        view = await board.view(slug)
        key = _key(request, sent, parts.new_key)
        address = request.app.state.hops.address_of(request)
        if "forget" in sent.fields:
            await parts.votes.take_back(view.blog.slug, key, address)
            said = Vote()
        else:
            said = await parts.votes.cast(view.blog.slug, key, _said(sent, view), address)
        if sent.is_form:
            return _thanked(request, view.blog.slug, key, parts.days)
        shown = await board.figures(view)
        tree = {"stars": said.stars, "helpful": said.helpful, "figures": shown}
        return JSONResponse(tree, headers=_PRIVATE)

    return router


def _said(sent: Sent, view: View) -> Vote:
    """What was said. Raises InputInvalid, and VotesClosed where nobody is asked."""
    stars, helpful = _stars(sent.fields), _helpful(sent.fields)
    if stars is None and helpful is None:
        raise InputInvalid(field="stars", problem="give 1 to 5 stars, or say in “helpful” yes or no.")
    asked = view.asked()
    if (stars is not None and not asked.stars) or (helpful is not None and not asked.helpful):
        raise VotesClosed
    return Vote(stars=stars, helpful=helpful)


def _stars(fields: Mapping[str, Any]) -> int | None:
    given = fields.get("stars")
    if given is None:
        return None
    if isinstance(given, bool) or str(given) not in ("1", "2", "3", "4", "5"):
        raise InputInvalid(field="stars", problem="give a whole number from 1 to 5.")
    return int(given)


def _helpful(fields: Mapping[str, Any]) -> bool | None:
    given = fields.get("helpful")
    if given is None:
        return None
    if not isinstance(given, (str, bool)) or given not in _HELPFUL:
        raise InputInvalid(field="helpful", problem="say yes or no.")
    return _HELPFUL[given]


def _key(request: Request, sent: Sent, new_key: Callable[[], str]) -> str:
    """What tells this reader's vote from others: the script makes and sends it, else a cookie keeps it."""
    if not sent.is_form:
        return str(sent.fields.get("key", ""))
    kept = request.cookies.get(_cookie(request), "")
    return kept if is_reader_key(kept) else new_key()


def _thanked(request: Request, slug: Slug, key: str, days: int) -> Response:
    response = RedirectResponse(f"/live/{slug}/votes/thanks", _SEE_OTHER, _PRIVATE)
    name = _cookie(request)
    response.set_cookie(
        name,
        key,
        max_age=int(timedelta(days=days).total_seconds()),
        # Caches never see it: it is sent to where one votes alone.
        path=f"/live/{slug}/votes",
        secure=name != COOKIE,
        httponly=True,
        samesite="strict",
    )
    return response


def _cookie(request: Request) -> str:
    return f"__Secure-{COOKIE}" if request.app.state.origin.startswith("https://") else COOKIE
