"""A PostgreSQL database, shared by any number of nodes.

Knows what has to be asked of the server so that an acknowledged post is one that was written.
Does not know any table.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from stoppress.database.database import Database, Patience, T, Work, answer_of

# A node that stops in the middle of an append must not keep a blog's row from all others for ever.
_IDLE_IN_TRANSACTION: Final = {"idle_in_transaction_session_timeout": "10s"}

# PostgreSQL may be set up to acknowledge before it has written; the journal promises the opposite. Every
# stricter setting that an operator chose stays.
_DURABLE: Final = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
)


class PostgresDatabase(Database):
    """See `Database`. `engine` is for what is no work of a moment, as listening is."""

    def __init__(self, url: URL, patience: Patience) -> None:
        super().__init__(url)
        self.engine = _engine(url.set(drivername="postgresql+asyncpg"), patience)
        self._reader = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    async def written(self, work: Work[T]) -> T:
        """See `Database`."""
        async with self.engine.begin() as connection:
            return await connection.run_sync(work)

    async def found(self, work: Work[T]) -> T:
        """See `Database`."""
        async with self._reader.connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """See `Database`."""
        await self.engine.dispose()


def _engine(url: URL, patience: Patience) -> AsyncEngine:
    engine = create_async_engine(
        url,
        # What an error says may be logged: never a reader's words, an address or the hash of a secret.
        hide_parameters=True,
        # Numbers are read after the lock on the blog's row, which only this level shows as they are by then.
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_timeout=patience.command,
        connect_args={
            "timeout": patience.connect,
            "command_timeout": patience.command,
            "server_settings": _IDLE_IN_TRANSACTION,
        },
    )

    @event.listens_for(engine.sync_engine, "connect")
    def assert_durable(connection: Any, _record: object) -> None:
        answer_of(connection, _DURABLE)
        connection.commit()

    return engine
