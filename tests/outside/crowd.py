"""A crowd: thousands of readers of one blog over real sockets, cut at random and coming back.

Knows what a reader does: it listens until it is cut, goes on by `Last-Event-ID` or by steps, and stops when the blog
has ended.
Does not know what there was to hear (`verdict`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.outside.hearing import ENDED, StreamBytes, events_of_step, id_of, seq_of

LOOPBACK: Final = "127.0.0.1"

# More than any stream of a test: a reader with this many bytes to hear is never cut.
_EVERYTHING: Final = 1 << 40

# How many connections are being made at a time; the server's queue of waiting ones is 4,096 long.
_DOORS: Final = 200

# A header that the fast lane leaves to the application (`fastlane.asking`).
ORDINARY: Final = "Content-Length: 0\r\n"


@dataclass(slots=True)
class Reader:
    """One reader. `cuts` are bytes to hear on each connection before it is cut; `steps` says to come back by steps."""

    cursor: str
    cuts: list[int] = field(default_factory=list)
    by_steps: bool = False
    headers: str = ""
    heard: list[bytes] = field(default_factory=list)
    is_done: bool = False
    returned: int = 0
    stepped: int = 0


class Crowd:
    """Readers of the blog `slug` on `port`. `news` is set whenever the first of them hears something."""

    def __init__(self, port: int, slug: str, readers: Sequence[Reader]) -> None:
        self._port = port
        self._path = f"/live/{slug}"
        self.readers = readers
        self._known: dict[bytes, bytes] = {}
        self._doors = asyncio.Semaphore(_DOORS)
        self._waiting = len(readers)
        self.connected = asyncio.Event()
        self.news = asyncio.Event()

    async def follow(self) -> None:
        """Return when everybody has heard that the blog has ended."""
        async with asyncio.TaskGroup() as group:
            for each in self.readers:
                group.create_task(self._follow(each))

    async def first_is_at(self, seq: int) -> None:
        """Wait until the first reader has heard the frame `seq`."""
        while not any(seq_of(each) == seq for each in reversed(self.readers[0].heard)):
            self.news.clear()
            await self.news.wait()

    async def _follow(self, reader: Reader) -> None:
        await self._listen(reader)
        while not reader.is_done:
            reader.returned += 1
            if reader.by_steps:
                await self._step(reader)
            await self._listen(reader)

    async def _listen(self, reader: Reader) -> None:
        left = reader.cuts.pop() if reader.cuts else _EVERYTHING
        async with self._doors:
            incoming, outgoing = await asyncio.open_connection(LOOPBACK, self._port)
            outgoing.write(self._stream_request(reader))
            stream, data = StreamBytes(), await incoming.read(left)
        self._count_connected(reader)
        while data:
            self._hear(reader, stream.take(data))
            left -= len(data)
            # At a random byte, so that events are cut in two as well.
            data = await incoming.read(min(left, 65_536)) if left and not stream.is_over else b""
        outgoing.transport.abort()
        assert left == 0 or stream.is_over, "a stream closes after its last chunk, or when it is cut here"

    def _stream_request(self, reader: Reader) -> bytes:
        after, headers = f"?after={reader.cursor}", reader.headers
        if reader.returned:
            # A browser repeats the address it has; the header outweighs it.
            headers += f"Last-Event-ID: {_place(reader)}\r\n"
        return f"GET {self._path}/stream{after} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode()

    async def _step(self, reader: Reader) -> None:
        incoming, outgoing = await asyncio.open_connection(LOOPBACK, self._port)
        path = f"{self._path}/updates/{_place(reader)}"
        outgoing.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = await incoming.read(-1)
        outgoing.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), answer
        self._hear(reader, events_of_step(body))
        reader.stepped += 1

    def _hear(self, reader: Reader, events: list[bytes]) -> None:
        # One object for all who heard the same bytes: there are a hundred thousand of them.
        reader.heard += (self._known.setdefault(each, each) for each in events)
        reader.is_done = bool(reader.heard) and ENDED in reader.heard[-1]
        if reader is self.readers[0]:
            self.news.set()

    def _count_connected(self, reader: Reader) -> None:
        if not reader.returned:
            self._waiting -= 1
            if not self._waiting:
                self.connected.set()


def invented_readers(chance: Random, count: int, cursor: str) -> Iterator[Reader]:
    """Readers of whom half are cut, up to four times; a third of those come back by steps."""
    for _ in range(count):
        cuts = [chance.randrange(1, 20_000) for _ in range(chance.choice((0, 0, 0, 1, 2, 4)))]
        yield Reader(cursor, cuts=cuts, by_steps=chance.random() < 1 / 3)


def _place(reader: Reader) -> str:
    """The last event's id, as EventSource keeps it."""
    return next((name for each in reversed(reader.heard) if (name := id_of(each))), reader.cursor)
