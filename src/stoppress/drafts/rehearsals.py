"""Rehearsals: who asked for one, how it stands, and the report that is kept of it.

Knows that one is at work at a time in the whole publication, that whoever plays it says so again and again, and that one
nobody says that of any more was cut off, by the database's clock.
Does not know what is played (`actions`), nor what progress and report say (`clockwork`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, and_, insert, or_, select, text, update
from sqlalchemy.engine import Connection, RowMapping

from stoppress.database.database import Database
from stoppress.database.schema_rehearsals import rehearsals
from stoppress.domain.identifiers import Slug
from stoppress.drafts.bell import What, ring
from stoppress.drafts.draft import Someone
from stoppress.drafts.moments import Clock, database_clock, in_utc
from stoppress.errors.rehearsals import RehearsalUnderWay, RehearsalUnknown

TAKEN_FOR: Final = timedelta(seconds=20)
"""Whoever plays a rehearsal says so again well before this is over."""

# Of PostgreSQL's advisory locks: those who ask for a rehearsal, or take one, do so one by one.
_ASKING: Final = 0x7265_6865


class Progress(StrEnum):
    """How far a rehearsal has come."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """Somebody ended it early."""
    FAILED = "failed"
    """It could not be played; the report says why."""
    CUT_OFF = "cut off"
    """Whoever played it is gone."""


OPEN: Final = (Progress.ASKED, Progress.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A row. `sandbox` is the blog in which it happens; `plan`, `progress` and `report` are JSON."""

    id: str
    blog: Slug
    sandbox: Slug
    state: Progress
    plan: str
    asked_by: Someone
    asked_at: datetime
    taken_until: datetime | None = None
    stop_asked_at: datetime | None = None
    ended_at: datetime | None = None
    thrown_away_at: datetime | None = None
    progress: str = ""
    report: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be played, or being played."""
        return self.state in OPEN


class Rehearsals:
    """The rehearsals of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, clock: Clock = database_clock) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self, name: str, blog: Slug, sandbox: Slug, plan: str, by: Someone, *, taken: bool = False
    ) -> Rehearsal:
        """Ask for one, or with `taken` play it oneself. Raises RehearsalUnderWay while there is another."""

        def adding(connection: Connection) -> Rehearsal:
            _one_by_one(connection)
            now = self._clock(connection)
            self._close_cut_off(connection, now)
            if connection.execute(select(rehearsals.c.id).where(_is_open())).first() is not None:
                raise RehearsalUnderWay
            row = {
                "id": name,
                "blog": blog,
                "sandbox": sandbox,
                "state": (Progress.RUNNING if taken else Progress.ASKED).value,
                "taken_until": now + TAKEN_FOR if taken else None,
                "plan": plan,
                "asked_by": by.id,
                "asked_by_name": by.name,
                "asked_at": now,
                "progress": "",
                "report": "",
            }
            connection.execute(insert(rehearsals), [row])
            ring(connection, self._clock, blog, What.REHEARSAL)
            return _found(connection, name)

        return await self._database.write(adding)

    async def find(self, name: str) -> Rehearsal:
        """One. Raises RehearsalUnknown."""
        return await self._database.read(lambda connection: _found(connection, name))

    async def of_blog(self, blog: Slug) -> Sequence[Rehearsal]:
        """Those of a blog, newest first."""
        query = select(rehearsals).where(rehearsals.c.blog == blog)
        return await self._rows(query.order_by(rehearsals.c.asked_at.desc(), rehearsals.c.id))

    async def take(self, name: str = "") -> Rehearsal | None:
        """The rehearsal that was asked for (or that of this name) if nobody has taken it: taken, for `TAKEN_FOR`."""

        def taking(connection: Connection) -> Rehearsal | None:
            _one_by_one(connection)
            now = self._clock(connection)
            self._close_cut_off(connection, now)
            query = select(rehearsals).where(rehearsals.c.state == Progress.ASKED.value)
            if name:
                query = query.where(rehearsals.c.id == name)
            row = connection.execute(query.order_by(rehearsals.c.asked_at).limit(1)).mappings().one_or_none()
            if row is None:
                return None
            self._put(connection, row["id"], row["blog"], state=Progress.RUNNING.value, taken_until=now + TAKEN_FOR)
            return _found(connection, row["id"])

        return await self._database.write(taking)

    async def note(self, name: str, progress: str) -> Rehearsal:
        """Say how it stands, and that somebody is at it; the row, which says whether it is to stop."""

        def noting(connection: Connection) -> Rehearsal:
            known = _found(connection, name)
            if known.state is Progress.RUNNING:
                until = self._clock(connection) + TAKEN_FOR
                self._put(connection, name, known.blog, progress=progress, taken_until=until)
            return _found(connection, name)

        return await self._database.write(noting)

    async def stop(self, name: str) -> Rehearsal:
        """Ask that it end; one that nobody has begun ends at once. Doing it twice changes nothing."""

        def stopping(connection: Connection) -> Rehearsal:
            known, now = _found(connection, name), self._clock(connection)
            if known.state is Progress.ASKED:
                self._put(connection, name, known.blog, state=Progress.STOPPED.value, stop_asked_at=now, ended_at=now)
            elif known.state is Progress.RUNNING and known.stop_asked_at is None:
                self._put(connection, name, known.blog, stop_asked_at=now)
            return _found(connection, name)

        return await self._database.write(stopping)

    async def close(self, name: str, state: Progress, report: str) -> Rehearsal:
        """It has ended, and this came of it. Of two reports the first stays."""

        def closing(connection: Connection) -> Rehearsal:
            known = _found(connection, name)
            if known.state is Progress.RUNNING:
                now = self._clock(connection)
                self._put(
                    connection, name, known.blog, state=state.value, report=report, ended_at=now, taken_until=None
                )
            return _found(connection, name)

        return await self._database.write(closing)

    async def note_thrown_away(self, name: str) -> Rehearsal:
        """Its blog and all words of it are gone; the report stays."""

        def noting(connection: Connection) -> Rehearsal:
            known = _found(connection, name)
            if known.thrown_away_at is None:
                self._put(connection, name, known.blog, thrown_away_at=self._clock(connection))
            return _found(connection, name)

        return await self._database.write(noting)

    async def to_throw_away(self, after: timedelta) -> Sequence[Rehearsal]:
        """Those that ended so long ago and have their words yet."""
        now = await self._database.read(self._clock)
        ended = rehearsals.c.ended_at <= now - after, rehearsals.c.thrown_away_at.is_(None)
        return await self._rows(select(rehearsals).where(*ended).order_by(rehearsals.c.ended_at))

    async def close_cut_off(self) -> None:
        """Close what was cut off."""
        await self._database.write(lambda connection: self._close_cut_off(connection, self._clock(connection)))

    def _close_cut_off(self, connection: Connection, now: datetime) -> None:
        cut = and_(rehearsals.c.state == Progress.RUNNING.value, rehearsals.c.taken_until <= now)
        for row in connection.execute(select(rehearsals).where(cut)).mappings().all():
            self._put(connection, row["id"], row["blog"], state=Progress.CUT_OFF.value, ended_at=now, taken_until=None)

    def _put(self, connection: Connection, name: str, blog: str, **values: Any) -> None:
        connection.execute(update(rehearsals).where(rehearsals.c.id == name).values(**values))
        ring(connection, self._clock, Slug(blog), What.REHEARSAL)

    async def _rows(self, query: Select[Any]) -> list[Rehearsal]:
        def finding(connection: Connection) -> Sequence[RowMapping]:
            return connection.execute(query).mappings().all()

        return [_rehearsal(each) for each in await self._database.read(finding)]


def _is_open() -> Any:
    return or_(*(rehearsals.c.state == each.value for each in OPEN))


def _found(connection: Connection, name: str) -> Rehearsal:
    row = connection.execute(select(rehearsals).where(rehearsals.c.id == name)).mappings().one_or_none()
    if row is None:
        raise RehearsalUnknown
    return _rehearsal(row)


def _one_by_one(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ASKING})


def _rehearsal(row: RowMapping) -> Rehearsal:
    asked_at = in_utc(row["asked_at"])
    assert asked_at is not None
    return Rehearsal(
        id=row["id"],
        blog=Slug(row["blog"]),
        sandbox=Slug(row["sandbox"]),
        state=Progress(row["state"]),
        plan=row["plan"],
        asked_by=Someone(row["asked_by"], row["asked_by_name"]),
        asked_at=asked_at,
        taken_until=in_utc(row["taken_until"]),
        stop_asked_at=in_utc(row["stop_asked_at"]),
        ended_at=in_utc(row["ended_at"]),
        thrown_away_at=in_utc(row["thrown_away_at"]),
        progress=row["progress"],
        report=row["report"],
    )
