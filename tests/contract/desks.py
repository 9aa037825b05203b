"""The desk's database of each kind, and media rows to put there.

Knows how to make one that nobody else uses.
Does not know what is to be tested.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stoppress.database.kinds import AnyDatabase
from stoppress.database.migrate import DESK
from stoppress.database.opening import database_url, open_database
from stoppress.domain.identifiers import MediaId
from stoppress.domain.media import Medium, MediumKind
from stoppress.media.rows import MediumRow, Quota, State
from tests.contract.places import fresh_database
from tests.laid_out import laid_out

NOW = datetime(2031, 4, 5, 9, 41, 7, 250_000, tzinfo=UTC)
PLENTY = Quota(10**15, NOW)


@asynccontextmanager
async def open_desk(kind: str, request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[AnyDatabase]:
    """The desk's database, migrated and empty."""
    if kind == "sqlite":
        database = await open_database(database_url(DESK, laid_out(folder), None), DESK)
        try:
            yield database
        finally:
            await database.close()
        return
    async with fresh_database(request.getfixturevalue("postgres_url"), laid_out=True) as url:
        database = await open_database(url, DESK)
        try:
            yield database
        finally:
            await database.close()


def medium_id(number: int) -> MediaId:
    """One id for each number below 10^6."""
    return MediaId("a" * 20 + "".join("abcdefghij"[int(digit)] for digit in f"{number:06}"))


def row(number: int = 1, **fields: Any) -> MediumRow:
    """An invented row."""
    medium = fields.pop("medium", None) or Medium(id=medium_id(number), kind=MediumKind.PICTURE)
    given: dict[str, Any] = {
        "state": State.RECEIVED,
        "owner": "token-ana",
        "label": "ferry.jpg",
        "created_at": NOW,
        "size": 1000,
    }
    return MediumRow(**(given | fields), medium=medium)
