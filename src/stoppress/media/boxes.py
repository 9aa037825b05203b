"""Boxes: width and height of AVIF and HEIC, which keep them in boxes within boxes (ISO/IEC 14496-12, 23008-12).

Knows the way to the sizes, and that every outer box has to end within the file.
Does not know limits (`looking`). What the stream inside says of itself is not looked at: a file that lies here meets the
limits of the process it is decoded in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from stoppress.errors.media import MediaBroken
from stoppress.media.headers import Shape

_MOST_BOXES: Final = 10_000

# The way to the sizes; `meta` has four bytes of its own before its boxes.
_WAY: Final = (b"meta", b"iprp", b"ipco")
_OWN_BYTES: Final = {b"meta": 4}


def boxed(file: BinaryIO, _most_frames: int) -> Shape:
    """The largest size of any picture in the file: it is put together from tiles, or has smaller ones beside it."""
    end = file.seek(0, 2)
    found: list[tuple[int, int]] = []
    for name, start, stop in _boxes(file, 0, end):
        if name == b"meta":
            found += _sizes(file, start + _OWN_BYTES[name], stop, _WAY[1:])
    if not found:
        raise MediaBroken
    return Shape(max(width for width, _ in found), max(height for _, height in found))


def _sizes(file: BinaryIO, start: int, stop: int, way: tuple[bytes, ...]) -> Iterator[tuple[int, int]]:
    for name, first, last in _boxes(file, start, stop):
        if way and name == way[0]:
            yield from _sizes(file, first, last, way[1:])
        elif not way and name == b"ispe" and last - first >= 12:
            file.seek(first + 4)
            fields = file.read(8)
            yield int.from_bytes(fields[:4], "big"), int.from_bytes(fields[4:], "big")


def _boxes(file: BinaryIO, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, and where the inside begins and ends, of each box in a stretch of the file."""
    for _ in range(_MOST_BOXES):
        if start == stop:
            return
        file.seek(start)
        head = file.read(16)
        length, inside = int.from_bytes(head[:4], "big"), 8
        if length == 1:
            length, inside = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = stop - start
        if len(head) < inside or length < inside or start + length > stop:
            raise MediaBroken
        yield head[4:8], start + inside, start + length
        start += length
    raise MediaBroken
