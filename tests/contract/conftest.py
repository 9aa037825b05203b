"""Journals for the contract: `journal` is each of the three in turn, `place` each of the two that last."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from stoppress.journal.journal import Journal
from stoppress.journal.sql import SqlJournal
from tests.contract.places import DURABLE, KINDS, Place, fresh_database, memory_journal

Open = Callable[..., Awaitable[SqlJournal]]


@pytest.fixture
async def closing() -> AsyncIterator[AsyncExitStack]:
    """What has to be let go of when the test is over."""
    async with AsyncExitStack() as stack:
        yield stack


async def _place(kind: str, request: pytest.FixtureRequest, folder: Path, closing: AsyncExitStack) -> Place:
    if kind == "sqlite":
        return Place(None, folder)
    postgres_url = request.getfixturevalue("postgres_url")
    return Place(await closing.enter_async_context(fresh_database(postgres_url)), folder)


@pytest.fixture(params=DURABLE)
async def place(request: pytest.FixtureRequest, tmp_path: Path, closing: AsyncExitStack) -> Place:
    """Somewhere a journal outlives its process."""
    return await _place(request.param, request, tmp_path, closing)


@pytest.fixture
async def postgres_place(request: pytest.FixtureRequest, tmp_path: Path, closing: AsyncExitStack) -> Place:
    """A PostgreSQL database."""
    return await _place("postgres", request, tmp_path, closing)


@pytest.fixture
async def sqlite_place(tmp_path: Path) -> Place:
    """An SQLite file."""
    return Place(None, tmp_path)


@pytest.fixture
def open_at(closing: AsyncExitStack) -> Callable[..., Awaitable[SqlJournal]]:
    """Opens a journal at a place, and closes it when the test is over."""

    async def opening(place: Place, **options: Any) -> SqlJournal:
        journal = await place.open(**options)
        closing.push_async_callback(journal.close)
        return journal

    return opening


@pytest.fixture(params=KINDS)
async def journal(request: pytest.FixtureRequest, tmp_path: Path, closing: AsyncExitStack, open_at: Open) -> Journal:
    """Each journal in turn, empty."""
    if request.param == "memory":
        remembered = memory_journal()
        closing.push_async_callback(remembered.close)
        return remembered
    return await open_at(await _place(request.param, request, tmp_path, closing))
