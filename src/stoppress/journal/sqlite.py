"""The journal in an SQLite file, shared by the processes of one machine.

Knows that `PRAGMA data_version` changes whenever another connection has committed.
Does not know anything the other journals do as well (`sql`).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from stoppress.database.sqlite_database import SqliteDatabase
from stoppress.database.troubles import storage_errors
from stoppress.domain.identifiers import Seq, Slug
from stoppress.domain.stored import Salts
from stoppress.journal import rows
from stoppress.journal.bell import POLL_SECONDS, Bell, look_again
from stoppress.journal.journal import Ring
from stoppress.journal.sql import SqlJournal, Watch
from stoppress.journal.witness import Witness

BELL_SECONDS: Final = 0.01
"""How long a revision may lie unheard.

One look took 3.4 us here (it reads shared memory, no disk), so that a hundred a second are a third of a
thousandth of one core. That is why they are taken in the event loop.
"""

_LATEST_MOVE: Final = "SELECT coalesce(max(moved), 0) FROM blogs"
_MOVED_SINCE: Final = "SELECT slug, head, moved FROM blogs WHERE moved > ? ORDER BY moved"

Clock = Callable[[], float]
"""Seconds that only grow, such as `time.monotonic`."""


class FileWatch:
    """Looks whether any process has appended to a file.

    Its connection is its own and only reads: our own process's appends come from another one, and are heard
    the same way as everybody else's. There is no short cut.
    """

    def __init__(self, file: Path, bell: Bell, *, poll_seconds: float, clock: Clock = time.monotonic) -> None:
        address = f"{file.as_uri()}?mode=ro"
        self._connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=0)
        self._bell = bell
        self._poll_seconds = poll_seconds
        self._clock = clock
        self._version = self._ask("PRAGMA data_version")
        self._move = self._ask(_LATEST_MOVE)
        self._polled, self._polled_at = self._move, clock()

    async def look(self) -> None:
        """Ring for what moved, if anything did; and now and then look at the log itself."""
        version = self._ask("PRAGMA data_version")
        if version != self._version:
            self._move = self._told(self._bell.ring, self._move)
            # Remembered only once the rows have been read: a look that fails is taken again.
            self._version = version
        if self._clock() - self._polled_at >= self._poll_seconds:
            self._polled = self._told(self._bell.catch_up, self._polled)
            self._polled_at = self._clock()

    def _told(self, ring: Callable[[Ring], None], since: int) -> int:
        for slug, head, moved in self._connection.execute(_MOVED_SINCE, (since,)).fetchall():
            ring(Ring(Slug(slug), Seq(head)))
            since = moved
        return since

    def _ask(self, question: str) -> int:
        return int(self._connection.execute(question).fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class SqliteJournal(SqlJournal):
    """See `SqlJournal`."""

    def __init__(
        self,
        database: SqliteDatabase,
        witness: Witness,
        bell: Bell,
        *,
        salts: Salts,
        bell_seconds: float = BELL_SECONDS,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        super().__init__(database, witness, bell, salts=salts)
        self._bell_seconds = bell_seconds
        self._poll_seconds = poll_seconds
        self._file_database = database
        self._file = Path(database.url.database or "").resolve()
        self._watch: FileWatch | None = None

    async def watches(self) -> list[Watch]:
        """See `SqlJournal.watches`."""
        with storage_errors():
            self._watch = watch = FileWatch(self._file, self._bell, poll_seconds=self._poll_seconds)
        return [lambda: look_again(watch.look, self._bell_seconds)]

    def next_move(self, connection: Connection) -> int:
        """One more than the last: there is one writer, so nobody else takes it."""
        return rows.latest_move(connection) + 1

    def tell(self, connection: Connection, ring: Ring) -> None:
        """The commit itself is what is heard."""

    async def scrub(self) -> None:
        """See `SqliteDatabase.checkpoint`. Backups are not reached."""
        await self._file_database.checkpoint()

    async def close(self) -> None:
        """See `Journal.close`."""
        await super().close()
        if self._watch is not None:
            self._watch.close()
