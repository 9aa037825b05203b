"""Readers at the desk: how many there are now, and how many there were over the last hours, in numbers and in words.

Knows what the chart and its text alternative say.
Does not know who reads, nor how readers are counted (`audience`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.actions import Now
from stoppress.actions.alarming import Alarming
from stoppress.audience.reader_counts import Minute, ReaderCounts
from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import Slug
from stoppress.press.press import Press
from stoppress.render.clock import Clock
from stoppress.render.publication import Publication
from stoppress.render.view import clock_of
from stoppress.staff.permissions import Verb, may
from stoppress.web.desk.alarms import listed
from stoppress.web.desk.asking import Here, blog_of
from stoppress.web.desk.pages import PRIVATE, Pages

CHART: Final = timedelta(hours=3)
"""What the chart covers."""

# Nobody reads a table of every minute.
_ROW: Final = 10


@dataclass(frozen=True, slots=True)
class Crowd:
    """A blog's readers: now, and in each minute of `CHART` that is over, oldest first."""

    now: int
    minutes: Sequence[Minute]
    clock: Clock

    @property
    def sentence(self) -> str:
        """What the chart shows, in words."""
        most = max(self.minutes, key=lambda each: each.readers, default=None)
        if most is not None and most.readers > self.now:
            return f"{counted(self.now)} now; most {most.readers:,} at {self.clock.time(most.at)}."
        return f"{counted(self.now)} now, the most in three hours." if self.now else f"{counted(self.now)} now."

    @property
    def table(self) -> list[tuple[str, str]]:
        """The most in every ten minutes, newest first: since when, and how many."""
        rows = [self.minutes[start : start + _ROW] for start in range(0, len(self.minutes), _ROW)]
        return [(self.clock.time(row[0].at), f"{max(each.readers for each in row):,}") for row in reversed(rows)]

    @property
    def tree(self) -> dict[str, Any]:
        """For the chart: seconds since 1970, how many read then (`counts`), and where the hours of the blog's zone begin."""
        hours = [each.at for each in self.minutes if self.clock.local(each.at).minute == 0]
        return {
            "now": self.now,
            "sentence": self.sentence,
            "times": [seconds_of(each.at) for each in self.minutes],
            "counts": [each.readers for each in self.minutes],
            "marks": [(seconds_of(each), self.clock.time(each)) for each in hours],
            "table": self.table,
        }


class Crowds:
    """What is shown of the readers of each blog. Everything raises StorageUnavailable."""

    def __init__(self, counts: ReaderCounts, publication: Publication, now: Now) -> None:
        self.counts = counts
        self._publication = publication
        self._now = now

    async def lately(self) -> Mapping[Slug, Sequence[Minute]]:
        """How many read in each minute of `CHART`, for every blog that anybody read."""
        return await self.counts.over_time_of_all(self._now() - CHART)

    async def of(self, blog: Blog) -> Crowd:
        """The readers of one blog."""
        minutes = await self.counts.over_time(blog.slug, self._now() - CHART)
        return Crowd(await self.counts.now(blog.slug), minutes, clock_of(blog, self._publication))


def counted(readers: int) -> str:
    """How many readers, in words."""
    return "1 reader" if readers == 1 else f"{readers or 'No'} readers" if readers < 1_000 else f"{readers:,} readers"


def reader_routes(press: Press, pages: Pages, crowds: Crowds, alarming: Alarming) -> APIRouter:
    """The routes: readers now of every blog this person may see, and the chart of one."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk/readers")
    async def now(request: Request, visitor: Here) -> Response:
        counts = await crowds.counts.now_of_all()
        slugs = [each.slug for each in await press.cards() if may(visitor.person, Verb.SEE_READERS, each.slug)]
        alarms = {slug: listed(each) for slug, each in (await alarming.standing(visitor.person, slugs)).items()}
        words = {slug: counted(counts.get(slug, 0)) for slug in slugs}
        return pages.page(request, "readers_now.html.j2", visitor, words=words, alarms=alarms)

    @router.get("/desk/blogs/{slug}/readers")
    async def chart(visitor: Here, slug: str) -> Response:
        blog = await press.current(blog_of(visitor.person, slug, Verb.SEE_READERS))
        return JSONResponse((await crowds.of(blog)).tree, headers=PRIVATE)

    return router


def seconds_of(at: datetime) -> int:
    """Seconds since 1970, as charts have it."""
    return int(at.timestamp())
