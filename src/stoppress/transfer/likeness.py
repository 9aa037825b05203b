"""Likeness: which post a key point is about, judged by the words it shares with headlines.

Knows words, how rare each is on this page, and how far a misspelling may go.
Does not know what the words mean; below `LIKENESS_THRESHOLD` it makes no link.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from stoppress.transfer.labels import label_of, prefix_of

LIKENESS_THRESHOLD: Final = 0.35
"""From this likeness on a key point is linked: about a third of what both say, rare words counting more.

Read off a real page of ten posts and seven key points: what belongs together scored 0.43 and above, what does
not 0.27 and below. A key point that is not linked can be linked by hand; a wrong link misleads readers.
"""

SHARED_WORDS: Final = 2
"""One shared word, however rare, is a topic and not a post."""

_TYPO_LENGTH: Final = 5

_WORD: Final = re.compile(r"\w+")
_POSSESSIVE: Final = re.compile(r"['’]s\b")
_STOP_WORDS: Final = frozenset(
    "a about after all an and are as at be been before being but by can could do does for from had has have he her "
    "his how in into is it its just may more must new no not now of off on or our out over own said say says she "
    "should so some still than that the their them then there they this to told too under until up us was we were "
    "what when where which while who why will with would you your".split()
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The post most like a key point: its position among the headlines (None if none shares a word) and the score.

    `linked` says whether they are alike enough to be about the same thing.
    """

    post: int | None
    score: float
    linked: bool = False


def likenesses(points: Sequence[str], headlines: Sequence[str]) -> list[Likeness]:
    """For each key point the most similar headline, and whether it is linked to it.

    The score is Dice's coefficient over content words, each weighted by log(1 + posts / posts that have it): twice
    the weight of the shared words over the weight of both texts' words, from 0 to 1. A labelled key point can
    only be about a post with that label. Each post is linked at most once, the best scores first; of equals the
    later headline wins.
    """
    page = [_words(headline) for headline in headlines]
    rarity = _Rarity(page)
    scored = []
    for number, point in enumerate(points):
        label, words = label_of(point), _words(point)
        for post, headline in enumerate(headlines):
            if label is None or label_of(headline) is label:
                score, shared = rarity.likeness(words, page[post])
                scored.append((score, post, number, shared))
    return _matched(sorted(scored, reverse=True), len(points))


def _matched(scored: Sequence[tuple[float, int, int, int]], points: int) -> list[Likeness]:
    best: dict[int, Likeness] = {}
    taken: set[int] = set()
    for score, post, number, shared in scored:
        known = best.get(number)
        alike = score >= LIKENESS_THRESHOLD and shared >= SHARED_WORDS
        if alike and post not in taken and not (known and known.linked):
            best[number] = Likeness(post, round(score, 2), linked=True)
            taken.add(post)
        elif known is None and score > 0:
            best[number] = Likeness(post, round(score, 2))
    return [best.get(number, Likeness(None, 0.0)) for number in range(points)]


class _Rarity:
    """How much each word of a page weighs: the rarer among the headlines, the more."""

    def __init__(self, page: Sequence[frozenset[str]]) -> None:
        self._posts = len(page)
        self._having = Counter(word for words in page for word in words)

    def likeness(self, point: frozenset[str], headline: frozenset[str]) -> tuple[float, int]:
        """The score, and how many words are shared."""
        shared = {word: match for word in point if (match := _match(word, headline))}
        if not shared:
            return 0.0, 0
        # A misspelt word weighs what the word it stands for weighs.
        own = sum(self._weight(shared.get(word, word)) for word in point)
        total = own + sum(map(self._weight, headline))
        return 2 * sum(self._weight(match) for match in shared.values()) / total, len(shared)

    def _weight(self, word: str) -> float:
        return log(1 + self._posts / max(1, self._having[word]))


def _words(text: str) -> frozenset[str]:
    """The content words of a text, lower-case, without accents and endings, and without its label."""
    prefix = prefix_of(text)
    line = _POSSESSIVE.sub("", (prefix[1] if prefix else text).casefold())
    bare = "".join(each for each in unicodedata.normalize("NFKD", line) if not unicodedata.combining(each))
    return frozenset(_stem(word) for word in _WORD.findall(bare) if word not in _STOP_WORDS)


def _stem(word: str) -> str:
    for ending, rest in (("ies", 3), ("ing", 4), ("ed", 4), ("es", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= rest and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


def _match(word: str, among: frozenset[str]) -> str | None:
    """The word itself, or the first of `among` that one typing error turns into it."""
    if word in among:
        return word
    return next((each for each in sorted(among) if _one_error_apart(word, each)), None)


def _one_error_apart(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing, too many, or two have changed places. Short words must be the same."""
    if min(len(one), len(other)) < _TYPO_LENGTH or abs(len(one) - len(other)) > 1 or not one.isalpha():
        return False
    if one[0] != other[0]:
        return False
    first = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[first:], other[first:]
    swapped = len(a) == len(b) and a[:2] == b[1::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
