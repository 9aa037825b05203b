"""Headers: width, height and frames of JPEG, PNG, GIF and WebP, read from their own fields and never by decoding.

Knows where each format keeps them, and steps over everything else without reading it.
Does not know limits (`looking`), nor formats made of boxes (`boxes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from stoppress.errors.media import MediaBroken

# A picture of 20 MiB in chunks of a few hundred bytes has fewer; one with more is made to keep a reader busy.
_MOST_PARTS: Final = 200_000

_START_OF_FRAME: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class Shape:
    """Pixels, as they are stored, and frames. Of several sizes in one file it is the largest."""

    width: int
    height: int
    frames: int = 1


def jpeg(file: BinaryIO, _most_frames: int) -> Shape:
    """By its first start of frame (ITU-T T.81, B.2.2)."""
    file.seek(2)
    for _ in range(_MOST_PARTS):
        marker = _marker(file)
        if marker in _START_OF_FRAME:
            fields = _exactly(file, 7)
            return Shape(_big(fields[5:7]), _big(fields[3:5]))
        if marker in {0xD9, 0xDA}:
            break
        if marker not in _WITHOUT_LENGTH:
            file.seek(_big(_exactly(file, 2)) - 2, 1)
    raise MediaBroken


def png(file: BinaryIO, _most_frames: int) -> Shape:
    """By its IHDR, and by acTL where it is an animation (PNG, third edition, 11.2.1, 11.3.4.1); IEND has to be there."""
    file.seek(8)
    if _exactly(file, 8)[4:] != b"IHDR":
        raise MediaBroken
    fields = _exactly(file, 13)
    width, height, frames = _big(fields[:4]), _big(fields[4:8]), 1
    file.seek(4, 1)
    for _ in range(_MOST_PARTS):
        head = _exactly(file, 8)
        length = _big(head[:4])
        if head[4:] == b"IEND":
            return Shape(width, height, frames)
        if head[4:] == b"acTL" and length >= 4:
            frames = max(1, _big(_exactly(file, 4)))
            length -= 4
        file.seek(length + 4, 1)
    raise MediaBroken


def gif(file: BinaryIO, most_frames: int) -> Shape:
    """By its screen and every frame's place on it; counted to one more frame than `most_frames`."""
    file.seek(6)
    screen = _exactly(file, 7)
    width, height, frames = _little(screen[:2]), _little(screen[2:4]), 0
    _skip_colours(file, screen[4])
    parts = iter(range(_MOST_PARTS))
    for _ in parts:
        mark = _exactly(file, 1)
        if mark == b";" or frames > most_frames:
            break
        if mark == b"!":
            _exactly(file, 1)
        elif mark == b",":
            place = _exactly(file, 9)
            frames += 1
            # A decoder makes its canvas larger for a frame that stands out of it.
            width = max(width, _little(place[:2]) + _little(place[4:6]))
            height = max(height, _little(place[2:4]) + _little(place[6:8]))
            _skip_colours(file, place[8])
            _exactly(file, 1)
        else:
            raise MediaBroken
        _skip_blocks(file, parts)
    else:
        raise MediaBroken
    return Shape(width, height, frames)


def webp(file: BinaryIO, _most_frames: int) -> Shape:
    """By every chunk that has a size: canvas, frames and the pictures themselves (RFC 9649)."""
    file.seek(4)
    end = _little(_exactly(file, 4)) + 8
    if end > file.seek(0, 2):
        raise MediaBroken
    file.seek(12)
    sizes: list[tuple[int, int]] = []
    frames = 0
    for _ in range(_MOST_PARTS):
        if file.tell() + 8 > end:
            break
        name, length = _exactly(file, 4), _little(_exactly(file, 4))
        begun = file.tell()
        fields = file.read(min(length, 16))
        sizes += _webp_size(name, fields)
        frames += name == b"ANMF"
        file.seek(begun + length + length % 2)
    return Shape(max((w for w, _ in sizes), default=0), max((h for _, h in sizes), default=0), max(1, frames))


def _webp_size(name: bytes, fields: bytes) -> list[tuple[int, int]]:
    if name == b"VP8X" and len(fields) >= 10:
        return [(_little(fields[4:7]) + 1, _little(fields[7:10]) + 1)]
    if name == b"VP8 " and len(fields) >= 10 and fields[3:6] == b"\x9d\x01\x2a":
        return [(_little(fields[6:8]) & 0x3FFF, _little(fields[8:10]) & 0x3FFF)]
    if name == b"VP8L" and len(fields) >= 5 and fields[0] == 0x2F:
        bits = _little(fields[1:5])
        return [((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)]
    if name == b"ANMF" and len(fields) >= 12:
        return [(_little(fields[6:9]) + 1, _little(fields[9:12]) + 1)]
    return []


def _marker(file: BinaryIO) -> int:
    byte = _exactly(file, 1)
    if byte != b"\xff":
        raise MediaBroken
    # Any number of fill bytes may come before the code.
    for _ in range(_MOST_PARTS):
        if byte != b"\xff":
            break
        byte = _exactly(file, 1)
    return byte[0]


def _skip_colours(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.seek(3 << (flags & 7) + 1, 1)


def _skip_blocks(file: BinaryIO, parts: Iterator[int]) -> None:
    for _ in parts:
        length = _exactly(file, 1)[0]
        if not length:
            return
        file.seek(length, 1)
    raise MediaBroken


def _exactly(file: BinaryIO, count: int) -> bytes:
    found = file.read(count)
    if len(found) < count:
        raise MediaBroken
    return found


def _big(fields: bytes) -> int:
    return int.from_bytes(fields, "big")


def _little(fields: bytes) -> int:
    return int.from_bytes(fields, "little")
