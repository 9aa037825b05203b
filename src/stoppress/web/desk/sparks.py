"""Sparks: how many read a blog over the last hours, as a line no larger than a word, for the list of all blogs.

Knows points (SVG 1.1 §9.6) and words.
Does not know who reads, nor how the line looks (`home.html.j2`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stoppress.audience.reader_counts import Minute

WIDTH: Final = 96
HEIGHT: Final = 20

# Half the line's breadth: at the edges nothing of it is cut off.
_EDGE: Final = 1

# A point for each ten minutes: three hours are no wider than a thumb.
_STEP: Final = 10


@dataclass(frozen=True, slots=True)
class Spark:
    """`points` of the line, and what it shows in words."""

    points: str
    words: str
    width: int = WIDTH
    height: int = HEIGHT


def spark_of(minutes: Sequence[Minute]) -> Spark | None:
    """The line of these minutes, oldest first; None where nobody read, or there is too little to draw."""
    # Counted from the end, as the newest stretch is looked at first and is to be a whole one.
    ends = range(len(minutes), 0, -_STEP)
    counts = [max(each.readers for each in minutes[max(0, end - _STEP) : end]) for end in ends][::-1]
    most = max(counts, default=0)
    if not most or len(counts) == 1:
        return None
    across, high = WIDTH / (len(counts) - 1), HEIGHT - 2 * _EDGE
    points = (f"{at * across:.1f},{HEIGHT - _EDGE - count / most * high:.1f}" for at, count in enumerate(counts))
    return Spark(" ".join(points), f"At most {most:,} in three hours")
