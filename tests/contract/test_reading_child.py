"""A crowd over real sockets, in this process and in one of its own."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from stoppress.outbound.crowd import FULL, Crowd, Place
from stoppress.outbound.reading_child import place_at, place_here, reading_child

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
PATIENCE = 20.0


def chunk(payload: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(payload), payload)


def event(seq: int) -> bytes:
    return b'id: abcdefgh-%d\nevent: revision\ndata: {"v":1,"seq":%d,"kind":"x","changes":[]}\n\n' % (seq, seq)


class Server:
    """Answers each connection with what `says` makes of its number and of the place it goes on from."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.answering: set[asyncio.Task[None]] = set()

    def says(self, number: int, after: int) -> tuple[bytes, bool]:
        """What the connection of this number is told, and whether it is closed then."""
        del number
        return chunk(b"".join(event(seq) for seq in range(after + 1, 4))), False

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        after = int(request.partition("Last-Event-ID: abcdefgh-")[2].partition("\r")[0])
        self.asked.append(after)
        said, is_over = self.says(len(self.asked), after)
        writer.write(HEAD + said)
        if not is_over:
            with suppress(ConnectionError):
                await reader.read()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Place]:
        server = await asyncio.start_server(self._begin, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            yield place_here("127.0.0.1", port, "/live/x/stream", "abcdefgh-1")
            await asyncio.gather(*self.answering)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.answering.add(asyncio.ensure_future(self(reader, writer)))


def crowd(place: Place, readers: int) -> Crowd:
    return Crowd(place, readers, per_second=10_000, chance=lambda: 0.0)


async def test_a_crowd_hears_everything_and_says_so() -> None:
    async with Server().listening() as place:
        made = crowd(place, 20)
        await made.come()
        outcome = await made.finish(3, PATIENCE)
        assert (outcome["came"], outcome["complete"], any(outcome["faults"].values())) == (20, 20, False)
        told = made.tally.told()
        assert (told["connected"], told["heard"], told["lost"]) == (20, 40, 0)
        assert [(seq, sum(count for _, count in offsets)) for seq, _, offsets in told["frames"]] == [(2, 20), (3, 20)]
        assert made.tally.told()["frames"] == []
        made.leave()


async def test_one_that_is_cut_off_comes_back_and_goes_on_where_it_was() -> None:
    class Cutting(Server):
        def says(self, number: int, after: int) -> tuple[bytes, bool]:
            return (chunk(event(2)) + chunk(event(3))[:9], True) if number == 1 else super().says(number, after)

    server = Cutting()
    async with server.listening() as place:
        made = crowd(place, 1)
        await made.come()
        outcome = await made.finish(3, PATIENCE)
        assert server.asked == [1, 2]
        assert (outcome["complete"], made.tally.lost, made.tally.came_back) == (1, 1, 1)
        made.leave()


async def test_one_that_is_turned_away_is_counted() -> None:
    class Full(Server):
        def says(self, number: int, after: int) -> tuple[bytes, bool]:
            return (chunk(FULL + b"\nretry: 1\n\n"), True) if number == 1 else super().says(number, after)

    async with Full().listening() as place:
        made = crowd(place, 1)
        await made.come()
        assert (await made.finish(3, PATIENCE))["complete"] == 1
        assert made.tally.turned_away == 1
        made.leave()


async def test_one_that_misses_an_event_is_found() -> None:
    class Losing(Server):
        def says(self, number: int, after: int) -> tuple[bytes, bool]:
            return (chunk(event(3)), False) if number == 2 else super().says(number, after)

    async with Losing().listening() as place:
        made = crowd(place, 3)
        await made.come()
        outcome = await made.finish(3, PATIENCE)
        assert (outcome["came"], outcome["complete"], outcome["faults"]["missed"]) == (3, 2, 1)
        made.leave()


async def test_a_process_of_readers_says_what_it_heard_and_ends() -> None:
    lines: list[dict[str, Any]] = []
    async with Server().listening() as place, reading_child(place, 5, 10_000, lines.append) as child:
        while not (lines and lines[-1]["connected"] == 5 and any(each["frames"] for each in lines)):
            await asyncio.wait_for(child.said.wait(), PATIENCE)
            child.said.clear()
        outcome = await child.finish(3, PATIENCE)
        assert outcome is not None
        assert (outcome["came"], outcome["complete"]) == (5, 5)
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


_PARENT = """
import asyncio
from stoppress.outbound.reading_child import place_here, reading_child

async def main():
    async with reading_child(place_here("127.0.0.1", 9, "/", "abcdefgh-1"), 3, 10.0, lambda line: None) as child:
        await child.said.wait()
        print(child.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def test_readers_end_when_whoever_started_them_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        try:
            waiting = select.poll()
            waiting.register(child, select.POLLIN)
            # Vacuity: it is there until then.
            assert not waiting.poll(0)
            parent.send_signal(signal.SIGKILL)
            assert waiting.poll(PATIENCE * 1000)
        finally:
            os.close(child)


@pytest.mark.parametrize(
    ("listening", "address", "host"),
    [
        ("127.0.0.1", "127.0.0.1", "127.0.0.1:8000"),
        ("0.0.0.0", "127.0.0.1", "127.0.0.1:8000"),
        ("::", "::1", "[::1]:8000"),
        ("localhost", "127.0.0.1", "127.0.0.1:8000"),
    ],
)
def test_readers_go_to_this_machines_own_address(listening: str, address: str, host: str) -> None:
    place = place_here(listening, 8000, "/live/x/stream", "abcdefgh-1")
    assert (place.address, place.host, place.is_secure) == (address, host, False)


@pytest.mark.parametrize("elsewhere", ["192.0.2.7", "10.0.0.1", "2001:db8::1", "gazette.example"])
def test_readers_go_to_no_other_machine(elsewhere: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        place_here(elsewhere, 8000, "/live/x/stream", "abcdefgh-1")


def test_by_the_publications_own_address_readers_go_as_everybody_does() -> None:
    place = place_at("https://live.gazette.example", "/live/x/stream", "abcdefgh-1")
    assert (place.address, place.port, place.host, place.is_secure) == (
        "live.gazette.example",
        443,
        "live.gazette.example",
        True,
    )
    assert place_at("http://gazette.example:8080", "/", "abcdefgh-1").port == 8080
