"""Views: how often pages and posts were looked at, hour by hour and in all.

Knows numbers alone. What comes together is added up before it is written, and answered once it is on disk.
Does not know what counts as a view, nor anything of whoever looks (law 10).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.grouped import GroupedWrites, Sleep
from stoppress.database.moments import in_utc
from stoppress.database.schema_audience import view_hours, view_totals
from stoppress.domain.identifiers import PostId, Slug

KEPT_DAYS: Final = 400
"""How long hours are kept: the same week of last year can be compared. Totals are kept for ever."""

GATHER_SECONDS: Final = 0.25
"""How long views are added up before they are written. Nobody waits for the answer to a beacon."""

_PAGE: Final = ""
_HOUR: Final = timedelta(hours=1)

Viewed = tuple[Slug, str]
"""A blog's page, or with an id a post in it."""


@dataclass(frozen=True, slots=True)
class Hour:
    """How many views in the hour that began `at`."""

    at: datetime
    views: int


class Views:
    """The views of one publication. Everything raises StorageFull and StorageUnavailable. Close it before its writes."""

    def __init__(
        self,
        database: Database,
        writes: GroupedWrites,
        now: Callable[[], datetime],
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._database = database
        self._writes = writes
        self._now = now
        self._sleep = sleep
        self._seen: Counter[Viewed] = Counter()
        self._writing: asyncio.Task[None] | None = None

    async def add(self, blog: Slug, *, page: bool, posts: Iterable[PostId] = ()) -> None:
        """Somebody looked at a blog's page, if `page`, and at these posts; return once it is on disk."""
        seen = {(blog, str(post)) for post in posts} | ({(blog, _PAGE)} if page else set())
        if not seen:
            return
        self._seen.update(seen)
        if self._writing is None:
            self._writing = asyncio.ensure_future(self._write())
        # Whoever goes away takes nobody else's views along.
        await asyncio.shield(self._writing)

    async def close(self) -> None:
        """Return once everything that was seen is written."""
        if self._writing is not None:
            await asyncio.wait({self._writing})

    async def of(self, blog: Slug) -> int:
        """How often a blog's page was looked at."""
        return (await self.of_all([blog])).get(blog, 0)

    async def of_all(self, blogs: Sequence[Slug] | None = None) -> Mapping[Slug, int]:
        """The same for these blogs, or for all; one that nobody looked at may be missing."""
        wanted = select(view_totals.c.blog, view_totals.c.views).where(view_totals.c.post == _PAGE)
        if blogs is not None:
            wanted = wanted.where(view_totals.c.blog.in_(blogs))
        return {Slug(blog): views for blog, views in await self._rows(wanted)}

    async def of_posts(self, blog: Slug) -> Mapping[PostId, int]:
        """How often each post of a blog was looked at; one that nobody looked at may be missing."""
        columns = view_totals.c
        wanted = select(columns.post, columns.views).where(columns.blog == blog, columns.post != _PAGE)
        return {PostId(post): views for post, views in await self._rows(wanted)}

    async def by_hour(self, blog: Slug, since: datetime) -> tuple[Hour, ...]:
        """Every hour of a blog's page from the one `since` is in to this one, which is not over; 0 where nobody looked."""
        start = _hour(since)
        columns = view_hours.c
        wanted = select(columns.hour, columns.views).where(
            columns.blog == blog, columns.post == _PAGE, columns.hour >= start
        )
        found = {in_utc(at): views for at, views in await self._rows(wanted)}
        hours = range((_hour(self._now()) - start) // _HOUR + 1)
        return tuple(Hour(at, found.get(at, 0)) for at in (start + each * _HOUR for each in hours))

    async def hours_of_all(self, since: datetime) -> Mapping[Slug, Sequence[Hour]]:
        """Every blog's hours from the one `since` is in, those without views left out: for lists of what is most read."""
        columns = view_hours.c
        wanted = (
            select(columns.blog, columns.hour, columns.views)
            .where(columns.post == _PAGE, columns.hour >= _hour(since))
            .order_by(columns.hour)
        )
        found: dict[Slug, list[Hour]] = {}
        for blog, at, views in await self._rows(wanted):
            found.setdefault(Slug(blog), []).append(Hour(in_utc(at), views))
        return found

    async def _rows(self, wanted: Any) -> Sequence[Any]:
        return await self._database.read(lambda connection: connection.execute(wanted).all())

    async def _write(self) -> None:
        await self._sleep(GATHER_SECONDS)
        seen, self._seen, self._writing = self._seen, Counter(), None
        await self._writes.write(partial(_add, seen=seen, hour=_hour(self._now())))


def forget_views(connection: Connection, now: datetime, days: int = KEPT_DAYS) -> None:
    """Delete the hours that are too old; totals stay."""
    connection.execute(delete(view_hours).where(view_hours.c.hour < now.astimezone(UTC) - timedelta(days=days)))


def view_faults(connection: Connection) -> list[str]:
    """What is wrong: totals below the hours that are there."""
    totals = {(each.blog, each.post): each.views for each in connection.execute(select(view_totals))}
    columns = view_hours.c
    hours = select(columns.blog, columns.post, func.sum(columns.views)).group_by(columns.blog, columns.post)
    return [
        f"{blog}: {count} views of “{post or 'the page'}” are in its hours, but only {totals.get((blog, post), 0)} in all."
        for blog, post, count in connection.execute(hours.order_by(columns.blog, columns.post))
        if totals.get((blog, post), 0) < count
    ]


def _add(connection: Connection, seen: Counter[Viewed], hour: datetime) -> None:
    for (blog, post), views in sorted(seen.items()):
        viewed = {"blog": blog, "post": post}
        _more(connection, view_hours, {**viewed, "hour": hour}, views)
        _more(connection, view_totals, viewed, views)


def _more(connection: Connection, table: Table, viewed: Mapping[str, Any], views: int) -> None:
    here = [table.c[name] == value for name, value in viewed.items()]
    if not connection.execute(update(table).where(*here).values(views=table.c.views + views)).rowcount:
        connection.execute(insert(table), [{**viewed, "views": views}])


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
