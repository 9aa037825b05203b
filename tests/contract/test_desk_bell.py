"""The desk's bell: what changes is heard in every process, of what was changed and not of what was undone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stoppress.database.kinds import AnyDatabase, database_at
from stoppress.domain.identifiers import Slug
from stoppress.drafts.bell import DeskBell, DeskRing, What, ring
from stoppress.drafts.moments import database_clock
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE

FERRY, HARBOUR = Slug("ferry"), Slug("harbour")


@pytest.fixture(params=DURABLE)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyDatabase]:
    """Each database in turn, empty."""
    async with open_desk(request.param, request, tmp_path) as opened:
        yield opened


@pytest.fixture
async def other(database: AnyDatabase) -> AsyncIterator[AnyDatabase]:
    """The same database, as another process has it."""
    opened = database_at(database.url.render_as_string(hide_password=False))
    yield opened
    await opened.close()


async def test_every_process_hears_what_one_has_changed(database: AnyDatabase, other: AnyDatabase) -> None:
    bells = [DeskBell(database), DeskBell(other)]
    running = [asyncio.ensure_future(each.run()) for each in bells]
    async with asyncio.timeout(30), bells[0].rings() as first, bells[1].rings() as second:
        await _until_heard(bells[0], first, second)
        await bells[0].ring(FERRY, What.QUEUE)
        assert await anext(first) == await anext(second) == DeskRing(FERRY, What.QUEUE)
        await bells[1].ring(FERRY, What.RULES)
        await bells[1].ring(HARBOUR, What.QUEUE)
        for each in (first, second):
            assert {await anext(each), await anext(each)} == {
                DeskRing(FERRY, What.RULES),
                DeskRing(HARBOUR, What.QUEUE),
            }
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _until_heard(bell: DeskBell, *listeners: AsyncIterator[DeskRing]) -> None:
    """Ring until everybody listens, and has nothing more to hear of that."""
    for each in listeners:
        heard = asyncio.ensure_future(anext(each))
        while not heard.done():
            await bell.ring(HARBOUR, What.PEOPLE)
            await asyncio.wait({heard}, timeout=0.05)
    await bell.ring(HARBOUR, What.DRAFTS)
    for each in listeners:
        while await anext(each) != DeskRing(HARBOUR, What.DRAFTS):
            pass


async def test_behind_a_bell_that_is_deaf_stands_a_look(database: AnyDatabase) -> None:
    bell = DeskBell(database)
    await bell.ring(FERRY, What.DRAFTS)
    await bell.look()
    async with bell.rings() as heard:
        await bell.ring(FERRY, What.DRAFTS)
        await bell.ring(FERRY, What.DRAFTS)
        await bell.look()
        await bell.ring(FERRY, What.PEOPLE)
        await bell.look()
        await bell.look()
        assert [await anext(heard), await anext(heard)] == [DeskRing(FERRY, What.DRAFTS), DeskRing(FERRY, What.PEOPLE)]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(heard), 0)


async def test_what_is_undone_does_not_ring(database: AnyDatabase) -> None:
    bell = DeskBell(database)
    await bell.look()

    def undone(connection: object) -> None:
        ring(connection, database_clock, FERRY, What.DRAFTS)  # type: ignore[arg-type]
        raise LookupError

    async with bell.rings() as heard:
        with pytest.raises(LookupError):
            await database.write(undone)
        await bell.look()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(heard), 0)


async def test_two_who_ring_first_at_once_are_both_heard(database: AnyDatabase) -> None:
    bell = DeskBell(database)
    await asyncio.gather(*(bell.ring(FERRY, What.QUEUE) for _ in range(6)))
    await bell.look()
    assert bell._known == {DeskRing(FERRY, What.QUEUE): 6}
