"""Suspicion: what looks like spam. Pure.

Knows the signs: a trap that nobody who reads falls into, links, repetition, words that the newsroom lists. What is
suspected is kept apart and never refused: its sender learns nothing, and a moderator can put it right.
Does not know who sent it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

from stoppress.audience.question import Suspicion, Words

LINKS: Final = 1
"""Most links in a question. A reader may point to something; who points to two things sells something."""

# A name of a host has parts of 63 characters at most; without a bound a thousand of "a." take a tenth of a second.
_LINK: Final = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:com|net|org|info|biz|ru|cn|top|xyz|shop|online|site|io|me|link|click)\b",
    re.IGNORECASE,
)
_RUN: Final = re.compile(r"(\S)\1{9,}")
_WORD: Final = re.compile(r"\w+")

# Of so many words so large a part may be one and the same.
_FEWEST_WORDS: Final = 8
_SAME_WORD: Final = 0.5

WORD_LIMIT: Final = 60
"""Longest word of the list."""

WORDS_LIMIT: Final = 500
"""Most words of the list."""

_SINGLE: Final = re.compile(r"\w+")


def suspicion(words: Words, trap: str, listed: Iterable[str]) -> Suspicion:
    """Why it is suspected, if it is. `trap` is what stands in the field that readers do not see."""
    if trap.strip():
        return Suspicion.TRAP
    if _LINK.search(words.name) or _LINK.search(words.place) or len(_LINK.findall(words.text)) > LINKS:
        return Suspicion.LINKS
    if _repeats(words.text):
        return Suspicion.REPETITION
    said = folded(f"{words.text}\n{words.name}\n{words.place}")
    return Suspicion.WORD if any(_says(said, each) for each in listed) else Suspicion.NONE


def _repeats(text: str) -> bool:
    if _RUN.search(text):
        return True
    found = _WORD.findall(folded(text))
    return len(found) >= _FEWEST_WORDS and Counter(found).most_common(1)[0][1] > len(found) * _SAME_WORD


def _says(said: str, listed: str) -> bool:
    """One word of the list is found as a whole word, several as they stand; a star at the end stands for any ending."""
    stem = folded(listed.rstrip("*"))
    # First the quick look: 500 words in a question of 1,000 characters took 200 ms without it, and take 1 with it.
    if not stem or stem not in said:
        return False
    end = "" if listed.endswith("*") else r"(?!\w)"
    return re.search(rf"(?<!\w){re.escape(stem)}{end}", said) is not None


def folded(text: str) -> str:
    """Text as it is compared: without case, width, marks and what cannot be seen."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in plain if unicodedata.category(each) not in ("Mn", "Cf"))
