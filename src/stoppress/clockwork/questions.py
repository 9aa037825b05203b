"""Questions by themselves: what has come is sorted, and the desk told; answers that have gone out are noted.

Knows how often. Readers' writes ring no bell: one look a second does for a thousand of them.
Does not know what is done (`audience.question_upkeep`, `actions.answering`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, Protocol

import structlog

from stoppress.domain.identifiers import Slug
from stoppress.errors import StoppressError

LOOK_SECONDS: Final = 1.0
"""How long the desk may not know of a question that has come."""

_log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]
Tell = Callable[[Slug], Awaitable[None]]
"""Says that something has changed in the questions of a blog. Raises StorageUnavailable."""


class Upkeep(Protocol):
    """See `audience.question_upkeep.QuestionUpkeep`."""

    async def sort(self) -> frozenset[Slug]:
        """Sort what has come."""
        ...


class Settling(Protocol):
    """See `actions.answering.Answering`."""

    async def settle(self) -> frozenset[Slug]:
        """Note which answers have gone out."""
        ...


class Postbag:
    """Looks for as long as it runs."""

    def __init__(self, upkeep: Upkeep, answers: Settling, tell: Tell, sleep: Sleep = asyncio.sleep) -> None:
        self._upkeep = upkeep
        self._answers = answers
        self._tell = tell
        self._sleep = sleep
        self._untold: set[Slug] = set()

    async def run(self) -> None:
        """Look until cancelled. What cannot be done is done at the next look."""
        failing = False
        while True:
            try:
                await self.look()
                failing = False
            except StoppressError as problem:
                if not failing:
                    _log.warning("questions could not be looked after", problem=str(problem))
                failing = True
            await self._sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """One look."""
        self._untold |= await self._upkeep.sort()
        with suppress(StoppressError):
            # A journal that is away keeps nobody from asking.
            self._untold |= await self._answers.settle()
        for each in list(self._untold):
            await self._tell(each)
            self._untold.discard(each)
