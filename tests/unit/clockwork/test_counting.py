"""Counting: who has left is told once, a refusal does not end it, and a stop leaves no readers behind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from stoppress.clockwork.counting import Counting
from stoppress.domain.identifiers import Slug
from stoppress.errors import StorageUnavailable

FERRY, STORM = Slug("ferry"), Slug("storm")


class Rounds:
    """What is counted round by round, and what is kept of it."""

    def __init__(self, *rounds: Mapping[Slug, int]) -> None:
        self.left, self.kept, self.slept = list(rounds), list[dict[Slug, int]](), list[float]()
        self.fails_at: set[int] = set()
        self.asked, self.over = 0, asyncio.Event()

    def readers(self) -> Mapping[Slug, int]:
        return self.left.pop(0)

    async def keep(self, counts: Mapping[Slug, int]) -> None:
        self.asked += 1
        if self.asked in self.fails_at:
            raise StorageUnavailable
        self.kept.append(dict(counts))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if not self.left:
            self.over.set()
            await asyncio.Event().wait()

    async def run(self) -> None:
        """Until the last round is over, then stop."""
        task = asyncio.create_task(Counting(self.readers, self.keep, 10, self.sleep).run())
        await self.over.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()


async def kept(*rounds: Mapping[Slug, int], fails_at: Any = ()) -> list[dict[Slug, int]]:
    """What was kept of these rounds and of the stop after them."""
    story = Rounds(*rounds)
    story.fails_at = set(fails_at)
    await story.run()
    assert set(story.slept) == {10}
    return story.kept


async def test_who_reads_is_counted_again_and_again_and_gone_at_the_stop() -> None:
    assert await kept({FERRY: 2}, {FERRY: 3}) == [{FERRY: 2}, {FERRY: 3}, {FERRY: 0}]


async def test_that_the_last_reader_left_is_told_once() -> None:
    assert await kept({FERRY: 2, STORM: 1}, {STORM: 1}, {STORM: 1}) == [
        {FERRY: 2, STORM: 1},
        {FERRY: 0, STORM: 1},
        {STORM: 1},
        {STORM: 0},
    ]


async def test_where_nobody_reads_nothing_is_written() -> None:
    assert await kept({}, {}) == []


async def test_a_refusal_does_not_end_it_and_nothing_is_missed() -> None:
    assert await kept({FERRY: 2}, {}, {}, fails_at=[2]) == [{FERRY: 2}, {FERRY: 0}]


async def test_a_refusal_at_the_stop_ends_it_all_the_same() -> None:
    assert await kept({FERRY: 2}, fails_at=[2]) == [{FERRY: 2}]
