"""Forgetting: from time to time what is known of readers goes when its time is over.

Knows how often.
Does not know what is kept, nor for how long (`audience`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import structlog

from stoppress.errors import StoppressError

FORGET_SECONDS: Final = 3600.0
"""How often, from the start on: what is kept for an hour is gone within two."""

_log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]
Forget = Callable[[datetime], Awaitable[None]]
"""Deletes what is due at a moment. Raises StorageFull, StorageUnavailable."""


async def forget_again_and_again(forget: Forget, now: Callable[[], datetime], sleep: Sleep = asyncio.sleep) -> None:
    """Forget until cancelled. What cannot be deleted is kept until the next time."""
    while True:
        try:
            await forget(now())
        except StoppressError as problem:
            _log.warning("what is known of readers could not be deleted", problem=str(problem))
        await sleep(FORGET_SECONDS)
