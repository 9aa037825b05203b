"""Limits for sound and film: how much memory and time a child may take, how large what it makes may become.

Knows figures and why they are what they are (RELIABILITY (d)).
Does not know what is done when one is exceeded.
"""

from __future__ import annotations

from dataclasses import dataclass

from stoppress.media.picture_limits import MEBIBYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmLimits:
    """Bytes, pixels and seconds.

    `memory` is address space: each of ffmpeg's threads reserves 8 MiB of stack, its program 170, and a frame of 4096 ×
    2304 takes 14, of which H.264 keeps sixteen. `still_width`: what a film's still is at most, and so the film's width
    on a page.
    """

    memory: int = 1536 * MEBIBYTE
    file_bytes: int = 200 * MEBIBYTE
    # Containers differ in what they need around the same packets.
    made_bytes: int = 210 * MEBIBYTE
    cpu_seconds: int = 60
    seconds: float = 120.0
    at_once: int = 2
    side: int = 8_192
    milliseconds: int = 24 * 3_600_000
    packets: int = 10_000_000
    still_width: int = 1_920
    still_bytes: int = 16 * MEBIBYTE
