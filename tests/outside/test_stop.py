"""A server that stops answers who has come to it, and neither keeps nor drops anybody without a word."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Coroutine
from typing import Any

import pytest
import uvicorn
import uvloop

from stoppress.app.server import Server
from stoppress.app.sockets import bound, inherited
from stoppress.domain.identifiers import Slug
from stoppress.fastlane import protocol
from tests.laws.lanes import Lanes
from tests.laws.surfaces import Newsroom, newsroom

LOOPBACK = "127.0.0.1"
FERRY = Slug("ferry")
PAGE = b"GET /live/ferry HTTP/1.1\r\nHost: x\r\n\r\n"
API = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
STREAM = b"GET /live/ferry/stream HTTP/1.1\r\nHost: x\r\n\r\n"


# More turns of the loop than a stop takes until it has told its connections.
_TURNS = 10_000


class Stopping:
    """A server in this process, told to stop at a moment of the test's choosing."""

    def __init__(self, room: Newsroom) -> None:
        self.lanes = Lanes(room)
        config = uvicorn.Config(
            room.application,
            http=protocol.protocol_over(self.lanes.lane),
            ws="none",
            lifespan="off",
            log_level="critical",
        )
        config.load()
        self._server = Server(config, room.press, 0, lambda: None, lambda: None)
        self._server.lifespan = config.lifespan_class(config)
        self._listening = bound(LOOPBACK, 0, shared=True)
        self._port = self._listening.getsockname()[1]

    async def start(self) -> None:
        """Listen."""
        await self._server.startup([self._listening])

    async def stop(self) -> None:
        """Return when everybody has been let go."""
        await self._server.shutdown([self._listening])

    async def until_last_call(self, count: int) -> None:
        """Return when so many have been told, in their protocol, that theirs is the last request."""
        for _ in range(_TURNS):
            connections: set[Any] = self._server.server_state.connections
            if sum(each._is_last for each in connections) == count:
                return
            await asyncio.sleep(0)
        raise AssertionError(f"not {count} were told")

    def time_is_up(self) -> None:
        """As the timer of each connection says it."""
        connections: set[Any] = self._server.server_state.connections
        for each in connections:
            each._time_is_up()

    def come(self, request: bytes = b"") -> socket.socket:
        """A connection, made by the kernel alone: the server has had no turn yet to accept it."""
        coming = socket.create_connection((LOOPBACK, self._port), timeout=30)
        coming.sendall(request)
        coming.setblocking(False)
        return coming


def run(work: Coroutine[Any, Any, None]) -> None:
    """On the loop that serves."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(asyncio.wait_for(work, 20))


def test_a_copy_of_a_listening_socket_leaves_it_as_it_is_for_other_processes() -> None:
    with (
        bound(LOOPBACK, 0, shared=True) as listening,
        inherited(os.dup(listening.fileno())) as given,
        listening.dup(),
        given.dup(),
    ):
        assert not os.get_blocking(listening.fileno())


async def everything(coming: socket.socket) -> bytes:
    """What is received until the server closes."""
    received = b""
    while data := await asyncio.get_running_loop().sock_recv(coming, 65_536):
        received += data
    return received


@pytest.mark.parametrize("request_", [PAGE, API], ids=["page", "api"])
def test_who_waits_to_be_accepted_is_answered(request_: bytes) -> None:
    async def story() -> None:
        async with newsroom() as room:
            await begin(room)
            stopping = Stopping(room)
            await stopping.start()
            with stopping.come(request_) as coming, stopping.come(request_) as other:
                await stopping.stop()
                for each in (coming, other):
                    assert (await everything(each)).startswith(b"HTTP/1.1 200 OK\r\n")

    run(story())


def test_who_was_accepted_and_has_not_asked_yet_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "_LAST_CALL_SECONDS", 60)

    async def story() -> None:
        async with newsroom() as room:
            await begin(room)
            stopping = Stopping(room)
            await stopping.start()
            with stopping.come() as silent, stopping.come(PAGE[:20]) as slow, stopping.come() as other:
                stop = asyncio.ensure_future(stopping.stop())
                await stopping.until_last_call(3)
                for each, request in ((silent, PAGE), (slow, PAGE[20:]), (other, API)):
                    await asyncio.get_running_loop().sock_sendall(each, request)
                    answer = await everything(each)
                    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
                    assert b"\r\nconnection: close\r\n" in answer
                await stop

    run(story())


def test_what_had_arrived_when_time_was_up_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "_LAST_CALL_SECONDS", 60)

    async def story() -> None:
        async with newsroom() as room:
            await begin(room)
            stopping = Stopping(room)
            await stopping.start()
            with stopping.come() as coming:
                stop = asyncio.ensure_future(stopping.stop())
                await stopping.until_last_call(1)
                # The loop has no turn in between, as when it is held up for longer than the last call.
                coming.sendall(PAGE)
                stopping.time_is_up()
                assert (await everything(coming)).startswith(b"HTTP/1.1 200 OK\r\n")
                await stop

    run(story())


def test_who_never_asks_does_not_hold_a_stop_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "_LAST_CALL_SECONDS", 0.001)

    async def story() -> None:
        async with newsroom() as room:
            stopping = Stopping(room)
            await stopping.start()
            with stopping.come() as mute:
                await stopping.stop()
                assert await everything(mute) == b""

    run(story())


@pytest.mark.parametrize("asks", ["as it comes", "at last call"])
def test_who_comes_for_a_stream_at_the_last_moment_is_told_when_to_come_back(asks: str) -> None:
    async def story() -> None:
        async with newsroom() as room:
            await begin(room)
            stopping = Stopping(room)
            await stopping.start()
            at_once = asks == "as it comes"
            with stopping.come(STREAM if at_once else b"") as coming:
                stop = asyncio.ensure_future(stopping.stop())
                if not at_once:
                    await stopping.until_last_call(1)
                    await asyncio.get_running_loop().sock_sendall(coming, STREAM)
                received = await everything(coming)
                assert received.count(b"retry: ") == 2
                assert received.endswith(b"\r\n0\r\n\r\n")
                await stop
                assert (len(room.press.readers), stopping.lanes.seats.taken) == (0, 0)

    run(story())


async def begin(room: Newsroom) -> None:
    """A blog whose page is at hand."""
    await room.client.post("/api/v1/blogs", json={"slug": FERRY, "headline": "Ferries stop"})
    await room.client.get(f"/live/{FERRY}")
