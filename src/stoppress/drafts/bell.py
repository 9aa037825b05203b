"""The desk's bell: "something has changed at the desk of this blog", told to everybody in every process.

Knows blogs and kinds of change, never content. It rings in the transaction of what changed; SQLite's is heard by a look at
`data_version`, PostgreSQL's by NOTIFY, and behind both stands a look at the counts, so that a lost ring costs a second.
Does not know what rings it (`rows`).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

import structlog
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as of_postgres
from sqlalchemy.dialects.sqlite import insert as of_sqlite
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.listener import Listener
from stoppress.database.postgres_database import PostgresDatabase
from stoppress.database.schema_desk import desk_rings
from stoppress.domain.identifiers import Slug, is_slug
from stoppress.drafts.moments import Clock, database_clock
from stoppress.errors import StoppressError

CHANNEL: Final = "stoppress_desk"
"""What it carries is `SLUG WHAT`, never content."""

POLL_SECONDS: Final = 1.0
"""How long a lost ring may go unheard."""

_LOOK_SECONDS: Final = 0.02

# Of the counts only those are read that were changed this long ago: longer than a transaction may take.
_LATE: Final = timedelta(minutes=1)

_NOTIFY: Final = text("SELECT pg_notify(:channel, :payload)")

_log = structlog.get_logger()


class What(StrEnum):
    """What has changed."""

    DRAFTS = "drafts"
    QUEUE = "queue"
    RULES = "rules"
    PEOPLE = "people"
    PRESENCE = "presence"
    SHIFT = "shift"
    REHEARSAL = "rehearsal"
    ALARMS = "alarms"
    QUESTIONS = "questions"
    NOTICES = "notices"
    """A person's own: `DeskRing.blog` is their id then, and nobody else hears it."""


@dataclass(frozen=True, slots=True)
class DeskRing:
    """There is something new at the desk of `blog`."""

    blog: Slug
    what: What


def ring(connection: Connection, clock: Clock, blog: Slug, *whats: What) -> None:
    """Ring when this transaction is committed, and not if it never is."""
    now = clock(connection)
    # In one order, so that two who ring both do not wait for one another.
    for what in sorted(whats):
        here = desk_rings.c.blog == blog, desk_rings.c.what == what.value
        counting = update(desk_rings).where(*here).values(number=desk_rings.c.number + 1, rung_at=now)
        if not connection.execute(counting).rowcount:
            _begin_counting(connection, blog, what)
            connection.execute(counting)
        if connection.dialect.name == "postgresql":
            connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": f"{blog} {what.value}"})


def _begin_counting(connection: Connection, blog: Slug, what: What) -> None:
    row = {"blog": blog, "what": what.value, "number": 0, "rung_at": database_clock(connection)}
    inserting = of_postgres if connection.dialect.name == "postgresql" else of_sqlite
    # Somebody else may be the first at the same moment.
    connection.execute(inserting(desk_rings).values(row).on_conflict_do_nothing())


Rings = AbstractAsyncContextManager[AsyncIterator[DeskRing]]
"""Within it every ring is heard, from the moment it is entered; those not yet asked for become one of their kind."""


