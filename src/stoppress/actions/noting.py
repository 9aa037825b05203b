"""What staff do with the notes that one shift leaves to the next: write, change, tick off, give, take away.

Knows who may: everybody who writes in the blog, but the words of a note are whoever wrote it's; an editor can take it away.
Does not know how it is kept (`drafts.note_rows`).
"""

from __future__ import annotations

from collections.abc import Sequence

from stoppress.actions.actions import Actions
from stoppress.actions.drafting import someone
from stoppress.actions.submitting import NOTE_LIMIT, Staff, colleague, note_of
from stoppress.actions.telling import Word
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import Someone
from stoppress.drafts.note_rows import NoteRows
from stoppress.drafts.shifts import NoteKind, ShiftNote, mentioned
from stoppress.errors.drafts import NoteOfAnother
from stoppress.staff.permissions import Person, Verb, may, require


class Noting:
    """Actions upon notes."""

    def __init__(self, rows: NoteRows, actions: Actions, staff: Staff, word: Word, *, limit: int = NOTE_LIMIT) -> None:
        self._rows = rows
        self._actions = actions
        self._staff = staff
        self._word = word
        self._limit = limit

    async def of_blog(self, person: Person, slug: Slug) -> Sequence[ShiftNote]:
        """Those that are shown."""
        require(person, Verb.KEEP_SHIFT, slug)
        return await self._rows.notes(slug)

    async def questions(self, slug: Slug) -> int:
        """How many are open."""
        return await self._rows.questions(slug)

    async def write(self, person: Person, slug: Slug, key: str, kind: NoteKind, text: str, to: str = "") -> ShiftNote:
        """A note or a question for those who come, given to somebody or to nobody. Raises Empty, TooLong, TooMany, NotTheirs."""
        require(person, Verb.KEEP_SHIFT, slug)
        said, by = self.said(text), someone(person)
        other = await colleague(self._staff, slug, to) if to else None
        await self._actions.blog(slug)
        note = await self._rows.write(slug, key, kind, said, by, other)
        if other is not None:
            await self._word.asked(slug, note.id, other, by)
        await self.mention(slug, f"note {note.id}", said, by)
        return note

    async def rewrite(self, person: Person, slug: Slug, note: int, version: int, text: str) -> ShiftNote:
        """Say one's own note in other words; who is named now and was not is told. `version` is the one looked at.

        Raises NoteUnknown, NoteOfAnother, NoteChanged, Empty, TooLong.
        """
        require(person, Verb.KEEP_SHIFT, slug)
        known = await self._rows.find(slug, note)
        if known.by.id != person.id:
            raise NoteOfAnother(name=known.by.name)
        changed = await self._rows.rewrite(slug, note, version, self.said(text))
        await self.mention(slug, f"note {note} {changed.version}", changed.text, changed.by, before=known.text)
        return changed

    async def take_away(self, person: Person, slug: Slug, note: int, *, back: bool = False) -> ShiftNote:
        """Take one's own note away, or put it `back`; an editor anybody's. Raises NoteUnknown, NoteOfAnother."""
        require(person, Verb.KEEP_SHIFT, slug)
        known = await self._rows.find(slug, note)
        if not may_take_away(person, known):
            raise NoteOfAnother(name=known.by.name)
        return await self._rows.take_away(slug, note, None if back else someone(person))

    async def tick(self, person: Person, slug: Slug, note: int, *, done: bool = True) -> ShiftNote:
        """A question is answered, or open again. Raises NoteUnknown."""
        require(person, Verb.KEEP_SHIFT, slug)
        return await self._rows.tick(slug, note, someone(person) if done else None)

    async def assign(self, person: Person, slug: Slug, note: int, to: str) -> ShiftNote:
        """Give a question to somebody by their id, or with "" to nobody. Raises NoteUnknown, NotTheirs."""
        require(person, Verb.KEEP_SHIFT, slug)
        other = await colleague(self._staff, slug, to) if to else None
        before = (await self._rows.find(slug, note)).assigned_to
        given = await self._rows.assign(slug, note, other)
        if other is not None and other != before:
            await self._word.asked(slug, given.id, other, someone(person), after=before)
        return given

    async def people(self, slug: Slug) -> Sequence[Person]:
        """Those a note can be for, by name."""
        return [each for each in await self._staff.everybody() if may(each, Verb.KEEP_SHIFT, slug)]

    async def mention(self, slug: Slug, key: str, text: str, by: Someone, *, before: str = "") -> None:
        """Tell those whom a text names, and `before` did not."""
        people = [Someone(each.id, each.name) for each in await self.people(slug)] if "@" in text else []
        if named := mentioned(text, people) - mentioned(before, people):
            await self._word.mentioned(slug, key, named, by)

    def said(self, text: str) -> str:
        """A note as it is kept. Raises Empty, TooLong."""
        return note_of(text, self._limit)


def may_take_away(person: Person, note: ShiftNote) -> bool:
    """Whether this person may take a note away, and put it back."""
    return note.by.id == person.id or may(person, Verb.TAKE_SHIFT, note.blog)
