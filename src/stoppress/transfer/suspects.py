"""Suspects: places where a copy seems to have lost a space.

Knows two signs: a word that is two words run together, and a stop, comma or bracket with no space by it.
Does not mend anything: the words stay as they are, and a person looks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from stoppress.transfer.common_words import (
    COMMON,
    COMPOUNDS,
    JOINING_AFTER,
    JOINING_BEFORE,
    LINKING,
    SHORT_JOINING_AFTER,
    SHORTEST_JOINING_AFTER,
)
from stoppress.transfer.report import Finding, Findings

# Two words that both carry meaning run together are long ("citydistrict"); shorter ones are mostly compounds
# ("lighthouse"). These lengths were set so that invented harbour news raises no false alarm.
_LONG: Final = 12
_PART: Final = 4
_PART_BEFORE_SHORT: Final = 6
# Nobody writes words this long; what is longer is an address or a code.
_LONGEST: Final = 40

_LOWER: Final = re.compile(r"(?<![\w.@/’'-])[a-z]{5,}(?![\w@/’'-])")
_WORD: Final = re.compile(r"(?<!\w)[a-z]{2,}(?!\w)")
_STOP: Final = re.compile(r"\b[^\W\d_]{2,40}[,;:][^\W\d_]{2,40}\b")
_BRACKET: Final = re.compile(r"\b[^\W\d_]{2,40}\([^\W\d_]{2,40}\b")
_FULL_STOP: Final = re.compile(r"\b[a-z]{3,40}[.!?][^\W\d_]{2,40}\b")
_ADDRESS: Final = re.compile(r"(?:\w{2,10}://|www\.|@)")


def tell_suspects(passages: Iterable[tuple[str, str]], findings: Findings) -> None:
    """Note every suspect in `passages`, given as (where, text): the report says where each stands."""
    texts = list(passages)
    vocabulary = Counter(word for _, text in texts for word in _WORD.findall(text))
    for where, text in texts:
        for fused, reads in _suspects(text, vocabulary):
            findings.tell(Finding.SUSPECT, where=where, text=fused, reads=reads)


def _suspects(text: str, vocabulary: Counter[str]) -> Iterator[tuple[str, str]]:
    for word in dict.fromkeys(_LOWER.findall(text)):
        if reads := _split(word, vocabulary):
            yield word, reads
    for token in text.split():
        if not _ADDRESS.search(token):
            yield from _unspaced(token)


def _unspaced(token: str) -> Iterator[tuple[str, str]]:
    """A stop followed by a letter, or a bracket preceded by one.

    After a full stop only a capital or a common word counts: "harbour.org" is an address.
    """
    for found in _BRACKET.finditer(token):
        yield found[0], found[0].replace("(", " (")
    for found in _STOP.finditer(token):
        yield found[0], re.sub(r"([,;:])", r"\1 ", found[0])
    for found in _FULL_STOP.finditer(token):
        after = re.split(r"[.!?]", found[0])[1]
        if after[0].isupper() or (after in COMMON and len(after) > 2):
            yield found[0], re.sub(r"([.!?])", r"\1 ", found[0])


def _split(word: str, vocabulary: Counter[str]) -> str | None:
    """`word` as the two words it seems to be, or None. What occurs twice is a word: a lost space seldom repeats."""
    if word in COMMON or word in COMPOUNDS or vocabulary[word] > 1 or len(word) > _LONGEST:
        return None
    for at in range(2, len(word) - 1):
        before, after = word[:at], word[at:]
        if _joined(before, after, vocabulary):
            return f"{before} {after}"
    return None


def _joined(before: str, after: str, vocabulary: Counter[str]) -> bool:
    if before in JOINING_BEFORE:
        return len(after) >= _PART and _known(after, vocabulary)
    if after in JOINING_AFTER:
        return before in LINKING or (len(before) >= _PART and _known(before, vocabulary))
    if after in SHORT_JOINING_AFTER and len(before) >= _PART and before in COMMON:
        return True
    if after in SHORTEST_JOINING_AFTER:
        return len(before) >= _PART_BEFORE_SHORT and vocabulary[before] > 0
    both = _known(before, vocabulary) and _known(after, vocabulary)
    return both and min(len(before), len(after)) >= _PART and len(before) + len(after) >= _LONG


def _known(word: str, vocabulary: Counter[str]) -> bool:
    return word in COMMON or vocabulary[word] > 0
