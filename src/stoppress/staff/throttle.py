"""Throttle: how often somebody may try to sign in before they have to wait.

Knows that only the network is kept waiting from which tries fail: nobody can shut others out by failing in their name.
Judged in the database, so that several processes count together.
Does not know what is tried, nor which address a request came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.schema_desk import sessions, sign_in_tries
from stoppress.database.turns import one_by_one
from stoppress.errors import TooFast
from stoppress.staff.secret import hash_of, moment_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottleLimits:
    """Failures after which one has to wait: of one account from one network within `wait`.

    The others are of one network, of one account's codes and of everybody, within an hour.
    """

    tries: int = 5
    wait: timedelta = timedelta(minutes=15)
    per_network: int = 100
    codes: int = 20
    in_all: int = 1_000


class Throttle:
    """Counts tries. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, limits: ThrottleLimits = ThrottleLimits()) -> None:
        self._database = database
        self._limits = limits

    async def admit(self, account: str, network: str, now: datetime, *, everywhere: bool = False) -> None:
        """Count a try as failed, before it is known; `clear` it when it was not. Raises TooFast, and counts nothing.

        With `everywhere` the account's tries from all networks count together: for codes, which are short, and
        which only somebody who has the password gets to try.
        """
        await self._database.write(
            lambda connection: self._admit(connection, hash_of(account), network, now, everywhere)
        )

    async def clear(self, account: str, network: str) -> None:
        """Forget this account's failures from this network: it was who they said."""
        pair = sign_in_tries.c.account == hash_of(account), sign_in_tries.c.network == network
        await self._database.write(lambda connection: connection.execute(delete(sign_in_tries).where(*pair)))

    def _admit(self, connection: Connection, account: str, network: str, now: datetime, everywhere: bool) -> None:
        # Tries at once would each see room for itself.
        one_by_one(connection, "sign-in tries")
        limits, hour = self._limits, timedelta(hours=1)
        kept = max(hour, limits.wait)
        connection.execute(delete(sign_in_tries).where(sign_in_tries.c.at <= now.astimezone(UTC) - kept))
        same_account, same_network = sign_in_tries.c.account == account, sign_in_tries.c.network == network
        _require(connection, limits.tries, limits.wait, now, same_account, same_network)
        _require(connection, limits.per_network, hour, now, same_network)
        if everywhere:
            _require(connection, limits.codes, hour, now, same_account)
        # However many others fail: where somebody is signed in, somebody may sign in.
        if not connection.scalar(select(exists().where(sessions.c.network == network))):
            _require(connection, limits.in_all, hour, now)
        connection.execute(insert(sign_in_tries), [{"account": account, "network": network, "at": now.astimezone(UTC)}])


def _require(connection: Connection, limit: int, window: timedelta, now: datetime, *which: ColumnElement[bool]) -> None:
    """Raise TooFast when there are `limit` of these tries in the time before now, with the wait until there are not."""
    since = sign_in_tries.c.at > now.astimezone(UTC) - window
    query = select(sign_in_tries.c.at).where(since, *which).order_by(sign_in_tries.c.at.desc())
    found: Any = connection.scalar(query.offset(limit - 1).limit(1))
    if found is not None:
        raise TooFast(seconds=max(1, ceil((moment_of(found) + window - now).total_seconds())))
