"""Migrations: bring a database to the schema this program needs.

Knows the three histories (journal, desk and audience), and that a migration is one transaction: cut off half-way, it
never was.
Does not know what the tables are for.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text
from sqlalchemy.engine import Connection

from stoppress.database import (
    schema_audience,
    schema_authors,
    schema_desk,
    schema_follow,
    schema_journal,
    schema_notices,
    schema_questions,
    schema_rehearsals,
    schema_shifts,
    schema_together,
)
from stoppress.database.database import Database, Patience
from stoppress.database.kinds import database_at
from stoppress.database.sqlite_file import lay_out
from stoppress.database.troubles import storage_errors
from stoppress.errors import StorageOutdated

_SCRIPTS: Final = Path(__file__).parent / "migrations"

# Any number will do that nobody else in the database uses: "stop" in ASCII.
_LOCK: Final = 0x73746F70

# A migration of a large table may take long; a server that cannot be reached is still noticed at once.
_UNHURRIED: Final = Patience(command=3600.0)


@dataclass(frozen=True, slots=True)
class History:
    """One line of migrations and the tables it ends in; with SQLite, a file of its own (DESIGN §10.10)."""

    name: str
    file: str
    metadata: MetaData

    @property
    def version_table(self) -> str:
        """Where a database keeps how far it has come."""
        return f"migrated_{self.name}"


JOURNAL: Final = History("journal", "journal.db", schema_journal.metadata)
DESK: Final = History("desk", "desk.db", schema_desk.metadata)
AUDIENCE: Final = History("audience", "audience.db", schema_audience.metadata)

# The tables stand in several modules, which add them to one metadata as they are read.
_READ: Final = (
    schema_authors,
    schema_follow,
    schema_notices,
    schema_rehearsals,
    schema_shifts,
    schema_together,
    schema_questions,
)


async def migrate(url: str, history: History) -> None:
    """Apply what is missing. Doing it twice, or from two processes at once, changes nothing."""
    database = database_at(url, _UNHURRIED)
    try:
        if database.is_sqlite:
            with storage_errors():
                await asyncio.to_thread(lay_out, Path(database.url.database or ""), _UNHURRIED.busy)
        await database.write(partial(_upgrade, history))
    finally:
        await database.close()


async def require_current(database: Database, history: History) -> None:
    """Raise StorageOutdated unless the database is where this program needs it."""
    found = await database.read(partial(_version, history))
    needed = _scripts(history).get_current_head()
    if found != needed:
        raise StorageOutdated(found=found or "nothing", needed=needed)


def lock_whole(connection: Connection) -> None:
    """Keep every other opening of this database waiting until the transaction ends.

    SQLite needs nothing for it: its writer began with the lock on the whole file.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})


def _upgrade(history: History, connection: Connection) -> None:
    lock_whole(connection)
    found, scripts = _version(history, connection), _scripts(history)
    known = {script.revision for script in scripts.walk_revisions()}
    if found is not None and found not in known:
        raise StorageOutdated(found=found, needed=scripts.get_current_head())
    if found == scripts.get_current_head():
        return
    config = _config(history)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(history: History, connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": history.version_table})
    return context.get_current_revision()


@cache
def _scripts(history: History) -> ScriptDirectory:
    # Reading a history compiles and runs each of its scripts: 25 ms, and an opening asks thrice.
    return ScriptDirectory.from_config(_config(history))


def _config(history: History) -> Config:
    config = Config()
    config.set_main_option("script_location", _escaped(_SCRIPTS))
    config.set_main_option("version_locations", _escaped(_SCRIPTS / history.name))
    config.set_main_option("path_separator", "newline")
    config.attributes["history"] = history
    return config


def _escaped(path: Path) -> str:
    # Alembic reads its options with configparser, to which a lone per cent sign is an error.
    return str(path).replace("%", "%%")
