"""Networks: limits that all processes share, and hashes that mean nothing once the day is over."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from stoppress.audience.networks import KEPT, SITE, Rate, come, forget_networks, whence, whence_on
from stoppress.database.kinds import AnyDatabase, database_at
from stoppress.database.schema_audience import arrivals, network_keys
from stoppress.errors import TooFast
from tests.contract.audiences import grouped, open_audience_database
from tests.contract.places import DURABLE

NOON = datetime(2031, 4, 5, 12, 0, 0, tzinfo=UTC)
EVENING = NOON.replace(hour=23, minute=59)
MINUTE, HOUR = Rate(3), Rate(20, minutes=60)


@pytest.fixture(params=DURABLE)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyDatabase]:
    async with open_audience_database(request.param, request, tmp_path) as opened:
        yield opened


class Gate:
    """Somebody who sends."""

    def __init__(self, database: AnyDatabase) -> None:
        self.database, self.writes = database, grouped(database)

    async def come(self, at: datetime, *rates: Rate, address: str = "192.0.2.7") -> None:
        """Once more."""
        await self.writes.write(lambda connection: come(connection, address, "vote", at, rates, os.urandom))

    async def hash(self, address: str, at: datetime = NOON) -> str:
        return await self.writes.write(lambda connection: whence(connection, address, at, os.urandom))


@pytest.fixture
def gate(database: AnyDatabase) -> Gate:
    return Gate(database)


async def test_so_many_in_a_minute_and_no_more(gate: Gate) -> None:
    for second in range(3):
        await gate.come(NOON + timedelta(seconds=second), MINUTE)
    with pytest.raises(TooFast) as refused:
        await gate.come(NOON + timedelta(seconds=3), MINUTE)
    wait = refused.value.facts["seconds"]
    assert isinstance(wait, int)
    with pytest.raises(TooFast):
        await gate.come(NOON + timedelta(seconds=3 + wait - 1), MINUTE)
    # Who waits as long as they were told to comes in.
    await gate.come(NOON + timedelta(seconds=3 + wait), MINUTE)


async def test_ten_times_as_many_at_once_are_no_more(gate: Gate) -> None:
    answers = await asyncio.gather(*(gate.come(NOON, MINUTE) for _ in range(30)), return_exceptions=True)
    assert [type(each) for each in answers].count(TooFast) == 27


async def test_the_turn_of_a_minute_does_not_open_the_gate_twice(gate: Gate) -> None:
    for _ in range(3):
        await gate.come(NOON + timedelta(seconds=59), MINUTE)
    with pytest.raises(TooFast):
        await gate.come(NOON + timedelta(seconds=61), MINUTE)


async def test_every_rate_counts(gate: Gate) -> None:
    for minute in range(20):
        await gate.come(NOON + timedelta(minutes=minute), MINUTE, HOUR)
    with pytest.raises(TooFast) as refused:
        await gate.come(NOON + timedelta(minutes=20), MINUTE, HOUR)
    assert refused.value.facts["seconds"] == pytest.approx(41 * 60, abs=60)


async def test_two_processes_count_together(gate: Gate) -> None:
    other = database_at(gate.database.url.render_as_string(hide_password=False))
    try:
        both = (gate, Gate(other))
        answers = await asyncio.gather(
            *(both[each % 2].come(NOON, MINUTE) for each in range(8)), return_exceptions=True
        )
        assert [type(each) for each in answers].count(TooFast) == 5
    finally:
        await other.close()


async def test_others_have_a_limit_of_their_own(gate: Gate) -> None:
    for address in ("192.0.2.7", "192.0.2.8", "2001:db8::1", "2001:db8:0:1::1"):
        for _ in range(3):
            await gate.come(NOON, MINUTE, address=address)
    with pytest.raises(TooFast):
        # The same customer: the first 64 bits are theirs.
        await gate.come(NOON, MINUTE, address="2001:db8::ffff:2")


async def test_who_has_many_networks_sends_as_much_as_a_few(gate: Gate) -> None:
    """A house may have 256 networks of its own and a company 65,536: they are no 65,536 readers."""
    for number in range(SITE):
        for _ in range(3):
            await gate.come(NOON, MINUTE, address=f"2001:db8:7:{number:x}::1")
    with pytest.raises(TooFast):
        await gate.come(NOON, MINUTE, address="2001:db8:7:ffff::1")
    await gate.come(NOON, MINUTE, address="2001:db8:8:ffff::1")
    await gate.come(NOON + timedelta(minutes=2), MINUTE, address="2001:db8:7:ffff::1")


async def test_a_hash_is_of_one_day_and_tells_nothing_afterwards(gate: Gate, database: AnyDatabase) -> None:
    today, tomorrow = await gate.hash("192.0.2.7"), await gate.hash("192.0.2.7", NOON + timedelta(days=1))
    assert today == await gate.hash("192.0.2.7") != tomorrow
    assert today != await gate.hash("192.0.2.8")
    asked = await database.read(lambda connection: whence_on(connection, "192.0.2.7", NOON.date()))
    assert asked == today

    later = NOON + timedelta(days=1)
    await gate.writes.write(lambda connection: forget_networks(connection, later, days=1))
    assert await database.read(lambda connection: whence_on(connection, "192.0.2.7", NOON.date())) == today
    await gate.writes.write(lambda connection: forget_networks(connection, later))
    assert await database.read(lambda connection: whence_on(connection, "192.0.2.7", NOON.date())) is None
    assert await gate.hash("192.0.2.7", later) == tomorrow


async def test_no_address_is_kept_and_what_was_counted_goes(gate: Gate, database: AnyDatabase) -> None:
    await gate.come(EVENING, MINUTE, address="198.51.100.23")

    def rows(connection: Connection) -> list[str]:
        return [str(tuple(each)) for table in (arrivals, network_keys) for each in connection.execute(select(table))]

    found = await database.read(rows)
    assert len(found) == 2
    assert not any("198.51" in each for each in found)
    await gate.writes.write(lambda connection: forget_networks(connection, EVENING + KEPT - timedelta(minutes=1)))
    assert len(await database.read(rows)) == 1, "the day is over, and with it its key"
    await gate.writes.write(lambda connection: forget_networks(connection, EVENING + KEPT + timedelta(minutes=2)))
    assert await database.read(rows) == []
