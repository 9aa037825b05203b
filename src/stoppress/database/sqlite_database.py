"""An SQLite file: one writer, a few readers, each transaction one trip to a thread.

Knows the pragmas without which SQLite loses acknowledged posts (RELIABILITY §0.1), and that a trip to a thread costs
more than a statement: an append of thirteen statements took 12 ms of CPU with a trip for each.
Does not know any table.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine

from stoppress.database.database import Database, Patience, T, Work, answer_of
from stoppress.database.troubles import storage_errors
from stoppress.errors import StorageUnavailable

# What `PRAGMA synchronous` answers for FULL. Measured: a power cut after 200 acknowledged commits left all
# 200 with FULL and none with NORMAL.
_FULL: Final = 2

# `secure_delete` overwrites deleted words with zeros, so that a legal removal reaches the file's bytes.
_PRAGMAS: Final = ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

# Reads are short; four side by side keep two cores busy.
_READERS: Final = 4


class SqliteDatabase(Database):
    """See `Database`."""

    def __init__(self, url: URL, patience: Patience) -> None:
        super().__init__(url)
        self._writer = _engine(url, patience, begin="BEGIN IMMEDIATE", connections=1)
        self._reader = _engine(url, patience, begin="BEGIN", connections=_READERS)
        self._writing = ThreadPoolExecutor(1, "writer")
        self._reading = ThreadPoolExecutor(_READERS, "reader")
        self._turn = asyncio.Lock()
        # Whoever writes before us may be waiting for another process's lock.
        self._turn_seconds = patience.busy * 2

    async def written(self, work: Work[T]) -> T:
        """See `Database`. Raises TimeoutError when others of this process take too long."""
        async with self._in_turn():
            return await _at(self._writing, partial(_transacted, self._writer, work))

    async def found(self, work: Work[T]) -> T:
        """See `Database`."""
        return await _at(self._reading, partial(_asked, self._reader, work))

    async def checkpoint(self) -> None:
        """Empty the write-ahead log, which still holds pages as they were before words were deleted.

        Should a reader be in the way, the log is emptied by a later checkpoint.
        """
        with storage_errors():
            async with self._in_turn():
                await _at(self._writing, partial(_driven, self._writer, "PRAGMA wal_checkpoint(TRUNCATE)"))

    async def close(self) -> None:
        """See `Database`."""
        for threads, engine in ((self._writing, self._writer), (self._reading, self._reader)):
            await asyncio.to_thread(threads.shutdown)
            engine.dispose()

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        async with asyncio.timeout(self._turn_seconds):
            await self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()


async def _at(threads: ThreadPoolExecutor, act: partial[T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(threads, act)


def _transacted(engine: Engine, work: Work[T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _asked(engine: Engine, work: Work[T]) -> T:
    with engine.connect() as connection:
        return work(connection)


def _driven(engine: Engine, statement: str) -> Any:
    connection = engine.raw_connection()
    try:
        return answer_of(connection, statement)
    finally:
        connection.close()


def _engine(url: URL, patience: Patience, *, begin: str, connections: int) -> Engine:
    engine = create_engine(
        url,
        # What an error says may be logged: never a reader's words, an address or the hash of a secret.
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        connect_args={"timeout": patience.busy, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver would begin transactions by itself, and deferred ones at that.
        connection.isolation_level = None
        if answer_of(connection, "PRAGMA journal_mode=WAL") != "wal":
            raise StorageUnavailable
        for pragma in _PRAGMAS:
            answer_of(connection, f"PRAGMA {pragma}")

    @event.listens_for(engine, "checkout")
    def assert_durable(connection: Any, _record: object, _proxy: object) -> None:
        if answer_of(connection, "PRAGMA synchronous") != _FULL:
            raise StorageUnavailable

    @event.listens_for(engine, "begin")
    def begin_so(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
