"""Polling readers: each asks for `/updates/`, one step after the other, over one connection that stays open.

Knows HTTP/1.1 as browsers speak it to a cache, and what a step promises (docs/contracts/updates.md).
Does not know what is in front of the server, nor what is judged.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Self

import brotli

from bench.wire import LOOPBACK

CODINGS: Final = "gzip, deflate, br, zstd"
"""What Chromium says it takes."""

# The contract: whoever got nothing waits before asking again, as the answer may have come from a cache.
_PAUSE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A response: header names in lower case, the body decoded."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Connection:
    """One connection of a browser. Raises IncompleteReadError when the other side goes away."""

    reading: asyncio.StreamReader
    writing: asyncio.StreamWriter

    @classmethod
    async def to(cls, port: int) -> Self:
        """Connect to a port of the loopback address."""
        return cls(*await asyncio.open_connection(LOOPBACK, port))

    def send(self, path: str, codings: str = CODINGS, **headers: str) -> None:
        """Ask for a path."""
        lines = [f"GET {path} HTTP/1.1", f"Host: {LOOPBACK}", f"Accept-Encoding: {codings}"]
        lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
        self.writing.write("\r\n".join([*lines, "", ""]).encode())

    async def reply(self) -> Reply:
        """The next answer."""
        status, headers = await self.head()
        if headers.get("transfer-encoding") == "chunked":
            body = b"".join([chunk async for chunk in self.chunks()])
        else:
            body = await self.reading.readexactly(int(headers.get("content-length", "0")))
        return Reply(status, headers, _decoded(body, headers.get("content-encoding", "")))

    async def head(self) -> tuple[int, dict[str, str]]:
        """The next answer's head: status, and headers by their names in lower case."""
        head = (await self.reading.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return int(first.split(" ", 2)[1]), {name.lower(): text.strip() for name, _, text in pairs}

    async def chunks(self) -> AsyncIterator[bytes]:
        """The pieces of a chunked body, each as soon as it is here."""
        while size := int(await self.reading.readuntil(b"\r\n"), 16):
            yield (await self.reading.readexactly(size + 2))[:-2]
        await self.reading.readexactly(2)

    async def ask(self, path: str, codings: str = CODINGS, **headers: str) -> Reply:
        """Ask and wait for the answer."""
        self.send(path, codings, **headers)
        return await self.reply()


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Connection]:
    """A connection while it is needed."""
    connection = await Connection.to(port)
    try:
        yield connection
    finally:
        connection.writing.close()


@asynccontextmanager
async def crowd(port: int, people: int) -> AsyncIterator[list[Connection]]:
    """So many connections while they are needed."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(connected(port)) for _ in range(people)]


@dataclass
class Poller:
    """A reader of one blog. `heard` are the numbers of all frames it got, in the order they came."""

    slug: str
    cursor: str
    codings: str = CODINGS
    on_frame: Callable[[dict[str, Any]], None] | None = None
    heard: list[int] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    waiting: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def follow(self, port: int) -> None:
        """Ask for one step after the other, until cancelled."""
        async with connected(port) as connection:
            while True:
                await self._take(await connection.ask(f"/live/{self.slug}/updates/{self.cursor}", self.codings))

    async def until(self, seq: int) -> None:
        """Wait until the frame with this number is here."""
        async with self.waiting:
            await self.waiting.wait_for(lambda: bool(self.heard) and self.heard[-1] >= seq)

    async def _take(self, reply: Reply) -> None:
        if reply.status != 200:
            self.odd.append(f"{reply.status} {reply.body[:80]!r}")
            await asyncio.sleep(_PAUSE)
            return
        step = json.loads(reply.body)
        if step["from"] != self.cursor or step["reset"]:
            self.odd.append(f"{step['from']} where {self.cursor} was asked for, reset: {step['reset']}")
        self.cursor = step["to"]
        async with self.waiting:
            for frame in step["frames"]:
                self.heard.append(frame["seq"])
                if self.on_frame is not None:
                    self.on_frame(frame)
            self.waiting.notify_all()
        if not step["frames"]:
            await asyncio.sleep(_PAUSE)


@asynccontextmanager
async def polling(readers: list[Poller], port: int) -> AsyncIterator[None]:
    """All of them read through this port."""
    tasks = [asyncio.create_task(each.follow(port)) for each in readers]
    try:
        yield
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _decoded(body: bytes, coding: str) -> bytes:
    if coding == "br":
        plain: bytes = brotli.decompress(body)
        return plain
    return gzip.decompress(body) if coding == "gzip" else body
