"""The server: uvicorn's, which says when it listens and lets streams go before it stops.

Knows uvicorn's insides as far as a stop without a lost reader needs them.
Does not know what is served.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import uvicorn

from stoppress.app.building import chance
from stoppress.hub import events
from stoppress.press.press import Press

# How soon a second Ctrl-C is noticed.
_IMPATIENCE_SECONDS = 0.1

# What `fileno` says of a closed socket, and in how many turns of its loop one is closed at the latest; uvloop needs two.
_CLOSED = -1
_TURNS = 100


class Server(uvicorn.Server):
    """Says when it listens, and lets streams go before it stops."""

    def __init__(
        self,
        config: uvicorn.Config,
        press: Press,
        drain_seconds: float,
        started: Callable[[], None],
        let_staff_go: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._let_staff_go = let_staff_go
        self._press = press
        self._drain_seconds = drain_seconds
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        await super().startup(sockets)
        self._say_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn. Readers come back after a pause, each after another one (DESIGN §10.11)."""
        # Other processes on this port take new readers from here on.
        await self._stop_listening(sockets or ())
        self._let_staff_go()
        draining = asyncio.ensure_future(
            self._press.readers.drain(lambda: events.retry(events.spread(chance())), self._drain_seconds)
        )
        while not draining.done() and not self.force_exit:
            await asyncio.wait({draining}, timeout=_IMPATIENCE_SECONDS)
        draining.cancel()
        await super().shutdown(sockets)

    async def _stop_listening(self, sockets: Sequence[socket.socket]) -> None:
        """Listen no more, and let in who has come: with a socket the kernel resets what waits to be accepted."""
        held = [each.dup() for each in sockets]
        for server in self.servers:
            server.close()
        for each in sockets:
            each.close()
        # The loop lets go of a socket in a turn to come. Until then it accepts nobody, so that what is held here does.
        for _ in range(_TURNS):
            if all(each.fileno() == _CLOSED for each in sockets):
                break
            await asyncio.sleep(0)
        for waiting in [each for listening in held for each in _emptied(listening)]:
            await asyncio.get_running_loop().connect_accepted_socket(self._connection, waiting)

    def _connection(self) -> asyncio.Protocol:
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


def _emptied(listening: socket.socket) -> Iterator[socket.socket]:
    """The connections that wait to be accepted; the socket is closed at once after the last.

    Who comes between the two is reset, unless another process holds this socket as well, as a worker's successor does.
    """
    listening.setblocking(False)
    with listening, suppress(OSError):
        while True:
            yield listening.accept()[0]
