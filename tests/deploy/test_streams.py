"""Streams through the proxies: every event at once, and heartbeats."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bench.polling import Connection, connected
from tests.deploy.conftest import Edge


async def lines(connection: Connection) -> AsyncIterator[str]:
    """The lines of a stream, each as soon as it is here."""
    received = b""
    async for piece in connection.chunks():
        *whole, received = (received + piece).split(b"\n")
        for line in whole:
            yield line.decode()


async def until(stream: AsyncIterator[str], beginning: str) -> str:
    """The next line that begins so."""
    async for line in stream:
        if line.startswith(beginning):
            return line
    raise AssertionError(f"the stream ended before “{beginning}” came")


async def test_an_event_is_here_before_the_next_is_published(edge: Edge) -> None:
    async with connected(edge.port) as connection, asyncio.timeout(20):
        connection.send(f"/live/{edge.slug}/stream?after={await edge.cursor()}", Accept="text/event-stream")
        status, headers = await connection.head()
        assert status == 200
        assert headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in headers
        stream = lines(connection)
        for number in range(1, 6):
            await edge.publish(f"Ferry number {number} is late.")
            assert f"Ferry number {number} is late." in await until(stream, "data: ")
        await until(stream, ":")


async def test_a_stream_is_resumed_where_it_was(edge: Edge) -> None:
    begun = await edge.cursor()
    for _ in range(3):
        await edge.publish()
    async with connected(edge.port) as connection, asyncio.timeout(20):
        connection.send(f"/live/{edge.slug}/stream?after=elsewhere-1", Last_Event_ID=begun)
        await connection.head()
        stream = lines(connection)
        epoch, _, seq = begun.partition("-")
        expected = [f"id: {epoch}-{int(seq) + each}" for each in (1, 2, 3)]
        assert [await until(stream, "id: ") for _ in expected] == expected
