"""Wording: what a reader typed, as it is kept. Pure.

Knows which characters say nothing and only deceive: controls, overrides of direction, invisible ones; and how many marks a
letter may bear. What is left is text and nothing else: it is escaped wherever it is shown.
Does not know whether it is welcome (`suspicion`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from stoppress.audience.question import Words
from stoppress.errors import Empty, TooLong

TEXT_LIMIT: Final = 1_000
"""Longest question in characters."""

NAME_LIMIT: Final = 60
"""Longest name and place."""

# Joiners are needed within words of some scripts, and in emoji; what is next to a space joins nothing.
_JOINERS: Final = "\u200c\u200d"
_LONE_JOINER: Final = re.compile(rf"(?<!\S)[{_JOINERS}]+|[{_JOINERS}]+(?!\S)|([{_JOINERS}])[{_JOINERS}]+")
_NOTHING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

# A syllable of Vietnamese or a verse of Hebrew gets by with fewer; a tower of marks covers the lines above it.
_MARK: Final = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS: Final = re.compile(f"({_MARK}{{4}}){_MARK}+")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" *\n *(?:\n *)+")

# Variation selectors: an emoji has one, a hidden message hundreds.
_SELECTORS: Final = re.compile("([\ufe00-\ufe0f])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+|[\U000e0100-\U000e01ef]")


def cleaned(text: str, *, lines: bool = True) -> str:
    """The text without what says nothing; paragraphs stay where there may be `lines`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = unicodedata.normalize("NFC", text.replace("\t", " "))
    text = "".join(each for each in text if each in "\n" + _JOINERS or unicodedata.category(each) not in _NOTHING)
    text = _MARKS.sub(r"\1", _SELECTORS.sub(r"\1", text))
    text = _LINES.sub("\n\n", _BLANKS.sub(" ", text)) if lines else " ".join(text.split())
    text = "\n".join(each.strip() for each in text.split("\n"))
    return _LONE_JOINER.sub(r"\1", text).strip()


def words_of(text: str, name: str = "", place: str = "") -> Words:
    """What a reader sent, as it is kept. Raises Empty, TooLong."""
    found = Words(text=cleaned(text), name=cleaned(name, lines=False), place=cleaned(place, lines=False))
    if not any(each.isalnum() for each in found.text):
        raise Empty(field="Your question")
    _require(found.text, "Your question", TEXT_LIMIT)
    _require(found.name, "Your name", NAME_LIMIT)
    _require(found.place, "Your place", NAME_LIMIT)
    return found


def _require(text: str, field: str, limit: int) -> None:
    if len(text) > limit:
        raise TooLong(field=field, length=len(text), limit=limit)
