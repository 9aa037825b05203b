"""Notices at the desk: the bell in every page's bar, the list, and how somebody wants to be told.

Knows that whoever follows a notice has read it: its address says so, and leads on.
Does not know who tells notices (`drafts`), nor devices (`devices_told`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stoppress.actions.noticing import Noticing
from stoppress.domain.identifiers import Slug
from stoppress.drafts.notices import KIND_WORDS, Choice, Notice, NoticeId, NoticeKind
from stoppress.press.press import Press
from stoppress.render.clock import Clock
from stoppress.render.page import Card
from stoppress.render.publication import Publication
from stoppress.web.desk.asking import Changing, Here, Visitor, form_of
from stoppress.web.desk.devices_told import DevicesTold
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.sayings import said, sent_on

NOTICES: Final = "/desk/notices"

_SEE_OTHER: Final = 303

# The bell is as wide as two digits.
_MOST_COUNTED: Final = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A notice as it is listed: with the headline of its blog, and in the blog's own time."""

    notice: Notice
    headline: str
    clock: Clock


class NoticePages:
    """The list, its fragments and its forms."""

    def __init__(self, press: Press, pages: Pages, noticing: Noticing, devices: DevicesTold) -> None:
        self._press = press
        self._pages = pages
        self._noticing = noticing
        self._devices = devices

    async def bell(self, request: Request, visitor: Here) -> Response:
        """How many are unread, and the newest of them."""
        unread = await self._noticing.unread(visitor.person)
        count = str(len(unread)) if len(unread) <= _MOST_COUNTED else f"{_MOST_COUNTED}+"
        newest = unread[0] if unread else None
        return self._pages.page(request, "bell.html.j2", visitor, count=count, newest=newest)

    async def lines(self, request: Request, visitor: Here) -> Response:
        """The part of the list that changes by itself."""
        return self._pages.page(request, "notice_lines.html.j2", visitor, lines=await self._lines(visitor))

    async def show(self, request: Request, visitor: Here) -> Response:
        """The page."""
        return self._pages.page(
            request,
            "notices.html.j2",
            visitor,
            lines=await self._lines(visitor),
            choices=await self._noticing.choices(visitor.person),
            kinds=KIND_WORDS,
            devices=await self._devices.of(visitor),
            push_key=self._devices.key,
            said=said(request),
        )

    async def open(self, visitor: Here, notice: str) -> Response:
        """Where a notice leads; from now on it is read."""
        found = await self._noticing.open(visitor.person, NoticeId(notice))
        return RedirectResponse(found.path, _SEE_OTHER, PRIVATE)

    async def read_all(self, visitor: Changing) -> Response:
        """All are read."""
        await self._noticing.read_all(visitor.person)
        return sent_on(NOTICES, "notices-read")

    async def choose(self, request: Request, visitor: Changing) -> Response:
        """How they want to be told."""
        await self._noticing.choose(visitor.person, _choices(await form_of(request)))
        return sent_on(NOTICES, "saved")

    async def _lines(self, visitor: Visitor) -> Sequence[Line]:
        found = await self._noticing.look(visitor.person)
        cards = {each.slug: each for each in await self._press.cards()} if found else {}
        return [_line(each, cards, self._pages.publication) for each in found]


def notice_routes(press: Press, pages: Pages, noticing: Noticing, devices: DevicesTold) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix=NOTICES, include_in_schema=False)
    page = NoticePages(press, pages, noticing, devices)
    for path, show in (("", page.show), ("/bell", page.bell), ("/lines", page.lines), ("/{notice}", page.open)):
        router.add_api_route(path, show, methods=["GET"], response_model=None)
    for path, change in (("/read", page.read_all), ("/choices", page.choose)):
        router.add_api_route(path, change, methods=["POST"], response_model=None)
    return router


def _line(notice: Notice, cards: Mapping[Slug, Card], publication: Publication) -> Line:
    card = cards.get(notice.blog) if notice.blog is not None else None
    if card is None:
        return Line(notice=notice, headline="", clock=Clock("UTC", publication.language, publication.clock_style))
    return Line(notice=notice, headline=card.headline, clock=card.clock)


def _choices(sent: FormData) -> dict[NoticeKind, Choice]:
    page, push = (set(map(str, sent.getlist(name))) for name in ("page", "push"))
    return {kind: Choice(page=kind.value in page, push=kind.value in push) for kind in NoticeKind}
