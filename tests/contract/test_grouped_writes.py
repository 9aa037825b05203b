"""Grouped writes: together on disk or not at all, each with an answer of its own."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from stoppress.database.database import Work
from stoppress.database.grouped import MOST, GroupedWrites
from stoppress.database.kinds import AnyDatabase, database_at
from stoppress.database.migrate import AUDIENCE
from stoppress.database.schema_audience import view_totals
from stoppress.errors import BlogUnknown, StorageUnavailable
from tests.contract.audiences import at_once, grouped, open_audience_database
from tests.contract.places import DURABLE
from tests.laid_out import HISTORIES


@pytest.fixture(params=DURABLE)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyDatabase]:
    async with open_audience_database(request.param, request, tmp_path) as opened:
        yield opened


class Counted:
    """A database that counts its transactions."""

    def __init__(self, database: AnyDatabase) -> None:
        self.count, self._written = 0, database.written
        database.written = self._counting  # type: ignore[method-assign,assignment]

    async def _counting(self, work: Work[object]) -> object:
        self.count += 1
        return await self._written(work)


def adding(blog: str, views: int = 1) -> Work[str]:
    def add(connection: Connection) -> str:
        connection.execute(insert(view_totals), [{"blog": blog, "post": "", "views": views}])
        return blog

    return add


async def found(database: AnyDatabase) -> dict[str, int]:
    rows = await database.read(lambda connection: connection.execute(select(view_totals)).mappings().all())
    return {each["blog"]: each["views"] for each in rows}


async def test_the_migrations_end_in_the_tables_the_program_knows(database: AnyDatabase) -> None:
    def differences(connection: Connection) -> list[object]:
        # On a server one database holds every history.
        of_others = {each for other in HISTORIES if other is not AUDIENCE for each in other.metadata.tables}
        opts = {
            "version_table": AUDIENCE.version_table,
            "compare_type": True,
            "include_name": lambda name, kind, _: kind != "table" or name not in of_others,
        }
        context = MigrationContext.configure(connection, opts=opts)
        return [each for each in compare_metadata(context, AUDIENCE.metadata) if "migrated_" not in str(each)]

    assert await database.read(differences) == []


async def test_those_who_come_together_are_one_transaction_and_each_has_its_answer(database: AnyDatabase) -> None:
    writes, counted = grouped(database), Counted(database)
    names = [f"blog-{number}" for number in range(100)]
    assert await asyncio.gather(*(writes.write(adding(name)) for name in names)) == names
    assert counted.count == 1
    assert await found(database) == dict.fromkeys(names, 1)


async def test_no_group_is_larger_than_it_may_be(database: AnyDatabase) -> None:
    writes, counted = grouped(database), Counted(database)
    await asyncio.gather(*(writes.write(lambda _: None) for _ in range(2 * MOST + 1)))
    assert counted.count == 3


async def test_one_who_is_refused_takes_nobody_else_along(database: AnyDatabase) -> None:
    writes, counted = grouped(database), Counted(database)

    def refusing(connection: Connection) -> None:
        adding("refused")(connection)
        raise BlogUnknown(blog="refused")

    def mistaken(connection: Connection) -> None:
        adding("mistaken")(connection)
        raise ValueError("a mistake in this piece")

    answers = await asyncio.gather(
        *map(writes.write, (adding("first"), refusing, adding("first"), mistaken, adding("last"))),
        return_exceptions=True,
    )
    assert counted.count == 1
    assert [answers[0], answers[4]] == ["first", "last"]
    assert [type(each) for each in answers[1:4]] == [BlogUnknown, IntegrityError, ValueError]
    assert await found(database) == {"first": 1, "last": 1}


async def test_what_the_database_does_not_take_is_refused_alone(database: AnyDatabase) -> None:
    writes = grouped(database)

    def failing(connection: Connection) -> None:
        adding("failing")(connection)
        connection.execute(text("SELECT nothing FROM nowhere"))

    pieces = (adding("first"), failing, adding("nul \0" * 100), adding("last"))
    answers = await asyncio.gather(*map(writes.write, pieces), return_exceptions=True)
    assert (answers[0], type(answers[1]), answers[3]) == ("first", StorageUnavailable, "last")
    # SQLite takes it, and neither knows it as something that says who else is refused.
    assert set(await found(database)) - {"nul \0" * 100} == {"first", "last"}


async def test_an_error_says_nothing_of_what_was_to_be_written(database: AnyDatabase) -> None:
    """It may stand in a log, and what is written are readers' words and hashes of secrets."""
    adding_twice = (adding("secret words"), adding("secret words"))

    def twice(connection: Connection) -> None:
        for each in adding_twice:
            each(connection)

    with pytest.raises(IntegrityError) as refused:
        await database.write(twice)
    said = str(refused.value).partition("[SQL:")[2]
    assert "view_totals" in said
    assert "secret words" not in said


