"""Pictures: what is made of one, in two jobs. `begin` makes what a post can go out with, `finish` all the rest.

Knows the order of steps and how each format is written.
Does not know where files go in the end, nor what they are called there (`workshop`). Runs in the child.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image

from stoppress.domain.media import Format
from stoppress.media.animation import write_animation
from stoppress.media.colours import mean, on_white
from stoppress.media.confinement import allow_encoding
from stoppress.media.kinds import Kind
from stoppress.media.picture_limits import PictureLimits
from stoppress.media.reading import Opened
from stoppress.media.renditions import Wanted, first, rest

# Chosen so that the three look alike; AVIF's slower speeds take five times as long for a twentieth fewer bytes.
_SETTINGS: Final[Mapping[Format, Mapping[str, Any]]] = {
    Format.JPEG: {"quality": 82, "progressive": True, "optimize": True},
    Format.WEBP: {"quality": 80, "method": 4},
    # With one thread the same picture gives the same bytes, and so the same name, every time.
    Format.AVIF: {"quality": 60, "speed": 8, "max_threads": 1},
}
_PILLOW_NAMES: Final = {Format.JPEG: "JPEG", Format.WEBP: "WEBP", Format.AVIF: "AVIF"}
_ANIMATION_SETTINGS: Final = {"quality": 70, "method": 2}


@dataclass(frozen=True, slots=True)
class Made:
    """What a job gives: upright pixels of the whole picture, its mean colour, and which files are in the folder."""

    width: int
    height: int
    colour: str
    is_animated: bool
    files: tuple[Wanted, ...]


def begin(source: Path, kind: Kind, folder: Path, limits: PictureLimits) -> Made:
    """The facts and the first JPEG."""
    with source.open("rb") as file:
        opened = Opened(file, kind, limits)
        wanted = first(opened.width, opened.height, limits)
        image, profile = opened.read(wanted.width, wanted.height)
    _write(image, profile, wanted, folder)
    return Made(opened.width, opened.height, mean(image), opened.frames > 1, (wanted,))


def finish(source: Path, kind: Kind, folder: Path, limits: PictureLimits) -> Made:
    """Everything `begin` has not made. Doing it again gives the same bytes."""
    with source.open("rb") as file:
        opened = Opened(file, kind, limits)
        wanted = rest(opened.width, opened.height, limits, is_animated=opened.frames > 1)
        colour = (_animated if opened.frames > 1 else _still)(opened, wanted, folder)
    return Made(opened.width, opened.height, colour, opened.frames > 1, wanted)


JOBS: Final[dict[str, Callable[[Path, Kind, Path, PictureLimits], Made]]] = {"begin": begin, "finish": finish}


def _still(opened: Opened, wanted: tuple[Wanted, ...], folder: Path) -> str:
    largest = max(wanted, key=lambda each: each.width)
    image, profile = opened.read(largest.width, largest.height)
    opened.image.close()
    allow_encoding()
    for each in wanted:
        size = (each.width, each.height)
        small = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        _write(small, profile, each, folder)
    return mean(image)


def _animated(opened: Opened, wanted: tuple[Wanted, ...], folder: Path) -> str:
    # Each frame is read and written in turn; how many pixels they are together was judged before.
    allow_encoding()
    size = (wanted[0].width, wanted[0].height)
    write_animation(opened.image, opened.frames, size, folder / wanted[0].file, **_ANIMATION_SETTINGS)
    image, _ = opened.read(*size)
    return mean(image)


def _write(image: Image.Image, profile: bytes, wanted: Wanted, folder: Path) -> None:
    shown = on_white(image) if wanted.format is Format.JPEG else image
    more = {"icc_profile": profile} if profile else {}
    shown.save(folder / wanted.file, _PILLOW_NAMES[wanted.format], **_SETTINGS[wanted.format], **more)