class DeskBell:
    """Hands each ring to every listener of this process. `run` it."""

    def __init__(
        self, database: Database, clock: Clock = database_clock, *, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._database = database
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._listeners: set[_Waiting] = set()
        self._known: dict[DeskRing, int] | None = None
        self._closed = False

    async def ring(self, blog: Slug, what: What) -> None:
        """Ring for something that is kept elsewhere, once it is."""
        await self._database.write(lambda connection: ring(connection, self._clock, blog, what))

    def rings(self) -> Rings:
        """One more listener."""
        return self._listening()

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[AsyncIterator[DeskRing]]:
        waiting = _Waiting()
        self._listeners.add(waiting)
        if self._closed:
            waiting.close()
        try:
            yield waiting
        finally:
            self._listeners.discard(waiting)

    def close(self) -> None:
        """Let every listener go."""
        self._closed = True
        for each in self._listeners:
            each.close()

    async def run(self) -> None:
        """Hear, until cancelled."""
        if isinstance(self._database, PostgresDatabase):
            await self._hear_server(self._database)
        else:
            await self._watch_file(self._database.url.database or "")

    async def look(self) -> None:
        """Ring for every count that is not as it was."""
        counts = await self._database.read(self._counts)
        known, self._known = self._known, {**(self._known or {}), **counts}
        for each, number in counts.items():
            if known is not None and known.get(each) != number:
                self._tell(each)

    def _counts(self, connection: Connection) -> dict[DeskRing, int]:
        query = select(desk_rings).where(desk_rings.c.rung_at >= self._clock(connection) - _LATE)
        return {
            DeskRing(Slug(row["blog"]), What(row["what"])): row["number"]
            for row in connection.execute(query).mappings()
        }

    def _tell(self, heard: DeskRing) -> None:
        for each in self._listeners:
            each.hear(heard)

    async def _hear_server(self, database: PostgresDatabase) -> None:
        listener = Listener(database.engine, CHANNEL, self._hear, self.look)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_again(self.look, self._poll_seconds))
                await _until_done(listener.listen, self._poll_seconds)
                group.create_task(listener.run())
        finally:
            await listener.close()

    def _hear(self, payload: str) -> None:
        blog, _, what = payload.partition(" ")
        # Anybody who may use the database may send anything here.
        if is_slug(blog) and what in set(What):
            self._tell(DeskRing(Slug(blog), What(what)))

    async def _watch_file(self, file: str) -> None:
        connection = _reading(Path(file))
        try:
            watch = _FileWatch(connection, self.look, rounds=round(self._poll_seconds / _LOOK_SECONDS))
            await _again(watch.look, _LOOK_SECONDS)
        finally:
            connection.close()


def _reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=0)


class _FileWatch:
    """Looks when the file has changed, and every so many rounds anyway."""

    def __init__(self, connection: sqlite3.Connection, look: Callable[[], Awaitable[None]], *, rounds: int) -> None:
        self._connection = connection
        self._look = look
        self._rounds = max(1, rounds)
        self._left = 0
        self._version: object = None

    async def look(self) -> None:
        """One round."""
        version = self._connection.execute("PRAGMA data_version").fetchone()
        self._left -= 1
        if version != self._version or self._left <= 0:
            await self._look()
            # Remembered only once it was looked at: a look that fails is taken again.
            self._version, self._left = version, self._rounds


class _Waiting:
    """What one listener has not yet asked for."""

    def __init__(self) -> None:
        self._rings: dict[DeskRing, None] = {}
        self._news = asyncio.Event()
        self._closed = False

    def hear(self, heard: DeskRing) -> None:
        """Remember a ring until it is asked for."""
        self._rings[heard] = None
        self._news.set()

    def close(self) -> None:
        """Let whoever waits go."""
        self._closed = True
        self._news.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> DeskRing:
        while not self._rings:
            if self._closed:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        # Nothing may wait between here and the return, or a cancelled listener would lose a ring.
        heard = next(iter(self._rings))
        del self._rings[heard]
        return heard


async def _again(look: Callable[[], Awaitable[None]], seconds: float) -> None:
    failing = False
    while True:
        try:
            await look()
            failing = False
        except (StoppressError, sqlite3.Error) as problem:
            if not failing:
                _log.warning("the desk's bell cannot be heard", problem=str(problem))
            failing = True
        await asyncio.sleep(seconds)


async def _until_done(begin: Callable[[], Awaitable[None]], seconds: float) -> None:
    """Begin to listen; as long as the server does not let us, the looks stand in."""
    while True:
        try:
            await begin()
        except Exception:  # noqa: BLE001 - a server that starts, is full or gone answers in many ways: not yet
            _log.debug("the desk's bell cannot be listened to yet", exc_info=True)
            await asyncio.sleep(seconds)
        else:
            return
