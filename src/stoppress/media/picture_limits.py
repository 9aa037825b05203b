"""Limits for pictures: how large, how many frames, how much memory and time, and which renditions are made.

Knows figures and why they are what they are (RELIABILITY (d)).
Does not know what is done when one is exceeded.
"""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """Bytes, pixels and seconds; `widths` are pixels in rising order.

    `memory` is what a child may have beside what it starts with. Measured with 48 megapixels: JPEG 184 MiB, HEIC 347,
    AVIF 425, PNG with transparency 445; WebP needs 15 bytes a pixel (its library keeps two canvases, Pillow two
    copies), so that one above 33 megapixels is refused.
    """

    file_bytes: int = 20 * MEBIBYTE
    pixels: int = 50_000_000
    side: int = 12_000
    frames: int = 500

    memory: int = 512 * MEBIBYTE
    decode_cpu_seconds: int = 20
    # Making all renditions of 8 megapixels and more takes 10 s on a slow core; what they are made from is small by then.
    whole_cpu_seconds: int = 60
    begin_seconds: float = 30.0
    finish_seconds: float = 120.0
    at_once: int = 2

    widths: tuple[int, ...] = (320, 640, 960, 1280, 1920, 2560)
    first_width: int = 960
    # A width in the list this near to the picture's own, in parts of it, stands for it.
    near: float = 0.125
    # A long graphic 960 wide and 12,000 high has as many; AVIF takes 1.7 s for them on a slow core.
    rendition_pixels: int = 12_000_000
    rendition_bytes: int = 32 * MEBIBYTE

    animated_width: int = 960
    # Frames times width times height. 500 frames of 640 × 360, or 20 s of 480 × 270 at 25 a second and some more.
    animated_pixels: int = 120_000_000
