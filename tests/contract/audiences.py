"""The audience's database of each kind.

Knows how to make one that nobody else uses.
Does not know what is to be tested.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from stoppress.database.grouped import GroupedWrites
from stoppress.database.kinds import AnyDatabase
from stoppress.database.migrate import AUDIENCE
from stoppress.database.opening import database_url, open_database
from tests.contract.places import fresh_database
from tests.laid_out import laid_out


@asynccontextmanager
async def open_audience_database(kind: str, request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[AnyDatabase]:
    """The audience's database, migrated and empty."""
    if kind == "sqlite":
        async with _opened(database_url(AUDIENCE, laid_out(folder), None)) as database:
            yield database
        return
    fresh = fresh_database(request.getfixturevalue("postgres_url"), laid_out=True)
    async with fresh as url, _opened(url) as database:
        yield database


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[AnyDatabase]:
    database = await open_database(url, AUDIENCE)
    try:
        yield database
    finally:
        await database.close()


async def at_once(_seconds: float) -> None:
    """A sleep that takes no time."""


def grouped(database: AnyDatabase) -> GroupedWrites:
    """Writes that wait for nobody, but come together all the same when they are begun together."""
    return GroupedWrites(database, "audience", sleep=at_once)
