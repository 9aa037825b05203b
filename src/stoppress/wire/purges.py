"""Purges: caches in front of us are told to forget a blog whose words were withdrawn or removed. (Law 10)

Knows which revisions reach back, and that a cache may fetch an old page from a node that has not heard yet: it is told
again a little later. Nothing is kept of what was told: after a start every blog is forgotten once, which is at
least once.
Does not know how a cache is reached (`outbound`), nor its answers beyond success.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

import structlog

from stoppress.domain.identifiers import Seq, Slug
from stoppress.domain.revisions import PostWithdrawn, WordsRemoved
from stoppress.drafts.failures import UNNOTED, Noting
from stoppress.errors import StoppressError
from stoppress.journal.journal import JournalReader, Ring
from stoppress.outbound.configured import Ask

KEY: Final = "xkey"
"""The header that names what to forget, as Varnish's module of this name reads it."""

FRONT: Final = "front-page"
"""The key of what lists blogs."""

AGAIN_SECONDS: Final = (0.0, 1.5, 6.0)
"""When a cache is told, counted from the ring: a ring that is lost is heard after a second or two (law 5)."""

_PAUSES: Final = (0.2, 0.5, 1.0, 2.0, 5.0)

# A request line and its headers are limited everywhere; slugs have at most 80 characters.
_KEYS_AT_ONCE: Final = 20

_REACH_BACK: Final = (PostWithdrawn, WordsRemoved)

# After two seconds: a cache that starts anew is no news.
_TOLD_AFTER: Final = 3

_log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]


class Purges:
    """`caches` are their addresses. `run` it."""

    def __init__(
        self,
        journal: JournalReader,
        caches: Sequence[str],
        ask: Ask,
        sleep: Sleep = asyncio.sleep,
        *,
        failures: Noting = UNNOTED,
    ) -> None:
        self._journal = journal
        self._caches = caches
        self._ask = ask
        self._sleep = sleep
        self._failures = failures
        self._read: dict[Slug, Seq] = {}
        self._telling: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Tell the caches whatever has to be told. Runs until cancelled."""
        try:
            async with self._journal.rings() as rings:
                self._read = await self._heads()
                self._tell(self._read)
                async for ring in rings:
                    if await self._reaches_back(ring):
                        self._tell([ring.blog])
        finally:
            for each in self._telling:
                each.cancel()
            await asyncio.gather(*self._telling, return_exceptions=True)

    async def _heads(self) -> dict[Slug, Seq]:
        attempt = 0
        while True:
            try:
                return await self._journal.heads()
            except StoppressError:
                await self._sleep(_pause(attempt))
                attempt += 1

    async def _reaches_back(self, ring: Ring) -> bool:
        found = False
        while (after := self._read.get(ring.blog, Seq(0))) < ring.seq:
            try:
                records = await self._journal.read(ring.blog, after=after)
            except StoppressError:
                # Nobody knows what happened: better one purge too many.
                _log.warning("a blog cannot be read, so caches forget it", blog=ring.blog)
                return True
            found |= any(isinstance(each.revision, _REACH_BACK) for each in records)
            self._read[ring.blog] = records[-1].seq if records else ring.seq
        return found

    def _tell(self, blogs: Iterable[Slug]) -> None:
        keys = [FRONT, *blogs]
        for cache in self._caches:
            for start in range(0, len(keys), _KEYS_AT_ONCE):
                task = asyncio.ensure_future(self._tell_one(cache, " ".join(keys[start : start + _KEYS_AT_ONCE])))
                self._telling.add(task)
                task.add_done_callback(self._telling.discard)

    async def _tell_one(self, cache: str, keys: str) -> None:
        told = 0.0
        for when in AGAIN_SECONDS:
            await self._sleep(when - told)
            told = when
            await self._until_heard(cache, keys)

    async def _until_heard(self, cache: str, keys: str) -> None:
        attempt = 0
        while not await self._ask("PURGE", cache, {KEY: keys}):
            if attempt == 0:
                _log.warning("a cache was not told to forget, and is asked again", cache=cache, keys=keys)
            if attempt == _TOLD_AFTER:
                await self._failures.note("purge", "A cache does not forget what it is told to, and may still show it.")
            await self._sleep(_pause(attempt))
            attempt += 1


async def tell_now(caches: Sequence[str], ask: Ask, blog: Slug) -> dict[str, bool]:
    """Tell every cache once, now, to forget a blog; which of them heard."""
    keys = f"{FRONT} {blog}"
    return {cache: await ask("PURGE", cache, {KEY: keys}) for cache in caches}


def _pause(attempt: int) -> float:
    return _PAUSES[min(attempt, len(_PAUSES) - 1)]
