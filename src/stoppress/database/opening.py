"""Opening a database: from a URL to one on the schema this program needs.

Knows where the tables of a history are, and that an outdated database is migrated or refused, never used.
Does not know what is done with it.
"""

from __future__ import annotations

from pathlib import Path

from stoppress.database.database import PATIENCE, Patience
from stoppress.database.kinds import AnyDatabase, database_at
from stoppress.database.migrate import History, migrate, require_current


def database_url(history: History, folder: Path, url: str | None) -> str:
    """Where the tables of `history` are: at `url` if there is one, else in a file in `folder`."""
    return url or f"sqlite:///{folder.resolve() / history.file}"


async def open_database(
    url: str, history: History, *, migrating: bool = True, patience: Patience = PATIENCE
) -> AnyDatabase:
    """A database that is where this program needs it: migrated now, or else looked at.

    Raises StorageOutdated when it is elsewhere: it was not to be migrated, or a newer program has been here.
    """
    if migrating:
        await migrate(url, history)
    database = database_at(url, patience)
    try:
        await require_current(database, history)
    except BaseException:
        await database.close()
        raise
    return database
