"""A question: what a reader asked or said, and how far it is on its way to an answer.

Knows its parts and its states, and that the name under which the reader finds it again is known here as a hash alone.
Does not know which state may follow which (`question_moves`), nor where questions are kept (`question_rows`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, NewType

from stoppress.domain.identifiers import PostId, Slug

QuestionId = NewType("QuestionId", str)
"""A question's name at the desk, which is that of the draft of its answer: 26 characters of `[a-z2-7]`."""

Ticket = NewType("Ticket", str)
"""The secret by which whoever asked finds their question again, made by their browser: 26 characters of `[a-z2-7]`."""

_NAME: Final = re.compile(r"[a-z2-7]{26}\Z", re.ASCII)


class State(StrEnum):
    """How far a question has come."""

    NEW = "new"
    ASKED_FOR = "asked-for"
    """The newsroom wants it answered."""
    ASSIGNED = "assigned"
    """Somebody is to answer it."""
    ANSWERED = "answered"
    """An answer is written and on its way."""
    REJECTED = "rejected"
    SPAM = "spam"
    PUBLISHED = "published"


class Suspicion(StrEnum):
    """Why a question was put to spam by itself."""

    NONE = ""
    TRAP = "trap"
    LINKS = "links"
    REPETITION = "repetition"
    WORD = "word"
    AGAIN = "again"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class By:
    """Who at the desk did something, by the name they had then."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a reader sent, as it is kept: clean, and no longer than may be."""

    text: str
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A row.

    `edited` are the words as they are to be published, "" while they are the reader's own. `lead` is the question with
    which this one is grouped, None for one that leads; `others` is how many more are grouped with this one. `attempt` counts
    how often an answer was begun anew, `post` is what the answer's post is or will be called. `has_network` says whether it can
    still be told from the others by the network it came from.
    """

    id: QuestionId
    blog: Slug
    words: Words
    state: State
    suspicion: Suspicion
    is_proved: bool
    received_at: datetime
    changed_at: datetime
    edited: str = ""
    lead: QuestionId | None = None
    others: int = 0
    assigned: By | None = None
    post: PostId | None = None
    attempt: int = 0
    has_network: bool = False

    @property
    def text(self) -> str:
        """The words as they are to be published."""
        return self.edited or self.words.text

    @property
    def asked_by(self) -> int:
        """How many ask this."""
        return self.others + 1


def is_name(text: str) -> bool:
    """Whether this can be a question's name, or a reader's ticket."""
    return _NAME.match(text) is not None


def hash_of(ticket: Ticket) -> str:
    """What is kept of a ticket."""
    return sha256(f"ticket {ticket}".encode()).hexdigest()
