"""Drawings: pictures of places that do not exist, for the demonstration.

Knows how a harbour is drawn from a number.
Does not know the story.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

SIZE: Final = (1800, 1200)

_Colour = tuple[int, int, int]

_DAY: Final[tuple[_Colour, _Colour]] = ((138, 176, 205), (232, 236, 230))
_DUSK: Final[tuple[_Colour, _Colour]] = ((44, 62, 108), (232, 152, 96))
_RIDGE: Final[_Colour] = (118, 138, 148)
_HULL: Final[_Colour] = (28, 30, 36)
_SAIL: Final[_Colour] = (232, 227, 214)
_RIDGES: Final = 4
_BOATS: Final = 6


def draw_harbour(path: Path, number: int, *, dusk: bool) -> None:
    """Write a JPEG of hills, water and boats; the same number is the same picture."""
    # Nothing is kept secret with it: it only has to differ.
    chance = Random(number)  # noqa: S311
    image = _sky(*(_DUSK if dusk else _DAY))
    pen = ImageDraw.Draw(image)
    for ridge in range(_RIDGES):
        _draw_ridge(pen, ridge, chance)
    for _ in range(_BOATS):
        _draw_boat(pen, chance)
    image.filter(ImageFilter.GaussianBlur(0.8)).save(path, "JPEG", quality=88)


def _sky(high: _Colour, low: _Colour) -> Image.Image:
    column = Image.new("RGB", (1, SIZE[1]))
    for y in range(SIZE[1]):
        share = min(1.0, y / (SIZE[1] * 0.6))
        column.putpixel((0, y), _between(high, low, share))
    return column.resize(SIZE)


def _draw_ridge(pen: ImageDraw.ImageDraw, ridge: int, chance: Random) -> None:
    width, height = SIZE
    base = height * (0.5 + 0.1 * ridge)
    points, across = [(0.0, float(height))], 0
    while across < width:
        points.append((across, base - chance.random() * height * 0.12))
        across += chance.randint(60, 200)
    points += [(width, base), (width, height)]
    pen.polygon(points, fill=_between(_RIDGE, (0, 0, 0), 0.25 + 0.17 * ridge))


def _draw_boat(pen: ImageDraw.ImageDraw, chance: Random) -> None:
    left, water = chance.randint(0, SIZE[0]), chance.randint(round(SIZE[1] * 0.75), SIZE[1] - 40)
    long = chance.randint(80, 260)
    hull = [(left, water), (left + long, water), (left + long * 0.85, water + 30), (left + long * 0.15, water + 30)]
    pen.polygon(hull, fill=_HULL)
    pen.rectangle((left + long * 0.3, water - 60, left + long * 0.34, water), fill=_HULL)
    sail = [(left + long * 0.36, water - 60), (left + long * 0.36, water - 8), (left + long * 0.8, water - 8)]
    pen.polygon(sail, fill=_SAIL)


def _between(one: _Colour, other: _Colour, share: float) -> _Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
