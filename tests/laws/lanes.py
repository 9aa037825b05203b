"""Both lanes over one newsroom, spoken to through transports in memory.

Knows uvicorn's protocol classes and what a client would have received.
Does not know any law.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from stoppress.fastlane.answers import policy_lines
from stoppress.fastlane.lane import Lane, LaneLimits
from stoppress.fastlane.protocol import protocol_over
from stoppress.hub.seats import Seats
from stoppress.web.policy import HEADERS
from tests.laws.surfaces import CHANCE, Newsroom

DATE = (b"date", b"Sat, 05 Apr 2031 09:00:00 GMT")

# What is left of a chunked body when its chunks are put together; a stream is cut into them as it comes.
_CHUNK = re.compile(rb"([0-9a-f]+)\r\n")

# How many turns of the loop without news mean that nothing more is coming: an answer takes about twenty.
_QUIET_TURNS = 60


class Wire(asyncio.Transport):
    """A transport whose other end is this test."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 5000), "sockname": ("127.0.0.1", 80)})
        self.received = b""
        self.protocol: Any = None
        self.stuck = False
        self.unsent = 0
        self._closing = False

    def connect(self, protocol: Any) -> None:
        """Give the connection to a protocol."""
        self.protocol = protocol
        protocol.connection_made(self)

    def send(self, data: bytes) -> None:
        """Say something as the client."""
        if not self._closing:
            self.protocol.data_received(data)

    def write(self, data: Any) -> None:
        """See asyncio."""
        if not self._closing:
            self.received += data

    def writelines(self, list_of_data: Any) -> None:
        """See asyncio."""
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        """See asyncio."""
        if not self._closing:
            self._closing = True
            asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None)

    def abort(self) -> None:
        """See asyncio."""
        self.close()

    def is_closing(self) -> bool:
        """See asyncio."""
        return self._closing

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """See asyncio."""
        self.protocol = protocol

    def get_write_buffer_size(self) -> int:
        """See asyncio."""
        return self.unsent

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """See asyncio."""

    def pause_reading(self) -> None:
        """See asyncio."""

    def resume_reading(self) -> None:
        """See asyncio."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a client received, streams put together again, and whether the connection is closed."""

    text: bytes
    closed: bool


@dataclass(slots=True)
class Lanes:
    """One newsroom behind both lanes; `state` is the fast lane's, so that its connections can be counted."""

    room: Newsroom
    seats: Seats = field(default_factory=lambda: Seats(1_000))
    state: ServerState = field(default_factory=ServerState)
    lane: Lane = field(init=False)
    _config: Config = field(init=False)

    def __post_init__(self) -> None:
        self._config = Config(self.room.application, ws="none", access_log=False, log_level="critical")
        self._config.load()
        limits = LaneLimits()
        self.lane = Lane(
            self.room.press, self.seats, policy=policy_lines(HEADERS), chance=lambda: CHANCE, limits=limits
        )

    def fast(self) -> Wire:
        """A connection to the fast lane."""
        return self._connected(protocol_over(self.lane), self.state)

    def slow(self) -> Wire:
        """A connection to the application alone."""
        return self._connected(HttpToolsProtocol, ServerState())

    def _connected(self, kind: type[HttpToolsProtocol], state: ServerState) -> Wire:
        wire = Wire()
        state.default_headers = [DATE]
        wire.connect(kind(self._config, state, {}))
        return wire


async def settle(*wires: Wire) -> None:
    """Wait until nothing more comes."""
    quiet, sizes = 0, [-1]
    while quiet < _QUIET_TURNS:
        await asyncio.sleep(0)
        now = [len(each.received) for each in wires]
        quiet, sizes = (quiet + 1, sizes) if now == sizes else (0, now)


async def heard(wire: Wire, pieces: Sequence[bytes]) -> Heard:
    """What a client that says `pieces` receives."""
    for piece in pieces:
        wire.send(piece)
        await settle(wire)
    return now_heard(wire)


def now_heard(wire: Wire) -> Heard:
    """What has been received so far."""
    begin, head, rest = wire.received.partition(b"content-type: text/event-stream")
    if not head:
        return Heard(begin, wire.is_closing())
    headers, blank, body = rest.partition(b"\r\n\r\n")
    return Heard(begin + head + headers + blank + _together(body), wire.is_closing())


def _together(body: bytes) -> bytes:
    whole = b""
    while found := _CHUNK.match(body):
        size = int(found[1], 16)
        whole += body[found.end() : found.end() + size] if size else b"(end)"
        body = body[found.end() + size + 2 :]
    return whole + body
