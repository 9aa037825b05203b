"""Widths come from a fixed list, never exceed the picture, and the first file is one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.media import Format
from stoppress.media.picture_limits import PictureLimits
from stoppress.media.renditions import first, rest, widths

LIMITS = PictureLimits()
SIDES = st.integers(1, LIMITS.side)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (8_000, 6_000, (320, 640, 960, 1_280, 1_920, 2_560)),
        (2_600, 1_000, (320, 640, 960, 1_280, 1_920, 2_560)),
        (2_300, 1_000, (320, 640, 960, 1_280, 1_920, 2_300)),
        (2_000, 1_000, (320, 640, 960, 1_280, 1_920)),
        (700, 700, (320, 640)),
        (800, 700, (320, 640, 800)),
        (320, 200, (320,)),
        (319, 200, (319,)),
        (1, 1, (1,)),
        (4_000, 12_000, (320, 640, 960, 1_280, 1_920)),
        (1, 12_000, (1,)),
    ],
)
def test_widths(width: int, height: int, expected: tuple[int, ...]) -> None:
    assert widths(width, height, LIMITS) == expected


@given(SIDES, SIDES)
def test_the_two_jobs_make_each_file_once(width: int, height: int) -> None:
    quick, others = first(width, height, LIMITS), rest(width, height, LIMITS, is_animated=False)
    every = [quick, *others]
    assert len(set(every)) == len(every) == 3 * len(widths(width, height, LIMITS))
    assert len({each.file for each in every}) == len(every)
    assert quick.format is Format.JPEG
    assert all(1 <= each.width <= width and each.height >= 1 for each in every)
    assert all(each.width * each.height <= LIMITS.rendition_pixels for each in every)


@given(SIDES, SIDES)
def test_what_moves_is_one_file_beside_its_still(width: int, height: int) -> None:
    (moving,) = rest(width, height, LIMITS, is_animated=True)
    assert moving.format is Format.WEBP
    assert moving.width == min(width, LIMITS.animated_width)
