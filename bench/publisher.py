"""Publishers: stamped posts through the product's API, and the same events to the peers.

Knows how a stamp is written into a headline, and how a burst is spread over connections.
Does not know who reads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Final, Protocol, Self

from bench.server import SLUG, Product
from bench.wire import Wire, post

# The API has no batch: a burst goes through so many connections, each with its share of the posts under way at once.
CONNECTIONS: Final = 10

# Seconds. uvicorn closes a connection that has been idle for five.
_KEPT: Final = 2.0

_BODY: Final = (
    "The harbour master says the **gate** is moving again, and that closing it will take forty minutes. "
    "High water is expected shortly before midnight."
)


def stamp(number: int) -> str:
    """What the load client looks for: the event's number from 1, and the time by the clock all processes share."""
    return f"stamp-{number}-{time.monotonic_ns()}"


@dataclass(frozen=True, slots=True)
class Published:
    """Seconds from the first request to the last acknowledgement, and for each request to its own."""

    seconds: float
    each: tuple[float, ...]


class Publisher(Protocol):
    """Publishes so many stamped events, numbered on from those before."""

    def publish(self, events: int) -> Published:
        """Return when all are acknowledged."""


@dataclass
class Desk:
    """Publishes to the product. `body` is the CommonMark of every post."""

    product: Product
    slug: str = SLUG
    body: str = _BODY
    numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)
    _wires: dict[int, Wire] = field(default_factory=dict)
    _used: dict[int, float] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for wire in self._wires.values():
            wire.close()

    def publish(self, events: int) -> Published:
        """See Publisher. More than one go out at once, over several connections; their order is the server's."""
        wires = [self._wire(each) for each in range(min(events, CONNECTIONS))]
        used = [wires[each % CONNECTIONS] for each in range(events)]
        begun = time.monotonic()
        for wire in used:
            wire.send(self._request())
        each: list[float] = []
        for wire in used:
            answer = wire.answer()
            assert answer.status == 201, answer.head + answer.body
            each.append(time.monotonic() - begun)
        return Published(time.monotonic() - begun, tuple(each))

    def _wire(self, number: int) -> Wire:
        """A connection of these, made anew when it has not been used for so long that the server may close it."""
        now = time.monotonic()
        if now - self._used.get(number, 0.0) > _KEPT:
            if number in self._wires:
                self._wires[number].close()
            self._wires[number] = Wire(self.product.port)
        self._used[number] = now
        return self._wires[number]

    def _request(self) -> bytes:
        post = {"headline": f"Gauge {stamp(self.numbers())}", "body": self.body}
        return self.product.request(f"/api/v1/blogs/{self.slug}/posts", post)


@dataclass
class PeerDesk:
    """Publishes to a peer: one connection, a burst pipelined on it. An event's data has `size` bytes."""

    port: int
    size: int
    _number: int = 0
    _wire: Wire | None = None

    def __enter__(self) -> Self:
        self._wire = Wire(self.port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._wire is not None:
            self._wire.close()

    def publish(self, events: int) -> Published:
        """See Publisher."""
        assert self._wire is not None
        begun = time.monotonic()
        self._wire.send(b"".join(self._request() for _ in range(events)))
        each: list[float] = []
        for _ in range(events):
            answer = self._wire.answer()
            assert answer.status in {200, 201, 202}, answer.head
            each.append(time.monotonic() - begun)
        return Published(time.monotonic() - begun, tuple(each))

    def _request(self) -> bytes:
        self._number += 1
        data = f'{{"html":"{stamp(self._number)}'.encode().ljust(self.size - 2, b"x") + b'"}'
        return post("/pub", data, "Content-Type: text/plain")
