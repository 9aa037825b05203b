"""Moves: whatever happens to a draft, in whatever order, leads where the table says, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stoppress.domain.content import NOTHING, Content
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import Seq, Slug
from stoppress.drafts import moves
from stoppress.drafts.draft import Draft, DraftId, Someone, State, content_of, content_text
from stoppress.drafts.moves import TABLE, Move, Sent
from stoppress.drafts.rules import Rules
from stoppress.errors.drafts import ApprovalByAnother, DraftNewer, DraftUnsuitable, SubmittedByAnother

NOW: Final = datetime(2031, 4, 5, 9, 41, tzinfo=UTC)
REX, EDDA = Someone("person-rex", "Rex"), Someone("person-edda", "Edda")
CONTENTS = st.sampled_from([Content(body="A."), Content(body="B.", label=Label.BREAKING)])
RULES = st.builds(
    Rules,
    undo_seconds=st.sampled_from([0, 10]),
    second_eyes=st.sampled_from([frozenset(), frozenset({Label.BREAKING})]),
)
BY = st.sampled_from([REX, EDDA])
HOW = st.tuples(st.booleans(), st.booleans())
LATER = st.none() | st.integers(0, 100).map(lambda seconds: timedelta(seconds=seconds))


def fresh() -> Draft:
    return Draft(
        id=DraftId("d" * 26),
        blog=Slug("ferry"),
        owner=REX,
        version=1,
        state=State.DRAFT,
        content=Content(body="A."),
        written_by=REX.id,
        created_at=NOW,
        updated_at=NOW,
    )


class Moves(RuleBasedStateMachine):
    """One draft, and all that can happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = fresh()
        self.now = NOW

    def moved(self, move: Move, to: Callable[[Draft], Draft]) -> None:
        """Try a move; hold the table against what became of it."""
        before = self.draft
        try:
            after = to(before)
        except (DraftUnsuitable, DraftNewer, ApprovalByAnother, SubmittedByAnother):
            return
        if after != before:
            assert after.state in TABLE[before.state, move]
            assert after.version >= before.version
        self.draft = after

    @rule(seconds=st.integers(1, 30))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(ahead=st.integers(-1, 2), content=CONTENTS, by=BY)
    def save(self, ahead: int, content: Content, by: Someone) -> None:
        self.moved(Move.SAVE, lambda draft: moves.save(draft, draft.version + ahead, content, by))

    @rule(ahead=st.integers(-1, 2), content=CONTENTS, by=BY, rules=RULES, wait=LATER, how=HOW)
    def send(
        self, ahead: int, content: Content, by: Someone, rules: Rules, wait: timedelta | None, how: tuple[bool, bool]
    ) -> None:
        at, (hold, submit) = None if wait is None else self.now + wait, how
        sent = Sent(version=self.draft.version + ahead, content=content, at=at, hold=hold, submit=submit)
        self.moved(Move.SEND, lambda draft: moves.send(draft, sent, by, rules, self.now))

    @rule(by=BY)
    def undo(self, by: Someone) -> None:
        self.moved(Move.UNDO, lambda draft: moves.undo(draft, by))

    @rule(by=BY)
    def give_back(self, by: Someone) -> None:
        self.moved(Move.RETURN, lambda draft: moves.give_back(draft, None, "Say who said so.", by))

    @rule(to=st.none() | BY)
    def assign(self, to: Someone | None) -> None:
        self.moved(Move.ASSIGN, lambda draft: moves.assign(draft, to))

    @rule(by=BY)
    def hold(self, by: Someone) -> None:
        self.moved(Move.HOLD, lambda draft: moves.hold(draft, by, self.now))

    @rule(by=BY, rules=RULES, submit=st.booleans())
    def release(self, by: Someone, rules: Rules, submit: bool) -> None:
        self.moved(Move.RELEASE, lambda draft: moves.release(draft, by, rules, self.now, submit=submit))

    @rule(by=BY, rules=RULES)
    def approve(self, by: Someone, rules: Rules) -> None:
        self.moved(Move.APPROVE, lambda draft: moves.approve(draft, None, by, rules, self.now))

    @rule(wait=st.integers(0, 100))
    def schedule(self, wait: int) -> None:
        self.moved(Move.SCHEDULE, lambda draft: moves.schedule(draft, self.now + timedelta(seconds=wait), self.now))

    @rule(by=BY)
    def discard(self, by: Someone) -> None:
        self.moved(Move.DISCARD, lambda draft: moves.discard(draft, by))

    @rule(content=CONTENTS)
    def restore(self, content: Content) -> None:
        self.moved(Move.RESTORE, lambda draft: moves.restore(draft, content))

    @rule(rules=RULES)
    def take(self, rules: Rules) -> None:
        self.moved(Move.TAKE, lambda draft: moves.take(draft, rules, self.now))

    @rule(behind=st.integers(0, 1))
    def refuse(self, behind: int) -> None:
        self.moved(
            Move.REFUSE,
            lambda draft: moves.refuse(draft, replace(draft, version=draft.version - behind), "It cannot.", self.now),
        )

    @rule()
    def arrive(self) -> None:
        # Whoever killed a process may do as they like: a post arrives only where it was sent.
        if self.draft.state is State.SENDING:
            self.moved(Move.ARRIVE, lambda draft: moves.arrive(draft, Seq(2), ""))

    @invariant()
    def what_a_row_says_fits_its_state(self) -> None:
        draft = self.draft
        assert (draft.taken_until is not None) == (draft.state is State.SENDING)
        assert draft.due_at is not None or draft.state not in (State.WAITING, State.SENDING)
        assert draft.due_at is None or draft.state in (State.WAITING, State.SENDING, State.SENT)
        assert draft.held_by is None or draft.state is State.HELD
        assert (draft.content == NOTHING) == (draft.state in (State.SENT, State.DISCARDED))
        assert draft.sent_by is not None or draft.state in (State.DRAFT, State.DISCARDED)

    @invariant()
    def it_is_written_as_it_is_read(self) -> None:
        assert content_of(content_text(self.draft.content)) == self.draft.content


TestMoves = Moves.TestCase


@pytest.mark.parametrize("state", State)
def test_from_every_state_the_table_says_what_may_follow(state: State) -> None:
    possible = {move for at, move in TABLE if at is state}
    assert possible <= set(Move)
    # Whatever a row says, what stands in the log has gone out.
    assert Move.ARRIVE in possible
    assert (Move.UNDO in possible) == (state in (State.REVIEW, State.WAITING, State.HELD))


@pytest.mark.parametrize("move", Move)
def test_every_move_is_in_the_table(move: Move) -> None:
    assert any(each is move for _, each in TABLE)
