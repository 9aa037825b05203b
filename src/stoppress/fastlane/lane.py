"""The lane: what all connections of one process share.

Knows the press, the seats, requests seen before, and the round it makes over all connections, which stands for a
timer in each of them.
Does not know how a request is read (`protocol`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

import structlog

from stoppress.fastlane.answers import Policy, chunk
from stoppress.fastlane.asking import PageAsked
from stoppress.fastlane.patience import PACE
from stoppress.fastlane.stream_reader import StreamReader
from stoppress.hub import events
from stoppress.hub.cursor import Cursor
from stoppress.hub.hub import SLICE
from stoppress.hub.seats import Seats
from stoppress.press.press import Press

REQUESTS_SEEN: Final = 4_096
"""How many different requests are known by their bytes; with `LONGEST_SEEN` at most 8 MB."""

LONGEST_SEEN: Final = 2_048

CROWD: Final = 10_000
"""Connections of one process that follow no stream: 6 kB each, 11 once something was asked (measured)."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLimits:
    """Seconds: of silence on a stream, of taking nothing, of a connection without a request. Bytes not yet taken.

    Requests to `media_host` are not for this lane. Beyond `crowd` connections that follow no stream, those on which nothing is
    asked for are waited for no longer than a heartbeat.
    """

    heartbeat: float = 15.0
    stall: float = 30.0
    idle: float = 65.0
    backlog: int = 262_144
    crowd: int = CROWD
    media_host: bytes = b""


class Lane:
    """`chance` spreads what must not happen all at once; `policy` stands on every answer."""

    def __init__(
        self, press: Press, seats: Seats, *, policy: Policy, chance: Callable[[], float], limits: LaneLimits
    ) -> None:
        self.press = press
        self.seats = seats
        self.policy = policy
        self.backlog = limits.backlog
        self.media_host = limits.media_host
        self.heartbeat = chunk(events.HEARTBEAT)
        self.rounds = 0
        self._chance = chance
        # Two rounds in the longest silence: one that was written to just after a visit is heard of at the next but one.
        self._period = limits.heartbeat / 2
        self.stall_rounds = max(1, round(limits.stall / self._period))
        self.idle_rounds = self._idle = max(1, round(limits.idle / self._period))
        self._crowd = limits.crowd
        self.pace = round(PACE * self._period)
        self._seen: dict[bytes, PageAsked] = {}
        self._seen_earlier: dict[bytes, PageAsked] = {}
        self._payload, self._chunk = b"", b""
        self._date_lines: tuple[object, bytes] = (None, b"")
        self._joining: set[asyncio.Task[None]] = set()
        self._goes_round = False

    def seen(self, request: bytes) -> PageAsked | None:
        """What these very bytes asked for when they were parsed before."""
        known = self._seen.get(request)
        if known is None:
            known = self._seen_earlier.get(request)
            if known is not None:
                self.remember(request, known)
        return known

    def remember(self, request: bytes, asked: PageAsked) -> None:
        """Know these bytes again. When it is full, the half that was not asked for again lately makes room."""
        if len(request) > LONGEST_SEEN:
            return
        # One by one, the first key of a dict whose first keys are gone is found by walking over all their places:
        # 5.7 us of the 13 that a request with a new cookie took.
        if len(self._seen) >= REQUESTS_SEEN // 2:
            self._seen_earlier, self._seen = self._seen, {}
        self._seen[request] = asked

    def chunk(self, payload: bytes) -> bytes:
        """`payload` as a chunk; the same object for every reader in a round."""
        if payload is not self._payload:
            self._payload, self._chunk = payload, chunk(payload)
        return self._chunk

    def date(self, headers: list[tuple[bytes, bytes]]) -> bytes:
        """The server's own header lines; it makes a new list every second."""
        if headers is not self._date_lines[0]:
            lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
            self._date_lines = (headers, lines)
        return self._date_lines[1]

    def retry(self) -> bytes:
        """The first words on a stream: when to come back."""
        return events.retry(events.spread(self._chance()))

    def let_in(self, reader: StreamReader, slug: str, after: Cursor | None) -> None:
        """Let `reader`, who has a seat, follow the blog, whose edition is at hand."""
        if not self.press.readers.follow(slug, reader, after):
            task = asyncio.ensure_future(self._join(reader, slug, after))
            self._joining.add(task)
            task.add_done_callback(self._joining.discard)

    async def _join(self, reader: StreamReader, slug: str, after: Cursor | None) -> None:
        try:
            await self.press.readers.join(slug, reader, after)
        except Exception:  # noqa: BLE001
            _log.exception("a reader could not be let in", blog=slug)
            reader.cut()
        if reader.is_closing:
            # It went while its frames were made, when nobody knew it yet.
            self.press.readers.leave(slug, reader)

    def let_go(self, reader: StreamReader, slug: str, address: str) -> None:
        """The connection of `reader` is gone."""
        self.press.readers.leave(slug, reader)
        self.seats.give_back(address)

    def attend(self, connections: AbstractSet[Any]) -> None:
        """Go round these connections, again and again, from the first call on."""
        if not self._goes_round:
            self._goes_round = True
            asyncio.get_running_loop().call_later(self._period, self._go_round, connections)

    def _go_round(self, connections: AbstractSet[Any]) -> None:
        self.rounds += 1
        self.count(len(connections))
        self._visit_some(tuple(connections), 0, connections)

    def count(self, connections: int) -> None:
        """Be less patient in a crowd: connections are files, of which there are so many for all readers."""
        self.idle_rounds = 1 if connections - self.seats.taken > self._crowd else self._idle

    def _visit_some(self, visited: tuple[Any, ...], start: int, connections: AbstractSet[Any]) -> None:
        for each in visited[start : start + SLICE]:
            if each in connections:
                each.visit()
        loop = asyncio.get_running_loop()
        if start + SLICE < len(visited):
            loop.call_soon(self._visit_some, visited, start + SLICE, connections)
        else:
            loop.call_later(self._period, self._go_round, connections)
