"""Alarms: what nobody has touched for too long is found, told once, and called off when somebody touches it.

Knows that several processes look, that an alarm is told before it is written down, so that one which was killed in between
leaves it to the others, and that a blog which cannot be read keeps no other waiting.
Does not know what is stale (`drafts.alarms`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

import structlog

from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import Slug
from stoppress.drafts.alarm_rows import Alarms
from stoppress.drafts.alarms import WORDS, Alarm, AlarmRules, Watched, stale
from stoppress.drafts.notices import NewNotice, NoticeKind, Telling, Whoever
from stoppress.errors import BlogUnknown, StoppressError
from stoppress.staff.permissions import Verb

LOOK_SECONDS: Final = 5.0
"""How often is looked."""

_PLACES: Final = {Watched.BLOG: "", Watched.KEY_POINTS: "/key-points", Watched.PIN: ""}

_log = structlog.get_logger()

Current = Callable[[Slug], Awaitable[Blog]]
"""A blog as it is by now. Raises StoppressError."""


class Alarming:
    """`run` it."""

    def __init__(self, alarms: Alarms, current: Current, telling: Telling) -> None:
        self._alarms = alarms
        self._current = current
        self._telling = telling

    async def run(self, seconds: float = LOOK_SECONDS) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except StoppressError as problem:
                _log.warning("nobody knows which blogs are watched", problem=str(problem))
            except Exception:  # noqa: BLE001 - whatever went wrong, there would be no alarm any more
                _log.exception("nobody knows which blogs are watched")
            await asyncio.sleep(seconds)

    async def look(self) -> None:
        """Look at every blog that is watched, or has an alarm left over."""
        watched, standing, now = await self._alarms.watched(), await self._alarms.standing(), await self._alarms.now()
        for slug in sorted({*watched, *standing}):
            try:
                await self._look_at(slug, watched.get(slug), standing.get(slug, {}), now)
            except StoppressError as problem:
                _log.warning("a blog cannot be watched", blog=slug, problem=str(problem))

    async def _look_at(
        self, slug: Slug, rules: AlarmRules | None, known: Mapping[Watched, datetime], now: datetime
    ) -> None:
        found: tuple[Alarm, ...] = ()
        headline = ""
        if rules is not None:
            try:
                blog = await self._current(slug)
                headline, found = blog.description.headline.text, stale(blog, rules, now)
            except BlogUnknown:
                # It is gone altogether; nobody has to look after it.
                pass
        if {each.what: each.since for each in found} == known:
            return
        for each in found:
            if known.get(each.what) != each.since:
                await self._telling.tell(_notice(each, headline))
        await self._alarms.write_down(slug, found)


def _notice(alarm: Alarm, headline: str) -> NewNotice:
    return NewNotice(
        kind=NoticeKind.ALARM,
        text=f"Nobody has touched {WORDS[alarm.what]} of “{headline}” for {alarm.how_long}."
        if alarm.what is not Watched.BLOG
        else f"Nobody has touched “{headline}” for {alarm.how_long}.",
        path=f"/desk/blogs/{alarm.blog}{_PLACES[alarm.what]}",
        to=Whoever(Verb.SET_KEY_POINTS.value),
        key=alarm.key,
        blog=alarm.blog,
    )
