"""Bombs, lies and torn files are refused by their header, before anything is decoded."""

from __future__ import annotations

import io
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.errors.media import MediaBroken, MediaRefused, MediaTooLarge
from stoppress.media.kinds import Kind
from stoppress.media.looking import Seen, look
from stoppress.media.picture_limits import MEBIBYTE, PictureLimits
from tests.examples import examples
from tests.pictures import TALKATIVE, chunk, gif_of, moving, patched, photograph, png, segment, written

LIMITS = PictureLimits()


def seen(picture: bytes, limits: PictureLimits = LIMITS) -> Seen:
    return look(io.BytesIO(picture), limits)


def lossless(width: int, height: int) -> bytes:
    """A WebP whose own header says so; nothing behind it is true."""
    return patched(
        written(photograph(8, 8), "WEBP", lossless=True), b"VP8L", 9, struct.pack("<I", width - 1 | height - 1 << 14)
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [("JPEG", Kind.JPEG), ("PNG", Kind.PNG), ("WEBP", Kind.WEBP), ("AVIF", Kind.AVIF), ("HEIF", Kind.HEIC)],
)
def test_size_is_read_from_the_header(name: str, kind: Kind) -> None:
    picture = written(photograph(128, 66), name)
    assert seen(picture) == Seen(kind, len(picture), 128, 66, 1)


@pytest.mark.parametrize("name", ["GIF", "WEBP", "PNG"])
def test_frames_are_counted(name: str) -> None:
    found = seen(moving(name, 7))
    assert (found.width, found.height, found.frames) == (60, 40, 7)


def test_sound_and_film_have_a_kind_and_a_size_alone() -> None:
    found = seen(b"ID3\x04" + bytes(96))
    assert found == Seen(Kind.MP3, 100)
    assert not found.is_picture


BOMBS: dict[str, Callable[[], bytes]] = {
    "30,000² pixels": lambda: png(30_000, 30_000),
    "a side of 12,001": lambda: png(12_001, 1),
    "more than 50 megapixels": lambda: png(8_000, 6_251),
    "2³¹ pixels wide": lambda: png(2**31 - 1, 1),
    "100,000 frames": lambda: gif_of(100_000),
    "a frame that stands out of the canvas": lambda: gif_of(2, frame=(60_000, 60_000)),
    "500 large frames": lambda: gif_of(500, size=(2_000, 2_000)),
    "an animated PNG of 2³² frames": lambda: png(1, 1, chunk(b"acTL", struct.pack(">II", 2**32 - 1, 0))),
    "a JPEG 65,535 wide": lambda: patched(written(photograph(), "JPEG"), b"\xff\xc0", 5, b"\xff\xff\xff\xff"),
    "a WebP whose canvas is a lie": lambda: patched(moving("WEBP", 2), b"VP8X", 12, b"\xff\xff\xff\xff\xff\xff"),
    "a WebP 16,383 wide": lambda: lossless(16_383, 16_383),
    "an AVIF 100,000 wide": lambda: patched(written(photograph(), "AVIF"), b"ispe", 8, struct.pack(">II", 100_000, 9)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_would_become_too_large_is_refused(name: str) -> None:
    with pytest.raises(MediaTooLarge):
        seen(BOMBS[name]())


def test_limits_hold_to_the_last_pixel() -> None:
    small = PictureLimits(pixels=100, side=20, frames=3, file_bytes=2_000)
    for taken in (png(10, 10), png(20, 5), gif_of(3)):
        seen(taken, small)
    for over in (png(10, 11), png(21, 1), gif_of(4), png(1, 1, chunk(b"junk", bytes(2_000)))):
        with pytest.raises(MediaTooLarge):
            seen(over, small)


@pytest.mark.parametrize(
    "picture",
    [
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xda" + bytes(90),
        b"\xff\xd8" + b"\xff" * 300_000,
        b"\xff\xd8" + segment(0xE0, b"") * 300_000,
        png(0, 5),
        b"GIF89a\x01\0\x01\0\0\0\0;",
        b"GIF89a\x01\0\x01\0\0\0\0=alert(1);",
        b"GIF89a\x01\0\x01\0\0\0\0!\xfe" + b"\x01x" * 300_000,
        b"RIFF\xff\xff\xff\x7fWEBPVP8X",
        b"\0\0\0\x14ftypavif\0\0\0\0mif1" + b"\0\0\0\x08meta" * 20_000,
        b"\0\0\0\x14ftypavif\0\0\0\0mif1" + b"\0\0\0\x01meta",
    ],
    ids=range(11),
)
def test_what_is_no_picture_inside_is_broken(picture: bytes) -> None:
    with pytest.raises(MediaBroken):
        seen(picture)


def test_looking_neither_reads_nor_keeps_a_large_file(tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    plain = written(photograph(), "JPEG")
    with large.open("wb") as file:
        file.write(plain[:2] + segment(0xE2, bytes(65_000)) * 200 + plain[2:])
    assert 12 * MEBIBYTE < large.stat().st_size < LIMITS.file_bytes
    with large.open("rb") as file:
        tracemalloc.start()
        try:
            assert look(file, LIMITS).width == 400
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 300_000


@settings(max_examples=examples(40))
@given(st.sampled_from(sorted(TALKATIVE)), st.data())
def test_a_header_with_changed_bytes_is_read_or_refused(name: str, data: st.DataObject) -> None:
    picture = bytearray(PICTURES.setdefault(name, TALKATIVE[name]()))
    for _ in range(data.draw(st.integers(1, 8))):
        picture[data.draw(st.integers(0, min(len(picture), 2_000) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = seen(bytes(picture))
    except (MediaBroken, MediaTooLarge, MediaRefused):
        return
    assert max(found.width, found.height) <= LIMITS.side


PICTURES: dict[str, bytes] = {}
