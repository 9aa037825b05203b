"""Sentences within a paragraph.

Knows where one ends in English prose, and some of the full stops that end none.
Does not know what any of them says.
"""

from __future__ import annotations

import re
from typing import Final

_END: Final = re.compile(r"[.!?…][\"'”’)\]]{0,3}\s")
_LAST_WORD: Final = re.compile(r"\w+\Z")
_ABBREVIATIONS: Final = frozenset(
    "mr mrs ms dr prof rev st sir gen col lt sgt capt cmdr maj adm gov sen rep no vs etc eg ie jr sr".split()
)
# The longest word looked at before a full stop: none of the abbreviations is longer.
_REACH: Final = 12


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each verbatim, without the white space between them."""
    found, start = [], 0
    for end in _END.finditer(text):
        if text[end.start()] == "." and _abbreviates(text[max(0, end.start() - _REACH) : end.start()]):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [each for each in (*found, text[start:].strip()) if each]


def _abbreviates(before: str) -> bool:
    """Whether a full stop after `before` belongs to the word: "Mr.", "J.", "U.S."."""
    word = _LAST_WORD.search(before)
    return word is not None and (word[0].casefold() in _ABBREVIATIONS or (len(word[0]) == 1 and word[0].isupper()))
