"""Moves: what can happen to a question, and what it is afterwards. Pure.

Knows, in one table, from which state each thing can be done and where it leads. What is published stays so: its post is
taken down as any other.
Does not know who may do it (`actions`), nor rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from stoppress.audience.question import By, Question, State
from stoppress.domain.identifiers import PostId
from stoppress.errors.questions import QuestionUnsuitable


class Move(StrEnum):
    """What can happen to a question. The words are those of addresses and of the log."""

    ASK_FOR = "ask-for"
    ASSIGN = "assign"
    REJECT = "reject"
    SPAM = "spam"
    PUT_BACK = "put-back"
    EDIT = "edit"
    GROUP = "group"
    UNGROUP = "ungroup"
    ANSWER = "answer"
    PUBLISH = "publish"


_OPEN: Final = (State.NEW, State.ASKED_FOR, State.ASSIGNED)
_SHUT: Final = (State.REJECTED, State.SPAM)


def _table() -> dict[tuple[State, Move], State]:
    found: dict[tuple[State, Move], State] = {}
    for state in _OPEN:
        found[state, Move.ASK_FOR] = State.ASKED_FOR
        found[state, Move.ASSIGN] = State.ASSIGNED
        found[state, Move.REJECT] = State.REJECTED
        found[state, Move.SPAM] = State.SPAM
        found[state, Move.ANSWER] = State.ANSWERED
        # An answer that goes out answers all that are grouped, wherever they were.
        found[state, Move.PUBLISH] = State.PUBLISHED
    for state in (State.ASKED_FOR, State.ASSIGNED, State.ANSWERED, *_SHUT):
        found[state, Move.PUT_BACK] = State.NEW
    for state in (*_OPEN, State.ANSWERED):
        found[state, Move.EDIT] = state
        found[state, Move.GROUP] = state
        found[state, Move.UNGROUP] = state
    found[State.ANSWERED, Move.ANSWER] = State.ANSWERED
    found[State.ANSWERED, Move.PUBLISH] = State.PUBLISHED
    found[State.REJECTED, Move.SPAM] = State.SPAM
    found[State.SPAM, Move.REJECT] = State.REJECTED
    return found


TABLE: Final[Mapping[tuple[State, Move], State]] = MappingProxyType(_table())
"""Where each move leads from each state. What is not here is refused."""


def can(question: Question, move: Move) -> bool:
    """Whether this can be done now."""
    return (question.state, move) in TABLE


def moved(question: Question, move: Move) -> Question:
    """The question after a move that needs nothing more. Raises QuestionUnsuitable."""
    if not can(question, move):
        raise QuestionUnsuitable(state=question.state.value)
    after = replace(question, state=TABLE[question.state, move])
    if question.state is State.ANSWERED and after.state is State.NEW:
        # Its answer was thrown away; the next one is another draft and another post.
        after = replace(after, attempt=question.attempt + 1, post=None)
    return replace(after, assigned=None) if after.state in (State.NEW, *_SHUT) else after


def assigned(question: Question, to: By) -> Question:
    """The question given to somebody. Raises QuestionUnsuitable."""
    return replace(moved(question, Move.ASSIGN), assigned=to)


def edited(question: Question, text: str) -> Question:
    """The question in other words; "" is the reader's own again. Raises QuestionUnsuitable."""
    return replace(moved(question, Move.EDIT), edited="" if text == question.words.text else text)


def answered(question: Question, post: PostId) -> Question:
    """The question with an answer on its way, which will be `post`. Raises QuestionUnsuitable."""
    return replace(moved(question, Move.ANSWER), post=post)


def published(question: Question, post: PostId) -> Question:
    """The question answered in the open. Whatever was done to it: it stands in the log. Raises QuestionUnsuitable."""
    return replace(moved(question, Move.PUBLISH), post=post)
