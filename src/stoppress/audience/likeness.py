"""Likeness: which questions ask the same. Pure.

Knows a question by the beginnings of its words, long ones counting for more and numbers for most, and how much of what two
say is the same (a weighted Jaccard index). Runs of letters were tried and are worse: with them "When do the ferries run?" and
"When do the trains run?" are more alike than two ways to ask after the ferries.
Does not know rows, nor meaning: a moderator puts together what says the same in other words, and takes apart what does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final, Generic, TypeVar
from unicodedata import normalize

ALIKE: Final = 0.7
"""How much of what either says both have to say. A tram is no bus, and line 3 is not line 4; tests have the examples."""

_WORD: Final = re.compile(r"[^\W\d_]+|\d+")

# Scripts that write without spaces: there two characters are a word.
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

_BEGINNING: Final = 4
_FEWEST: Final = 3
_HEAVIEST: Final = 8
_NUMBER: Final = 6

# Longer questions are compared by what they begin with.
_MOST: Final = 60

# A word that begins like one in so many questions finds none of them; those that are alike share others.
_COMMON: Final = 500

Name = TypeVar("Name")


def terms(text: str) -> Mapping[str, int]:
    """What a text is compared by, with what each counts for."""
    found: dict[str, int] = {}
    for word in _WORD.findall(normalize("NFKC", text).casefold()):
        if _UNSPACED.search(word):
            found.update((word[at : at + 2], 2) for at in range(max(1, len(word) - 1)))
        elif word.isdigit():
            found[word] = _NUMBER
        elif len(word) >= _FEWEST:
            found.setdefault(word[:_BEGINNING], min(len(word), _HEAVIEST))
        if len(found) >= _MOST:
            break
    return found


def likeness(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """How much of what either says both say: 0 to 1."""
    both = sum(min(weight, other[term]) for term, weight in one.items() if term in other)
    either = sum(one.values()) + sum(other.values()) - both
    return both / either if both else 0.0


class Likenesses(Generic[Name]):
    """Questions that were looked at, to find the one that is most like another."""

    def __init__(self) -> None:
        self._terms: dict[Name, Mapping[str, int]] = {}
        self._places: dict[Name, int] = {}
        self._having: defaultdict[str, list[Name]] = defaultdict(list)

    def add(self, name: Name, text: str) -> None:
        """One more."""
        self._terms[name] = found = terms(text)
        self._places[name] = len(self._places)
        for each in found:
            self._having[each].append(name)

    def most_like(self, text: str) -> Name | None:
        """The one that is most like this text and alike enough, the earliest of several; None where none is."""
        found = terms(text)
        telling = [each for each in found if len(self._having.get(each, ())) <= _COMMON] or list(found)
        candidates = {name for each in telling for name in self._having.get(each, ())}
        alike = [
            (likeness(found, self._terms[name]), name) for name in sorted(candidates, key=self._places.__getitem__)
        ]
        # Of several that are as much alike, the first in the list is the earliest: so is the one that `max` gives.
        best = max(alike, key=lambda pair: pair[0], default=None)
        return best[1] if best is not None and best[0] >= ALIKE else None
