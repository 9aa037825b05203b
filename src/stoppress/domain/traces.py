"""Traces: whether words that were removed can still be found somewhere, told by salted hashes of a few words in a row.

Knows that a report has to be made after the words have gone, perhaps by another process than the one that removed them:
so hashes are kept meanwhile, and never the words. What was said elsewhere as well, and still is, leaves no trace.
Does not know where anybody looks.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

WINDOW: Final = 4
"""How many words in a row a trace has; a text of fewer is one trace. Of a single word nothing could be told."""

_LEAST: Final = 2
_MARK: Final = 24

_WORD: Final = re.compile(r"[^\W_]+")
_TAG: Final = re.compile(r"<[^<>]*>")
_ESCAPED: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")


@dataclass(frozen=True, slots=True)
class Traces:
    """`marks` are hashes with `salt`, `lengths` how many words in a row they are of."""

    salt: str
    lengths: tuple[int, ...]
    marks: frozenset[str]

    @classmethod
    def of(cls, gone: Iterable[str], kept: Iterable[str], salt: str) -> Self:
        """The traces of `gone` that `kept` does not explain."""
        rows = {row for text in gone for row in _rows(_words(text))}
        lengths = tuple(sorted({len(row) for row in rows}))
        for text in kept:
            rows.difference_update(_windows(_words(text), lengths))
        return cls(salt, lengths, frozenset(_mark(salt, row) for row in rows))

    def are_in(self, content: bytes) -> bool:
        """Whether one of them is in a page, a frame or JSON, as text or in an attribute."""
        text = content.decode("utf-8", "replace")
        plain = html.unescape(_ESCAPED.sub(_unescaped, text) if "\\" in text else text)
        return any(self._are_among(_words(each)) for each in (plain, _TAG.sub(" ", plain)))

    def _are_among(self, words: Sequence[str]) -> bool:
        return any(_mark(self.salt, row) in self.marks for row in set(_windows(words, self.lengths)))

    def written(self) -> str:
        """As JSON."""
        return json.dumps({"salt": self.salt, "lengths": self.lengths, "marks": sorted(self.marks)})

    @classmethod
    def read(cls, text: str) -> Self:
        """What `written` wrote."""
        tree = json.loads(text)
        return cls(tree["salt"], tuple(tree["lengths"]), frozenset(tree["marks"]))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _rows(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if _LEAST <= len(words) < WINDOW:
        yield tuple(words)
    yield from _windows(words, (WINDOW,))


def _windows(words: Sequence[str], lengths: Iterable[int]) -> Iterator[tuple[str, ...]]:
    for length in lengths:
        yield from (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def _mark(salt: str, row: tuple[str, ...]) -> str:
    return sha256(f"{salt} {' '.join(row)}".encode()).hexdigest()[:_MARK]


def _unescaped(found: re.Match[str]) -> str:
    # JSON writes a line feed as backslash and "n", which would stand before the next word.
    return chr(int(found[1][1:], 16)) if len(found[1]) > 1 else " " if found[1].isalpha() else found[1]
