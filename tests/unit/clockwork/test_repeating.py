"""Repeating: at once, again after a pause, and on after a failure."""

from __future__ import annotations

import asyncio

import pytest
import structlog

from stoppress.clockwork.repeating import again_and_again
from stoppress.errors import StorageUnavailable


class Over(Exception):
    """The test has seen enough."""


async def test_it_is_done_at_once_and_again_and_what_fails_is_done_the_next_time() -> None:
    happened: list[str] = []

    async def deed() -> None:
        happened.append("done")
        if len(happened) == 1:
            raise StorageUnavailable

    async def sleep(seconds: float) -> None:
        happened.append(f"{seconds:g} s")
        if len(happened) == 4:
            raise Over

    with structlog.testing.capture_logs() as told, pytest.raises(Over):
        await again_and_again(deed, 5, what="look", sleep=sleep)
    assert happened == ["done", "5 s", "done", "5 s"]
    assert [each["what"] for each in told] == ["look"]


async def test_it_ends_when_it_is_cancelled() -> None:
    began = asyncio.Event()

    async def deed() -> None:
        began.set()
        await asyncio.Event().wait()

    task = asyncio.ensure_future(again_and_again(deed, 5, what="look"))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
