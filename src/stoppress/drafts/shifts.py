"""Shifts: who has a blog, what one leaves to the next, and who is meant by "@Name". Pure.

Knows that a shift is offered before somebody has it, and what is counted of one.
Does not know where shifts and notes are kept (`shift_rows`, `note_rows`), nor who may have one (`actions`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Final

from stoppress.domain.identifiers import Seq, Slug
from stoppress.drafts.draft import Someone

REMOVED: Final = "[These words were removed by law.]"
"""What stands in the place of a note that quotes what was removed."""


class Ending(StrEnum):
    """How a shift came to its end."""

    HANDED_OVER = "handed"
    """Whoever it was offered to has it."""
    TAKEN_OVER = "taken"
    """Somebody took it who had not been asked."""
    ENDED = "ended"
    """Nobody has the blog."""


class NoteKind(StrEnum):
    """What a note is."""

    NOTE = "note"
    QUESTION = "question"
    """Open until somebody ticks it off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A shift in figures: what was done in it, and what is left by now."""

    published: int = 0
    edited: int = 0
    corrected: int = 0
    taken_down: int = 0
    key_points: int = 0
    """How often they were set."""
    waiting: int = 0
    held: int = 0
    review: int = 0
    questions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A row. `began_seq` and `ended_seq` are the blog's sequence then: what lies between them happened in it."""

    id: int
    blog: Slug
    owner: Someone
    taken_from: Someone | None
    began_at: datetime
    began_seq: Seq
    offered_to: Someone | None = None
    offered_at: datetime | None = None
    note: str = ""
    ended_at: datetime | None = None
    ended_seq: Seq | None = None
    ending: Ending | None = None
    summary: Summary | None = None

    def is_offered_to(self, person: str) -> bool:
        """Whether this person is asked to have the blog."""
        return self.offered_to is not None and self.offered_to.id == person


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftNote:
    """A row. `version` counts its wordings, of which the latest is kept; one that was taken away can be put back."""

    id: int
    blog: Slug
    kind: NoteKind
    text: str
    by: Someone
    at: datetime
    assigned_to: Someone | None
    done_by: Someone | None
    done_at: datetime | None
    version: int = 1
    edited_at: datetime | None = None
    gone_by: Someone | None = None
    gone_at: datetime | None = None

    @property
    def is_gone(self) -> bool:
        """Whether somebody has taken it away."""
        return self.gone_by is not None


def mentioned(text: str, people: Iterable[Someone]) -> frozenset[str]:
    """The ids of those who are meant by "@Name" in a text.

    A whole name wins over a first one; a first name means somebody where nobody else has it.
    """
    known: dict[str, set[str]] = {}
    firsts: dict[str, set[str]] = {}
    for each in people:
        if name := " ".join(each.name.split()):
            known.setdefault(name.casefold(), set()).add(each.id)
            firsts.setdefault(name.split()[0].casefold(), set()).add(each.id)
    for first, ids in firsts.items():
        if len(ids) == 1:
            known.setdefault(first, set()).update(ids)
    if not known:
        return frozenset()
    said = " ".join(text.split()).casefold()
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    found = re.findall(rf"(?<!\w)@({names})(?!\w)", said)
    return frozenset(person for name in found for person in known[name])


def summary_text(summary: Summary) -> str:
    """As it is kept: JSON."""
    return json.dumps(asdict(summary))


def summary_of(text: str) -> Summary | None:
    """What `summary_text` wrote; what another version counted is passed over."""
    if not text:
        return None
    kept = json.loads(text)
    return Summary(**{each.name: kept[each.name] for each in fields(Summary) if each.name in kept})
