"""Waits: each ends by itself, by what happened, or at a stop, and once."""

from __future__ import annotations

import asyncio

from stoppress.press.waits import Waits

# Longer than any test may take: nobody waits it out.
LONG = 3600.0


async def begun(waits: Waits, happened: asyncio.Event) -> asyncio.Task[None]:
    """Somebody who waits."""
    task = asyncio.create_task(waits.until(happened, LONG))
    await asyncio.sleep(0)
    assert len(waits) == 1
    return task


async def test_a_wait_ends_when_it_happens_and_is_counted_no_more() -> None:
    waits, happened = Waits(), asyncio.Event()
    task = await begun(waits, happened)
    happened.set()
    await task
    assert len(waits) == 0


async def test_a_wait_that_is_over_can_be_sent_home_all_the_same() -> None:
    waits, happened = Waits(), asyncio.Event()
    task = await begun(waits, happened)
    (waiting,) = waits.end()
    happened.set()
    await task
    waits.send_home(waiting)
    assert len(waits) == 0


async def test_one_who_goes_is_counted_no_more() -> None:
    waits = Waits()
    task = await begun(waits, asyncio.Event())
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (task.cancelled(), len(waits)) == (True, 0)


async def test_at_a_stop_all_are_sent_home_and_nobody_begins() -> None:
    waits = Waits()
    async with asyncio.timeout(30):
        task = await begun(waits, asyncio.Event())
        (waiting,) = waits.end()
        waits.send_home(waiting)
        await task
        await waits.until(asyncio.Event(), LONG)
    assert len(waits) == 0