async def test_when_the_transaction_is_lost_everybody_is_told_and_nothing_is_written(database: AnyDatabase) -> None:
    writes = grouped(database)

    def losing(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        connection.exec_driver_sql("ROLLBACK")
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("disk I/O error"))

    pieces = (adding("first"), losing, adding("last"))
    answers = await asyncio.gather(*map(writes.write, pieces), return_exceptions=True)
    assert [type(each) for each in answers] == [StorageUnavailable] * 3
    assert await found(database) == {}
    assert await writes.write(adding("afterwards")) == "afterwards"


async def test_when_it_cannot_be_committed_nobody_is_told_that_it_was(
    database: AnyDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = grouped(database)

    async def lost(_work: object) -> None:
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    with monkeypatch.context() as broken:
        broken.setattr(database, "written", lost)
        answers = await asyncio.gather(*map(writes.write, (adding("a"), adding("b"))), return_exceptions=True)
    assert [type(each) for each in answers] == [StorageUnavailable] * 2
    assert await found(database) == {}


async def test_who_no_longer_waits_is_left_out(database: AnyDatabase) -> None:
    going = asyncio.Event()

    async def held(_seconds: float) -> None:
        await going.wait()

    writes = GroupedWrites(database, "audience", sleep=held)
    staying, leaving = (asyncio.ensure_future(writes.write(adding(name))) for name in ("stays", "leaves"))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    going.set()
    assert await staying == "stays"
    assert await found(database) == {"stays": 1}


async def test_so_many_may_wait_and_no_more(database: AnyDatabase) -> None:
    writes = GroupedWrites(database, "audience", waiting=2, sleep=at_once)
    answers = await asyncio.gather(*(writes.write(lambda _: "ok") for _ in range(4)), return_exceptions=True)
    assert [str(each) == "ok" for each in answers] == [True, True, False, False]
    assert {type(each) for each in answers[2:]} == {StorageUnavailable}
    assert await writes.write(lambda _: "ok") == "ok"


async def test_what_waits_is_written_before_the_end(database: AnyDatabase) -> None:
    writes = grouped(database)
    waiting = asyncio.ensure_future(writes.write(adding("last")))
    await asyncio.sleep(0)
    await writes.close()
    assert await found(database) == {"last": 1}
    await waiting


async def test_two_processes_take_turns_whatever_rows_they_change(database: AnyDatabase) -> None:
    other = database_at(database.url.render_as_string(hide_password=False))
    both, names = (grouped(database), grouped(other)), ("a", "b", "c")
    try:
        await asyncio.gather(*map(both[0].write, map(adding, names)))

        def more(blog: str) -> Work[None]:
            return lambda connection: _once_more(connection, blog)

        # Each in the other's order: without turns, two nodes of PostgreSQL would wait for one another's rows.
        rounds = [
            writes.write(more(name))
            for _ in range(30)
            for writes, order in zip(both, (names, names[::-1]), strict=True)
            for name in order
        ]
        await asyncio.gather(*rounds)
        assert await found(database) == dict.fromkeys(names, 61)
    finally:
        await other.close()


def _once_more(connection: Connection, blog: str) -> None:
    connection.execute(update(view_totals).where(view_totals.c.blog == blog).values(views=view_totals.c.views + 1))
