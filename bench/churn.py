"""Churn: readers of two blogs come and go, half of them with a reset, while descriptors are used again for pages.

Knows what each stream and each page must look like, to the byte where it can be said beforehand.
Does not know lanes; it finds whatever mixes up who gets which bytes.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from bench.figures import Goal, Row, spread
from bench.hearing import Hearing, Unexpected
from bench.options import Options
from bench.publisher import stamp
from bench.report import Report
from bench.server import Product, product, stream_path
from bench.wire import LOOPBACK, get

BENCH: Final = "churn"

# Two that change all the time, and one whose page is the same bytes from beginning to end.
BLOGS: Final = ("east", "west")
STILL: Final = "still"

_LONGEST_STAY: Final = 40
_PATIENCE: Final = 10.0
_RESET: Final = struct.pack("ii", 1, 0)

WRONG: Final = ("gap", "repeat", "stranger", "garbled", "status", "page")


@dataclass
class Churn:
    """One run until `stop` (monotonic seconds): what was wrong, what was done."""

    served: Product
    still: bytes
    stop: float
    chance: random.Random
    wrong: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def is_over(self) -> bool:
        """Whether nobody begins anything new."""
        return time.monotonic() >= self.stop

    async def read(self, blog: str) -> None:
        """One reader, coming and going."""
        last = ""
        while not self.is_over:
            resumed = bool(last) and self.chance.random() < 0.5
            last = await self._stay(blog, last if resumed else "")
            self.done["streams"] += 1
            self.done["resumed"] += resumed
            if self.chance.random() < 0.5:
                await self._look()

    async def publish(self, blog: str, start: int) -> None:
        """Posts one after the other."""
        reading, writing = await asyncio.open_connection(LOOPBACK, self.served.port)
        number = start
        while not self.is_over:
            number += 1
            post = {"headline": f"Gauge {stamp(number)} of {blog}", "body": "The gate is moving again. " * 20}
            writing.write(self.served.request(f"/api/v1/blogs/{blog}/posts", post))
            head = await reading.readuntil(b"\r\n\r\n")
            assert b" 201 " in head, head
            await reading.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
            self.done["posts"] += 1
        writing.close()

    async def _stay(self, blog: str, last: str) -> str:
        """Read some events and leave; the id of the last."""
        reading, writing = await asyncio.open_connection(LOOPBACK, self.served.port)
        hearing = Hearing(blog, last)
        try:
            after = last or await self._cursor(blog)
            hearing.last = after
            writing.write(get(stream_path(after, blog), *([f"Last-Event-ID: {last}"] if last else [])))
            head = await reading.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.split(b"\r\n")[0]:
                self.wrong["status"] += 1
                return last
            wanted = self.chance.randint(1, _LONGEST_STAY)
            async with asyncio.timeout(_PATIENCE):
                while hearing.events < wanted and not self.is_over:
                    hearing.take(await _chunk(reading))
        except Unexpected as found:
            self.wrong[found.kind] += 1
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            self.done["ended early"] += 1
        finally:
            self.done["events"] += hearing.events
            self._leave(writing)
        return hearing.last

    def _leave(self, writing: asyncio.StreamWriter) -> None:
        if self.chance.random() < 0.5:
            writing.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writing.transport.abort()
        else:
            writing.close()

    async def _look(self) -> None:
        """A page on a connection of its own, most likely on a descriptor that was a stream's a moment ago."""
        if await _page(self.served.port, STILL) != self.still:
            self.wrong["page"] += 1
        self.done["pages"] += 1

    async def _cursor(self, blog: str) -> str:
        page = await _page(self.served.port, blog)
        return page.split(b'data-live="', 1)[1].split(b'"', 1)[0].decode()


async def _page(port: int, blog: str) -> bytes:
    reading, writing = await asyncio.open_connection(LOOPBACK, port)
    try:
        writing.write(get(f"/live/{blog}", "Connection: close"))
        async with asyncio.timeout(_PATIENCE):
            whole = await reading.read(-1)
    finally:
        writing.close()
    return whole.split(b"\r\n\r\n", 1)[1] if whole.startswith(b"HTTP/1.1 200") else whole


async def _chunk(reading: asyncio.StreamReader) -> bytes:
    size = (await reading.readline()).strip()
    try:
        length = int(size, 16)
    except ValueError:
        raise Unexpected("garbled") from None
    if not length:
        raise asyncio.IncompleteReadError(b"", 1)
    return (await reading.readexactly(length + 2))[:-2]


async def _run(served: Product, readers: int, seconds: float) -> Churn:
    churn = Churn(served, await _page(served.port, STILL), time.monotonic() + seconds, random.Random(1))
    publishing = [churn.publish(blog, number * 1_000_000) for number, blog in enumerate(BLOGS)]
    await asyncio.gather(*publishing, *(churn.read(BLOGS[number % 2]) for number in range(readers)))
    return churn


def measure(options: Options, report: Report) -> None:
    """One run; anything wrong fails the bench, and so does a run in which little happened."""
    seconds, readers = (6.0, 100) if options.quick else (20.0, 400)
    with product(settings=options.settings) as served:
        for blog in (*BLOGS, STILL):
            served.open_blog(blog)
        churn = asyncio.run(_run(served, readers, seconds))
    wrong = {name: churn.wrong[name] for name in WRONG if churn.wrong[name]}
    report.run(BENCH, readers=readers, **churn.done, wrong=wrong)
    if wrong:
        report.fault(f"{BENCH}: {wrong}")
    for each in ("streams", "resumed", "pages", "events"):
        if churn.done[each] < readers // 2:
            report.fault(f"{BENCH}: only {churn.done[each]} {each}, too few to mean anything")
    setting = f"{readers} readers, {churn.done['streams']:,} streams, {churn.done['pages']:,} pages"
    total = spread([sum(churn.wrong.values())])
    report.row(Row(BENCH, setting, "wrong bytes, gaps and repeats", "", total, {}, (Goal(0),)))
