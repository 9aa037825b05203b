"""The lines of a transcript: which are blank, which are stamps, and which posts stand under them.

Knows `HH:MM:SS` and `HH:MM` alone on a line.
Does not know dates, nor what a line says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Final

from stoppress.domain.cleaning import clean

_STAMP: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something, without the white space around it. `number` counts from 1, as editors do."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines with none blank between them."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """What the passage says, its lines as they are."""
        return "\n".join(line.text for line in self.lines)

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.lines[0].number


@dataclass(frozen=True, slots=True)
class Stamped:
    """What stands under one stamp."""

    line: int
    stamp: time
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """A transcript in two parts: what stands above the first stamp, and the posts from the top of the page down."""

    above: tuple[Passage, ...]
    posts: tuple[Stamped, ...]


def stamp_of(line: str) -> time | None:
    """The time a line consists of."""
    found = _STAMP.match(line)
    return time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def pages(text: str) -> Pages:
    """The parts of a transcript."""
    lines = [Line(number, line.strip()) for number, line in enumerate(clean(text).split("\n"), 1)]
    stamps = [(index, stamp) for index, line in enumerate(lines) if (stamp := stamp_of(line.text)) is not None]
    starts = [index for index, _ in stamps]
    posts = [
        Stamped(lines[start].number, stamp, _passages(lines[start + 1 : end]))
        for (start, stamp), end in zip(stamps, (*starts[1:], len(lines)), strict=bool(stamps))
    ]
    return Pages(_passages(lines[: (*starts, len(lines))[0]]), tuple(posts))


def _passages(lines: Iterable[Line]) -> tuple[Passage, ...]:
    found: list[Passage] = []
    current: list[Line] = []
    for line in lines:
        if line.text:
            current.append(line)
        elif current:
            found.append(Passage(tuple(current)))
            current = []
    return (*found, Passage(tuple(current))) if current else tuple(found)
