"""Building the audience's room: its database, and what writes there.

Knows that what readers send is kept apart from the journal and the desk, and waits for neither. (ADR 18)
Does not know doors, nor servers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from stoppress.config.settings import Settings
from stoppress.database.database import Database
from stoppress.database.grouped import GroupedWrites
from stoppress.database.migrate import AUDIENCE
from stoppress.database.opening import database_url, open_database

WRITES: Final = "audience"
"""What the group of writes is called that all processes take turns in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceRoom:
    """The parts of the room. Whatever writes goes through `writes`."""

    database: Database
    writes: GroupedWrites


@asynccontextmanager
async def open_audience(settings: Settings, *, migrate: bool = True) -> AsyncIterator[AudienceRoom]:
    """The room, closed when the context ends: what waits to be written is written first."""
    database = await open_database(
        database_url(AUDIENCE, settings.data, settings.database), AUDIENCE, migrating=migrate
    )
    try:
        writes = GroupedWrites(database, WRITES)
        yield AudienceRoom(database=database, writes=writes)
        await writes.close()
    finally:
        await database.close()
