"""Pages through the proxies: a crowd is one request, and nothing of a reader's gets into an answer for all."""

from __future__ import annotations

import asyncio

import pytest

from bench.polling import Connection
from tests.deploy.conftest import Edge

CROWD = 200

# Past the life of a blog's page in shared caches, a second.
_PAST_ITS_LIFE = 1.3


async def all_ask(edge: Edge, crowd: list[Connection], path: str) -> list[bytes]:
    """All ask at once, and none is answered by the origin before all have asked; what they got."""
    known = len(edge.relay.asked(path))
    with edge.relay.holding():
        for each in crowd:
            each.send(path)
        await asyncio.gather(*(each.writing.drain() for each in crowd))
        await asyncio.to_thread(edge.relay.until_asked, path, known + 1)
    replies = await asyncio.gather(*(each.reply() for each in crowd))
    assert {each.status for each in replies} == {200}
    return [each.body for each in replies]


async def test_a_crowd_reaches_the_origin_once_with_an_empty_cache_and_with_an_expired_page(edge: Edge) -> None:
    path = f"/live/{edge.slug}"
    async with asyncio.timeout(20):
        crowd = await asyncio.gather(*(Connection.to(edge.port) for _ in range(CROWD)))
        bodies = await all_ask(edge, crowd, path)
        assert len(set(bodies)) == 1
        assert edge.relay.asked(path) == [path]
        # A life cannot be awaited.
        await asyncio.sleep(_PAST_ITS_LIFE)
        await all_ask(edge, crowd, path)
        assert edge.relay.asked(path) == [path, path]
    for each in crowd:
        each.writing.close()


async def test_a_crowd_at_a_blog_that_is_not_there_yet_reaches_the_origin_once(edge: Edge) -> None:
    path = f"/live/{edge.slug}-tomorrow"
    async with asyncio.timeout(20):
        crowd = await asyncio.gather(*(Connection.to(edge.port) for _ in range(20)))
        with edge.relay.holding():
            for each in crowd:
                each.send(path)
            await asyncio.to_thread(edge.relay.until_asked, path, 1)
        assert [(await each.reply()).status for each in crowd] == [404] * len(crowd)
    assert edge.relay.asked(path) == [path]
    for each in crowd:
        each.writing.close()


@pytest.mark.parametrize(
    ("suffix", "codings", "headers"),
    [
        ("?utm_source=x", "gzip, deflate, br", {}),
        ("", "gzip;q=1.0, br", {}),
        ("", "br, gzip", {"Cookie": "session=mine"}),
        ("", "gzip, br;q=0.9", {"Authorization": "Bearer mine"}),
        ("", "gzip, br", {"Cache_Control": "no-cache"}),
    ],
)
async def test_readers_share_an_answer_whatever_they_bring(
    edge: Edge, suffix: str, codings: str, headers: dict[str, str]
) -> None:
    path = f"/live/{edge.slug}/updates/elsewhere-0"
    async with asyncio.timeout(20):
        one, other = await asyncio.gather(*(Connection.to(edge.port) for _ in range(2)))
        with edge.relay.holding():
            one.send(path)
            await asyncio.to_thread(edge.relay.until_asked, path, 1)
            other.send(path + suffix, codings, **headers)
        first, second = await one.reply(), await other.reply()
    assert first.body == second.body
    assert len(edge.relay.asked(path)) == 1
    one.writing.close()
    other.writing.close()


async def test_the_api_is_never_kept(edge: Edge) -> None:
    path = f"/api/v1/blogs/{edge.slug}"
    async with asyncio.timeout(20):
        one = await Connection.to(edge.port)
        token = edge.running.client.headers["Authorization"]
        assert (await one.ask(path, Authorization=token)).status == 200
        assert (await one.ask(path)).status == 401
    assert edge.relay.asked(path) == [path, path]
    one.writing.close()
