"""Turns: how many at once put together what takes reading a whole log, and how many may wait for it.

Knows that further ones are refused, and told so.
Does not know what is put together.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from stoppress.errors import PastBusy


class Turns:
    """Belongs to one event loop."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._lane = asyncio.Semaphore(at_once)
        self._most = waiting
        self._waiting = 0

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Within it, one of those at once. Raises PastBusy."""
        if self._waiting >= self._most:
            raise PastBusy
        self._waiting += 1
        try:
            async with self._lane:
                yield
        finally:
            self._waiting -= 1
