"""Waits: those who asked what comes next where nothing has come yet.

Knows how long each may wait, and that at a stop they are sent home like everybody else.
Does not know what they wait for.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Waits:
    """How many wait is its length. Belongs to one event loop."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Timeout] = set()
        self._is_over = False

    def __len__(self) -> int:
        return len(self._waiting)

    async def until(self, happened: asyncio.Event, seconds: float) -> None:
        """Wait for something to happen: `seconds` at most, not at all once a stop has begun."""
        with suppress(TimeoutError):
            async with asyncio.timeout(0 if self._is_over else seconds) as patience:
                self._waiting.add(patience)
                try:
                    await happened.wait()
                finally:
                    self._waiting.discard(patience)

    def end(self) -> list[asyncio.Timeout]:
        """From now on nobody begins to wait; the answer is who waits already, for `send_home`."""
        self._is_over = True
        return list(self._waiting)

    def send_home(self, waiting: asyncio.Timeout) -> None:
        """End one wait, if it has not ended by itself."""
        if waiting in self._waiting:
            waiting.reschedule(0)
