"""Throttle: how often somebody may try to sign in before they have to wait.

Knows that only the network is kept waiting from which tries fail: nobody can shut others out by failing in their name, nor
by failing from everywhere, as a browser in which somebody has signed in before is a place of its own.
Judged in the database, so that several processes count together.
Does not know what is tried, nor which address a request came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.schema_desk import sessions, sign_in_tries
from stoppress.database.turns import one_by_one
from stoppress.domain.networks import SITE_BITS, site_of
from stoppress.errors import TooFast
from stoppress.staff.secret import hash_of, moment_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottleLimits:
    """Failures after which one has to wait: of one account from one network within `wait`.

    The others are of one network, or all of one IPv6 site, of one account's codes and of everybody, within an hour.
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

    async def admit(
        self, account: str, network: str, now: datetime, *, everywhere: bool = False, browser: str = ""
    ) -> None:
        """Count a try as failed, before it is known; `clear` it when it was not. Raises TooFast, and counts nothing.

        With `everywhere` the account's tries from all networks count together: for codes, which are short, and
        which only somebody who has the password gets to try. `browser` names one in which this account has signed in.
        """
        await self._database.write(
            lambda connection: self._admit(connection, hash_of(account), network, now, everywhere, browser)
        )

    async def clear(self, account: str, network: str, browser: str = "") -> None:
        """Forget this account's failures from this network, or in this browser: it was who they said."""
        places = [browser] if browser else [network, _site(network)]
        pair = sign_in_tries.c.account == hash_of(account), sign_in_tries.c.network.in_(places)
        await self._database.write(lambda connection: connection.execute(delete(sign_in_tries).where(*pair)))

    def _admit(
        self, connection: Connection, account: str, network: str, now: datetime, everywhere: bool, browser: str
    ) -> None:
        # Tries at once would each see room for itself.
        one_by_one(connection, "sign-in tries")
        limits, hour = self._limits, timedelta(hours=1)
        kept = max(hour, limits.wait)
        connection.execute(delete(sign_in_tries).where(sign_in_tries.c.at <= now.astimezone(UTC) - kept))
        places = [each for each in (browser or network, "" if browser else _site(network)) if each] or [""]
        same_account = sign_in_tries.c.account == account
        _require(connection, limits.tries, limits.wait, now, same_account, sign_in_tries.c.network == places[0])
        if everywhere and not browser:
            # Whoever has found out a password makes others wait with it, but not those who have given a code before.
            _require(connection, limits.codes, hour, now, same_account, ~_IS_SITE)
        if not browser:
            self._require_quiet(connection, network, places, now)
        rows = [{"account": account, "network": each, "at": now.astimezone(UTC)} for each in places]
        connection.execute(insert(sign_in_tries), rows)

    def _require_quiet(self, connection: Connection, network: str, places: Sequence[str], now: datetime) -> None:
        """Raise TooFast where too many others have failed from there, or everywhere."""
        hour = timedelta(hours=1)
        for each in places:
            _require(connection, self._limits.per_network, hour, now, sign_in_tries.c.network == each)
        # However many others fail: where somebody is signed in, somebody may sign in.
        if not connection.scalar(select(exists().where(sessions.c.network == network))):
            _require(connection, self._limits.in_all, hour, now, ~_IS_SITE)


# A try from a network within a site stands there twice.
_IS_SITE: Final = sign_in_tries.c.network.like(f"%/{SITE_BITS}")


def _site(network: str) -> str:
    """The site of a network as `network_of` names it; "" for one of IPv4."""
    return site_of(network.partition("/")[0])


def _require(connection: Connection, limit: int, window: timedelta, now: datetime, *which: ColumnElement[bool]) -> None:
    """Raise TooFast when there are `limit` of these tries in the time before now, with the wait until there are not."""
    since = sign_in_tries.c.at > now.astimezone(UTC) - window
    query = select(sign_in_tries.c.at).where(since, *which).order_by(sign_in_tries.c.at.desc())
    found: Any = connection.scalar(query.offset(limit - 1).limit(1))
    if found is not None:
        raise TooFast(seconds=max(1, ceil((moment_of(found) + window - now).total_seconds())))
