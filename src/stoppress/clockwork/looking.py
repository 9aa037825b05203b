"""Looking: what posts and blogs refer to on the network is looked at when it is due, and what was found is told.

Knows how often is asked what is due, and that a look which is not wanted is given up only after some: it is noted before
the post or promo that it is for stands in the log.
Does not know what is looked for (`podcasts`, `cards`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from stoppress.drafts.failures import UNNOTED, Noting
from stoppress.errors import StoppressError
from stoppress.media.looking_again import pause_after
from stoppress.media.looks import Look, LookKind, Looks

LOOK_SECONDS: Final = 30.0
"""How often is asked what is due."""

# Whoever takes a look and is killed leaves it to others after so long.
_TAKEN: Final = timedelta(minutes=5)
_AT_ONCE: Final = 20

# After half a minute, two, eight and half an hour what it is for has come, or never will.
_LOOKS_IN_VAIN: Final = 4

# After about ten minutes; see `looking_again`.
_TOLD_AFTER: Final = 3

_WORDS: Final = {LookKind.CARD: "A provider's card", LookKind.FEED: "The podcast's feed"}

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a look: how many in a row have come to nothing by now, and how long until the next, None for never."""

    failures: int
    again: timedelta | None


class Looker(Protocol):
    """What looks for one kind of thing."""

    async def is_wanted(self, look: Look) -> bool:
        """Whether there is a reason to look: what is public refers to it."""
        ...

    async def look(self, look: Look) -> Came:
        """Look, and tell what was found. Raises StoppressError where that came to nothing."""
        ...


class Looking:
    """`run` it. `chance` is 0 to 1, and spreads the looks."""

    def __init__(
        self,
        looks: Looks,
        lookers: Mapping[LookKind, Looker],
        now: Callable[[], datetime],
        chance: Callable[[], float],
        failures: Noting = UNNOTED,
    ) -> None:
        self._looks = looks
        self._lookers = lookers
        self._now = now
        self._chance = chance
        self._failures = failures

    async def run(self, noted: asyncio.Event, seconds: float = LOOK_SECONDS) -> None:
        """Look at what is due, until cancelled; at once when `noted` is set."""
        while True:
            noted.clear()
            try:
                await self.look()
            except StoppressError as problem:
                _log.warning("nobody knows what is to be looked at", problem=str(problem))
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await noted.wait()

    async def look(self) -> None:
        """Look at everything that is due."""
        while True:
            now = self._now()
            due = await self._looks.take_due(now, now + _TAKEN, most=_AT_ONCE)
            await asyncio.gather(*(self._look_at(each) for each in due))
            if len(due) < _AT_ONCE:
                return

    async def _look_at(self, look: Look) -> None:
        try:
            came = await self._came(look)
        except StoppressError as problem:
            _log.info("a look came to nothing", kind=look.kind, blog=look.blog, problem=str(problem))
            came = _in_vain(look)
            await self._note(look, came, str(problem))
        except Exception:  # noqa: BLE001 - one look must not keep all others from being done
            _log.exception("a look came to nothing", kind=look.kind, blog=look.blog)
            came = _in_vain(look)
        if came.again is None:
            await self._looks.forget(look)
            return
        # A tenth more or less, so that what was published at once is not looked at in one second for ever.
        await self._looks.put_off(look, came.failures, self._now() + came.again * (0.9 + 0.2 * self._chance()))

    async def _note(self, look: Look, came: Came, problem: str) -> None:
        # A provider that does not answer once is no news.
        if came.failures >= _TOLD_AFTER:
            text = f"{_WORDS[look.kind]} could not be had {came.failures} times in a row: {problem}"
            await self._failures.note(f"look {look.kind}", text, blog=look.blog, path=f"/desk/blogs/{look.blog}")

    async def _came(self, look: Look) -> Came:
        looker = self._lookers[look.kind]
        if await looker.is_wanted(look):
            return await looker.look(look)
        return _in_vain(look) if look.failures < _LOOKS_IN_VAIN else Came(look.failures, None)


def _in_vain(look: Look) -> Came:
    return Came(look.failures + 1, pause_after(look.failures + 1))
