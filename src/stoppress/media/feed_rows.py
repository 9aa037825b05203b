"""Feed rows: which feeds are followed by a blog's podcast promo, and when each is looked at next.

Knows that of several processes one at a time looks at a feed: taking a row puts it off, so that it is looked at again even
if whoever took it is killed.
Does not know feeds, nor how long to wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.schema_desk import podcast_feeds
from stoppress.domain.identifiers import Slug


@dataclass(frozen=True, slots=True)
class Followed:
    """A feed that a blog follows. `failures` is how many looks in a row have come to nothing."""

    blog: Slug
    feed: str
    failures: int


class FeedRows:
    """The feeds of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def follow(self, blog: Slug, feed: str, due_at: datetime) -> None:
        """A blog follows this feed from now on, and no other."""

        def following(connection: Connection) -> None:
            connection.execute(delete(podcast_feeds).where(podcast_feeds.c.blog == blog))
            row = {"blog": blog, "feed": feed, "failures": 0, "due_at": due_at.astimezone(UTC)}
            connection.execute(insert(podcast_feeds), [row])

        await self._database.write(following)

    async def forget(self, blog: Slug, feed: str) -> None:
        """A blog does not follow this feed any more."""
        gone = podcast_feeds.c.blog == blog, podcast_feeds.c.feed == feed
        await self._database.write(lambda connection: connection.execute(delete(podcast_feeds).where(*gone)))

    async def take_due(self, now: datetime, until: datetime, *, most: int) -> Sequence[Followed]:
        """The feeds that are due, each put off `until` then, so that nobody else takes it meanwhile."""

        def taking(connection: Connection) -> list[Followed]:
            due = select(podcast_feeds).where(podcast_feeds.c.due_at <= now.astimezone(UTC))
            found = connection.execute(due.order_by(podcast_feeds.c.due_at).limit(most).with_for_update()).mappings()
            taken = [Followed(Slug(each["blog"]), each["feed"], each["failures"]) for each in found]
            for each in taken:
                here = podcast_feeds.c.blog == each.blog
                connection.execute(update(podcast_feeds).where(here).values(due_at=until.astimezone(UTC)))
            return taken

        return await self._database.write(taking)

    async def looked(self, followed: Followed, failures: int, due_at: datetime) -> None:
        """A look is over; the next is due then. A blog that follows another feed by now keeps that."""
        here = podcast_feeds.c.blog == followed.blog, podcast_feeds.c.feed == followed.feed
        values = {"failures": failures, "due_at": due_at.astimezone(UTC)}
        await self._database.write(
            lambda connection: connection.execute(update(podcast_feeds).where(*here).values(**values))
        )
