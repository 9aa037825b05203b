"""A database: work is handed to it, and done in one transaction.

Knows what one can ask for, and what a driver's errors mean to whoever asked.
Does not know any table, nor which database it is (`sqlite_database`, `postgres_database`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy.engine import URL, Connection

from stoppress.database.troubles import storage_errors

T = TypeVar("T")

Work = Callable[[Connection], T]
"""What is done with a connection. It may run in a thread of its own, and waits for nothing but the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds to wait before saying that the database does not answer.

    `busy` for SQLite's write lock, which another process may hold; `connect` and `command` for PostgreSQL.
    """

    busy: float = 5.0
    connect: float = 2.0
    command: float = 3.0


PATIENCE: Final = Patience()


class Database(ABC):
    """Made by `database_at`; nothing is connected before it is first asked. Close it."""

    def __init__(self, url: URL) -> None:
        self.url = url

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file."""
        return self.url.get_backend_name() == "sqlite"

    async def write(self, work: Work[T]) -> T:
        """What `work` returns, once what it did is on disk. With SQLite it begins with the write lock in hand.

        Whatever it raises undoes it. Raises StorageFull and StorageUnavailable; IntegrityError passes.
        """
        with storage_errors():
            return await self.written(work)

    async def read(self, work: Work[T]) -> T:
        """What `work` returns; it must not write, and never waits for somebody who does. Raises as `write` does."""
        with storage_errors():
            return await self.found(work)

    @abstractmethod
    async def written(self, work: Work[T]) -> T:
        """`write` with the driver's own errors."""

    @abstractmethod
    async def found(self, work: Work[T]) -> T:
        """`read` with the driver's own errors."""

    @abstractmethod
    async def close(self) -> None:
        """Give all connections back."""


def answer_of(connection: Any, statement: str) -> Any:
    """The first field of what a driver's connection answers, past SQLAlchemy, which would begin a transaction."""
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
        row = cursor.fetchone()
        return row[0] if row else None
    finally:
        cursor.close()
