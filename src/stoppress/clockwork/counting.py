"""Counting: each process says again and again how many read each blog there.

Knows that a blog whose last reader has left is counted once more, and that a process that stops has no readers.
Does not know where counts are kept (`audience`), nor what a reader is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final

import structlog

from stoppress.domain.identifiers import Slug
from stoppress.errors import StoppressError

# A stop waits for it, and it can be done without: who counts no more is soon not counted.
_LAST_WORD_SECONDS: Final = 1.0

_log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]
Readers = Callable[[], Mapping[Slug, int]]
"""How many read each blog here; one that nobody reads may be missing."""

Keep = Callable[[Mapping[Slug, int]], Awaitable[None]]
"""Keeps what was counted. Raises StorageFull, StorageUnavailable."""


class Counting:
    """Counts for as long as it runs."""

    def __init__(self, readers: Readers, keep: Keep, seconds: float, sleep: Sleep = asyncio.sleep) -> None:
        self._readers = readers
        self._keep = keep
        self._seconds = seconds
        self._sleep = sleep
        self._told: frozenset[Slug] = frozenset()

    async def run(self) -> None:
        """Count until cancelled. What cannot be kept is not missed: the next count says it all again."""
        try:
            while True:
                await self._sleep(self._seconds)
                try:
                    await self._tell(self._readers())
                except StoppressError as problem:
                    _log.warning("readers could not be counted", problem=str(problem))
        finally:
            # Those who come back elsewhere at once would be counted twice.
            with suppress(StoppressError, TimeoutError):
                async with asyncio.timeout(_LAST_WORD_SECONDS):
                    await self._tell({})

    async def _tell(self, readers: Mapping[Slug, int]) -> None:
        empty = dict.fromkeys(self._told - readers.keys(), 0)
        if empty or readers:
            await self._keep({**empty, **readers})
            self._told = frozenset(readers)
