"""Word marks: a text in pieces, those marked that are not as they were.

Knows words. Does not know what a text is about, nor how a mark looks.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

from stoppress.render.differences import PIECES

Marked = tuple[tuple[str, bool], ...]
"""Pieces of a text in order; whether each is new."""

MOST_WORDS: Final = 600
"""A longer paragraph is not marked: comparing takes a time that grows with the square."""


def marked(was: str, now: str) -> Marked:
    """`now` with what is not in `was` marked; nothing where nothing was there before."""
    before, after = PIECES.findall(was), PIECES.findall(now)
    if not was or was == now or max(len(before), len(after)) > MOST_WORDS:
        return ((now, False),) if now else ()
    found: list[tuple[str, bool]] = []
    for tag, _, _, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if start < end:
            found.append(("".join(after[start:end]), tag != "equal"))
    return tuple(found)
