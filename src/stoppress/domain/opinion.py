"""Opinions: what readers say of a page, in numbers.

Knows how numbers are rounded so that they do not say more than was said.
Does not know who said it, nor how many have to before it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_STARS: Final = 5

_NONE: Final = (0,) * MOST_STARS


@dataclass(frozen=True, slots=True)
class Opinion:
    """How many gave one star, two, and so on; how many found the page helpful, and how many did not."""

    stars: tuple[int, ...] = _NONE
    yes: int = 0
    no: int = 0

    @property
    def ratings(self) -> int:
        """How many gave stars."""
        return sum(self.stars)

    @property
    def answers(self) -> int:
        """How many said whether the page is helpful."""
        return self.yes + self.no

    @property
    def tenths(self) -> int:
        """The average of all stars in tenths, from 10 to 50; the ends are said only where all agree. 0 without any."""
        if not self.ratings:
            return 0
        total = sum(stars * count for stars, count in enumerate(self.stars, 1))
        return _rounded(10 * total, self.ratings, 10, 10 * MOST_STARS)

    @property
    def percent(self) -> int:
        """How many of a hundred found it helpful; 0 and 100 are said only where all agree. 0 without any answer."""
        return _rounded(100 * self.yes, self.answers, 0, 100) if self.answers else 0


def _rounded(above: int, below: int, least: int, most: int) -> int:
    """To the nearest whole number, halves upwards; the ends only where they are exact."""
    nearest = (2 * above + below) // (2 * below)
    if above == most * below:
        return most
    if above == least * below:
        return least
    return min(most - 1, max(least + 1, nearest))
