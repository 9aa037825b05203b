"""Owed: what those who follow a story are yet to be told.

Knows that the place in the log and what follows from it are written together: whoever is killed loses nothing, and of several
processes one takes an alert. A newer alert takes the place of one that nobody has sent yet.
Does not know which revisions are alerts (`domain`), nor how anything is sent (`wire`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from stoppress.audience.followers import NOTHING_OWED, Place
from stoppress.database.database import Database
from stoppress.database.grouped import GroupedWrites
from stoppress.database.moments import in_utc
from stoppress.database.schema_follow import alerted, followed, followers
from stoppress.domain.alerts import Alert, Wants
from stoppress.domain.identifiers import Epoch, PostId, Seq, Slug
from stoppress.outbound.browsers import Address

GOOD_FOR: Final = timedelta(minutes=30)
"""How long an alert is worth anything: then nobody tries to send it any more, and a push service throws it away."""

TAKEN_FOR: Final = timedelta(minutes=2)
"""After this long another process takes whoever took an alert for killed."""

PAUSES: Final = tuple(timedelta(seconds=each) for each in (10, 60, 300, 900))
"""Between one try and the next."""

MOST_FAILED: Final = 10
"""After so many alerts in a row that did not arrive a browser is forgotten."""

AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One alert for one browser. Without a post it is that coverage has ended."""

    blog: Slug
    browser: str
    address: Address
    seq: Seq
    post: PostId | None
    until: datetime
    tries: int
    failed: int


class Owing:
    """What is owed in one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, writes: GroupedWrites, now: Callable[[], datetime]) -> None:
        self._database = database
        self._writes = writes
        self._now = now

    async def places(self) -> Mapping[Slug, Place]:
        """How far the log of each blog was read that somebody follows."""
        rows = await self._database.read(lambda connection: connection.execute(select(followed)).all())
        return {Slug(each.blog): Place(Epoch(each.epoch), Seq(each.seq)) for each in rows}

    async def move(
        self, blog: Slug, before: Place, after: Place, alerts: Sequence[Alert], forget_at: datetime | None
    ) -> bool:
        """Read the log on from `before` to `after` and owe these alerts; False where another process has done so.

        `forget_at` is when its followers are forgotten if nothing more happens; None leaves that as it is.
        """

        def moving(connection: Connection) -> bool:
            now = self._now().astimezone(UTC)
            here = followed.c.blog == blog, followed.c.epoch == before.epoch, followed.c.seq == before.seq
            later: dict[str, Any] = {"epoch": after.epoch, "seq": after.seq}
            if forget_at is not None:
                later["forget_at"] = forget_at.astimezone(UTC)
            if not connection.execute(update(followed).where(*here).values(later)).rowcount:
                return False
            for wants, alert in _newest(connection, blog, alerts, now).items():
                owed = {"owed_seq": alert.seq, "owed_post": alert.post or "", "owed_until": now + GOOD_FOR}
                told = followers.c.blog == blog, followers.c.wants == wants
                connection.execute(update(followers).where(*told).values(**owed, due_at=now, tries=0))
            return True

        return await self._writes.write(moving)

    async def take_due(self) -> Sequence[Owed]:
        """What is due and nobody sends: taken, for `TAKEN_FOR`."""

        def taking(connection: Connection) -> list[Owed]:
            now = self._now().astimezone(UTC)
            due = select(followers).where(followers.c.due_at <= now).order_by(followers.c.due_at).limit(AT_ONCE)
            taken = [_owed(each) for each in connection.execute(due).mappings()]
            for each in taken:
                connection.execute(update(followers).where(*_still(each)).values(due_at=now + TAKEN_FOR))
            return taken

        # Nobody who votes waits to learn that there is nothing, which is nearly always so.
        return await self._writes.write(taking) if await self._is_due() else []

    async def _is_due(self) -> bool:
        now = self._now().astimezone(UTC)
        due = select(followers.c.browser).where(followers.c.due_at <= now).limit(1)
        return await self._database.read(lambda connection: connection.execute(due).first() is not None)

    async def is_over(self, owed: Iterable[Owed]) -> None:
        """They have arrived, or are not worth sending; what became owed meanwhile stays."""
        await self._each(
            owed, lambda each: update(followers).where(*_still(each)).values({**NOTHING_OWED, "failed": 0})
        )

    async def forget(self, owed: Iterable[Owed]) -> None:
        """The push service knows no such browsers any more: they follow nothing."""
        await self._each(owed, lambda each: delete(followers).where(followers.c.browser == each.browser))

    async def failed(self, owed: Iterable[Owed]) -> None:
        """They never will arrive. Who cannot be told again and again is forgotten."""
        await self._each(owed, _given_up)

    async def put_off(self, owed: Owed, at_least: timedelta) -> bool:
        """Try again later; False, and `failed`, where it would be worth nothing by then."""
        now = self._now().astimezone(UTC)
        later = now + max(PAUSES[min(owed.tries, len(PAUSES) - 1)], at_least)
        if later >= owed.until:
            await self.failed([owed])
            return False
        again = update(followers).where(*_still(owed)).values(due_at=later, tries=owed.tries + 1)
        await self._writes.write(lambda connection: connection.execute(again))
        return True

    async def _each(self, owed: Iterable[Owed], statement: Callable[[Owed], Any]) -> None:
        statements = [statement(each) for each in owed]

        def doing(connection: Connection) -> None:
            for each in statements:
                connection.execute(each)

        if statements:
            await self._writes.write(doing)


def _newest(connection: Connection, blog: Slug, alerts: Sequence[Alert], now: datetime) -> Mapping[Wants, Alert]:
    """The last alert for each kind of follower, of those they have not been told; all of them count as told."""
    told = {(each.post, each.wants) for each in connection.execute(select(alerted).where(alerted.c.blog == blog))}
    newest: dict[Wants, Alert] = {}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for alert in alerts:
        for wants in alert.wanted_by:
            if alert.post is not None and (alert.post, wants.value) in told | rows.keys():
                continue
            newest[wants] = alert
            if alert.post is not None:
                rows[alert.post, wants.value] = {"blog": blog, "post": alert.post, "wants": wants.value, "at": now}
    if rows:
        connection.execute(insert(alerted), list(rows.values()))
    return newest


def _still(owed: Owed) -> tuple[Any, ...]:
    """Its row, as long as nothing newer is owed."""
    columns = followers.c
    return (
        columns.blog == owed.blog,
        columns.browser == owed.browser,
        columns.owed_seq == owed.seq,
        columns.owed_post == (owed.post or ""),
    )


def _given_up(owed: Owed) -> Any:
    if owed.failed + 1 >= MOST_FAILED:
        return delete(followers).where(*_still(owed))
    return update(followers).where(*_still(owed)).values({**NOTHING_OWED, "failed": owed.failed + 1})


def _owed(row: Any) -> Owed:
    until: datetime = row["owed_until"]
    return Owed(
        blog=Slug(row["blog"]),
        browser=row["browser"],
        address=Address(endpoint=row["endpoint"], public_key=row["public_key"], auth=row["auth"]),
        seq=Seq(row["owed_seq"]),
        post=PostId(row["owed_post"]) if row["owed_post"] else None,
        until=in_utc(until),
        tries=row["tries"],
        failed=row["failed"],
    )
