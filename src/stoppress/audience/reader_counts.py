"""Reader counts: how many read each blog, now and over the last day.

Knows that each process counts its own readers and that the sum over all is what anybody wants; a process that has not
counted lately is gone, and its readers with it.
Does not know readers: a count says nothing about anybody (law 10).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.moments import in_utc
from stoppress.database.schema_desk import reader_counts
from stoppress.domain.identifiers import Slug

KEPT: Final = timedelta(hours=24)
"""How long counts are kept, one for each minute."""

FRESH: Final = timedelta(seconds=30)
"""How old a count may be to be of now, unless one counts less often."""

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Minute:
    """How many read in the minute that began `at`, as was counted last in it."""

    at: datetime
    readers: int


class ReaderCounts:
    """The counts of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, now: Callable[[], datetime], *, fresh: timedelta = FRESH) -> None:
        self._database = database
        self._now = now
        self._fresh = fresh

    async def count(self, node: str, readers: Mapping[Slug, int]) -> None:
        """So many read at the process `node` now.

        What it counted earlier in this minute is replaced, and what is too old is forgotten.
        """
        at = self._now().astimezone(UTC)
        minute = _minute(at)
        rows = [
            {"blog": blog, "node": node, "minute": minute, "counted_at": at, "readers": count}
            for blog, count in readers.items()
        ]

        def counting(connection: Connection) -> None:
            connection.execute(delete(reader_counts).where(reader_counts.c.counted_at < at - KEPT))
            if rows:
                earlier = reader_counts.c.node == node, reader_counts.c.minute == minute
                connection.execute(delete(reader_counts).where(*earlier, reader_counts.c.blog.in_(readers)))
                connection.execute(insert(reader_counts), rows)

        await self._database.write(counting)

    async def now(self, blog: Slug) -> int:
        """How many read a blog now."""
        return (await self.now_of_all()).get(blog, 0)

    async def now_of_all(self) -> Mapping[Slug, int]:
        """How many read each blog now; a blog that nobody reads may be missing."""
        since = self._now().astimezone(UTC) - self._fresh
        wanted = select(reader_counts).where(reader_counts.c.counted_at > since).order_by(reader_counts.c.counted_at)
        found = await self._database.read(lambda connection: connection.execute(wanted).mappings().all())
        # A process counts anew in a new minute: its last word counts.
        newest = {(Slug(each["blog"]), each["node"]): each["readers"] for each in found}
        sums: dict[Slug, int] = {}
        for (blog, _), count in newest.items():
            sums[blog] = sums.get(blog, 0) + count
        return sums

    async def over_time(self, blog: Slug, since: datetime) -> tuple[Minute, ...]:
        """Every whole minute from the one `since` is in to the last that is over; 0 where nothing was counted."""
        start, end = _minute(max(since, self._now() - KEPT)), _minute(self._now())
        sums = await self._database.read(lambda connection: _sums(connection, start, blog))
        return _whole(sums.get(blog, {}), start, end)

    async def over_time_of_all(self, since: datetime) -> Mapping[Slug, tuple[Minute, ...]]:
        """The same of every blog that anybody read."""
        start, end = _minute(max(since, self._now() - KEPT)), _minute(self._now())
        sums = await self._database.read(lambda connection: _sums(connection, start))
        return {blog: _whole(minutes, start, end) for blog, minutes in sums.items()}


def _whole(sums: Mapping[datetime, int], start: datetime, end: datetime) -> tuple[Minute, ...]:
    minutes = range(max(0, (end - start) // _MINUTE))
    return tuple(Minute(at, sums.get(at, 0)) for at in (start + each * _MINUTE for each in minutes))


def _sums(connection: Connection, start: datetime, blog: Slug | None = None) -> dict[Slug, dict[datetime, int]]:
    """How many read in each minute: one blog, or every one."""
    columns = reader_counts.c
    wanted = (
        select(columns.blog, columns.minute, func.sum(columns.readers).label("readers"))
        .where(columns.minute >= start)
        .group_by(columns.blog, columns.minute)
    )
    if blog is not None:
        wanted = wanted.where(columns.blog == blog)
    found: dict[Slug, dict[datetime, int]] = {}
    for each in connection.execute(wanted).mappings():
        found.setdefault(Slug(each["blog"]), {})[in_utc(each["minute"])] = int(each["readers"])
    return found


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)
