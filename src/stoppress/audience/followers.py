"""Followers: the browsers that are told of a story, because somebody pressed for that in them.

Knows a browser by a hash of its endpoint, which nobody knows but itself, its push service and us: whoever names it may change
what it is told, or stop it. Only push services that are known by name are taken: what somebody else invents is no place to send to.
Does not know what is told (`owed`), nor how it is sent (`wire`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from stoppress.audience.networks import Random, Rate, come
from stoppress.database.database import Database
from stoppress.database.grouped import GroupedWrites
from stoppress.database.schema_follow import alerted, followed, followers
from stoppress.domain.alerts import FRESH, Wants
from stoppress.domain.identifiers import Epoch, Seq, Slug, is_rehearsal
from stoppress.errors.audience import FollowClosed, FollowersFull, PushServiceUnknown
from stoppress.outbound.browsers import Address, require_sound

SERVICES: Final = (
    "fcm.googleapis.com",
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
"""The push services of the browsers there are, as hosts; one that begins with a dot stands for all below it."""

PER_MINUTE: Final = 10
"""How often somebody may follow, change or stop from one network."""

FOLLOWERS_LIMIT: Final = 200_000
"""Browsers that follow one blog."""

QUIET_DAYS: Final = 30
"""A blog in which nothing happened for so long has ended, whether anybody said so or not."""

KEPT_DAYS: Final = 7
"""How long after the end followers are kept: coverage may be reopened."""

_FOLLOW: Final = "follow"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a blog's log has been read. What is in it until then is no news to who follows from here on."""

    epoch: Epoch
    seq: Seq


class Followers:
    """Those of one publication. Everything raises StorageFull and StorageUnavailable.

    `allowed` are addresses of this machine that are taken for a push service (see `addresses.target`).
    """

    def __init__(
        self,
        database: Database,
        writes: GroupedWrites,
        now: Callable[[], datetime],
        random: Random,
        *,
        services: tuple[str, ...] = SERVICES,
        allowed: frozenset[str] = frozenset(),
        per_minute: int = PER_MINUTE,
        limit: int = FOLLOWERS_LIMIT,
    ) -> None:
        self._database = database
        self._writes = writes
        self._now = now
        self._random = random
        self._services = services
        self._allowed = allowed
        self._rates = (Rate(per_minute),)
        self._limit = limit

    async def follow(self, blog: Slug, browser: Address, wants: Wants, here: Place, address: str) -> None:
        """Tell this browser from `here` on, and what it `wants` alone; `address` is where the request came from.

        Raises SubscriptionInvalid, PushServiceUnknown, FollowersFull, FollowClosed and TooFast.
        """
        if is_rehearsal(blog):
            raise FollowClosed
        host = require_sound(browser, self._allowed)
        if host not in self._allowed and not _is_known(host, self._services):
            raise PushServiceUnknown(host=host)

        def following(connection: Connection) -> None:
            now = self._arrive(connection, address)
            found = update(followers).where(_is(blog, browser.digest))
            keys = {"public_key": browser.public_key, "auth": browser.auth, "wants": wants.value}
            if connection.execute(found.values(failed=0, **keys)).rowcount:
                return
            if _count(connection, blog) >= self._limit:
                raise FollowersFull(limit=self._limit)
            row = {"blog": blog, "browser": browser.digest, "endpoint": browser.endpoint, "since": now.date(), **keys}
            connection.execute(insert(followers), [{**row, **NOTHING_OWED, "failed": 0}])
            _begin(connection, blog, here, now)

        await self._writes.write(following)

    async def stop(self, blog: Slug, endpoint: str, address: str) -> None:
        """Tell the browser of this endpoint nothing more of a blog, and keep nothing of it. Raises TooFast."""
        digest = Address(endpoint=endpoint, public_key="", auth="").digest

        def stopping(connection: Connection) -> None:
            self._arrive(connection, address)
            connection.execute(delete(followers).where(_is(blog, digest)))

        await self._writes.write(stopping)

    async def count(self, blog: Slug) -> int:
        """How many follow a blog."""
        return await self._database.read(lambda connection: _count(connection, blog))

    async def counts(self) -> Mapping[Slug, int]:
        """The same for every blog that somebody follows."""
        wanted = select(followers.c.blog, func.count()).group_by(followers.c.blog)
        found = await self._database.read(lambda connection: connection.execute(wanted).all())
        return {Slug(blog): count for blog, count in found}

    def _arrive(self, connection: Connection, address: str) -> datetime:
        now = self._now().astimezone(UTC)
        come(connection, address, _FOLLOW, now, self._rates, self._random)
        return now


NOTHING_OWED: Final[Mapping[str, object]] = {
    "owed_seq": 0,
    "owed_post": "",
    "owed_until": None,
    "due_at": None,
    "tries": 0,
}
"""What stands in the row of one who is to be told nothing now."""


def forget_followers(connection: Connection, now: datetime) -> None:
    """Delete those of blogs that ended long ago, blogs that nobody follows, and which posts are too old to be told of anyway."""
    now = now.astimezone(UTC)
    over = select(followed.c.blog).where(followed.c.forget_at < now)
    connection.execute(delete(followers).where(followers.c.blog.in_(over)))
    connection.execute(delete(followed).where(followed.c.blog.not_in(select(followers.c.blog))))
    connection.execute(delete(alerted).where(alerted.c.at < now - 2 * FRESH))


def _is_known(host: str, services: tuple[str, ...]) -> bool:
    return any(host.endswith(each) if each.startswith(".") else host == each for each in services)


def _is(blog: Slug, digest: str) -> ColumnElement[bool]:
    return and_(followers.c.blog == blog, followers.c.browser == digest)


def _count(connection: Connection, blog: Slug) -> int:
    return connection.scalar(select(func.count()).select_from(followers).where(followers.c.blog == blog)) or 0


def _begin(connection: Connection, blog: Slug, here: Place, now: datetime) -> None:
    """The log is read from here on, unless it is being read already."""
    if connection.scalar(select(followed.c.seq).where(followed.c.blog == blog)) is None:
        row = {"blog": blog, "epoch": here.epoch, "seq": here.seq, "forget_at": now + timedelta(days=QUIET_DAYS)}
        connection.execute(insert(followed), [row])
