"""Views: added up, kept hour by hour, and nothing about anybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from stoppress.audience.views import KEPT_DAYS, Hour, Views, forget_views, view_faults
from stoppress.database.kinds import AnyDatabase, database_at
from stoppress.database.schema_audience import view_hours, view_totals
from stoppress.domain.identifiers import PostId, Slug
from stoppress.errors import StorageUnavailable
from tests.contract.audiences import at_once, grouped, open_audience_database
from tests.contract.places import DURABLE

NOON = datetime(2031, 4, 5, 12, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FERRY, STORM = Slug("ferry"), Slug("storm")
ONE, TWO = PostId("one"), PostId("two")


class Looked:
    """Views with a clock that is set by hand."""

    def __init__(self, database: AnyDatabase) -> None:
        self.database, self.time, self.writes = database, NOON + timedelta(minutes=20), grouped(database)
        self.views = Views(database, self.writes, lambda: self.time, sleep=at_once)

    async def page(self, blog: Slug = FERRY, *posts: PostId, times: int = 1) -> None:
        """So many look at once."""
        await asyncio.gather(*(self.views.add(blog, page=True, posts=posts) for _ in range(times)))


@pytest.fixture(params=DURABLE)
async def looked(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Looked]:
    async with open_audience_database(request.param, request, tmp_path) as database:
        yield Looked(database)


async def test_pages_and_posts_are_counted_apart(looked: Looked) -> None:
    await looked.page(FERRY, ONE, TWO, times=50)
    await looked.views.add(FERRY, page=False, posts=[ONE, ONE])
    await looked.page(STORM, ONE)
    assert (await looked.views.of(FERRY), await looked.views.of(STORM), await looked.views.of(Slug("none"))) == (
        50,
        1,
        0,
    )
    assert await looked.views.of_posts(FERRY) == {ONE: 51, TWO: 50}
    assert await looked.views.of_all() == {FERRY: 50, STORM: 1}
    assert await looked.views.of_all([STORM]) == {STORM: 1}


async def test_who_looked_at_nothing_is_not_counted(looked: Looked) -> None:
    await looked.views.add(FERRY, page=False)
    assert await looked.views.of_all() == {}


async def test_views_are_kept_by_the_hour(looked: Looked) -> None:
    await looked.page(times=3)
    looked.time += 2 * HOUR
    await looked.page(times=4)
    assert await looked.views.by_hour(FERRY, NOON - HOUR) == tuple(
        Hour(NOON + each * HOUR, views) for each, views in ((-1, 0), (0, 3), (1, 0), (2, 4))
    )
    assert await looked.views.by_hour(FERRY, looked.time) == (Hour(NOON + 2 * HOUR, 4),)
    assert await looked.views.hours_of_all(NOON + HOUR) == {FERRY: [Hour(NOON + 2 * HOUR, 4)]}


async def test_two_processes_add_to_the_same(looked: Looked) -> None:
    other = database_at(looked.database.url.render_as_string(hide_password=False))
    try:
        await asyncio.gather(looked.page(times=30), Looked(other).page(times=12))
        assert await looked.views.of(FERRY) == 42
    finally:
        await other.close()


async def test_who_leaves_takes_nobody_elses_view_along(looked: Looked) -> None:
    going = asyncio.Event()

    async def held(_seconds: float) -> None:
        await going.wait()

    views = Views(looked.database, looked.writes, lambda: looked.time, sleep=held)
    first, second = (asyncio.ensure_future(views.add(FERRY, page=True)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    going.set()
    await second
    assert await looked.views.of(FERRY) == 2


async def test_what_cannot_be_written_is_not_acknowledged_and_the_next_is(
    looked: Looked, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(_work: object) -> None:
        raise StorageUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(looked.writes, "write", lost)
        with pytest.raises(StorageUnavailable):
            await looked.views.add(FERRY, page=True)
    await looked.page()
    assert await looked.views.of(FERRY) == 1


async def test_what_was_seen_is_written_before_the_end(looked: Looked) -> None:
    going = asyncio.ensure_future(looked.views.add(FERRY, page=True))
    await asyncio.sleep(0)
    await looked.views.close()
    await looked.writes.close()
    assert await looked.views.of(FERRY) == 1
    await going


async def test_old_hours_go_and_their_views_stay_counted(looked: Looked) -> None:
    await looked.page(times=2)
    looked.time += timedelta(days=KEPT_DAYS)
    await looked.page(times=3)
    looked.time += HOUR
    await looked.writes.write(lambda connection: forget_views(connection, looked.time))
    hours = await looked.database.read(lambda connection: connection.execute(select(view_hours)).all())
    assert (len(hours), await looked.views.of(FERRY)) == (1, 5)
    assert await looked.database.read(view_faults) == []
    await looked.database.write(lambda connection: connection.execute(update(view_totals).values(views=2)))
    found = await looked.database.read(view_faults)
    assert found == ["ferry: 3 views of “the page” are in its hours, but only 2 in all."]


def test_there_is_nothing_about_anybody() -> None:
    assert set(view_hours.columns.keys()) == {"blog", "post", "hour", "views"}
    assert set(view_totals.columns.keys()) == {"blog", "post", "views"}
