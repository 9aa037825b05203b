"""What staff do to the shift of a blog: take it, hand it over, end it.

Knows who may, that whoever takes a shift may be named to readers in the same press, and what a shift is in figures.
Does not know how it is kept (`drafts.shift_rows`), nor what may be done with notes (`noting`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from stoppress.actions.actions import Actions
from stoppress.actions.drafting import someone
from stoppress.actions.furniture import Furniture
from stoppress.actions.noting import Noting
from stoppress.actions.submitting import Staff, colleague
from stoppress.actions.telling import Word
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Duty, Reporter
from stoppress.domain.identifiers import Seq, Slug
from stoppress.domain.revisions import KeyPointsSet, PostCorrected, PostPublished, PostRevised, PostWithdrawn, Revision
from stoppress.drafts.draft import State
from stoppress.drafts.rows import Drafts
from stoppress.drafts.shift_rows import ShiftRows
from stoppress.drafts.shifts import Ending, Shift, ShiftNote, Summary
from stoppress.errors.drafts import ShiftChanged, ShiftUnsuitable
from stoppress.journal.journal import READ_LIMIT, Journal
from stoppress.staff.permissions import Person, Verb, may, require

_COUNTED: Final[dict[type[Revision], str]] = {
    PostPublished: "published",
    PostRevised: "edited",
    PostCorrected: "corrected",
    PostWithdrawn: "taken_down",
    KeyPointsSet: "key_points",
}

_LEFT: Final = {State.WAITING: "waiting", State.SENDING: "waiting", State.HELD: "held", State.REVIEW: "review"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What a shift's page says. `summary` is the shift in figures by now; without one it is nothing done."""

    shift: Shift | None
    summary: Summary
    notes: Sequence[ShiftNote]
    past: Sequence[Shift]


