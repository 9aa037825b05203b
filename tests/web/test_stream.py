"""The slow lane, spoken to as a server would: order, resumption, resets, heartbeats, cuts and goodbyes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from stoppress.hub import events
from stoppress.hub.seats import Seats
from stoppress.web.reader.stream import SlowReader, Stream, StreamLimits
from tests.laws.surfaces import EPOCH, Newsroom

FERRY = "/api/v1/blogs/ferry"


class Connection:
    """A client's end of one ASGI request."""

    def __init__(self, *, stuck: bool = False) -> None:
        self.start: dict[str, Any] = {}
        self.body = b""
        self.more = True
        self._news = asyncio.Event()
        self._gone = asyncio.Event()
        self._room = asyncio.Event()
        if not stuck:
            self._room.set()

    async def receive(self) -> dict[str, Any]:
        """What the server hears of the client: nothing, until it goes."""
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """What the server sends."""
        if message["type"] == "http.response.start":
            self.start = message
        else:
            await self._room.wait()
            self.body += message["body"]
            self.more = message.get("more_body", False)
        self._news.set()

    async def until(self, text: bytes) -> bytes:
        """Wait for `text`; everything sent so far."""
        while text not in self.body:
            self._news.clear()
            await self._news.wait()
        return self.body

    async def over(self) -> bytes:
        """Wait until the server ends it; everything sent."""
        while self.more:
            self._news.clear()
            await self._news.wait()
        return self.body

    def leave(self) -> None:
        """Go."""
        self._gone.set()


@asynccontextmanager
async def stream(
    room: Newsroom,
    query: str = "",
    last_event_id: str = "",
    *,
    stuck: bool = False,
    limits: StreamLimits | None = None,
) -> AsyncIterator[tuple[Connection, asyncio.Task[None]]]:
    """An open stream of `ferry`, and the server's task."""
    application = Stream(room.press, Seats(2), limits or StreamLimits(), lambda: 0.5)
    headers = [(b"last-event-id", last_event_id.encode())] if last_event_id else []
    scope = {
        "type": "http",
        "method": "GET",
        "path_params": {"slug": "ferry"},
        "query_string": query.encode(),
        "headers": headers,
    }
    connection = Connection(stuck=stuck)
    task = asyncio.create_task(application(scope, connection.receive, connection.send))
    try:
        yield connection, task
    finally:
        connection.leave()
        await asyncio.gather(task, return_exceptions=True)


def numbers(body: bytes) -> list[int]:
    """The sequences of all events in a body."""
    return [int(line.rsplit(b"-", 1)[1]) for line in body.split(b"\n") if line.startswith(b"id: ")]


async def publish(room: Newsroom, count: int = 1) -> None:
    """Publish posts, and let the press hear of them."""
    for _ in range(count):
        assert (await room.client.post(f"{FERRY}/posts", json={"body": "Late."})).status_code == 201


async def test_a_stream_says_what_it_is_and_when_to_come_back(room: Newsroom, client: httpx.AsyncClient) -> None:
    async with stream(room) as (connection, _):
        body = await connection.until(b"\n\n")
        headers = dict(connection.start["headers"])
        assert connection.start["status"] == 200
        assert headers[b"content-type"] == b"text/event-stream; charset=utf-8"
        assert headers[b"cache-control"] == b"no-cache, no-transform"
        assert body == b"retry: 3000\n\n"


async def test_who_resumes_gets_what_it_missed_and_then_what_comes(room: Newsroom, client: httpx.AsyncClient) -> None:
    await publish(room, 3)
    async with stream(room, f"after={EPOCH}-2") as (connection, _):
        await publish(room, 2)
        assert numbers(await connection.until(f"id: {EPOCH}-6\n".encode())) == [3, 4, 5, 6]


async def test_the_last_event_id_outweighs_the_address(room: Newsroom, client: httpx.AsyncClient) -> None:
    await publish(room, 3)
    async with stream(room, f"after={EPOCH}-1", f"{EPOCH}-3") as (connection, _):
        await publish(room)
        assert numbers(await connection.until(f"id: {EPOCH}-5\n".encode())) == [4, 5]


@pytest.mark.parametrize(
    "query", ["after=", "after=x", "after=otherone-1", f"after={EPOCH}-9", f"after={EPOCH}-01", "after=%00"]
)
async def test_a_place_that_is_none_of_ours_is_reset_and_then_followed(
    room: Newsroom, client: httpx.AsyncClient, query: str
) -> None:
    async with stream(room, query) as (connection, _):
        await connection.until(b"event: reset")
        await publish(room)
        body = await connection.until(f"id: {EPOCH}-2\n".encode())
        assert connection.start["status"] == 200
        assert body.startswith(b'retry: 3000\n\nid: velmora2-1\nevent: reset\ndata: {"head":"velmora2-1"}\n\n')
        assert numbers(body) == [1, 2]


