"""Opening a journal: from a database URL to something one can append to.

Knows which parts a journal is put together from.
Does not know settings or chance; every value is passed in.
"""

from __future__ import annotations

from pathlib import Path

from stoppress.database.database import PATIENCE, Patience
from stoppress.database.migrate import JOURNAL
from stoppress.database.opening import database_url, open_database
from stoppress.database.sqlite_database import SqliteDatabase
from stoppress.domain.identifiers import Epoch
from stoppress.domain.stored import Salts
from stoppress.journal import epochs
from stoppress.journal.bell import POLL_SECONDS, Bell, Lose, lose_none
from stoppress.journal.epochs import Random
from stoppress.journal.postgres import PostgresJournal
from stoppress.journal.sql import SqlJournal
from stoppress.journal.sqlite import BELL_SECONDS, SqliteJournal
from stoppress.journal.witness import WITNESS_FILE, Witness


async def open_journal(
    url: str | None,
    data_folder: Path,
    *,
    salts: Salts,
    random: Random,
    migrate: bool = True,
    patience: Patience = PATIENCE,
    bell_seconds: float = BELL_SECONDS,
    poll_seconds: float = POLL_SECONDS,
    lose: Lose = lose_none,
) -> SqlJournal:
    """The journal at `url`, or in a file in `data_folder`, where the witness is in any case. Close it.

    Without `migrate` a database that another version of the program made is refused with StorageOutdated.
    """
    place = database_url(JOURNAL, data_folder, url)
    database = await open_database(place, JOURNAL, migrating=migrate, patience=patience)
    witness = Witness(data_folder / WITNESS_FILE)
    journal: SqlJournal
    if isinstance(database, SqliteDatabase):
        journal = SqliteJournal(
            database, witness, Bell(lose), salts=salts, bell_seconds=bell_seconds, poll_seconds=poll_seconds
        )
    else:
        journal = PostgresJournal(database, witness, Bell(lose), salts=salts, poll_seconds=poll_seconds)
    try:
        await journal.open(random)
    except BaseException:
        await journal.close()
        raise
    return journal


async def begin_epoch(url: str | None, data_folder: Path, *, random: Random) -> Epoch:
    """Begin a new history of a journal nobody has open: what a restore does last."""
    database = await open_database(database_url(JOURNAL, data_folder, url), JOURNAL)
    witness = Witness(data_folder / WITNESS_FILE)
    try:
        return await epochs.begin_epoch(database, witness, random)
    finally:
        witness.close()
        await database.close()
