"""Sweeps: from time to time what nothing refers to is deleted.

Knows how often. What a published revision once referred to is kept, whatever became of the post: withdrawn pictures stay
with the staff, as withdrawn words do (DESIGN §10.2).
Does not know what is deleted in which order (`media`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import structlog

from stoppress.errors import StoppressError
from stoppress.media.sweeping import Swept

SWEEP_SECONDS: Final = 3600.0
"""How often is swept, from the start on."""

_log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]
Sweep = Callable[[datetime], Awaitable[Swept]]
"""Deletes what is due at a moment. Raises StorageUnavailable."""


async def sweep_again_and_again(sweep: Sweep, now: Callable[[], datetime], sleep: Sleep = asyncio.sleep) -> None:
    """Sweep until cancelled. What cannot be deleted is kept until the next time."""
    while True:
        try:
            swept = await sweep(now())
            if swept.media or swept.leftovers or swept.incoming:
                _log.info("swept", media=swept.media, leftovers=swept.leftovers, incoming=swept.incoming)
        except StoppressError as problem:
            _log.warning("nothing could be swept", problem=str(problem))
        await sleep(SWEEP_SECONDS)
