"""Looking at an uploaded file before anything decodes it: what it is, how large it would become, whether that is taken.

Knows the limits that can be judged from a header alone.
Does not know Pillow: what only a decoder finds out is found out in a process of its own (`child`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from stoppress.errors.media import MediaBroken, MediaTooLarge
from stoppress.media import headers
from stoppress.media.boxes import boxed
from stoppress.media.headers import Shape
from stoppress.media.kinds import ANIMATED, HEAD_BYTES, PICTURES, Kind, kind_of
from stoppress.media.picture_limits import MEBIBYTE, PictureLimits

_READERS: Final[dict[Kind, Callable[[BinaryIO, int], Shape]]] = {
    Kind.JPEG: headers.jpeg,
    Kind.PNG: headers.png,
    Kind.GIF: headers.gif,
    Kind.WEBP: headers.webp,
    Kind.AVIF: boxed,
    Kind.HEIC: boxed,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file is; of a picture also its pixels as stored and its frames, all 0 for sound and film."""

    kind: Kind
    size: int
    width: int = 0
    height: int = 0
    frames: int = 0

    @property
    def is_picture(self) -> bool:
        """Whether `workshop` can make something of it."""
        return self.kind in PICTURES


def look(file: BinaryIO, limits: PictureLimits) -> Seen:
    """What a file opened for reading is. Reads its header alone. Raises MediaRefused, MediaTooLarge, MediaBroken."""
    size = file.seek(0, 2)
    file.seek(0)
    kind = kind_of(file.read(HEAD_BYTES))
    if kind not in PICTURES:
        return Seen(kind, size)
    if size > limits.file_bytes:
        raise MediaTooLarge(problem=f"The picture is larger than {limits.file_bytes / MEBIBYTE:.0f} MiB.")
    shape = _READERS[kind](file, limits.frames)
    judge(shape.width, shape.height, shape.frames, limits)
    if kind in ANIMATED and shape.frames > 1 and shape.frames * shape.width * shape.height > limits.animated_pixels:
        raise MediaTooLarge(problem="The animation is too long for its size: a film (MP4) would be far smaller.")
    return Seen(kind, size, shape.width, shape.height, shape.frames)


def judge(width: int, height: int, frames: int, limits: PictureLimits) -> None:
    """Raises MediaTooLarge, or MediaBroken for a picture of nothing."""
    if width < 1 or height < 1 or frames < 1:
        raise MediaBroken
    if max(width, height) > limits.side:
        raise MediaTooLarge(problem=f"The picture is wider or higher than {limits.side:,} pixels.")
    if width * height > limits.pixels:
        raise MediaTooLarge(problem=f"The picture has more than {limits.pixels / 1e6:.0f} megapixels.")
    if frames > limits.frames:
        raise MediaTooLarge(problem=f"The animation has more than {limits.frames} frames.")
