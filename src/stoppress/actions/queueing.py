"""What editors do to a blog's queue: look at it, put it into another order, hold everything, and say what its rules are.

Knows who may. "Hold everything" holds what waits by then; what is sent later goes out: it is the news that broke.
Does not know single posts on their way (`sending`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stoppress.actions.drafting import someone
from stoppress.actions.sending import Sending
from stoppress.domain.identifiers import Slug
from stoppress.drafts import moves
from stoppress.drafts.draft import Draft, DraftId, State
from stoppress.drafts.queue import clashes, is_scheduled, next_free_slot, reordered
from stoppress.drafts.rows import Change, Drafts
from stoppress.drafts.rules import MOST_UNDO_SECONDS, Rules
from stoppress.drafts.rules_rows import DeskRules
from stoppress.errors import InputInvalid
from stoppress.staff.permissions import Person, Verb, may, require

ON_THE_WAY = (State.WAITING, State.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A blog's queue as one person sees it. `now` is the database's time, `slot` the next free one, for all to see alike."""

    now: datetime
    slot: datetime
    waiting: Sequence[Draft]
    review: Sequence[Draft]
    held: Sequence[Draft]
    clashing: frozenset[DraftId]


class Queue:
    """Actions upon queues."""

    def __init__(self, drafts: Drafts, rules: DeskRules, sending: Sending) -> None:
        self._drafts = drafts
        self._rules = rules
        self._sending = sending

    async def look(self, person: Person, slug: Slug) -> Queued:
        """The queue: an editor sees all of it, others what is their own."""
        require(person, Verb.DRAFT_POST, slug, own=True)
        every = await self._drafts.of_blog(slug, *ON_THE_WAY, State.REVIEW, State.HELD)
        everybody = may(person, Verb.DRAFT_POST, slug)
        seen = [each for each in every if everybody or each.is_of(person.id)]
        now = await self._drafts.now()
        return Queued(
            now=now,
            slot=next_free_slot(now, every),
            waiting=[each for each in seen if each.state in ON_THE_WAY],
            review=[each for each in seen if each.state is State.REVIEW],
            held=[each for each in seen if each.state is State.HELD],
            clashing=clashes(every),
        )

    async def now(self) -> datetime:
        """The time by which everything here is due."""
        return await self._drafts.now()

    async def hold_all(self, person: Person, slug: Slug) -> list[Draft]:
        """Hold everything that waits; what was held by it."""
        require(person, Verb.ARRANGE_QUEUE, slug)
        by = someone(person)
        return await self._drafts.change_all(
            slug, (State.WAITING,), lambda _all: lambda draft, _rules, now: moves.hold(draft, by, now)
        )

    async def release_all(self, person: Person, slug: Slug) -> list[Draft]:
        """Release everything that is held; what is overdue by then goes out one after the other, in order."""
        require(person, Verb.ARRANGE_QUEUE, slug)
        require(person, Verb.PUBLISH_POST, slug)
        by = someone(person)

        def releasing(held: Sequence[Draft]) -> Change:
            places = {each.id: place for place, each in enumerate(held)}
            return lambda draft, rules, now: moves.queue_up(draft, places[draft.id], by, rules, now)

        released = await self._drafts.change_all(slug, (State.HELD,), releasing)
        self._sending.woken.set()
        return released

    async def reorder(self, person: Person, slug: Slug, order: Sequence[DraftId]) -> list[Draft]:
        """Put all that is scheduled into another order: the times stay. Raises QueueChanged."""
        require(person, Verb.ARRANGE_QUEUE, slug)

        def moving(waiting: Sequence[Draft]) -> Change:
            after = reordered([each for each in waiting if is_scheduled(each)], order)
            return lambda draft, _rules, _now: after.get(draft.id, draft)

        moved = await self._drafts.change_all(slug, (State.WAITING,), moving)
        self._sending.woken.set()
        return moved

    async def rules(self, person: Person, slug: Slug) -> Rules:
        """The rules of a blog's desk."""
        require(person, Verb.DRAFT_POST, slug, own=True)
        return await self._rules.find(slug)

    async def set_rules(self, person: Person, slug: Slug, rules: Rules) -> None:
        """Set the rules of a blog's desk; what is on its way already goes by the new ones as well. Raises InputInvalid."""
        require(person, Verb.SET_RULES, slug)
        if not 0 <= rules.undo_seconds <= MOST_UNDO_SECONDS:
            raise InputInvalid(field="undo_seconds", problem=f"choose 0 to {MOST_UNDO_SECONDS} seconds.")
        await self._rules.set(slug, rules)