async def test_an_ended_blog_says_so_and_closes(room: Newsroom, client: httpx.AsyncClient) -> None:
    async with stream(room, f"after={EPOCH}-1") as (connection, task):
        await client.post(f"{FERRY}/end")
        await room.press.current("ferry")
        await task
        assert connection.body.rstrip().endswith(b'event: ended\ndata: {"head":"velmora2-2"}')
        assert not connection.more
    async with stream(room, f"after={EPOCH}-1") as (late, task):
        await task
        assert numbers(late.body) == [2, 2]
        assert b"event: ended" in late.body


async def test_silence_is_broken_by_heartbeats(room: Newsroom, client: httpx.AsyncClient) -> None:
    async with stream(room, limits=StreamLimits(heartbeat=0.001)) as (connection, _):
        await connection.until(events.HEARTBEAT * 3)


async def test_one_who_goes_is_let_go(room: Newsroom, client: httpx.AsyncClient) -> None:
    async with stream(room) as (connection, task):
        await connection.until(b"retry")
        assert room.press.readers.by_blog() == {"ferry": 1}
        connection.leave()
        await task
        assert len(room.press.readers) == 0
        assert room.press.readers.by_blog() == {}


async def test_one_who_does_not_read_is_cut_at_the_backlog(room: Newsroom, client: httpx.AsyncClient) -> None:
    async with stream(room, stuck=True, limits=StreamLimits(backlog=2_000)) as (connection, task):
        await asyncio.sleep(0)
        for _ in range(100):
            if not task.done():
                await publish(room)
                await asyncio.sleep(0)
        await task
        assert connection.body == b""


def test_one_behind_by_more_than_the_backlog_is_cut_when_more_comes() -> None:
    reader = SlowReader(10)
    for _ in range(2):
        reader.write(b"x" * 10)
        assert not reader.is_cut.is_set()
    reader.write(b"x")
    assert reader.is_cut.is_set()


async def test_what_was_missed_may_be_longer_than_the_backlog(room: Newsroom, client: httpx.AsyncClient) -> None:
    await publish(room, 8)
    limits = StreamLimits(backlog=2_000)
    async with stream(room, "after=velmora2-1", limits=limits) as (connection, _):
        body = await connection.until(b"id: velmora2-9")
        assert len(body) > limits.backlog


async def test_a_stop_lets_everybody_go_with_a_pause_of_their_own(room: Newsroom, client: httpx.AsyncClient) -> None:
    pauses = iter([b"retry: 1000\n\n", b"retry: 4000\n\n"])
    async with stream(room) as (one, first), stream(room) as (other, second):
        await one.until(b"retry")
        await other.until(b"retry")
        await room.press.readers.drain(lambda: next(pauses), seconds=0)
        await asyncio.gather(first, second)
        assert {one.body[-12:-2], other.body[-12:-2]} == {b"retry: 1000"[-10:], b"retry: 4000"[-10:]}


async def test_who_finds_no_seat_is_told_to_come_back_later_and_is_not_refused(room: Newsroom) -> None:
    await room.client.post("/api/v1/blogs", json={"slug": "ferry", "headline": "Ferries stop"})
    application = Stream(room.press, Seats(0), StreamLimits(), lambda: 0.5)
    connection = Connection()
    scope = {"type": "http", "method": "GET", "path_params": {"slug": "ferry"}, "query_string": b"", "headers": []}
    await application(scope, connection.receive, connection.send)
    assert (connection.start["status"], connection.more) == (200, False)
    assert connection.body.endswith(b"retry: 30000\n\n")


async def test_a_seat_is_free_again_once_a_reader_has_gone(room: Newsroom, client: httpx.AsyncClient) -> None:
    seats = Seats(1)
    application = Stream(room.press, seats, StreamLimits(), lambda: 0.5)
    scope = {"type": "http", "method": "GET", "path_params": {"slug": "ferry"}, "query_string": b"", "headers": []}
    for _ in range(2):
        connection = Connection()
        task = asyncio.create_task(application(scope, connection.receive, connection.send))
        await connection.until(b"retry: 3000")
        assert seats.taken == 1
        connection.leave()
        await task
    assert seats.taken == 0


async def test_an_unknown_blog_is_refused_before_the_stream_begins(room: Newsroom) -> None:
    answer = await room.client.get("/live/nobody/stream")
    assert answer.status_code == 404
