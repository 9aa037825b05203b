"""Subscriptions: the browsers in which staff are told when no page of the desk is open.

Knows that one ends with the session in which it was made, and that a browser is its last person's.
Does not know what anybody is told, nor how it is sent (`wire`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_notices import push_subscriptions
from stoppress.database.turns import one_by_one
from stoppress.errors.notices import SubscriptionInvalid, SubscriptionsFull
from stoppress.outbound.browsers import Address, require_sound
from stoppress.staff.secret import Random, fresh_id, moment_of

SUBSCRIPTIONS_LIMIT: Final = 20
"""Browsers of one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A row."""

    id: str
    address: Address
    person: str
    session: str
    made_at: datetime


class Subscriptions:
    """Those of one publication; `allowed` as for `addresses.target`. Everything raises StorageFull and StorageUnavailable."""

    def __init__(
        self,
        database: Database,
        *,
        random: Random,
        limit: int = SUBSCRIPTIONS_LIMIT,
        allowed: frozenset[str] = frozenset(),
    ) -> None:
        self._database = database
        self._random = random
        self._limit = limit
        self._allowed = allowed

    async def keep(self, person: str, session: str, address: Address, now: datetime) -> Subscription:
        """Tell this browser from now on, and nobody else in it. Raises SubscriptionInvalid, SubscriptionsFull."""
        require_sound(address, self._allowed)
        row = {
            "id": fresh_id("device", self._random),
            "sha256": address.digest,
            "endpoint": address.endpoint,
            "public_key": address.public_key,
            "auth": address.auth,
            "person": person,
            "session": session,
            "made_at": now.astimezone(UTC),
        }

        def keeping(connection: Connection) -> Subscription:
            # Of two presses at once each would take away what the other had just kept.
            one_by_one(connection, f"push subscription {address.digest}")
            known = _rows(connection, push_subscriptions.c.sha256 == address.digest)
            if known and (known[0].person, known[0].session, known[0].address) == (person, session, address):
                return known[0]
            connection.execute(delete(push_subscriptions).where(push_subscriptions.c.sha256 == address.digest))
            mine = push_subscriptions.c.person == person
            count = connection.scalar(select(func.count()).select_from(push_subscriptions).where(mine)) or 0
            if count >= self._limit:
                raise SubscriptionsFull(limit=self._limit)
            connection.execute(insert(push_subscriptions), [row])
            return _subscription(row)

        try:
            return await self._database.write(keeping)
        except IntegrityError as problem:
            raise SubscriptionInvalid(problem="you are no longer signed in here.") from problem

    async def of(self, person: str) -> Sequence[Subscription]:
        """The browsers of somebody, the newest first."""
        return await self._database.read(lambda connection: _rows(connection, push_subscriptions.c.person == person))

    async def find(self, name: str) -> Subscription | None:
        """One of them all."""
        found = await self._database.read(lambda connection: _rows(connection, push_subscriptions.c.id == name))
        return found[0] if found else None

    async def stop(self, person: str, name: str) -> None:
        """Tell one of somebody's browsers nothing more, if it is theirs."""
        mine = push_subscriptions.c.person == person, push_subscriptions.c.id == name
        await self._database.write(lambda connection: connection.execute(delete(push_subscriptions).where(*mine)))

    async def forget(self, name: str) -> None:
        """The push service knows no such browser any more."""
        gone = push_subscriptions.c.id == name
        await self._database.write(lambda connection: connection.execute(delete(push_subscriptions).where(gone)))


def _rows(connection: Connection, which: Any) -> list[Subscription]:
    query = select(push_subscriptions).where(which).order_by(push_subscriptions.c.made_at.desc())
    return [_subscription(each) for each in connection.execute(query).mappings()]


def _subscription(row: Any) -> Subscription:
    return Subscription(
        id=row["id"],
        address=Address(endpoint=row["endpoint"], public_key=row["public_key"], auth=row["auth"]),
        person=row["person"],
        session=row["session"],
        made_at=moment_of(row["made_at"]),
    )
