"""Reader counts: sums over processes, minute by minute, and nothing about anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from stoppress.audience.reader_counts import KEPT, ReaderCounts
from stoppress.database.kinds import AnyDatabase
from stoppress.database.schema_desk import reader_counts
from stoppress.domain.identifiers import Slug
from tests.contract.desks import NOW, open_desk
from tests.contract.places import DURABLE

FERRY, STORM = Slug("ferry"), Slug("storm")
MINUTE = NOW.replace(second=0, microsecond=0)


class Counted:
    """Counts with a clock that is set by hand."""

    def __init__(self, desk: AnyDatabase) -> None:
        self.desk, self.time = desk, NOW
        self.counts = ReaderCounts(desk, lambda: self.time)

    async def after(self, seconds: float, node: str, **readers: int) -> None:
        """A process counts, so long after the last that did."""
        self.time += timedelta(seconds=seconds)
        await self.counts.count(node, {Slug(blog): count for blog, count in readers.items()})

    async def minutes(self, since: datetime) -> list[int]:
        """The numbers of whole minutes."""
        return [each.readers for each in await self.counts.over_time(FERRY, since)]


@pytest.fixture(params=DURABLE)
async def counted(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Counted]:
    async with open_desk(request.param, request, tmp_path) as database:
        yield Counted(database)


async def test_now_is_the_sum_of_what_each_process_said_last(counted: Counted) -> None:
    await counted.after(0, "a", ferry=5, storm=1)
    await counted.after(5, "b", ferry=7)
    await counted.after(5, "a", ferry=4, storm=1)
    assert await counted.counts.now_of_all() == {FERRY: 11, STORM: 1}
    assert (await counted.counts.now(FERRY), await counted.counts.now(Slug("none"))) == (11, 0)


async def test_a_new_minute_does_not_count_anybody_twice(counted: Counted) -> None:
    await counted.after(50, "a", ferry=5)
    await counted.after(10, "a", ferry=6)
    assert await counted.counts.now(FERRY) == 6


async def test_a_process_that_counts_no_more_has_no_readers(counted: Counted) -> None:
    await counted.after(0, "a", ferry=5)
    await counted.after(29, "b", ferry=7)
    assert await counted.counts.now(FERRY) == 12
    await counted.after(1, "b", ferry=7)
    assert await counted.counts.now(FERRY) == 7


async def test_each_minute_has_the_last_count_of_each_process_in_it(counted: Counted) -> None:
    await counted.after(0, "a", ferry=5)
    await counted.after(10, "a", ferry=9)
    await counted.after(10, "b", ferry=100)
    await counted.after(40, "a", ferry=3)
    await counted.after(120, "a", ferry=1, storm=50)
    counted.time += timedelta(minutes=1)
    assert await counted.minutes(NOW) == [109, 3, 0, 1]
    everything = await counted.counts.over_time_of_all(NOW)
    assert {blog: [each.readers for each in minutes] for blog, minutes in everything.items()} == {
        FERRY: [109, 3, 0, 1],
        STORM: [0, 0, 0, 50],
    }
    assert [each.at for each in await counted.counts.over_time(FERRY, MINUTE + timedelta(minutes=3))] == [
        MINUTE + timedelta(minutes=3)
    ]


async def test_a_minute_that_is_not_over_is_not_told(counted: Counted) -> None:
    await counted.after(0, "a", ferry=5)
    assert await counted.minutes(NOW - timedelta(minutes=1)) == [0]
    assert await counted.minutes(NOW + timedelta(hours=1)) == []


async def test_counts_are_kept_for_a_day(counted: Counted) -> None:
    await counted.after(0, "a", ferry=5)
    await counted.after(KEPT.total_seconds(), "a", storm=1)
    assert len(await counted.desk.read(lambda connection: connection.execute(select(reader_counts)).all())) == 2
    await counted.after(1, "a")
    rows = await counted.desk.read(lambda connection: connection.execute(select(reader_counts.c.blog)).all())
    assert [each[0] for each in rows] == ["storm"]
    assert len(await counted.minutes(NOW - timedelta(days=30))) == 24 * 60


async def test_the_table_holds_numbers_and_nothing_about_anybody(counted: Counted) -> None:
    """Law 10 for readers: a column that could hold more has to be argued for here."""
    assert set(reader_counts.columns.keys()) == {"blog", "node", "minute", "counted_at", "readers"}
    await counted.after(0, "a", ferry=5)
    await counted.after(1, "a", ferry=5)
    rows = await counted.desk.read(lambda connection: connection.execute(select(reader_counts)).mappings().all())
    # One row, however many read and however often they are counted.
    assert [(each["blog"], each["node"], each["readers"]) for each in rows] == [("ferry", "a", 5)]
