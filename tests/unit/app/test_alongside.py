"""Alongside: it goes on until the context ends, and a failure is told and gone over."""

from __future__ import annotations

import asyncio

import structlog

from stoppress.app.alongside import alongside


async def test_what_goes_on_is_cancelled_when_the_context_ends() -> None:
    happened: list[str] = []
    began = asyncio.Event()

    async def deed() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            happened.append("ended")

    async with alongside(deed):
        await began.wait()
        assert happened == []
    assert happened == ["ended"]


async def test_what_fails_in_a_way_nobody_thought_of_is_told_and_begins_again() -> None:
    pauses: list[float] = []
    began_again = asyncio.Event()

    async def deed() -> None:
        if not pauses:
            raise KeyError("a row that nobody thought of")
        began_again.set()
        await asyncio.Event().wait()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    with structlog.testing.capture_logs() as told:
        async with alongside(deed, sleep):
            await began_again.wait()
    assert [each["log_level"] for each in told] == ["error"]
    assert len(pauses) == 1
    assert pauses[0] > 0


async def test_what_is_done_is_not_done_again() -> None:
    done: list[str] = []
    over = asyncio.Event()

    async def deed() -> None:
        done.append("done")
        over.set()

    async with alongside(deed):
        await over.wait()
        await asyncio.sleep(0)
    assert done == ["done"]
