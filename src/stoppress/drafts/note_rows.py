"""The notes and questions that shifts leave to one another, in the desk's database.

Knows that whoever changes one names the version they looked at, and that one which was taken away can be put back.
Does not know who may (`actions.noting`), nor the shifts themselves (`shift_rows`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_shifts import shift_notes
from stoppress.domain.identifiers import Slug
from stoppress.drafts.bell import What, ring
from stoppress.drafts.draft import Someone
from stoppress.drafts.moments import Clock, database_clock, in_utc
from stoppress.drafts.shifts import REMOVED, NoteKind, ShiftNote
from stoppress.errors import TooMany
from stoppress.errors.drafts import NoteChanged, NoteUnknown

QUESTIONS_LIMIT: Final = 200
"""Open questions of a blog: more are none that anybody answers."""

NOTES: Final = 50
"""How many notes, and how many questions that were ticked off, are shown."""

TAKEN_AWAY: Final = 10
"""How many of those that were taken away are shown."""

_GONE: Final = shift_notes.c.gone_at.is_not(None)
OPEN: Final[ColumnElement[bool]] = and_(
    shift_notes.c.kind == NoteKind.QUESTION.value, shift_notes.c.done_at.is_(None), ~_GONE
)
"""Which notes are questions that are open."""


class NoteRows:
    """The notes of one publication. Everything raises StorageFull and StorageUnavailable."""

    kind = "notes of shifts"

    def __init__(self, database: Database, clock: Clock = database_clock) -> None:
        self._database = database
        self._clock = clock

    async def notes(self, blog: Slug) -> Sequence[ShiftNote]:
        """All questions that are open, and the latest of the others and of those taken away; newest first."""
        here = select(shift_notes).where(shift_notes.c.blog == blog).order_by(shift_notes.c.id.desc())

        def reading(connection: Connection) -> list[ShiftNote]:
            queries = here.where(OPEN), here.where(~OPEN, ~_GONE).limit(NOTES), here.where(_GONE).limit(TAKEN_AWAY)
            found = [each for query in queries for each in connection.execute(query).mappings()]
            return sorted(map(_note_of, found), key=lambda each: each.id, reverse=True)

        return await self._database.read(reading)

    async def questions(self, blog: Slug) -> int:
        """How many are open."""
        return await self._database.read(lambda connection: _questions(connection, blog))

    async def write(
        self, blog: Slug, key: str, kind: NoteKind, text: str, by: Someone, to: Someone | None
    ) -> ShiftNote:
        """A new note; the same key twice is the same note. Raises TooMany."""

        def writing(connection: Connection) -> ShiftNote:
            known = _by_key(connection, blog, key)
            if known is not None:
                return known
            if kind is NoteKind.QUESTION and (count := _questions(connection, blog)) >= QUESTIONS_LIMIT:
                raise TooMany(field="Open questions", count=count + 1, limit=QUESTIONS_LIMIT)
            row = {
                "blog": blog,
                "key": key,
                "kind": kind.value,
                "text": text,
                "written_by": by.id,
                "written_by_name": by.name,
                "written_at": self._clock(connection),
                "assigned_to": to.id if to else None,
                "assigned_to_name": to.name if to else None,
                "version": 1,
            }
            connection.execute(insert(shift_notes), [row])
            ring(connection, self._clock, blog, What.SHIFT)
            made = _by_key(connection, blog, key)
            assert made is not None
            return made

        try:
            return await self._database.write(writing)
        except IntegrityError:
            # The same was sent twice at once; now the first is seen.
            return await self._database.write(writing)

    async def tick(self, blog: Slug, note: int, by: Someone | None) -> ShiftNote:
        """Somebody has done what a question asks; with None it is open again. Who is first stays. Raises NoteUnknown."""

        def ticking(connection: Connection) -> ShiftNote:
            known = _note(connection, blog, note)
            if (known.done_by is None) == (by is None):
                return known
            done = {
                "done_by": by.id if by else None,
                "done_by_name": by.name if by else None,
                "done_at": self._clock(connection) if by else None,
            }
            return self._changed(connection, known, done)

        return await self._database.write(ticking)

    async def assign(self, blog: Slug, note: int, to: Someone | None) -> ShiftNote:
        """Give a question to somebody. Raises NoteUnknown."""

        def assigning(connection: Connection) -> ShiftNote:
            given = {"assigned_to": to.id if to else None, "assigned_to_name": to.name if to else None}
            return self._changed(connection, _note(connection, blog, note), given)

        return await self._database.write(assigning)

    async def find(self, blog: Slug, note: int) -> ShiftNote:
        """One of them. Raises NoteUnknown."""
        return await self._database.read(lambda connection: _note(connection, blog, note, locked=False))

    async def rewrite(self, blog: Slug, note: int, version: int, text: str) -> ShiftNote:
        """Other words, in the place of those of `version`, which are kept no longer. Raises NoteUnknown, NoteChanged."""

        def rewriting(connection: Connection) -> ShiftNote:
            known = _note(connection, blog, note)
            if known.text == text and not known.is_gone:
                return known
            if known.version != version or known.is_gone:
                raise NoteChanged
            changed = {"text": text, "version": version + 1, "edited_at": self._clock(connection)}
            return self._changed(connection, known, changed)

        return await self._database.write(rewriting)

    async def take_away(self, blog: Slug, note: int, by: Someone | None) -> ShiftNote:
        """Have one stand among those that were taken away; with None it is back. Who is first stays. Raises NoteUnknown."""

        def taking(connection: Connection) -> ShiftNote:
            known = _note(connection, blog, note)
            if known.is_gone == (by is not None):
                return known
            gone = {
                "gone_by": by.id if by else None,
                "gone_by_name": by.name if by else None,
                "gone_at": self._clock(connection) if by else None,
            }
            return self._changed(connection, known, gone)

        return await self._database.write(taking)

    async def texts(self, blog: Slug) -> Sequence[str]:
        """The words of every one, those taken away included."""
        query = select(shift_notes.c.text).where(shift_notes.c.blog == blog)
        return await self._database.read(lambda connection: connection.execute(query).scalars().all())

    async def forget(self, blog: Slug, texts: Collection[str]) -> None:
        """Have a sentence stand in the place of each of these: they quote what was removed by law."""
        here = shift_notes.c.blog == blog, shift_notes.c.text.in_(texts)
        gone = update(shift_notes).where(*here).values(text=REMOVED, version=shift_notes.c.version + 1)

        def forgetting(connection: Connection) -> None:
            connection.execute(gone)
            ring(connection, self._clock, blog, What.SHIFT)

        await self._database.write(forgetting)

    def _changed(self, connection: Connection, note: ShiftNote, values: dict[str, Any]) -> ShiftNote:
        connection.execute(update(shift_notes).where(shift_notes.c.id == note.id).values(values))
        ring(connection, self._clock, note.blog, What.SHIFT)
        return _note(connection, note.blog, note.id)


def _questions(connection: Connection, blog: Slug) -> int:
    query = select(func.count()).select_from(shift_notes).where(shift_notes.c.blog == blog, OPEN)
    count: int = connection.execute(query).scalar_one()
    return count


def _by_key(connection: Connection, blog: Slug, key: str) -> ShiftNote | None:
    query = select(shift_notes).where(shift_notes.c.blog == blog, shift_notes.c.key == key)
    row = connection.execute(query).mappings().one_or_none()
    return _note_of(row) if row is not None else None


def _note(connection: Connection, blog: Slug, note: int, *, locked: bool = True) -> ShiftNote:
    query = select(shift_notes).where(shift_notes.c.blog == blog, shift_notes.c.id == note)
    row = connection.execute(query.with_for_update() if locked else query).mappings().one_or_none()
    if row is None:
        raise NoteUnknown
    return _note_of(row)


def _by(row: RowMapping, name: str) -> Someone | None:
    return Someone(row[name], row[f"{name}_name"]) if row[name] is not None else None


def _note_of(row: RowMapping) -> ShiftNote:
    written_at = in_utc(row["written_at"])
    assert written_at is not None
    return ShiftNote(
        id=row["id"],
        blog=Slug(row["blog"]),
        kind=NoteKind(row["kind"]),
        text=row["text"],
        by=Someone(row["written_by"], row["written_by_name"]),
        at=written_at,
        assigned_to=_by(row, "assigned_to"),
        done_by=_by(row, "done_by"),
        done_at=in_utc(row["done_at"]),
        version=row["version"],
        edited_at=in_utc(row["edited_at"]),
        gone_by=_by(row, "gone_by"),
        gone_at=in_utc(row["gone_at"]),
    )
