"""Pages through the proxies: a crowd is one request, and nothing of a reader's gets into an answer for all."""

from __future__ import annotations

import asyncio

from bench.machine import descriptors
from bench.polling import Connection, Reply, connected, crowd
from tests.deploy.conftest import Edge

# nginx counts who asks in ten bits, and once let through everybody who came when that began anew.
CROWD = 1_100

# Past the life of a blog's page in shared caches, a second; nginx, which counts whole ones, may take two for it.
_PAST_ITS_LIFE = 2.2


async def all_ask(edge: Edge, people: list[Connection], path: str) -> list[Reply]:
    """All ask at once, and the origin answers nobody before all have asked; what they got."""
    known = len(edge.relay.asked(path))
    with edge.relay.holding():
        await send(people, path)
        await asyncio.to_thread(edge.relay.until_asked, path, known + 1)
    return await asyncio.gather(*(each.reply() for each in people))


async def answers(people: list[Connection], path: str) -> list[Reply]:
    """All ask at once; what they got."""
    await send(people, path)
    return await asyncio.gather(*(each.reply() for each in people))


async def send(people: list[Connection], path: str) -> None:
    """All ask at once."""
    for each in people:
        each.send(path)
    await asyncio.gather(*(each.writing.drain() for each in people))


async def test_a_crowd_reaches_the_origin_once_with_an_empty_cache_and_with_an_expired_page(edge: Edge) -> None:
    path = f"/live/{edge.slug}"
    descriptors()
    async with asyncio.timeout(30), crowd(edge.port, CROWD) as people:
        assert len({(each.status, each.body) for each in await all_ask(edge, people, path)}) == 1
        assert edge.relay.asked(path) == [path]
        # A life cannot be awaited.
        await asyncio.sleep(_PAST_ITS_LIFE)
        # Held until the last has its old page: the new one lives for a second, and a slow machine serves longer.
        with edge.relay.holding():
            assert len({(each.status, each.body) for each in await answers(people, path)}) == 1
            await asyncio.to_thread(edge.relay.until_asked, path, 2)
        assert edge.relay.asked(path) == [path, path]


async def test_a_page_past_its_life_is_shown_while_the_origin_is_away(edge: Edge) -> None:
    path = f"/live/{edge.slug}"
    async with asyncio.timeout(20), connected(edge.port) as connection:
        fresh = await connection.ask(path)
        # A life cannot be awaited.
        await asyncio.sleep(_PAST_ITS_LIFE)
        with edge.relay.away():
            # Each attempt fails, and must not put its failure in the page's place.
            while len(edge.relay.asked(path)) < 6:
                shown = await connection.ask(path)
                assert (shown.status, shown.body) == (200, fresh.body)


async def test_twenty_at_a_blog_that_is_not_there_yet_reach_the_origin_once(edge: Edge) -> None:
    path = f"/live/{edge.slug}-tomorrow"
    async with asyncio.timeout(20), crowd(edge.port, 20) as people:
        assert {each.status for each in await all_ask(edge, people, path)} == {404}
    assert edge.relay.asked(path) == [path]


async def test_readers_share_an_answer_whatever_they_bring(edge: Edge) -> None:
    path = f"/live/{edge.slug}"
    async with asyncio.timeout(20), crowd(edge.port, 6) as people:
        with edge.relay.holding():
            people[0].send(path)
            await asyncio.to_thread(edge.relay.until_asked, path, 1)
            people[1].send(path + "?utm_source=x")
            people[2].send(path, "gzip;q=1.0, br")
            people[3].send(path, Cookie="session=mine")
            people[4].send(path, Authorization="Bearer mine")
            people[5].send(path, Cache_Control="no-cache")
        replies = [await each.reply() for each in people]
    assert len({(each.status, each.body) for each in replies}) == 1
    assert edge.relay.asked(path) == [path]


async def test_the_api_is_never_kept(edge: Edge) -> None:
    path = f"/api/v1/blogs/{edge.slug}"
    async with asyncio.timeout(20), connected(edge.port) as one:
        token = edge.running.client.headers["Authorization"]
        assert (await one.ask(path, Authorization=token)).status == 200
        assert (await one.ask(path)).status == 401
    assert edge.relay.asked(path) == [path, path]
