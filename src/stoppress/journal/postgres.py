"""The journal in PostgreSQL, shared by any number of nodes.

Knows NOTIFY inside the append's transaction, and the poll that stands behind it.
Does not know anything the other journals do as well (`sql`).
"""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy import Connection, text

from stoppress.database.listener import Listener
from stoppress.database.postgres_database import PostgresDatabase
from stoppress.database.troubles import storage_errors
from stoppress.domain.identifiers import Seq, Slug, is_slug
from stoppress.domain.stored import Salts
from stoppress.journal import rows
from stoppress.journal.bell import POLL_SECONDS, Bell, look_again
from stoppress.journal.journal import Ring
from stoppress.journal.sql import SqlJournal, Watch
from stoppress.journal.witness import Witness

CHANNEL: Final = "stoppress_rings"
"""The channel every node listens on. What it carries is `SLUG SEQ`, never content."""

_NOTIFY: Final = text("SELECT pg_notify(:channel, :payload)")
_MY_TRANSACTION: Final = text("SELECT pg_current_xact_id()::text::bigint")
_OLDEST_RUNNING: Final = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


class PostgresJournal(SqlJournal):
    """See `SqlJournal`."""

    def __init__(
        self,
        database: PostgresDatabase,
        witness: Witness,
        bell: Bell,
        *,
        salts: Salts,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        super().__init__(database, witness, bell, salts=salts)
        self._poll_seconds = poll_seconds
        self._polled = 0
        self._listener = Listener(database.engine, CHANNEL, self._hear, self._look_at_all)

    async def watches(self) -> list[Watch]:
        """See `SqlJournal.watches`."""
        with storage_errors():
            await self._listener.listen()
            self._polled = await self._database.read(_oldest_running)
        return [self._listener.run, lambda: look_again(self._poll, self._poll_seconds)]

    def next_move(self, connection: Connection) -> int:
        """The transaction's own number. They commit in any order, which `_look` allows for."""
        return int(connection.execute(_MY_TRANSACTION).scalar_one())

    def tell(self, connection: Connection, ring: Ring) -> None:
        """NOTIFY is delivered when the transaction commits, and never if it does not."""
        connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": f"{ring.blog} {ring.seq}"})

    async def scrub(self) -> None:
        """Left to the server: VACUUM frees deleted rows; archived write-ahead logs and backups expire."""

    def _hear(self, payload: str) -> None:
        slug, _, seq = payload.partition(" ")
        # Anybody who may use the database may send anything here.
        if is_slug(slug) and seq.isdecimal():
            self._bell.ring(Ring(Slug(slug), Seq(int(seq))))

    async def _poll(self) -> None:
        self._polled = await self._look(self._polled)

    async def _look_at_all(self) -> None:
        # A connection may have been lost because another server took over, whose numbers begin earlier.
        await self._look(0)

    async def _look(self, since: int) -> int:
        """Ring for every head that moved at `since` or later, heard of or not; where to look from next time.

        That is the oldest transaction still running now: its number is smaller than those of others that
        began later and have been seen already.
        """
        oldest, moved = await self._database.read(partial(_moved_since, since))
        for blog, seq in moved.items():
            self._bell.catch_up(Ring(blog, seq))
        return oldest

    async def close(self) -> None:
        """See `Journal.close`."""
        await self.stop_watching()
        await self._listener.close()
        await super().close()


def _oldest_running(connection: Connection) -> int:
    return int(connection.execute(_OLDEST_RUNNING).scalar_one())


def _moved_since(since: int, connection: Connection) -> tuple[int, dict[Slug, Seq]]:
    # In this order: what begins between the two is looked at again.
    return _oldest_running(connection), rows.find_moved(connection, since)
