"""Deliveries: what is yet to be sent to whose browser.

Knows that of several processes one takes a delivery, that whoever was killed in the middle leaves it to others, and that
what has not arrived is tried again later and later, and at last no more.
Does not know how anything is sent (`wire`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, RowMapping, delete, func, select, update
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.schema_notices import push_deliveries
from stoppress.drafts.moments import Clock, database_clock, in_utc
from stoppress.drafts.notices import NoticeId

TAKEN_FOR: Final = timedelta(minutes=1)
"""After this long another process takes whoever took a delivery for killed."""

PAUSES: Final = tuple(timedelta(seconds=each) for each in (10, 60, 300, 1_800))
"""Between one try and the next. A notice is of now: after the last of them nobody tries again."""

LONGEST_PAUSE: Final = timedelta(hours=1)
"""However long a push service asks us to wait."""

_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notice for one browser; `tries` is how often it was sent in vain."""

    notice: NoticeId
    subscription: str
    tries: int


class Deliveries:
    """Those of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, clock: Clock = database_clock) -> None:
        self._database = database
        self._clock = clock

    async def take_due(self) -> Sequence[Delivery]:
        """What is due and nobody sends: taken, for `TAKEN_FOR`."""

        def taking(connection: Connection) -> list[Delivery]:
            now = self._clock(connection)
            due = select(push_deliveries).where(push_deliveries.c.due_at <= now).order_by(push_deliveries.c.due_at)
            rows = connection.execute(due.limit(_AT_ONCE).with_for_update(skip_locked=True)).mappings().all()
            taken = [_delivery(each) for each in rows]
            for each in taken:
                connection.execute(update(push_deliveries).where(*_is(each)).values(due_at=now + TAKEN_FOR))
            return taken

        # Nothing is locked to learn that there is nothing, which is nearly always so.
        return await self._database.write(taking) if await self._is_due() else []

    async def _is_due(self) -> bool:
        def looking(connection: Connection) -> bool:
            due = push_deliveries.c.due_at <= self._clock(connection)
            return connection.execute(select(push_deliveries.c.notice).where(due).limit(1)).first() is not None

        return await self._database.read(looking)

    async def is_over(self, delivery: Delivery) -> None:
        """It has arrived, or never will."""
        await self._database.write(lambda connection: connection.execute(delete(push_deliveries).where(*_is(delivery))))

    async def put_off(self, delivery: Delivery, at_least: timedelta = timedelta()) -> bool:
        """It is tried again later, not before `at_least`; False when it was tried often enough."""
        if delivery.tries >= len(PAUSES):
            await self.is_over(delivery)
            return False
        pause = min(max(PAUSES[delivery.tries], at_least), LONGEST_PAUSE)

        def putting(connection: Connection) -> None:
            due_at = self._clock(connection) + pause
            later = update(push_deliveries).where(*_is(delivery))
            connection.execute(later.values(due_at=due_at, tries=delivery.tries + 1))

        await self._database.write(putting)
        return True

    async def seconds_to_next(self) -> float | None:
        """How long until something is due; None when there is nothing."""

        def looking(connection: Connection) -> float | None:
            found = in_utc(connection.scalar(select(func.min(push_deliveries.c.due_at))))
            return None if found is None else (found - self._clock(connection)).total_seconds()

        return await self._database.read(looking)


def _is(delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
    return push_deliveries.c.notice == delivery.notice, push_deliveries.c.subscription == delivery.subscription


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(NoticeId(row["notice"]), row["subscription"], row["tries"])
