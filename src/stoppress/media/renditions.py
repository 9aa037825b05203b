"""Which renditions a picture gets: formats, widths and heights, the quick one first.

Knows the fixed list of widths and when a picture's own is added.
Does not know how they are made (`pictures`), nor who is shown which (`render`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stoppress.domain.media import Format
from stoppress.media.picture_limits import PictureLimits

# What is made first is what the most readers get.
FORMATS: Final = (Format.WEBP, Format.AVIF, Format.JPEG)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file to be made, pixels. `file` is what the child calls it, in a folder of its own."""

    format: Format
    width: int
    height: int

    @property
    def file(self) -> str:
        """Its name until it has its keyed one."""
        return f"{self.width}.{self.format.value}"


def widths(width: int, height: int, limits: PictureLimits) -> tuple[int, ...]:
    """In pixels, rising, never wider than the picture, at least one."""
    found = [each for each in limits.widths if each <= width]
    near = any(each >= width * (1 - limits.near) for each in found)
    if width < limits.widths[-1] and not near:
        found.append(width)
    fitting = [each for each in found if each * _height(each, width, height) <= limits.rendition_pixels]
    return tuple(fitting or found[:1])


def first(width: int, height: int, limits: PictureLimits) -> Wanted:
    """The JPEG that a post can go out with at once."""
    nearest = min(widths(width, height, limits), key=lambda each: abs(each - limits.first_width))
    return Wanted(Format.JPEG, nearest, _height(nearest, width, height))


def rest(width: int, height: int, limits: PictureLimits, *, is_animated: bool) -> tuple[Wanted, ...]:
    """All others, small ones first. Of what moves that is one: the animation itself, as WebP."""
    if is_animated:
        across = min(width, limits.animated_width)
        return (Wanted(Format.WEBP, across, _height(across, width, height)),)
    quick = first(width, height, limits)
    every = (
        Wanted(each, across, _height(across, width, height))
        for across in widths(width, height, limits)
        for each in FORMATS
    )
    return tuple(each for each in every if each != quick)


def _height(across: int, width: int, height: int) -> int:
    return max(1, round(height * across / width))
