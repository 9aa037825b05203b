"""Opening a database: from a URL to engines on the schema this program needs.

Knows where the tables of a history are, and that an outdated database is migrated or refused, never used.
Does not know what is done with it.
"""

from __future__ import annotations

from pathlib import Path

from stoppress.database.engines import PATIENCE, Engines, Patience, open_engines
from stoppress.database.migrate import History, migrate, require_current


def database_url(history: History, folder: Path, url: str | None) -> str:
    """Where the tables of `history` are: at `url` if there is one, else in a file in `folder`."""
    return url or f"sqlite:///{folder.resolve() / history.file}"


async def open_database(
    url: str, history: History, *, migrating: bool = True, patience: Patience = PATIENCE
) -> Engines:
    """Engines for a database that is where this program needs it: migrated now, or else looked at.

    Raises StorageOutdated when it is elsewhere: it was not to be migrated, or a newer program has been here.
    """
    if migrating:
        await migrate(url, history)
    engines = open_engines(url, patience)
    try:
        await require_current(engines.reader, history)
    except BaseException:
        await engines.close()
        raise
    return engines
