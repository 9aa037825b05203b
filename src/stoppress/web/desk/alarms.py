"""Alarms at the desk: what of a blog nobody has touched for too long, on every page of it, and what is watched.

Knows the strip under the blog's tabs and the form.
Does not know what is stale (`drafts.alarms`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.alarming import Alarming
from stoppress.domain.blog import Blog
from stoppress.drafts.alarms import MOST_MINUTES, WORDS, Alarm, AlarmRules, Watched
from stoppress.errors import InputInvalid, StoppressError
from stoppress.press.press import Press
from stoppress.render.view import View
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sayings import said, sent_on

_PLACES: Final = {Watched.BLOG: "", Watched.KEY_POINTS: "/key-points", Watched.PIN: ""}
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One that stands: in words, since when, and where something can be done about it."""

    words: str
    since: datetime
    path: str


class AlarmPages:
    """The strip, the page and its form."""

    def __init__(self, press: Press, pages: Pages, alarming: Alarming) -> None:
        self._press = press
        self._pages = pages
        self._alarming = alarming

    async def now(self, request: Request, visitor: Here, slug: str) -> Response:
        """What stands now."""
        blog = await self._blog(visitor, slug)
        lines = [_line(each) for each in await self._alarming.look(visitor.person, blog)]
        clock = View(blog, self._pages.publication).clock
        return self._pages.page(request, "alarm_lines.html.j2", visitor, blog=blog, lines=lines, clock=clock)

    async def show(self, request: Request, visitor: Here, slug: str) -> Response:
        """The page."""
        return await self._shown(request, visitor, await self._blog(visitor, slug))

    async def set_rules(self, request: Request, visitor: Changing, slug: str) -> Response:
        """The rules as the form says them."""
        blog, sent = await self._blog(visitor, slug), await form_of(request)
        try:
            await self._alarming.set_rules(visitor.person, blog.slug, _rules(sent))
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, problem, sent)
        return sent_on(f"/desk/blogs/{blog.slug}/alarms", "saved")

    async def _blog(self, visitor: Visitor, slug: str) -> Blog:
        return await self._press.current(blog_of(visitor.person, slug, Verb.READ_BLOG))

    async def _shown(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        problem: StoppressError | None = None,
        typed: FormData | None = None,
    ) -> Response:
        rules = await self._alarming.rules(visitor.person, blog.slug)
        return self._pages.page(
            request,
            "alarms.html.j2",
            visitor,
            blog=blog,
            rules=rules,
            watched={what: WORDS[what] for what in Watched},
            hours=(_time_of(rules.from_minute), _time_of(rules.to_minute)),
            most=MOST_MINUTES,
            problem=problem,
            typed=typed or {},
            said=said(request),
        )


def alarm_routes(press: Press, pages: Pages, alarming: Alarming) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/alarms", include_in_schema=False)
    page = AlarmPages(press, pages, alarming)
    router.add_api_route("", page.show, methods=["GET"], response_model=None)
    router.add_api_route("/now", page.now, methods=["GET"], response_model=None)
    router.add_api_route("", page.set_rules, methods=["POST"], response_model=None)
    return router


def _line(alarm: Alarm) -> AlarmLine:
    words = f"Nobody has touched {WORDS[alarm.what]} for {alarm.how_long}."
    return AlarmLine(words, alarm.since, f"/desk/blogs/{alarm.blog}{_PLACES[alarm.what]}")


def listed(some: Iterable[Watched]) -> str:
    """What is watched, in a few words; "" for nothing."""
    return ", ".join(WORDS[each] for each in Watched if each in set(some))


def _rules(sent: FormData) -> AlarmRules:
    minutes: dict[Watched, int] = {}
    for what in Watched:
        written = text(sent, what.value).strip() or "0"
        if not (written.isascii() and written.isdecimal()) or len(written) > _DIGITS:
            raise InputInvalid(field=what.value, problem=f"choose 0 to {MOST_MINUTES} minutes.")
        minutes[what] = int(written)
    return AlarmRules(minutes=minutes, from_minute=_minute(text(sent, "from")), to_minute=_minute(text(sent, "to")))


def _minute(written: str) -> int:
    hours, _, minutes = (written.strip() or "00:00").partition(":")
    parts = (hours, minutes[:2])
    if not all(each.isascii() and each.isdecimal() and len(each) <= 2 for each in parts):
        raise InputInvalid(field="from", problem="give times of day, such as 06:00.")
    if int(hours) > 23 or int(parts[1]) > 59:
        raise InputInvalid(field="from", problem="give times of day, such as 06:00.")
    return int(hours) * 60 + int(parts[1])


def _time_of(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
