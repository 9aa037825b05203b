"""Shifts in the desk's database.

Knows that a blog has one shift at a time: who takes it names the one they saw, and who comes second is told.
Does not know who may (`actions`), nor the notes between shifts (`note_rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Select, insert, select, update
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_shifts import shifts
from stoppress.domain.identifiers import Seq, Slug
from stoppress.drafts.bell import What, ring
from stoppress.drafts.draft import Someone
from stoppress.drafts.moments import Clock, database_clock, in_utc
from stoppress.drafts.shifts import REMOVED, Ending, Shift, Summary, summary_of, summary_text
from stoppress.errors.drafts import ShiftChanged

PAST: Final = 20
"""How many earlier shifts are shown."""


_T = TypeVar("_T")


class ShiftRows:
    """The shifts of one publication. Everything raises StorageFull and StorageUnavailable."""

    kind = "notes of a hand-over"

    def __init__(self, database: Database, clock: Clock = database_clock) -> None:
        self._database = database
        self._clock = clock

    async def now(self, blog: Slug) -> Shift | None:
        """The shift that is under way."""
        return await self._database.read(lambda connection: _open(connection, blog))

    async def past(self, blog: Slug) -> Sequence[Shift]:
        """Those before it, newest first."""
        query = select(shifts).where(shifts.c.blog == blog, shifts.c.open.is_(None))
        query = query.order_by(shifts.c.id.desc()).limit(PAST)
        return await self._database.read(lambda connection: _shifts(connection, query))

    async def begin(self, blog: Slug, seen: int, owner: Someone, seq: Seq, summary: Summary, ending: Ending) -> Shift:
        """A new shift, from now on. `seen` is the one it follows, 0 for none; it ends so. Raises ShiftChanged."""

        def beginning(connection: Connection) -> Shift:
            known = _seen(connection, blog, seen)
            now = self._clock(connection)
            if known is not None:
                _end(connection, known, now, seq, summary, ending)
            row = {
                "blog": blog,
                "open": 1,
                "owner": owner.id,
                "owner_name": owner.name,
                "taken_from": known.owner.id if known else None,
                "taken_from_name": known.owner.name if known else None,
                "began_at": now,
                "began_seq": seq,
                "note": "",
                "ending": "",
                "summary": "",
            }
            connection.execute(insert(shifts), [row])
            return self._rung(connection, blog)

        return await self._first(beginning)

    async def offer(self, blog: Slug, seen: int, to: Someone | None, note: str = "") -> Shift:
        """Ask somebody to have the blog; with None nobody any more, and what was written for them stays. Raises ShiftChanged."""

        def offering(connection: Connection) -> Shift:
            known = _required(connection, blog, seen)
            offered = {
                "offered_to": to.id if to else None,
                "offered_to_name": to.name if to else None,
                "offered_at": self._clock(connection) if to else None,
                "note": note if to else known.note,
            }
            connection.execute(update(shifts).where(shifts.c.id == known.id).values(offered))
            return self._rung(connection, blog)

        return await self._database.write(offering)

    async def end(self, blog: Slug, seen: int, seq: Seq, summary: Summary) -> None:
        """Nobody has the blog from now on. Raises ShiftChanged."""

        def ending(connection: Connection) -> None:
            known = _required(connection, blog, seen)
            _end(connection, known, self._clock(connection), seq, summary, Ending.ENDED)
            ring(connection, self._clock, blog, What.SHIFT)

        await self._database.write(ending)

    async def texts(self, blog: Slug) -> Sequence[str]:
        """Every note a shift was handed over with."""
        query = select(shifts.c.note).where(shifts.c.blog == blog, shifts.c.note != "")
        return await self._database.read(lambda connection: connection.execute(query).scalars().all())

    async def forget(self, blog: Slug, texts: Collection[str]) -> None:
        """Have a sentence stand in the place of each of these: they quote what was removed by law."""
        here = shifts.c.blog == blog, shifts.c.note.in_(texts)

        def forgetting(connection: Connection) -> None:
            connection.execute(update(shifts).where(*here).values(note=REMOVED))
            ring(connection, self._clock, blog, What.SHIFT)

        await self._database.write(forgetting)

    def _rung(self, connection: Connection, blog: Slug) -> Shift:
        ring(connection, self._clock, blog, What.SHIFT)
        made = _open(connection, blog)
        assert made is not None
        return made

    async def _first(self, act: Callable[[Connection], _T]) -> _T:
        try:
            return await self._database.write(act)
        except IntegrityError:
            # Somebody else was first; now it is seen.
            return await self._database.write(act)


def _open(connection: Connection, blog: Slug, *, locked: bool = False) -> Shift | None:
    query = select(shifts).where(shifts.c.blog == blog, shifts.c.open == 1)
    found = _shifts(connection, query.with_for_update() if locked else query)
    return found[0] if found else None


def _seen(connection: Connection, blog: Slug, seen: int) -> Shift | None:
    known = _open(connection, blog, locked=True)
    if (known.id if known else 0) != seen:
        raise ShiftChanged
    return known


def _required(connection: Connection, blog: Slug, seen: int) -> Shift:
    known = _seen(connection, blog, seen)
    if known is None:
        raise ShiftChanged
    return known


def _end(connection: Connection, shift: Shift, now: datetime, seq: Seq, summary: Summary, ending: Ending) -> None:
    ended = {
        "open": None,
        "ended_at": now,
        "ended_seq": seq,
        "ending": ending.value,
        "summary": summary_text(summary),
    }
    connection.execute(update(shifts).where(shifts.c.id == shift.id).values(ended))


def _shifts(connection: Connection, query: Select[Any]) -> list[Shift]:
    return [_shift_of(each) for each in connection.execute(query).mappings()]


def _by(row: RowMapping, name: str) -> Someone | None:
    return Someone(row[name], row[f"{name}_name"]) if row[name] is not None else None


def _moment(row: RowMapping, name: str) -> datetime:
    found = in_utc(row[name])
    assert found is not None
    return found


def _shift_of(row: RowMapping) -> Shift:
    return Shift(
        id=row["id"],
        blog=Slug(row["blog"]),
        owner=Someone(row["owner"], row["owner_name"]),
        taken_from=_by(row, "taken_from"),
        began_at=_moment(row, "began_at"),
        began_seq=Seq(row["began_seq"]),
        offered_to=_by(row, "offered_to"),
        offered_at=in_utc(row["offered_at"]),
        note=row["note"],
        ended_at=in_utc(row["ended_at"]),
        ended_seq=Seq(row["ended_seq"]) if row["ended_seq"] is not None else None,
        ending=Ending(row["ending"]) if row["ending"] else None,
        summary=summary_of(row["summary"]),
    )
