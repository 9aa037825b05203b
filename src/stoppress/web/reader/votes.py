"""Votes: what readers say of a page, how they say it, and the figures that come of it.

Knows the addresses, and that a browser without a script keeps its key in a cookie which its own press has set, which is sent to
these addresses alone.
Does not know how votes are counted (`audience`), nor what the figures look like (`render`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from stoppress.audience.votes import Vote, is_reader_key
from stoppress.domain.identifiers import Slug
from stoppress.domain.opinion import Opinion
from stoppress.errors import InputInvalid, PageUnknown
from stoppress.errors.audience import VotesClosed
from stoppress.press.finished import finished
from stoppress.press.press import Press
from stoppress.render.heads import Finished
from stoppress.render.opinion import figures, figures_html, votes_page
from stoppress.render.publication import Publication
from stoppress.render.view import View
from stoppress.web.reader.pages import answer
from stoppress.web.reader.sent import Sent, sent_by

LIFE: Final = "public, max-age=10, s-maxage=10"
"""How long caches keep what readers say: nobody needs it to the second, and a crowd asks once."""

KEPT: Final = timedelta(seconds=5)
"""How long this process does."""

COOKIE: Final = "stoppress-vote"

_METHODS = ["GET", "HEAD"]
_BODY_LIMIT: Final = 1_024
_SEE_OTHER: Final = 303
_HELPFUL: Final = {"yes": True, "no": False, True: True, False: False}
_PRIVATE: Final = {"Cache-Control": "no-store"}
_PAGES_KEPT: Final = 1_000


class Voting(Protocol):
    """Who counts votes. See `audience.votes.Votes`."""

    async def cast(self, blog: Slug, key: str, said: Vote, address: str) -> Vote:
        """A reader's vote, from now on."""
        ...

    async def take_back(self, blog: Slug, key: str, address: str) -> None:
        """Nothing of theirs any more."""
        ...

    async def of(self, blog: Slug) -> Opinion:
        """What all say."""
        ...


class Viewing(Protocol):
    """Who knows views. See `audience.views.Views`."""

    async def of(self, blog: Slug) -> int:
        """How often a blog's page was looked at."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteParts:
    """What the routes need. A vote can be changed for `days`; `new_key` makes one for a browser that makes none."""

    votes: Voting
    views: Viewing
    now: Callable[[], datetime]
    new_key: Callable[[], str]
    days: int


def vote_routes(press: Press, parts: VoteParts, publication: Publication) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)
    board = _Board(press, parts, publication)

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


class _Board:
    """What is shown, kept for a moment: however many ask at once, the database is asked once."""

    def __init__(self, press: Press, parts: VoteParts, publication: Publication) -> None:
        self._press = press
        self._parts = parts
        self._publication = publication
        self._pages: dict[tuple[str, str], tuple[datetime, Finished]] = {}

    async def view(self, slug: str) -> View:
        """A blog as its page shows it. Raises BlogUnknown."""
        return View(await self._press.shown(slug), self._publication)

    async def figures(self, view: View) -> str:
        """The lines as they are now."""
        return str(figures_html(figures(*await self._counted(view), view), view))

    async def island(self, slug: str) -> Finished:
        """The lines, for the page that is open. Raises BlogUnknown, PageUnknown."""
        return await self._kept(slug, "island", self.figures)

    async def page(self, slug: str, *, thanks: bool = False) -> Finished:
        """A page about them. Raises BlogUnknown, PageUnknown."""

        async def made(view: View) -> str:
            opinion, views = await self._counted(view)
            return votes_page(opinion, views, view, thanks=thanks, days=self._parts.days).decode()

        return await self._kept(slug, f"page {thanks}", made)

    async def _kept(self, slug: str, name: str, make: Callable[[View], Awaitable[str]]) -> Finished:
        view, now = await self.view(slug), self._parts.now()
        if not view.asked().anything:
            raise PageUnknown
        at, kept = self._pages.get((slug, name), (None, None))
        if at is not None and kept is not None and at > now - KEPT:
            return kept
        if len(self._pages) >= _PAGES_KEPT:
            self._pages.clear()
        made = finished((await make(view)).encode(), LIFE)
        self._pages[slug, name] = (now, made)
        return made

    async def _counted(self, view: View) -> tuple[Opinion, int]:
        asked, slug = view.asked(), view.blog.slug
        opinion = await self._parts.votes.of(slug) if asked.votes else Opinion()
        return opinion, await self._parts.views.of(slug) if asked.views else 0


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
