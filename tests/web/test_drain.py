"""At a stop, whoever waits for news as a step is let go as streams are, and nobody begins to wait."""

from __future__ import annotations

import asyncio

import httpx

from stoppress.hub import events
from tests.laws.surfaces import Newsroom

# Longer than any test may take: nobody waits it out.
LONG = 3600.0

BLOG = "ferry"


# The journal in memory never waits for anything but its turn.
TURNS = 100


async def test_steps_that_wait_are_answered_at_a_stop(client: httpx.AsyncClient, room: Newsroom) -> None:
    place = f"{room.press.epoch}-1"
    waiting = [asyncio.create_task(room.press.readers.step(BLOG, place, wait=LONG)) for _ in range(3)]
    for _ in range(TURNS):
        await asyncio.sleep(0)
    assert room.press.readers.waiting == len(waiting)
    async with asyncio.timeout(30):
        await room.press.readers.drain(lambda: events.retry(1000), seconds=0)
        steps = await asyncio.gather(*waiting)
    assert [place in step.body.decode() for step in steps] == [True] * 3
    assert not room.press.readers.waiting


async def test_nobody_begins_to_wait_during_a_stop(client: httpx.AsyncClient, room: Newsroom) -> None:
    place = f"{room.press.epoch}-1"
    await room.press.readers.drain(lambda: events.retry(1000), seconds=0)
    async with asyncio.timeout(30):
        assert place in (await room.press.readers.step(BLOG, place, wait=LONG)).body.decode()
