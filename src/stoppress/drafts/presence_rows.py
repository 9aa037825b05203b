"""Open pages in the desk's database.

Knows that a page is there until it leaves or has not been heard of for a while, by the database's clock, and that the bell
rings when somebody comes, goes or does something else, not each time a page says that it is still there.
Does not know who may know (`actions`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_together import open_pages
from stoppress.domain.identifiers import Slug
from stoppress.drafts.bell import What, ring
from stoppress.drafts.draft import Someone
from stoppress.drafts.moments import Clock, database_clock, in_utc
from stoppress.drafts.presence import LASTS, PAGES_LIMIT, Doing, OpenPage, PageId
from stoppress.errors.together import PageUnnamed

_SAME: Final = ("blog", "doing", "thing", "person_name")


class Presence:
    """The open pages of one publication's desk. Everything raises StorageFull and StorageUnavailable."""

    def __init__(
        self,
        database: Database,
        clock: Clock = database_clock,
        *,
        lasts: timedelta = LASTS,
        limit: int = PAGES_LIMIT,
    ) -> None:
        self._database = database
        self._clock = clock
        self._lasts = lasts
        self._limit = limit

    async def here(
        self, page: PageId, blog: Slug, person: Someone, doing: Doing, thing: str, left: PageId | None = None
    ) -> None:
        """This page is open, and `left` is not. Raises PageUnnamed for one that is somebody else's."""

        def saying(connection: Connection) -> None:
            now = self._clock(connection)
            changed = self._forget_over(connection)
            if left is not None:
                changed |= self._gone(connection, open_pages.c.id == left, open_pages.c.person == person.id)
            row = {
                "blog": blog,
                "person": person.id,
                "person_name": person.name,
                "doing": doing.value,
                "thing": thing,
                "expires_at": now + self._lasts,
            }
            before = connection.execute(select(open_pages).where(open_pages.c.id == page)).mappings().one_or_none()
            if before is None:
                connection.execute(insert(open_pages), [{**row, "id": page, "since": now}])
                changed |= {blog} | self._forget_oldest(connection, person)
            elif before["person"] != person.id:
                raise PageUnnamed
            else:
                if any(before[name] != row[name] for name in _SAME):
                    row["since"] = now
                    changed |= {blog, Slug(before["blog"])}
                connection.execute(update(open_pages).where(open_pages.c.id == page).values(row))
            self._ring(connection, changed)

        try:
            await self._database.write(saying)
        except IntegrityError:
            # The same page said so twice at once; now it is known.
            await self._database.write(saying)

    async def leave(self, page: PageId, person: Someone) -> None:
        """This page is closed. Twice is once."""

        def leaving(connection: Connection) -> None:
            mine = open_pages.c.id == page, open_pages.c.person == person.id
            changed = self._gone(connection, *mine) | self._forget_over(connection)
            self._ring(connection, changed)

        await self._database.write(leaving)

    async def of_blog(self, blog: Slug) -> list[OpenPage]:
        """Who is here, in the order in which they came to what they do."""

        def looking(connection: Connection) -> list[OpenPage]:
            here = open_pages.c.blog == blog, open_pages.c.expires_at > self._clock(connection)
            query = select(open_pages).where(*here).order_by(open_pages.c.since, open_pages.c.id)
            return [_page_of(each) for each in connection.execute(query).mappings()]

        return await self._database.read(looking)

    def _forget_over(self, connection: Connection) -> set[Slug]:
        """Nobody rings for a browser that was killed: whoever is heard of next does."""
        over = select(open_pages.c.id).where(open_pages.c.expires_at <= self._clock(connection))
        # What another forgets at the same moment it tells of: two who wait for each other's rows would wait for ever.
        names = connection.scalars(over.order_by(open_pages.c.id).with_for_update(skip_locked=True)).all()
        return self._gone(connection, open_pages.c.id.in_(names)) if names else set()

    def _forget_oldest(self, connection: Connection, person: Someone) -> set[Slug]:
        mine = select(open_pages.c.id).where(open_pages.c.person == person.id)
        newest_first = mine.order_by(open_pages.c.expires_at.desc(), open_pages.c.since.desc(), open_pages.c.id)
        names = connection.scalars(newest_first.offset(self._limit)).all()
        return self._gone(connection, open_pages.c.id.in_(names)) if names else set()

    def _gone(self, connection: Connection, *which: Any) -> set[Slug]:
        """The blogs in which something is gone by this."""
        going = delete(open_pages).where(*which).returning(open_pages.c.blog)
        return {Slug(each) for each in connection.scalars(going)}

    def _ring(self, connection: Connection, blogs: Iterable[Slug]) -> None:
        # In one order, so that two who ring both do not wait for one another.
        for each in sorted(blogs):
            ring(connection, self._clock, each, What.PRESENCE)


def _page_of(row: RowMapping) -> OpenPage:
    since = in_utc(row["since"])
    assert since is not None
    return OpenPage(
        id=PageId(row["id"]),
        blog=Slug(row["blog"]),
        person=Someone(row["person"], row["person_name"]),
        doing=Doing(row["doing"]),
        thing=row["thing"],
        since=since,
    )
