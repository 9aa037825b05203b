"""Podcasts: the feeds that promos follow are looked at from time to time, and a new episode is told.

Knows how often, and that a feed which does not answer is asked less and less. A blog that has ended, or follows another
feed, is left alone; since a feed is noted before its promo stands in the log, that is believed after some looks only.
Does not know feeds (`media`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from stoppress.actions.promos import Promos
from stoppress.domain.facts import Episode
from stoppress.errors import StoppressError
from stoppress.media.feed_rows import FeedRows, Followed
from stoppress.media.looking_again import pause_after

LOOK_SECONDS: Final = 60.0
"""How often is asked which feeds are due."""

AGAIN: Final = timedelta(hours=1)
"""How often a feed is looked at."""

# Whoever takes a feed and is killed leaves it to others after so long.
_TAKEN: Final = timedelta(minutes=5)
_AT_ONCE: Final = 20

# After half a minute, two, eight and half an hour a promo has come, or never will.
_LOOKS_FOR_A_PROMO: Final = 4

_log = structlog.get_logger()

Fetch = Callable[[str], Awaitable[Episode]]
"""The latest episode of a feed. Raises StoppressError."""
Sleep = Callable[[float], Awaitable[None]]


class Podcasts:
    """`run` it; `noted` says that there is a feed to look at. `chance` is 0 to 1, and spreads the looks."""

    def __init__(
        self, rows: FeedRows, promos: Promos, fetch: Fetch, now: Callable[[], datetime], chance: Callable[[], float]
    ) -> None:
        self._rows = rows
        self._promos = promos
        self._fetch = fetch
        self._now = now
        self._chance = chance

    async def run(self, noted: asyncio.Event, seconds: float = LOOK_SECONDS) -> None:
        """Look at what is due, until cancelled; at once when `noted` is set."""
        while True:
            noted.clear()
            try:
                await self.look()
            except StoppressError as problem:
                _log.warning("nobody knows which podcasts are due", problem=str(problem))
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await noted.wait()

    async def look(self) -> None:
        """Look at every feed that is due."""
        now = self._now()
        due = await self._rows.take_due(now, now + _TAKEN, most=_AT_ONCE)
        await asyncio.gather(*(self._look_at(each) for each in due))

    async def _look_at(self, followed: Followed) -> None:
        if not await self._promos.is_followed(followed.blog, followed.feed):
            await self._doubted(followed)
            return
        try:
            await self._promos.found(followed.blog, followed.feed, await self._fetch(followed.feed))
        except StoppressError as problem:
            _log.info("a podcast could not be looked at", blog=followed.blog, problem=str(problem))
            await self._again(followed, followed.failures + 1)
            return
        except Exception:  # noqa: BLE001 - one feed must not keep all others from being looked at
            _log.exception("a podcast could not be looked at", blog=followed.blog)
            await self._again(followed, followed.failures + 1)
            return
        await self._again(followed, 0)

    async def _doubted(self, followed: Followed) -> None:
        if followed.failures >= _LOOKS_FOR_A_PROMO:
            await self._rows.forget(followed.blog, followed.feed)
        else:
            await self._again(followed, followed.failures + 1)

    async def _again(self, followed: Followed, failures: int) -> None:
        pause = pause_after(failures) if failures else AGAIN
        # A tenth more or less, so that the feeds of many blogs are not all looked at in one second.
        await self._rows.looked(followed, failures, self._now() + pause * (0.9 + 0.2 * self._chance()))
