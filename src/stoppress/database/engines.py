"""Engines: the ways to a database, one for writing and one for reading.

Knows the pragmas without which SQLite loses acknowledged posts (RELIABILITY §0.1), and how long to wait.
Does not know any table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from stoppress.errors import StorageUnavailable

# What `PRAGMA synchronous` answers for FULL. Measured: a power cut after 200 acknowledged commits left all
# 200 with FULL and none with NORMAL.
_FULL: Final = 2

# `secure_delete` overwrites deleted words with zeros, so that a legal removal reaches the file's bytes.
_SQLITE_PRAGMAS: Final = ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

# Reads are short; four side by side keep two cores busy.
_SQLITE_READERS: Final = 4

# A node that stops in the middle of an append must not keep a blog's row from all others for ever.
_IDLE_IN_TRANSACTION: Final = {"idle_in_transaction_session_timeout": "10s"}

# PostgreSQL may be set up to acknowledge before it has written; the journal promises the opposite. Every
# stricter setting that an operator chose stays.
_DURABLE: Final = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds to wait before saying that the database does not answer.

    `busy` for SQLite's write lock, which another process may hold; `connect` and `command` for PostgreSQL.
    """

    busy: float = 5.0
    connect: float = 2.0
    command: float = 3.0


PATIENCE: Final = Patience()


@dataclass(frozen=True, slots=True)
class Engines:
    """`writer` begins with SQLite's write lock in hand; `reader` never waits for a writer."""

    url: URL
    writer: AsyncEngine
    reader: AsyncEngine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file."""
        return self.url.get_backend_name() == "sqlite"

    async def close(self) -> None:
        """Give all connections back."""
        await self.writer.dispose()
        await self.reader.dispose()


def open_engines(url: str, patience: Patience = PATIENCE) -> Engines:
    """Engines for a database URL (`sqlite:///FILE` or `postgresql://…`); nothing is connected yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engines(parsed.set(drivername="sqlite+aiosqlite"), patience)
    return _postgres_engines(parsed.set(drivername="postgresql+asyncpg"), patience)


def _sqlite_engines(url: URL, patience: Patience) -> Engines:
    writer = _sqlite_engine(url, patience, begin="BEGIN IMMEDIATE", connections=1)
    reader = _sqlite_engine(url, patience, begin="BEGIN", connections=_SQLITE_READERS)
    return Engines(url, writer, reader)


def _sqlite_engine(url: URL, patience: Patience, *, begin: str, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        # Somebody of our own process may be waiting for the lock, on the connection this one waits for.
        pool_timeout=patience.busy * 2,
        connect_args={"timeout": patience.busy},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver would begin transactions by itself, and deferred ones at that.
        connection.isolation_level = None
        if _answer(connection, "PRAGMA journal_mode=WAL") != "wal":
            raise StorageUnavailable
        for pragma in _SQLITE_PRAGMAS:
            _answer(connection, f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "checkout")
    def assert_durable(connection: Any, _record: object, _proxy: object) -> None:
        if _answer(connection, "PRAGMA synchronous") != _FULL:
            raise StorageUnavailable

    @event.listens_for(engine.sync_engine, "begin")
    def begin_so(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres_engines(url: URL, patience: Patience) -> Engines:
    engine = create_async_engine(
        url,
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
        _answer(connection, _DURABLE)
        connection.commit()

    return Engines(url, engine, engine.execution_options(isolation_level="AUTOCOMMIT"))


def _answer(connection: Any, statement: str) -> Any:
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
        row = cursor.fetchone()
        return row[0] if row else None
    finally:
        cursor.close()
