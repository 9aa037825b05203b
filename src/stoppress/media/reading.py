"""Reading a picture: opened as exactly what it was seen to be, no larger than needed, upright.

Knows Pillow's readers, and that a camera says how it was held instead of turning the picture.
Does not know what becomes of it. Runs in the child.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, Final

import pillow_heif
from PIL import AvifImagePlugin, ExifTags, GifImagePlugin, Image, ImageFile, JpegImagePlugin, PngImagePlugin
from PIL import WebPImagePlugin as WebP
from PIL.Image import Transpose

from stoppress.media.colours import settled, simple
from stoppress.media.kinds import ANIMATED, Kind
from stoppress.media.looking import judge
from stoppress.media.picture_limits import PictureLimits

# The child may have no threads; HEIC's library starts one all the same (`child`).
pillow_heif.options.DECODE_THREADS = 1
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

# Not `Image.open`: a file must not choose its reader, and JPEG's would hand some over to another.
_READERS: Final[dict[Kind, Callable[[BinaryIO], ImageFile.ImageFile]]] = {
    Kind.JPEG: JpegImagePlugin.JpegImageFile,
    Kind.PNG: PngImagePlugin.PngImageFile,
    Kind.GIF: GifImagePlugin.GifImageFile,
    Kind.WEBP: WebP.WebPImageFile,
    Kind.AVIF: AvifImagePlugin.AvifImageFile,
    Kind.HEIC: pillow_heif.HeifImageFile,
}

# EXIF 3.0, tag 274: how what is stored has to be turned to stand upright.
_TURNS: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_FIRST_TURN_ON_ITS_SIDE: Final = 5


class Opened:
    """An opened picture: `width` and `height` are upright, of the whole of it."""

    def __init__(self, file: BinaryIO, kind: Kind, limits: PictureLimits) -> None:
        self.image = _READERS[kind](file)
        self.frames: int = getattr(self.image, "n_frames", 1) if kind in ANIMATED else 1
        # The header was judged before; this is what the decoder made of it.
        judge(*self.image.size, self.frames, limits)
        self._orientation = _orientation(self.image)
        self.width, self.height = self._turned(*self.image.size)

    def read(self, width: int, height: int) -> tuple[Image.Image, bytes]:
        """Its first frame upright, RGB or RGBA, `width` × `height` pixels, and the profile to keep with it."""
        profile = self.image.info.get("icc_profile")
        # Of a JPEG that is much larger only every second, fourth or eighth row is reckoned: a quarter of time and memory.
        self.image.draft(None, self._turned(width, height))
        self.image.load()
        small = simple(self.image).resize(self._turned(width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        if self._orientation in _TURNS:
            small = small.transpose(_TURNS[self._orientation])
        return settled(small, profile)

    def _turned(self, width: int, height: int) -> tuple[int, int]:
        return (height, width) if self._orientation >= _FIRST_TURN_ON_ITS_SIDE else (width, height)


def _orientation(image: Image.Image) -> int:
    try:
        found = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - a stranger's EXIF breaks its reader in any way it likes; it then says nothing
        return 1
    return found if found in _TURNS else 1
