"""What editors do with what was submitted to them: return it with a note, give it to somebody; and who is told of it.

Knows who may, and that whoever is given something is able to work on it.
Does not know how it is published (`sending`), nor which move leads where (`drafts.moves`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from stoppress.actions.drafting import Drafting, someone
from stoppress.actions.telling import Word
from stoppress.domain.identifiers import PostId, Slug
from stoppress.drafts import moves
from stoppress.drafts.draft import Draft, DraftId, Someone
from stoppress.drafts.rows import Drafts
from stoppress.drafts.shifts import mentioned
from stoppress.drafts.submissions import Submission, Submissions
from stoppress.errors import Empty, TooLong
from stoppress.errors.drafts import NotTheirs
from stoppress.staff.permissions import Person, Verb, may, require

NOTE_LIMIT: Final = 2_000
"""Characters of a note."""


class Staff(Protocol):
    """Who works here."""

    async def person(self, name: str) -> Person | None:
        """Who has this id, with the rights they have now; None when nobody has, or may sign in no more."""
        ...

    async def everybody(self) -> Sequence[Person]:
        """Everybody who may sign in, by name."""
        ...


class Submitting:
    """Actions upon submissions."""

    def __init__(
        self,
        drafts: Drafts,
        submissions: Submissions,
        drafting: Drafting,
        staff: Staff,
        word: Word,
        *,
        limit: int = NOTE_LIMIT,
    ) -> None:
        self._drafts = drafts
        self._submissions = submissions
        self._drafting = drafting
        self._staff = staff
        self._word = word
        self._limit = limit

    async def give_back(
        self, person: Person, slug: Slug, draft: DraftId, note: str, version: int | None = None
    ) -> Draft:
        """Return a post to its writer with a note, of what stood in `version`. Raises Empty, TooLong, DraftUnsuitable, DraftNewer."""
        require(person, Verb.APPROVE_POST, slug)
        found, by, said = await self._drafting.find(person, slug, draft), someone(person), note_of(note, self._limit)
        returned = await self._drafts.change(
            found.id, slug, lambda known, _rules, _now: moves.give_back(known, version, said, by)
        )
        await self._word.returned(returned, by)
        await self._mention(returned, said, by)
        return returned

    async def assign(self, person: Person, slug: Slug, draft: DraftId, to: str) -> Draft:
        """Give somebody a draft as well, by their id; with "" nobody but its owner. Raises NotTheirs, DraftUnsuitable."""
        found = await self._drafting.find(person, slug, draft)
        other = await colleague(self._staff, slug, to) if to else None
        given = await self._drafts.change(found.id, slug, lambda known, _rules, _now: moves.assign(known, other))
        if other is not None:
            await self._word.given(given, other, someone(person))
        return given

    async def _mention(self, draft: Draft, note: str, by: Someone) -> None:
        """Tell the editors whom a note of return names: nobody else sees whose post it is."""
        if "@" not in note:
            return
        editors = [each for each in await self._staff.everybody() if may(each, Verb.APPROVE_POST, draft.blog)]
        named = mentioned(note, [someone(each) for each in editors]) - {draft.owner.id}
        await self._word.mentioned(draft.blog, f"return {draft.id} {draft.version}", named, by, page="queue")

    async def people(self, slug: Slug) -> Sequence[Person]:
        """Those who write in a blog, by name."""
        return [each for each in await self._staff.everybody() if may(each, Verb.DRAFT_POST, slug, own=True)]

    async def of_person(self, person: Person, slug: Slug) -> Sequence[Submission]:
        """What became of what this person submitted; an editor sees everybody's."""
        require(person, Verb.DRAFT_POST, slug, own=True)
        if may(person, Verb.APPROVE_POST, slug):
            return await self._submissions.of_blog(slug)
        return await self._submissions.of_person(slug, person.id)

    async def of_post(self, person: Person, slug: Slug, post: PostId) -> Sequence[Submission]:
        """What was submitted to become a post, for those who see every wording it had."""
        require(person, Verb.SEE_WITHDRAWN, slug)
        return await self._submissions.of_post(slug, post)


async def colleague(staff: Staff, slug: Slug, name: str) -> Someone:
    """Somebody who writes in a blog, by their id. Raises NotTheirs."""
    other = await staff.person(name)
    if other is None or not may(other, Verb.DRAFT_POST, slug, own=True):
        raise NotTheirs
    return someone(other)


def note_of(note: str, limit: int) -> str:
    """A note as it is kept. Raises Empty, TooLong."""
    said = note.strip()
    if not said:
        raise Empty(field="The note")
    if len(said) > limit:
        raise TooLong(field="The note", length=len(said), limit=limit)
    return said
