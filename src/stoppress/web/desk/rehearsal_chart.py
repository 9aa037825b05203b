"""The chart of a rehearsal: how late each revision was heard, as lines of a drawing.

Knows points and the scale.
Does not know what is heard, nor how the drawing looks (`rehearsal_part.html.j2`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 600
HEIGHT: Final = 120

_FEWEST: Final = 2
_STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Chart:
    """`half` and `most` are points of two lines (SVG 1.1 §9.6); `top` is the delay at the upper edge, in milliseconds."""

    half: str
    most: str
    top: float
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(frames: Sequence[Sequence[float]]) -> Chart | None:
    """The chart of revisions as the report has them; None where there is too little to draw."""
    if len(frames) < _FEWEST:
        return None
    top = _round_above(max(each[3] for each in frames))
    return Chart(_points([each[2] for each in frames], top), _points([each[3] for each in frames], top), top)


def _points(delays: Sequence[float], top: float) -> str:
    across = WIDTH / (len(delays) - 1)
    return " ".join(f"{at * across:.1f},{HEIGHT - delay / top * HEIGHT:.1f}" for at, delay in enumerate(delays))


def _round_above(delay: float) -> float:
    """The next of 1, 2, 5, 10, 20 … that is not less."""
    size = 1.0
    while True:
        for step in _STEPS:
            if step * size >= delay:
                return step * size
        size *= 10
