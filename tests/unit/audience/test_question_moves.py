"""Moves: whatever happens to a question, it is what the table says afterwards, or it was refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.audience import question_moves as moves
from stoppress.audience.question import By, Question, QuestionId, State, Suspicion, Ticket, Words, hash_of, is_name
from stoppress.audience.question_moves import TABLE, Move
from stoppress.domain.identifiers import PostId, Slug
from stoppress.errors.questions import QuestionUnsuitable

NOW = datetime(2031, 4, 5, 9, 41, tzinfo=UTC)
ADA, POST = By("person-ada", "Ada"), PostId("answer")


def question(state: State = State.NEW) -> Question:
    return Question(
        id=QuestionId("q" * 26),
        blog=Slug("ferry"),
        words=Words(text="When do the ferries run again, please?"),
        state=state,
        suspicion=Suspicion.NONE,
        is_proved=True,
        received_at=NOW,
        changed_at=NOW,
    )


def done(before: Question, move: Move) -> Question:
    match move:
        case Move.ASSIGN:
            return moves.assigned(before, ADA)
        case Move.EDIT:
            return moves.edited(before, "When?")
        case Move.ANSWER:
            return moves.answered(before, POST)
        case Move.PUBLISH:
            return moves.published(before, POST)
        case _:
            return moves.moved(before, move)


@given(st.lists(st.sampled_from(list(Move)), max_size=12))
def test_the_table_says_what_becomes_of_a_question(story: list[Move]) -> None:
    known = question()
    for move in story:
        if (known.state, move) not in TABLE:
            with pytest.raises(QuestionUnsuitable, match=known.state.value):
                done(known, move)
            continue
        after = done(known, move)
        assert after.state is TABLE[known.state, move]
        # The reader's own words stay, whatever is done.
        assert (after.words, after.id, after.received_at) == (known.words, known.id, known.received_at)
        assert after.assigned is None or after.state not in (State.NEW, State.REJECTED, State.SPAM)
        assert (after.post is not None) == (after.state in (State.ANSWERED, State.PUBLISHED))
        known = after


def test_every_state_is_reached_and_only_what_is_published_stays_so() -> None:
    assert {State.NEW, *TABLE.values()} == set(State)
    left = {state for (state, _), after in TABLE.items() if after is not state}
    assert set(State) - left == {State.PUBLISHED}


def test_an_answer_thrown_away_leaves_room_for_another() -> None:
    again = moves.moved(moves.answered(question(), POST), Move.PUT_BACK)
    assert (again.state, again.post, again.attempt) == (State.NEW, None, 1)
    assert moves.moved(question(State.SPAM), Move.PUT_BACK).attempt == 0


def test_the_readers_own_words_are_no_edit() -> None:
    edited = moves.edited(question(), "When?")
    assert (edited.text, edited.edited) == ("When?", "When?")
    assert moves.edited(edited, edited.words.text).edited == ""


def test_a_ticket_is_known_by_its_hash_alone() -> None:
    assert is_name("a2" * 13)
    assert not any(map(is_name, ["", "a" * 25, "a" * 27, "A" * 26, "1" * 26, "a" * 26 + "\n", "ä" * 26]))
    assert "a" * 26 not in hash_of(Ticket("a" * 26))
