"""Differences: two texts as one, with the words marked that were taken out and those that were put in.

Knows words. Does not know what a text is about, nor how a mark looks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

PIECES: Final = re.compile(r"\s+|\w+|[^\w\s]")
"""What is compared: words, the space between them, and every other sign by itself."""

COMPARED: Final = 600
"""Of longer stretches the whole counts as replaced: comparing takes a time that grows with the square."""

AROUND: Final = 24
"""So many pieces are shown on either side of what changed, about a dozen words; the rest of what stayed is left out."""

SHOWN: Final = 4_000
"""The most characters that are shown of one stretch."""


class Mark(StrEnum):
    """What happened to a stretch."""

    KEPT = "kept"
    OUT = "out"
    IN = "in"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words in a row."""

    mark: Mark
    text: str


def differences(was: str, now: str) -> Sequence[Stretch]:
    """`was` and `now` as one text; nothing where they say the same."""
    if was == now:
        return ()
    before, after = PIECES.findall(was), PIECES.findall(now)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    found = [(Mark.KEPT, before[:head]), *_compared(old, new), (Mark.KEPT, before[len(before) - tail :])]
    told = [(mark, pieces) for mark, pieces in found if pieces]
    return tuple(
        each
        for place, (mark, pieces) in enumerate(told)
        for each in _shown(mark, pieces, first=place == 0, last=place == len(told) - 1)
    )


def beginning(text: str) -> str:
    """As much of a whole text as is shown of one stretch."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rsplit(' ', 1)[0]}…"


def _common(some: Sequence[str], others: Sequence[str]) -> int:
    """How many pieces both begin with."""
    return next(
        (place for place, (one, other) in enumerate(zip(some, others, strict=False)) if one != other),
        min(len(some), len(others)),
    )


def _compared(old: list[str], new: list[str]) -> list[tuple[Mark, list[str]]]:
    if max(len(old), len(new)) > COMPARED:
        return [(Mark.OUT, old), (Mark.IN, new)]
    found: list[tuple[Mark, list[str]]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        # A single space between two words that changed reads worse apart than together.
        if tag == "equal" and not "".join(old[a:b]).strip() and found and b < len(old):
            found += [(Mark.OUT, old[a:b]), (Mark.IN, new[c:d])]
        elif tag == "equal":
            found.append((Mark.KEPT, old[a:b]))
        else:
            found += [(Mark.OUT, old[a:b]), (Mark.IN, new[c:d])]
    return _gathered(found)


def _gathered(found: list[tuple[Mark, list[str]]]) -> list[tuple[Mark, list[str]]]:
    """Between two stretches that stayed, all that went out, then all that came in."""
    gathered: list[tuple[Mark, list[str]]] = []
    out: list[str] = []
    put: list[str] = []
    for mark, pieces in [*found, (Mark.KEPT, [])]:
        if mark is Mark.KEPT:
            gathered += [(Mark.OUT, out), (Mark.IN, put), (Mark.KEPT, pieces)]
            out, put = [], []
        else:
            (out if mark is Mark.OUT else put).extend(pieces)
    return gathered


def _shown(mark: Mark, pieces: list[str], *, first: bool, last: bool) -> list[Stretch]:
    if mark is not Mark.KEPT:
        return [Stretch(mark, beginning("".join(pieces)))]
    start, end = ([] if first else pieces[:AROUND]), ([] if last else pieces[-AROUND:])
    if len(start) + len(end) >= len(pieces):
        return [Stretch(mark, "".join(pieces))]
    told = [Stretch(mark, "".join(start)), Stretch(Mark.LEFT_OUT, " … "), Stretch(mark, "".join(end))]
    return [each for each in told if each.text]
