"""Networks: whence something comes, so that nobody sends too much, and nobody can be found out.

Knows a network by a hash that is keyed with the day's key, which is deleted when the day is over: from then on nobody can tell
whose a hash was. Of a site's many IPv6 networks a few at a time send as much as each may. How often something came is counted in the database, so that all processes count together.
Does not know what comes, nor which address a request came from.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from stoppress.database.moments import in_utc
from stoppress.database.schema_audience import arrivals, network_keys
from stoppress.domain.networks import network_of, site_of
from stoppress.errors import TooFast

KEPT: Final = timedelta(hours=2)
"""How long it is kept how often something came: the longest limit is of an hour."""

SITE: Final = 10
"""All networks of one IPv6 site together send as often as so many of them: a carrier has many customers in one."""

_KEY_BYTES: Final = 32
_MINUTE: Final = timedelta(minutes=1)

Random = Callable[[int], bytes]
"""As many bytes of chance as asked for."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So often in so many minutes, an hour at most."""

    most: int
    minutes: int = 1


def whence(connection: Connection, address: str, now: datetime, random: Random) -> str:
    """What stands for the network of an address today, in 64 hexadecimal digits. Only within grouped writes."""
    day = now.astimezone(UTC).date()
    found = _key_of(connection, day)
    if found is None:
        found = random(_KEY_BYTES)
        connection.execute(insert(network_keys), [{"day": day, "key": found}])
    return _keyed(found, network_of(address))


def come(connection: Connection, address: str, what: str, now: datetime, rates: Sequence[Rate], random: Random) -> str:
    """Count that something came from an address, for its network and its site; what stands for the network.

    Raises TooFast as `arrive` does. Only within grouped writes.
    """
    network = whence(connection, address, now, random)
    arrive(connection, network, what, now, rates)
    if site := site_of(address):
        key = _key_of(connection, now.astimezone(UTC).date())
        assert key is not None, "made for the network"
        wider = [Rate(each.most * SITE, each.minutes) for each in rates]
        arrive(connection, _keyed(key, site), what, now, wider)
    return network


def whence_on(connection: Connection, address: str, day: date) -> str | None:
    """What stood for it on an earlier day; None once nobody can tell any more."""
    found = _key_of(connection, day)
    return None if found is None else _keyed(found, network_of(address))


def arrive(connection: Connection, whence: str, what: str, now: datetime, rates: Sequence[Rate]) -> None:
    """Count that something came. Raises TooFast, with the seconds until there is room, and counts nothing.

    A window slides: what came in the minute in which it begins counts for the part of that minute that is inside.
    Only within grouped writes: two at once would each see room for itself.
    """
    now = now.astimezone(UTC)
    minute = now.replace(second=0, microsecond=0)
    earlier = _times(connection, whence, what, minute - timedelta(minutes=max(each.minutes for each in rates)))
    for rate in rates:
        if _within(earlier, now, rate) + 1 > rate.most:
            raise TooFast(seconds=_seconds_until_room(earlier, now, rate))
    here = arrivals.c.whence == whence, arrivals.c.what == what, arrivals.c.minute == minute
    if not connection.execute(update(arrivals).where(*here).values(times=arrivals.c.times + 1)).rowcount:
        connection.execute(insert(arrivals), [{"whence": whence, "what": what, "minute": minute, "times": 1}])


def forget_networks(connection: Connection, now: datetime, *, days: int = 0) -> None:
    """Delete what is no longer needed, and the keys of all days before the last `days` ones and today."""
    connection.execute(delete(arrivals).where(arrivals.c.minute < now.astimezone(UTC) - KEPT))
    oldest = now.astimezone(UTC).date() - timedelta(days=days)
    connection.execute(delete(network_keys).where(network_keys.c.day < oldest))


def _key_of(connection: Connection, day: date) -> bytes | None:
    found: bytes | None = connection.scalar(select(network_keys.c.key).where(network_keys.c.day == day))
    return found


def _keyed(key: bytes, place: str) -> str:
    return hmac.digest(key, place.encode(), "sha256").hex()


def _times(connection: Connection, whence: str, what: str, since: datetime) -> dict[datetime, int]:
    query = select(arrivals.c.minute, arrivals.c.times).where(
        arrivals.c.whence == whence, arrivals.c.what == what, arrivals.c.minute >= since
    )
    return {in_utc(each.minute): each.times for each in connection.execute(query)}


def _within(times: dict[datetime, int], now: datetime, rate: Rate) -> float:
    since = now - rate.minutes * _MINUTE
    return sum(count * min(1.0, max(0.0, (at + _MINUTE - since) / _MINUTE)) for at, count in times.items())


def _seconds_until_room(times: dict[datetime, int], now: datetime, rate: Rate) -> int:
    # Without further arrivals there is ever more room: halving finds the first second that has some.
    least, most = 0, ceil(((rate.minutes + 1) * _MINUTE).total_seconds())
    while most - least > 1:
        middle = (least + most) // 2
        if _within(times, now + timedelta(seconds=middle), rate) + 1 > rate.most:
            least = middle
        else:
            most = middle
    return most
