"""Places where a journal can be kept, and what opens one there.

Knows how to make a database that nobody else uses.
Does not know what is to be tested.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from stoppress.database.kinds import database_at
from stoppress.database.migrate import migrate
from stoppress.domain.identifiers import Epoch
from stoppress.domain.stored import SALT_BYTES
from stoppress.journal.memory import MemoryJournal
from stoppress.journal.opening import open_journal
from stoppress.journal.sql import SqlJournal
from tests.laid_out import HISTORIES

KINDS = ("memory", "sqlite", "postgres")
DURABLE = ("sqlite", "postgres")


def salts() -> bytes:
    """Salts as they are in earnest."""
    return os.urandom(SALT_BYTES)


def memory_journal(**options: Any) -> MemoryJournal:
    """A journal in memory."""
    return MemoryJournal(epoch=Epoch("velmora2"), salts=salts, **options)


@dataclass(frozen=True)
class Place:
    """A database, and the folder of the node that uses it."""

    url: str | None
    folder: Path

    async def open(self, **options: Any) -> SqlJournal:
        """The journal that is kept here. Close it."""
        options = {"salts": salts, "random": secrets.token_bytes, **options}
        return await open_journal(self.url, self.folder, **options)

    @property
    def file(self) -> Path:
        """The journal's file, if it is one."""
        return self.folder / "journal.db"


@asynccontextmanager
async def fresh_database(postgres_url: str, *, laid_out: bool = False) -> AsyncIterator[str]:
    """The URL of an empty database on a server, without any table unless it is `laid_out`; it is dropped in the end."""
    name = f"velmora_{secrets.token_hex(6)}"
    like = await _pattern(postgres_url) if laid_out else "template1"
    await administer(postgres_url, f"CREATE DATABASE {name} TEMPLATE {like}")
    try:
        yield _named(postgres_url, name)
    finally:
        await administer(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


_patterns: dict[str, str] = {}


async def _pattern(postgres_url: str) -> str:
    """The database with every table and nothing in it of which others are copies; this process makes one for each server."""
    if postgres_url not in _patterns:
        name = f"velmora_pattern_{secrets.token_hex(6)}"
        await administer(postgres_url, f"CREATE DATABASE {name}")
        for history in HISTORIES:
            await migrate(_named(postgres_url, name), history)
        _patterns[postgres_url] = name
    return _patterns[postgres_url]


def _named(postgres_url: str, name: str) -> str:
    return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)


async def administer(url: str, statement: str) -> list[Any]:
    """What a server answers to one statement outside of any transaction."""
    address = make_url(url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            result = await connection.execute(text(statement))
            return list(result.scalars()) if result.returns_rows else []
    finally:
        await engine.dispose()


async def change_rows(place: Place, statement: str, **values: Any) -> None:
    """Do to a journal's tables what nobody should, as damage and restores do."""
    database = database_at(place.url or f"sqlite:///{place.file}")
    try:
        await database.write(lambda connection: connection.execute(text(statement), values))
    finally:
        await database.close()
