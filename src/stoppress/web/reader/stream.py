"""The slow lane: a blog's stream as a plain ASGI application, for any server. (DESIGN §5)

Knows the cursor a reader brings, heartbeats, and that one who cannot keep up is cut and resumes by id.
Does not know frames; the press writes into each reader what it is to get.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from stoppress.hub import events
from stoppress.hub.cursor import asked_place
from stoppress.hub.seats import Seats
from stoppress.press.press import Press

Chance = Callable[[], float]
"""A number in [0, 1); passed in."""


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
        self.is_cut = asyncio.Event()

    def write(self, payload: bytes) -> None:
        """See `hub.Reader`."""
        # What comes at once may be as long as it is: who has missed much must get it all, or would never catch up.
        if self._size > self._backlog:
            self.cut()
            return
        self._size += len(payload)
        self._waiting.append(payload)
        self._news.set()

    def finish(self, farewell: bytes) -> None:
        """See `hub.Reader`."""
        self.write(farewell)
        self.is_over = True
        self._news.set()

    def cut(self) -> None:
        """See `hub.Reader`."""
        self._waiting.clear()
        self.is_cut.set()

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

    def __init__(self, press: Press, seats: Seats, limits: StreamLimits, chance: Chance) -> None:
        self._press = press
        self._seats = seats
        self._limits = limits
        self._chance = chance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the stream until one side ends it."""
        slug: str = scope["path_params"]["slug"]
        address = scope["client"][0] if scope.get("client") else ""
        if not self._seats.take(address):
            await _turn_away(send, events.full(events.spread_when_full(self._chance())))
            return
        reader = SlowReader(self._limits.backlog)
        try:
            reader.write(events.retry(events.spread(self._chance())))
            await self._press.readers.join(slug, reader, asked_place(_header(scope), scope["query_string"]))
            await self._serve(reader, scope, receive, send)
        finally:
            self._seats.give_back(address)
            self._press.readers.leave(slug, reader)

    async def _serve(self, reader: SlowReader, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(events.HEADERS)})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        tasks = {
            asyncio.create_task(self._send(reader, send)),
            asyncio.create_task(_gone(receive)),
            asyncio.create_task(_true(reader.is_cut)),
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


async def _turn_away(send: Send, farewell: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": list(events.HEADERS)})
    await send({"type": "http.response.body", "body": farewell})


def _header(scope: Scope) -> str:
    return Headers(scope=scope).get("last-event-id", "")
