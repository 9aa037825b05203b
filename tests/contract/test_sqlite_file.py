"""The SQLite file, as processes that start at once find it."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from stoppress.database.engines import open_engines
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


async def test_every_connection_waits_for_the_disk(tmp_path: Path) -> None:
    engines = open_engines(f"sqlite:///{tmp_path / 'journal.db'}")
    lay_out(tmp_path / "journal.db", busy_seconds=1)
    for engine in (engines.writer, engines.reader):
        async with engine.connect() as connection:
            for pragma, answer in (("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)):
                found = await connection.exec_driver_sql(f"PRAGMA {pragma}")
                assert found.scalar_one() == answer, pragma
            found = await connection.exec_driver_sql("PRAGMA journal_mode")
            assert found.scalar_one() == "wal"
    await engines.close()


async def test_a_connection_that_no_longer_waits_for_the_disk_is_refused(tmp_path: Path) -> None:
    engines = open_engines(f"sqlite:///{tmp_path / 'journal.db'}")
    async with engines.writer.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("PRAGMA synchronous=NORMAL")
    with pytest.raises(StorageUnavailable):
        async with engines.writer.connect():
            raise AssertionError("a connection was handed out that loses posts in a power cut")
    await engines.close()
