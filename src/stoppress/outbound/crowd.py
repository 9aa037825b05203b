"""A crowd: simulated readers of one blog's stream, each a connection of its own, for a rehearsal.

Knows how readers connect, come back as the page's script does, and how what they heard is counted.
Does not know who wants to know (`readers`), nor that anything is rehearsed.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from stoppress.outbound.hearing import Faults, Hearing, Unchunked

FULL: Final = b": there are as many streams"
"""How the stream says that there is no seat left (docs/contracts/stream.md)."""

# As the page's script does: full jitter under this ceiling (DESIGN §10.11).
_BACK_SECONDS: Final = 5.0

_HEAD_LIMIT: Final = 16_384

# Delays are counted in steps of a tenth of a millisecond.
STEP_NS: Final = 100_000

# So often is asked whether everybody has come to the end.
_LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where readers go. `after` is the cursor they begin at, `host` what they say the host is."""

    address: str
    port: int
    path: str
    host: str
    after: str
    is_secure: bool = False


class Tally:
    """What all readers heard, together."""

    def __init__(self) -> None:
        self.connected = 0
        self.turned_away = 0
        self.lost = 0
        self.came_back = 0
        self.heard = 0
        self._first: dict[int, int] = {}
        self._offsets: dict[int, Counter[int]] = {}
        self._changed: set[int] = set()

    def note(self, seq: int, at_ns: int) -> None:
        """Somebody heard this revision."""
        self.heard += 1
        first = self._first.setdefault(seq, at_ns)
        self._offsets.setdefault(seq, Counter())[(at_ns - first) // STEP_NS] += 1
        self._changed.add(seq)

    def told(self) -> dict[str, Any]:
        """How it stands, and every revision of which more was heard since this was asked before."""
        changed, self._changed = sorted(self._changed), set()
        counts = {name: getattr(self, name) for name in ("connected", "turned_away", "lost", "came_back", "heard")}
        frames = [[seq, self._first[seq], sorted(self._offsets[seq].items())] for seq in changed]
        return {**counts, "frames": frames}


class Reader(asyncio.Protocol):
    """One reader, through all its connections."""

    def __init__(self, place: Place, tally: Tally, lost: Callable[[Reader], None]) -> None:
        epoch, _, seq = place.after.partition("-")
        self.hearing = Hearing(epoch.encode(), int(seq))
        self.was_connected = False
        self._place = place
        self._tally = tally
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._head: bytes | None = b""
        self._chunks: Unchunked | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._head, self._chunks = transport, b"", None
        self.hearing.begin_anew()
        last = f"{self.hearing.epoch.decode()}-{self.hearing.last}"
        transport.write(
            f"GET {self._place.path} HTTP/1.1\r\nHost: {self._place.host}\r\nAccept: text/event-stream\r\n"
            f"Last-Event-ID: {last}\r\n\r\n".encode()
        )

    def data_received(self, payload: bytes) -> None:
        """Some of the answer."""
        at = time.time_ns()
        if self._head is not None:
            payload = self._answered(payload)
        try:
            said = payload if self._chunks is None else self._chunks.take(payload)
        except ValueError:
            self.hearing.faults.garbled += 1
            self.abort()
            return
        if FULL in said:
            self._tally.turned_away += 1
        for seq in self.hearing.take(said):
            self._tally.note(seq, at)

    def connection_lost(self, _problem: Exception | None) -> None:
        """Come back, unless nothing more is to be heard."""
        if self._head is None:
            self._tally.connected -= 1
        self._transport = None
        self._lost(self)

    def abort(self) -> None:
        """Go at once."""
        if self._transport is not None:
            self._transport.abort()

    def _answered(self, payload: bytes) -> bytes:
        assert self._head is not None
        head, end, rest = (self._head + payload).partition(b"\r\n\r\n")
        if not end:
            self._head = head
            if len(head) > _HEAD_LIMIT:
                self.abort()
            return b""
        if not head.startswith((b"HTTP/1.1 200 ", b"HTTP/1.0 200 ")):
            self.abort()
            return b""
        self._head = None
        self._chunks = Unchunked() if b"transfer-encoding: chunked" in head.lower() else None
        self._tally.connected += 1
        self._tally.came_back += self.was_connected
        self.was_connected = True
        return rest


class Crowd:
    """`count` readers of one place. `chance` spreads those who come back."""

    def __init__(self, place: Place, count: int, *, per_second: float, chance: Callable[[], float]) -> None:
        self.tally = Tally()
        self._place = place
        self._per_second = per_second
        self._chance = chance
        self._is_over = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._tls = ssl.create_default_context() if place.is_secure else None
        self._readers = [Reader(place, self.tally, self._come_back) for _ in range(count)]

    async def come(self) -> None:
        """Let everybody connect, one after the other."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for number, each in enumerate(self._readers):
            await asyncio.sleep(max(0.0, begun + number / self._per_second - loop.time()))
            self._connect(each, 0.0)

    async def finish(self, end: int, patience: float) -> dict[str, Any]:
        """Wait until everybody has heard everything up to `end`, or this long; what came of it."""
        with_patience = asyncio.get_running_loop().time() + patience
        while asyncio.get_running_loop().time() < with_patience:
            if all(each.hearing.last >= end for each in self._readers):
                break
            await asyncio.sleep(_LOOK_SECONDS)
        self._is_over = True
        came = [each for each in self._readers if each.was_connected]
        complete = sum(each.hearing.close(end) for each in came)
        faults = Faults()
        for each in came:
            faults.add(each.hearing.faults)
        return {"came": len(came), "complete": complete, "faults": asdict(faults)}

    def leave(self) -> None:
        """Let everybody go at once."""
        self._is_over = True
        for task in self._tasks:
            task.cancel()
        for each in self._readers:
            each.abort()

    def _come_back(self, reader: Reader) -> None:
        if self._is_over or reader.hearing.has_ended:
            return
        if reader.was_connected:
            self.tally.lost += 1
        self._connect(reader, self._chance() * _BACK_SECONDS)

    def _connect(self, reader: Reader, pause: float) -> None:
        task = asyncio.get_running_loop().create_task(self._connected(reader, pause))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connected(self, reader: Reader, pause: float) -> None:
        place = self._place
        while not self._is_over:
            await asyncio.sleep(pause)
            try:
                name = place.host.partition(":")[0] if self._tls else None
                await asyncio.get_running_loop().create_connection(
                    lambda: reader, place.address, place.port, ssl=self._tls, server_hostname=name
                )
            except OSError:
                pause = self._chance() * _BACK_SECONDS
            else:
                return
