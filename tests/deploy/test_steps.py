"""Steps through the proxies: every frame once, in order, at a cost that does not depend on the number of readers."""

from __future__ import annotations

import asyncio
import json

import pytest

from bench.polling import Poller, connected, polling
from tests.deploy.conftest import Edge


async def posts_reach_all(edge: Edge, readers: int, posts: int) -> list[str]:
    """Publish one post after the other to so many pollers; what reached the origin meanwhile."""
    begun = await edge.cursor()
    first = int(begun.partition("-")[2])
    crowd = [Poller(edge.slug, begun) for _ in range(readers)]
    async with polling(crowd, edge.port), asyncio.timeout(20):
        for number in range(1, posts + 1):
            # Whoever waits for news has the proxy ask for it.
            await asyncio.to_thread(edge.relay.until_asked, edge.steps, number)
            await edge.publish()
            await asyncio.gather(*(each.until(first + number) for each in crowd))
        await asyncio.to_thread(edge.relay.until_asked, edge.steps, posts + 1)
    for each in crowd:
        assert each.heard == list(range(first + 1, first + posts + 1))
        assert each.odd == []
    return edge.relay.asked(edge.steps)


@pytest.mark.parametrize("readers", [20, 200])
async def test_a_post_costs_the_origin_one_request_however_many_poll(edge: Edge, readers: int) -> None:
    asked = await posts_reach_all(edge, readers, posts=3)
    # Every address once: three that were answered with a post, and the one that waits for the next.
    assert len(asked) == len(set(asked)) == 4


async def test_posts_in_a_burst_arrive_once_and_in_order(edge: Edge) -> None:
    begun = await edge.cursor()
    first = int(begun.partition("-")[2])
    crowd = [Poller(edge.slug, begun, codings) for codings in ("gzip, br", "gzip", "identity") for _ in range(3)]
    async with polling(crowd, edge.port), asyncio.timeout(20):
        for _ in range(40):
            await edge.publish()
        await asyncio.gather(*(each.until(first + 40) for each in crowd))
    for each in crowd:
        assert each.heard == list(range(first + 1, first + 41))
        assert each.odd == []


async def test_a_final_step_is_kept(edge: Edge) -> None:
    begun = await edge.cursor()
    for _ in range(32):
        await edge.publish()
    path = edge.steps + begun
    async with connected(edge.port) as connection, asyncio.timeout(20):
        step = json.loads((await connection.ask(path)).body)
        assert step["final"] is True
        again = await connection.ask(path)
    assert json.loads(again.body) == step
    assert again.headers["cache-control"] == "public, max-age=60, s-maxage=60"
    assert len(edge.relay.asked(path)) == 1


async def test_withdrawn_words_leave_a_step_that_may_grow(edge: Edge) -> None:
    begun = await edge.cursor()
    await edge.publish("The harbour is on fire.")
    async with connected(edge.port) as connection, asyncio.timeout(20):
        assert b"on fire" in (await connection.ask(edge.steps + begun)).body
        await edge.withdraw_all()
        while b"on fire" in (step := await connection.ask(edge.steps + begun)).body:  # noqa: ASYNC110
            # Nothing tells when a proxy forgets; it is asked until it does, as often as a connection may.
            await asyncio.sleep(0.05)
    assert len(json.loads(step.body)["frames"]) == 2
