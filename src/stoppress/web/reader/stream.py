"""The slow lane: a blog's stream as a plain ASGI application, for any server. (DESIGN §5)

Knows the cursor a reader brings, heartbeats, and that one who cannot keep up is cut and resumes by id.
Does not know frames; the press writes into each reader what it is to get.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from stoppress.domain.identifiers import Epoch, Seq
from stoppress.hub import events
from stoppress.hub.cursor import Cursor, cursor
from stoppress.press.press import Press

Chance = Callable[[], float]
"""A number in [0, 1); passed in."""

# A place nobody can be at: whoever brings something unreadable is told to load the page.
NOWHERE: Final = Cursor(Epoch(""), Seq(0))

STREAM_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """`heartbeat` in seconds; `backlog` in bytes not yet taken by a reader who is then cut."""

    heartbeat: float = 15.0
    backlog: int = 262_144


class SlowReader:
    """One open stream: what is still to be sent on it."""

    def __init__(self, backlog: int) -> None:
        self._backlog = backlog
        self._waiting: list[bytes] = []
        self._size = 0
        self._news = asyncio.Event()
        self.is_over = False
        self.cut = asyncio.Event()

    def write(self, payload: bytes) -> None:
        """See `hub.Reader`."""
        self._size += len(payload)
        if self._size > self._backlog:
            self._waiting.clear()
            self.cut.set()
            return
        self._waiting.append(payload)
        self._news.set()

    def finish(self, farewell: bytes) -> None:
        """See `hub.Reader`."""
        self.write(farewell)
        self.is_over = True
        self._news.set()

    async def next(self, heartbeat: float) -> bytes:
        """What is to be sent next: everything waiting, joined, or a heartbeat when nothing came in time."""
        try:
            async with asyncio.timeout(heartbeat):
                await self._news.wait()
        except TimeoutError:
            return events.HEARTBEAT
        self._news.clear()
        payload = b"".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        return payload


class Stream:
    """An ASGI application behind `/live/{slug}/stream`. Raises BlogUnknown before it has answered."""

    def __init__(self, press: Press, limits: StreamLimits, chance: Chance) -> None:
        self._press = press
        self._limits = limits
        self._chance = chance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the stream until one side ends it."""
        slug: str = scope["path_params"]["slug"]
        reader = SlowReader(self._limits.backlog)
        reader.write(events.retry(events.spread(self._chance())))
        await self._press.join(slug, reader, _place(scope))
        try:
            await self._serve(reader, scope, receive, send)
        finally:
            self._press.leave(slug, reader)

    async def _serve(self, reader: SlowReader, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(STREAM_HEADERS)})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        tasks = {
            asyncio.create_task(self._send(reader, send)),
            asyncio.create_task(_gone(receive)),
            asyncio.create_task(_true(reader.cut)),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self, reader: SlowReader, send: Send) -> None:
        over = False
        while not over:
            payload = await reader.next(self._limits.heartbeat)
            # Asked before anything waits: what is finished later has a farewell that is still to be sent.
            over = reader.is_over
            await send({"type": "http.response.body", "body": payload, "more_body": not over})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _true(event: asyncio.Event) -> None:
    await event.wait()


def _place(scope: Scope) -> Cursor | None:
    """Where the reader is: `Last-Event-ID`, else `?after=`, else from now on."""
    headers = Headers(scope=scope)
    brought = headers.get("last-event-id", "")
    if not brought:
        given = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get("after")
        if given is None:
            return None
        brought = given[0]
    return cursor(brought) or NOWHERE
