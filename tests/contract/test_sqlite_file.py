"""The SQLite file, as processes that start at once find it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy.engine import Connection, make_url

from stoppress.database.database import PATIENCE, Patience, answer_of
from stoppress.database.sqlite_database import SqliteDatabase
from stoppress.database.sqlite_file import lay_out
from stoppress.errors import StorageUnavailable

AT_ONCE, ROUNDS = 6, 40


def test_many_at_once_bring_a_new_file_into_wal_mode(tmp_path: Path) -> None:
    for turn in range(ROUNDS):
        together, file = Barrier(AT_ONCE), tmp_path / f"{turn}" / "journal.db"

        def start(together: Barrier = together, file: Path = file) -> None:
            together.wait()
            lay_out(file, busy_seconds=20)

        with ThreadPoolExecutor(AT_ONCE) as workers:
            for started in [workers.submit(start) for _ in range(AT_ONCE)]:
                started.result()
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_stays_locked_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            lay_out(tmp_path / "journal.db", busy_seconds=0.05)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(make_url(f"sqlite:///{tmp_path / 'journal.db'}"), PATIENCE)
    yield database
    await database.close()


async def test_every_connection_waits_for_the_disk(database: SqliteDatabase) -> None:
    for ask in (database.write, database.read):
        for pragma, answer in (("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("journal_mode", "wal")):
            found = await ask(partial(_asked, f"PRAGMA {pragma}"))
            assert found == answer, pragma


async def test_a_connection_that_no_longer_waits_for_the_disk_is_refused(database: SqliteDatabase) -> None:
    await database.write(_stop_waiting_for_the_disk)
    with pytest.raises(StorageUnavailable):
        await database.write(partial(_asked, "SELECT 1"))


async def test_what_raises_is_undone_and_the_next_may_write(database: SqliteDatabase) -> None:
    await database.write(partial(_asked, "CREATE TABLE kept (number) "))
    with pytest.raises(ZeroDivisionError):
        await database.write(_insert_and_fail)
    assert await database.read(partial(_asked, "SELECT count(*) FROM kept")) == 0


async def test_who_waits_too_long_for_others_of_this_process_is_told(tmp_path: Path) -> None:
    database = SqliteDatabase(make_url(f"sqlite:///{tmp_path / 'journal.db'}"), Patience(busy=0.01))
    begun, let_go = Event(), Event()

    def hold(_connection: Connection) -> None:
        begun.set()
        let_go.wait()

    first = asyncio.create_task(database.write(hold))
    await asyncio.to_thread(begun.wait)
    with pytest.raises(StorageUnavailable):
        await database.write(partial(_asked, "SELECT 1"))
    let_go.set()
    await first
    assert await database.write(partial(_asked, "SELECT 1")) == 1
    await database.close()


def _asked(statement: str, connection: Connection) -> Any:
    result = connection.exec_driver_sql(statement)
    return result.scalar_one() if result.returns_rows else None


def _stop_waiting_for_the_disk(connection: Connection) -> None:
    # SQLite takes this pragma outside of transactions alone.
    connection.exec_driver_sql("COMMIT")
    answer_of(connection.connection, "PRAGMA synchronous=NORMAL")


def _insert_and_fail(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO kept VALUES (1)")
    raise ZeroDivisionError