class Shifts:
    """Actions upon shifts. `noting` are those upon their notes."""

    def __init__(
        self,
        rows: ShiftRows,
        noting: Noting,
        drafts: Drafts,
        actions: Actions,
        journal: Journal,
        furniture: Furniture,
        staff: Staff,
        word: Word,
    ) -> None:
        self.noting = noting
        self._rows = rows
        self._drafts = drafts
        self._actions = actions
        self._furniture = furniture
        self._staff = staff
        self._word = word
        self._counting = _Counting(journal)

    async def look(self, person: Person, slug: Slug) -> Handed:
        """All of it."""
        require(person, Verb.KEEP_SHIFT, slug)
        shift = await self._rows.now(slug)
        summary, _ = await self._figures(slug, shift)
        notes = await self.noting.of_blog(person, slug)
        return Handed(shift=shift, summary=summary, notes=notes, past=await self._rows.past(slug))

    async def glance(self, person: Person, slug: Slug) -> tuple[Shift | None, int]:
        """Who has the blog, and how many questions are open."""
        require(person, Verb.KEEP_SHIFT, slug)
        return await self._rows.now(slug), await self.noting.questions(slug)

    async def take(self, person: Person, slug: Slug, seen: int, named: Reporter | None = None) -> Shift:
        """Have the blog from now on; `named`: say so to readers. `seen` is the shift looked at, 0 for none.

        What was not offered takes an editor. Raises ShiftChanged, ShiftUnsuitable, and what `set_live_reporting` refuses:
        then it is this person's all the same.
        """
        require(person, Verb.KEEP_SHIFT, slug)
        if named is not None:
            require(person, Verb.SET_LIVE_REPORTING, slug)
        shift = await self._rows.now(slug)
        offered = shift is not None and shift.is_offered_to(person.id)
        if shift is not None and shift.id == seen:
            if shift.owner.id == person.id:
                return shift
            if not offered and not may(person, Verb.TAKE_SHIFT, slug):
                raise ShiftUnsuitable(name=shift.owner.name)
        summary, seq = await self._figures(slug, shift)
        ending = Ending.HANDED_OVER if offered else Ending.TAKEN_OVER
        taken = await self._rows.begin(slug, seen, someone(person), seq, summary, ending)
        await self._word.taken(taken)
        if named is not None:
            await self._name(person, taken, named)
        return taken

    async def offer(self, person: Person, slug: Slug, seen: int, to: str, note: str) -> Shift:
        """Ask somebody to have the blog, by their id, with a note or none. Raises ShiftChanged, ShiftUnsuitable, NotTheirs."""
        await self._require_own(person, slug)
        other, said = await colleague(self._staff, slug, to), self.noting.said(note) if note.strip() else ""
        offered = await self._rows.offer(slug, seen, other, said)
        await self._word.handed_over(offered, someone(person))
        await self.noting.mention(slug, f"shift {offered.id}", said, someone(person))
        return offered

    async def call_off(self, person: Person, slug: Slug, seen: int) -> Shift:
        """Ask nobody any more. Raises ShiftChanged, ShiftUnsuitable."""
        await self._require_own(person, slug)
        return await self._rows.offer(slug, seen, None)

    async def decline(self, person: Person, slug: Slug, seen: int) -> Shift:
        """Say that one cannot have the blog one is asked to have; whoever has it is told. Raises ShiftChanged."""
        require(person, Verb.KEEP_SHIFT, slug)
        shift = await self._rows.now(slug)
        if shift is None or not shift.is_offered_to(person.id):
            raise ShiftChanged
        declined = await self._rows.offer(slug, seen, None)
        await self._word.declined(shift, someone(person))
        return declined

    async def end(self, person: Person, slug: Slug, seen: int) -> None:
        """Let nobody have the blog. Raises ShiftChanged, ShiftUnsuitable."""
        shift = await self._require_own(person, slug)
        summary, seq = await self._figures(slug, shift)
        await self._rows.end(slug, seen, seq, summary)

    async def take_along(self, old: Slug, new: Slug) -> None:
        """See `coverage.Along`: whoever has a blog has the one in which it continues, unless somebody has that already."""
        shift = await self._rows.now(old)
        if shift is None:
            return
        with suppress(ShiftChanged):
            began = (await self._actions.blog(new)).seq
            await self._rows.begin(new, 0, shift.owner, began, Summary(), Ending.ENDED)
        summary, seq = await self._figures(old, shift)
        with suppress(ShiftChanged):
            await self._rows.end(old, shift.id, seq, summary)

    async def _require_own(self, person: Person, slug: Slug) -> Shift | None:
        require(person, Verb.KEEP_SHIFT, slug)
        shift = await self._rows.now(slug)
        if shift is not None and shift.owner.id != person.id and not may(person, Verb.TAKE_SHIFT, slug):
            raise ShiftUnsuitable(name=shift.owner.name)
        return shift

    async def _name(self, person: Person, shift: Shift, named: Reporter) -> None:
        """Name whoever has the blog to readers; who edits it stays named."""
        blog = await self._actions.blog(shift.blog)
        editing = (each for each in blog.reporting if each.name and each.duty is not Duty.REPORTING)
        wish = Wish(person=person, key=f"shift {shift.id}")
        await self._furniture.set_live_reporting(wish, shift.blog, (named, *editing))

    async def _figures(self, slug: Slug, shift: Shift | None) -> tuple[Summary, Seq]:
        """The shift by now, and the blog's sequence."""
        blog = await self._actions.blog(slug)
        done = await self._counting.of(shift, blog.seq) if shift is not None else Counter[str]()
        left = Counter(_LEFT[each.state] for each in await self._drafts.of_blog(slug, *_LEFT))
        questions = await self.noting.questions(slug)
        return replace(Summary(**done, **left), questions=questions), blog.seq


class _Counting:
    """Counts what happened in a shift, each revision once, however often it is asked."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._known: dict[Slug, tuple[int, Seq, Counter[str]]] = {}

    async def of(self, shift: Shift, until: Seq) -> Counter[str]:
        """What happened from the beginning of a shift to here."""
        known, seq, counted = self._known.get(shift.blog, (0, shift.began_seq, Counter[str]()))
        if known != shift.id or seq > until:
            seq, counted = shift.began_seq, Counter[str]()
        counted = Counter(counted)
        while seq < until:
            records = await self._journal.read(shift.blog, after=seq, until=until)
            counted.update(_counted([each.revision for each in records]))
            seq = records[-1].seq if records else until
            if len(records) < READ_LIMIT:
                seq = until
        self._known[shift.blog] = (shift.id, until, counted)
        return Counter(counted)


def _counted(revisions: Sequence[Revision]) -> list[str]:
    """What is counted of these. The words of a correction are no edit of their own."""
    corrections = {(each.post, each.at) for each in revisions if isinstance(each, PostCorrected)}
    return [
        _COUNTED[type(each)]
        for each in revisions
        if type(each) in _COUNTED and not (isinstance(each, PostRevised) and (each.post, each.at) in corrections)
    ]
