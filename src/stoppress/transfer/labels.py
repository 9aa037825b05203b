"""Labels as newsrooms write them: a word of the closed list and a colon before the headline.

Knows which words stand for which label.
Does not know what else is in a headline; it stays verbatim, its label too.
"""

from __future__ import annotations

import re
from typing import Final

from stoppress.domain.facts import Label

# "Kim: New agreement …" is a kicker, not a label, so only these count (DESIGN §2).
_WORDS: Final[dict[str, Label]] = {
    "analysis": Label.ANALYSIS,
    "breaking": Label.BREAKING,
    "breaking news": Label.BREAKING,
    "eyewitness": Label.EYEWITNESS,
    "explainer": Label.EXPLAINER,
    "factbox": Label.FACTBOX,
    "in pictures": Label.PICTURES,
    "listen": Label.LISTEN,
    "pictures": Label.PICTURES,
    "question": Label.QUESTION,
    "quote": Label.QUOTE,
    "summary": Label.SUMMARY,
    "update": Label.UPDATE,
    "watch": Label.WATCH,
}
_PREFIX: Final = re.compile(r"(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r") ?:", re.IGNORECASE)
_LISTEN_TO: Final = re.compile(r"listen to\b", re.IGNORECASE)


def prefix_of(line: str) -> tuple[Label, str] | None:
    """The label before a line's colon and what follows it, with or without a space: "Analysis:China …"."""
    found = _PREFIX.match(line)
    return (_WORDS[found[1].lower()], line[found.end() :].strip()) if found else None


def label_of(headline: str) -> Label | None:
    """The label a headline carries. "Listen to …" carries one without a colon."""
    if prefix := prefix_of(headline):
        return prefix[0]
    return Label.LISTEN if _LISTEN_TO.match(headline) else None
