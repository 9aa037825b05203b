"""Repeating: something small that every process does again and again while it serves.

Knows that what fails once is done the next time.
Does not know what is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from stoppress.errors import StoppressError

_log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]


async def again_and_again(
    deed: Callable[[], Awaitable[None]], seconds: float, *, what: str, sleep: Sleep = asyncio.sleep
) -> None:
    """Do it at once, then every so many seconds, until cancelled. `what` is said of it where it fails."""
    while True:
        try:
            await deed()
        except StoppressError as problem:
            _log.warning("not done this time", what=what, problem=str(problem))
        await sleep(seconds)
