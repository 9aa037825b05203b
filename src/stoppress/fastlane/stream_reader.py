"""A reader of a stream, written to on its transport: no task, no queue, no timer of its own.

Knows chunks, and that one whose transport is full is parked and catches up from what the hub remembers.
Does not know HTTP before the first chunk (`protocol`), nor what it is sent.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from stoppress.fastlane.answers import END_OF_CHUNKS, chunk

if TYPE_CHECKING:
    from stoppress.fastlane.lane import Lane


class StreamReader(asyncio.Protocol):
    """One open stream. Thousands of these are held: about 2 kB each, the transport included."""

    __slots__ = ("_address", "_connections", "_is_quiet", "_lane", "_parked_at", "_slug", "_transport")

    def __init__(
        self, transport: asyncio.Transport, lane: Lane, connections: set[Any], slug: str, address: str
    ) -> None:
        self._transport = transport
        self._lane = lane
        self._connections = connections
        self._slug = slug
        self._address = address
        self._is_quiet = False
        self._parked_at: int | None = None

    @property
    def is_closing(self) -> bool:
        """Whether nothing more can be written."""
        return self._transport.is_closing()

    def write(self, payload: bytes) -> None:
        """See `hub.Reader`."""
        self._is_quiet = False
        self._transport.write(self._lane.chunk(payload))

    def finish(self, farewell: bytes) -> None:
        """See `hub.Reader`."""
        self._transport.write(chunk(farewell) + END_OF_CHUNKS)
        self._transport.close()

    def cut(self) -> None:
        """See `hub.Reader`."""
        self._transport.abort()

    def visit(self) -> None:
        """Break a silence that has lasted since the visit before; cut one who has taken nothing for too long."""
        if self._parked_at is not None:
            if self._lane.rounds - self._parked_at > self._lane.stall_rounds:
                self.cut()
        elif self._is_quiet:
            self._transport.write(self._lane.heartbeat)
        self._is_quiet = True

    def pause_writing(self) -> None:
        """The transport holds as much as it may. Called from within `write`."""
        self._parked_at = self._lane.rounds
        self._lane.press.readers.park(self._slug, self)

    def resume_writing(self) -> None:
        """The transport has room again."""
        self._parked_at = None
        self._lane.press.readers.resume(self._slug, self)

    def data_received(self, data: bytes) -> None:
        """Drop what a client says on a stream. Not to read it would hide that the client has gone."""

    def connection_lost(self, _problem: Exception | None) -> None:
        """Forget this reader."""
        self._connections.discard(self)
        self._lane.let_go(self, self._slug, self._address)

    def shutdown(self) -> None:
        """Called when the server stops and the press has let readers go (DESIGN §10.11): this one has come since."""
        self._lane.press.readers.leave(self._slug, self)
        self.finish(self._lane.retry())

    @classmethod
    def take_over(cls, transport: asyncio.Transport, *parts: Any) -> StreamReader:
        """A reader in the place of the protocol that has read the request."""
        reader = cls(transport, *parts)
        transport.set_protocol(cast("asyncio.BaseProtocol", reader))
        return reader
