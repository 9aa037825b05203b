"""Forgetting: at once, then again and again, whatever happens in between."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from stoppress.clockwork.forgetting import FORGET_SECONDS, forget_again_and_again
from stoppress.errors import StorageUnavailable

NOON = datetime(2031, 4, 5, 12, tzinfo=UTC)


async def test_what_cannot_be_forgotten_now_is_forgotten_later() -> None:
    forgotten: list[datetime] = []
    time = NOON

    async def forget(now: datetime) -> None:
        if now == NOON:
            raise StorageUnavailable
        forgotten.append(now)

    async def sleep(seconds: float) -> None:
        nonlocal time
        time += timedelta(seconds=seconds)
        if len(forgotten) == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await forget_again_and_again(forget, lambda: time, sleep)
    hour = timedelta(seconds=FORGET_SECONDS)
    assert forgotten == [NOON + hour, NOON + 2 * hour]
