"""At a stop, whoever waits for news as a step is let go as streams are, and nobody begins to wait."""

from __future__ import annotations

import asyncio

import httpx

from stoppress.hub import events
from stoppress.press.press import Press
from stoppress.render.heads import Finished
from tests.laws.surfaces import Newsroom

# Longer than any test may take: nobody waits it out.
LONG = 3600.0

BLOG = "ferry"


async def _waiting(press: Press, place: str) -> asyncio.Task[Finished]:
    """A request for what comes after `place`, which waits already."""
    waiting = asyncio.create_task(press.step(BLOG, place, wait=LONG))
    while not press.waiting:
        await asyncio.sleep(0)
    return waiting


async def test_steps_that_wait_are_answered_at_a_stop(client: httpx.AsyncClient, room: Newsroom) -> None:
    place = f"{room.press.epoch}-1"
    waiting = [await _waiting(room.press, place) for _ in range(3)]
    async with asyncio.timeout(30):
        await room.press.drain(lambda: events.retry(1000), seconds=0)
        steps = await asyncio.gather(*waiting)
    assert [place in step.body.decode() for step in steps] == [True] * 3
    assert not room.press.waiting


async def test_nobody_begins_to_wait_during_a_stop(client: httpx.AsyncClient, room: Newsroom) -> None:
    place = f"{room.press.epoch}-1"
    await room.press.drain(lambda: events.retry(1000), seconds=0)
    async with asyncio.timeout(30):
        assert place in (await room.press.step(BLOG, place, wait=LONG)).body.decode()
