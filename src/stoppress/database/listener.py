"""The listener: PostgreSQL's notifications, on a connection of its own that comes back when it is lost.

Knows LISTEN, and how to notice that nobody speaks any more.
Does not know what a notification is about, nor how what it missed is made good (`postgres`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# How long to wait before listening again: at first a moment, for a server that restarts; then longer, as the
# poll rings meanwhile.
_RETURN_SECONDS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

# A connection cut without a word (by a firewall that forgot it) is noticed after this time.
_PULSE_SECONDS: Final = 15.0

_log = structlog.get_logger()


class Listener:
    """Hears one channel. `hear` gets each payload; `returned` is awaited when some may have been missed."""

    def __init__(
        self,
        engine: AsyncEngine,
        channel: str,
        hear: Callable[[str], None],
        returned: Callable[[], Awaitable[None]],
    ) -> None:
        self._engine = engine
        self._channel = channel
        self._hear = hear
        self._returned = returned
        self._connection: AsyncConnection | None = None
        self._driver: Any = None
        self._lost = asyncio.Event()

    async def listen(self) -> None:
        """Begin to hear. Whatever is sent from now on arrives."""
        self._lost = lost = asyncio.Event()
        self._connection = await self._engine.connect()
        self._driver = (await self._connection.get_raw_connection()).driver_connection
        self._driver.add_termination_listener(lambda _driver: lost.set())
        await self._driver.add_listener(self._channel, lambda *heard: self._hear(heard[3]))

    async def run(self) -> None:
        """Go on hearing, whatever happens to the connection. Runs until cancelled."""
        while True:
            await self._until_lost()
            _log.warning("the connection that hears the bell was lost")
            await self._come_back()
            _log.warning("the connection that hears the bell is back")

    async def _until_lost(self) -> None:
        while not self._lost.is_set():
            try:
                async with asyncio.timeout(_PULSE_SECONDS):
                    await self._lost.wait()
            except TimeoutError:
                await self._feel_pulse()

    async def _feel_pulse(self) -> None:
        try:
            await self._driver.execute("SELECT 1")
        except Exception:  # noqa: BLE001
            # Whatever it says, nothing is to be heard on a connection that does not answer.
            self._lost.set()

    async def _come_back(self) -> None:
        for seconds in chain(_RETURN_SECONDS, repeat(_RETURN_SECONDS[-1])):
            await self.close()
            await asyncio.sleep(seconds)
            try:
                await self.listen()
                await self._returned()
            except Exception:  # noqa: BLE001
                # A server that is starting, full or gone answers in many ways; each means: not yet.
                _log.debug("the connection that hears the bell is not back yet", exc_info=True)
            else:
                return

    async def close(self) -> None:
        """Let go of the connection; it listens, so nobody else may have it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()
