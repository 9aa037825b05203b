"""The postbag: what has come is told once it is sorted, what cannot be told is told at the next look."""

from __future__ import annotations

import asyncio

import pytest

from stoppress.clockwork.questions import LOOK_SECONDS, Postbag
from stoppress.domain.identifiers import Slug
from stoppress.errors import StoppressError, StorageUnavailable

LOOKS = 4
FERRY, STORM = Slug("ferry"), Slug("storm")


class Desk:
    """What there is to do at each look, and what was done."""

    def __init__(self, *come: set[Slug], settled: tuple[set[Slug], ...] = ()) -> None:
        self.come, self.settled = list(come), list(settled)
        self.told: list[Slug] = []
        self.slept, self.back_after = 0, 0
        self.away: set[str] = set()
        self.over = asyncio.Event()

    async def sort(self) -> frozenset[Slug]:
        self._require("sort")
        return frozenset(self.come.pop(0)) if self.come else frozenset()

    async def settle(self) -> frozenset[Slug]:
        self._require("settle")
        return frozenset(self.settled.pop(0)) if self.settled else frozenset()

    async def tell(self, blog: Slug) -> None:
        self._require("tell")
        self.told.append(blog)

    async def sleep(self, seconds: float) -> None:
        assert seconds == LOOK_SECONDS
        self.slept += 1
        if self.slept == self.back_after:
            self.away = set()
        if self.slept > LOOKS:
            self.over.set()
            await asyncio.Event().wait()

    def _require(self, what: str) -> None:
        if what in self.away:
            raise StorageUnavailable

    @property
    def bag(self) -> Postbag:
        return Postbag(self, self, self.tell, self.sleep)


async def test_what_has_come_and_what_has_gone_out_is_told() -> None:
    desk = Desk({FERRY}, set(), settled=(set(), {STORM}))
    bag = desk.bag
    for _ in range(3):
        await bag.look()
    assert desk.told == [FERRY, STORM]


async def test_what_could_not_be_told_is_told_at_the_next_look() -> None:
    desk = Desk({FERRY})
    bag = desk.bag
    desk.away = {"tell"}
    with pytest.raises(StoppressError):
        await bag.look()
    desk.away = set()
    await bag.look()
    await bag.look()
    assert desk.told == [FERRY]


async def test_a_journal_that_is_away_keeps_nobody_from_asking() -> None:
    desk = Desk({FERRY})
    desk.away = {"settle"}
    await desk.bag.look()
    assert desk.told == [FERRY]


async def test_a_database_that_is_away_is_looked_at_again() -> None:
    desk = Desk({FERRY}, {STORM})
    desk.away = {"tell"}
    desk.back_after = 2
    task = asyncio.create_task(desk.bag.run())
    await desk.over.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert sorted(desk.told) == [FERRY, STORM]
