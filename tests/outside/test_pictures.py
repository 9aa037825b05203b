"""Pictures through real children: every file that comes out shows the picture and says nothing else."""

from __future__ import annotations

import asyncio
import io
import json
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageSequence

from stoppress.domain.identifiers import MediaId
from stoppress.domain.media import Format, MediumKind
from stoppress.errors.media import MediaBroken, MediaRefused, MediaTooLarge
from stoppress.media.picture_limits import PictureLimits
from stoppress.media.profiles import reduced
from stoppress.media.workshop import Made, Workshop
from tests.pictures import (
    CANARY,
    PLACE,
    TALKATIVE,
    chunk,
    frame_colour,
    gif_of,
    moving,
    packed,
    patched,
    photograph,
    png,
    segment,
    talkative_jpeg,
    wide_profile,
    written,
)

KEY = b"a key of the newsroom's own"
MARKS = (CANARY.encode(), PLACE, b"Exif", b"http://ns.adobe.com", b"GPS", b"Photoshop", b"8BIM", b"xmp")
NAME = re.compile(r"[a-z2-7]{26}\.(jpg|webp|avif)")


class Desk:
    """A workshop with a folder for what comes in and one for what goes out."""

    def __init__(self, folder: Path, limits: PictureLimits | None = None) -> None:
        self.workshop = Workshop(KEY, limits)
        self.out = folder / "out"
        self.out.mkdir()
        self._source = folder / "upload"

    async def begin(self, picture: bytes) -> Made:
        await asyncio.to_thread(self._source.write_bytes, picture)
        return await self.workshop.begin(self._source, self.out)

    async def finish(self) -> Made:
        return await self.workshop.finish(self._source, self.out)

    def files(self) -> dict[str, bytes]:
        return {each.name: each.read_bytes() for each in self.out.iterdir()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_a_post_can_go_out_with_the_first_file_and_the_rest_follows(desk: Desk) -> None:
    begun = await desk.begin(written(photograph(1_000, 750), "JPEG", quality=95))
    (first,) = begun.renditions
    assert (first.format, first.width, first.height) == (Format.JPEG, 960, 720)
    assert desk.files().keys() == {first.name}
    medium = begun.medium(MediaId("mmmmmmmm"))
    assert (medium.kind, medium.width, medium.height, medium.is_ready) == (MediumKind.PICTURE, 960, 720, False)
    assert re.fullmatch(r"#[0-9a-f]{6}", medium.colour)
    finished = await desk.finish()
    ready = finished.added_to(medium)
    assert ready.is_ready
    assert len(ready.renditions) == 9
    for each in ready.renditions:
        shown = Image.open(io.BytesIO(desk.files()[each.name]))
        assert (shown.format, shown.size) == (
            {"jpg": "JPEG"}.get(each.format, each.format.upper()),
            (each.width, each.height),
        )
        assert NAME.fullmatch(each.name)
        assert each.size == len(desk.files()[each.name])
    assert (await desk.finish()).added_to(ready) == ready
    assert desk.files().keys() == {each.name for each in ready.renditions}


@pytest.mark.parametrize("kind", TALKATIVE)
async def test_nothing_is_served_but_the_picture(desk: Desk, kind: str) -> None:
    picture = TALKATIVE[kind]()
    assert any(mark in picture for mark in MARKS), "the test would mean nothing otherwise"
    begun, finished = await desk.begin(picture), await desk.finish()
    assert len(desk.files()) == len(begun.renditions + finished.renditions) == (2 if begun.is_animated else 6)
    for name, served in desk.files().items():
        assert [mark for mark in MARKS if mark in served] == [], name
        shown = Image.open(io.BytesIO(served))
        shown.load()
        assert not shown.info.keys() & {"exif", "xmp", "comment", "photoshop", "XML:com.adobe.xmp"}
        assert len(shown.getexif()) == 0
        profile = shown.info.get("icc_profile")
        assert profile in {None, reduced(wide_profile())}
    assert said_by_exiftool(desk.out) == set()


def said_by_exiftool(folder: Path) -> set[str]:
    """What exiftool finds in a folder that is neither the picture's own shape nor its colours; nothing without exiftool."""
    if shutil.which("exiftool") is None:
        return set()
    done = subprocess.run(["exiftool", "-j", "-a", "-u", "-G0", folder], check=True, capture_output=True, text=True)
    # QuickTime is what it calls the boxes AVIF is made of.
    harmless = {"SourceFile", "ExifTool", "File", "Composite", "JFIF", "RIFF", "ICC_Profile", "QuickTime", "Meta"}
    named = {name for tree in json.loads(done.stdout) for name in tree}
    assert any(name.startswith("File:") for name in named), "the test would mean nothing otherwise"
    words = {"Copyright", "Description", "Comment", "Title", "Artist", "GPSCoordinates", "LocationInformation"}
    return {
        name
        for name in named
        if name.partition(":")[0] not in harmless
        or (name.partition(":")[2] in words and not name.startswith("ICC_Profile:"))
    }


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_what_was_held_askew_stands_upright(desk: Desk, orientation: int) -> None:
    # How each orientation is undone, so that what is stored is the upright picture turned the other way.
    undone = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    stored = photograph(300, 200)
    for turn in undone.get(orientation, []):
        stored = stored.transpose(turn)
    picture = written(stored, "JPEG", quality=95)
    begun = await desk.begin(picture[:2] + talkative_exif(orientation) + picture[2:])
    assert (begun.width, begun.height) == (300, 200)
    (served,) = desk.files().values()
    shown = Image.open(io.BytesIO(served)).convert("RGB")
    for place in ((5, 5), (294, 5), (5, 194), (294, 194)):
        assert alike(shown.getpixel(place), photograph(300, 200).getpixel(place))


def talkative_exif(orientation: int) -> bytes:
    jpeg = talkative_jpeg(orientation)
    at = jpeg.index(b"Exif\0\0") - 4
    return jpeg[at : at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")]


def alike(one: object, other: object, tolerance: int = 12) -> bool:
    assert isinstance(one, tuple)
    assert isinstance(other, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


GREY16 = Image.new("I;16", (40, 40), 0x8000)
HALF = Image.new("RGBA", (40, 40), (255, 0, 0, 128))
CLEAR = Image.new("P", (40, 40), 1)
CLEAR.putpalette([255, 255, 255, 0, 0, 255])

COLOURS: dict[str, tuple[Callable[[], bytes], tuple[int, int, int]]] = {
    "CMYK": (lambda: written(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG"), (255, 0, 0)),
    "grey": (lambda: written(Image.new("L", (40, 40), 77), "JPEG"), (77, 77, 77)),
    "grey of 16 bits": (lambda: written(GREY16, "PNG"), (128, 128, 128)),
    "one bit": (lambda: written(Image.new("1", (40, 40), 1), "PNG"), (255, 255, 255)),
    "half transparent on white": (lambda: written(HALF, "PNG"), (255, 127, 127)),
    "grey with transparency": (lambda: written(Image.new("LA", (40, 40), (0, 128)), "PNG"), (127, 127, 127)),
    "palette": (lambda: written(CLEAR, "PNG"), (0, 0, 255)),
    "palette with transparency": (lambda: written(CLEAR, "PNG", transparency=1), (255, 255, 255)),
    "one colour transparent": (lambda: written(photograph(40, 40), "PNG", transparency=(1, 2, 3)), (150, 100, 100)),
    "GIF": (lambda: written(CLEAR, "GIF"), (0, 0, 255)),
}


@pytest.mark.parametrize("name", COLOURS)
async def test_every_colour_space_comes_out_as_what_it_shows(desk: Desk, name: str) -> None:
    make, expected = COLOURS[name]
    begun = await desk.begin(make())
    pixel = tuple(bytes.fromhex(begun.colour[1:]))
    assert alike(pixel, expected, 3 if name != "one colour transparent" else 60)
    (served,) = desk.files().values()
    shown = Image.open(io.BytesIO(served))
    assert shown.mode == "RGB"
    assert alike(shown.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)), pixel, 6)


async def test_what_shines_through_stays_so_where_the_format_can(desk: Desk) -> None:
    await desk.begin(written(HALF, "PNG"))
    await desk.finish()
    modes = {shown.format: shown.mode for shown in map(Image.open, map(io.BytesIO, desk.files().values()))}
    assert modes == {"JPEG": "RGB", "WEBP": "RGBA", "AVIF": "RGBA"}


async def test_a_wide_profile_is_kept_and_a_narrow_one_used(desk: Desk, tmp_path: Path) -> None:
    orange = Image.new("RGB", (40, 40), (200, 120, 40))
    await desk.begin(written(orange, "PNG", icc_profile=wide_profile()))
    (served,) = desk.files().values()
    assert Image.open(io.BytesIO(served)).info["icc_profile"] == reduced(wide_profile())
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other")
    darker = wide_profile(is_srgb=True, curve=b"curv\0\0\0\0\0\0\0\x01\x03\0")
    begun = await other.begin(written(orange, "PNG", icc_profile=darker))
    (served,) = other.files().values()
    assert "icc_profile" not in Image.open(io.BytesIO(served)).info
    assert int(begun.colour[3:5], 16) < 100


@pytest.mark.parametrize("name", ["GIF", "WEBP"])
async def test_what_moves_goes_on_moving_beside_a_still(desk: Desk, name: str) -> None:
    begun, finished = await desk.begin(moving(name, 12, (1_200, 30))), await desk.finish()
    assert begun.is_animated
    assert finished.is_animated
    (still,), (animation,) = begun.renditions, finished.renditions
    assert (still.format, animation.format) == (Format.JPEG, Format.WEBP)
    assert (animation.width, animation.height) == (finished.width, finished.height) == (960, 24)
    shown = Image.open(io.BytesIO(desk.files()[animation.name]))
    frames = [
        (frame.convert("RGB").getpixel((9, 9)), frame.info["duration"]) for frame in ImageSequence.Iterator(shown)
    ]
    assert [duration for _, duration in frames] == [40] * 12
    for number, (pixel, _) in enumerate(frames):
        assert alike(pixel, frame_colour(number), 24)


TRUNCATED = ("jpeg", "png", "gif", "webp", "avif", "heic")


@pytest.mark.parametrize("kind", TRUNCATED)
async def test_what_ends_too_early_is_broken(desk: Desk, kind: str) -> None:
    picture = {
        "gif": lambda: moving("GIF", 4),
        "jpeg": lambda: written(photograph(), "JPEG", progressive=True),
    }.get(kind, TALKATIVE[kind])()
    await desk.begin(picture)
    desk.out.joinpath(next(iter(desk.files()))).unlink()
    for tenth in range(1, 10):
        with pytest.raises(MediaBroken):
            await desk.begin(picture[: len(picture) * tenth // 10])
    assert desk.files() == {}


LIES: dict[str, tuple[Callable[[], bytes], tuple[type[Exception], ...]]] = {
    "a PNG with rows for a thousandth": (lambda: png(7_000, 7_000), (MediaBroken,)),
    "a PNG whose text unpacks to 50 MB": (
        lambda: png(40, 40, chunk(b"zTXt", b"Comment\0\0" + packed(50 << 20))),
        (MediaTooLarge,),
    ),
    "a PNG whose XMP unpacks to 50 MB": (
        lambda: png(40, 40, chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packed(50 << 20))),
        (MediaTooLarge,),
    ),
    "a PNG whose profile unpacks to 50 MB": (
        lambda: png(40, 40, chunk(b"iCCP", b"RGB\0\0" + packed(50 << 20))),
        (MediaTooLarge,),
    ),
    "a WebP whose canvas is smaller than its picture": (
        lambda: patched(TALKATIVE["webp"](), b"VP8X", 12, bytes(6)),
        (MediaBroken,),
    ),
    "an SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', (MediaRefused,)),
    "a PDF with a JPEG in it": (lambda: b"%PDF-1.4\n" + written(photograph(), "JPEG"), (MediaRefused,)),
    "a GIF that is a script": (lambda: b"GIF89a/*" + bytes(6) + b"*/=1;alert(1)", (MediaBroken, MediaTooLarge)),
    "a sound": (lambda: b"ID3\x04" + bytes(200), (MediaRefused,)),
    "nothing": (lambda: b"", (MediaRefused,)),
}


@pytest.mark.parametrize("name", LIES)
async def test_a_file_that_lies_is_refused(desk: Desk, name: str) -> None:
    make, refusals = LIES[name]
    with pytest.raises(refusals):
        await desk.begin(make())
    assert desk.files() == {}


POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "a page behind a JPEG's end": lambda: written(photograph(), "JPEG") + b"<script>" + CANARY.encode(),
    "a page in a JPEG's comment": lambda: with_comment(b"<?php echo '" + CANARY.encode() + b"'; ?><html><script>"),
    "a PDF in a JPEG's comment": lambda: with_comment(b"%PDF-1.4 " + CANARY.encode()),
    "an archive behind a PNG's end": lambda: written(photograph(), "PNG") + b"PK\x03\x04" + CANARY.encode(),
    "a script in a GIF's comment": lambda: written(CLEAR, "GIF", comment=b"*/=1;alert('" + CANARY.encode() + b"')//"),
    "a chunk nobody knows in a WebP": lambda: with_chunk(b"<html><script>" + CANARY.encode()),
    "rows of a PNG that spell a script": lambda: png(len(CANARY), 1, rows=zlib.compress(b"\0" + CANARY.encode(), 0)),
}


def with_comment(words: bytes) -> bytes:
    plain = written(photograph(), "JPEG")
    return plain[:2] + segment(0xFE, words) + plain[2:]


def with_chunk(words: bytes) -> bytes:
    plain = written(photograph(), "WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0")
    more = b"hehe" + len(words).to_bytes(4, "little") + words + bytes(len(words) % 2)
    return plain[:4] + (len(plain) - 8 + len(more)).to_bytes(4, "little") + plain[8:] + more


@pytest.mark.parametrize("name", POLYGLOTS)
async def test_what_is_two_things_at_once_comes_out_as_a_picture(desk: Desk, name: str) -> None:
    picture = POLYGLOTS[name]()
    assert CANARY.encode() in picture
    await desk.begin(picture)
    await desk.finish()
    for served in desk.files().values():
        assert CANARY.encode() not in served
        assert not re.search(rb"<script|<\?php|<html|%PDF|PK\x03\x04|alert\(", served)


async def test_what_a_file_is_called_changes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    picture = written(photograph(), "PNG")
    workshop = Workshop(KEY)
    names = ("a.php.jpg", "..%2f..%2fetc\n", "-rf", "{format}", "\udcff")
    made = []
    for name in names:
        source = tmp_path / name
        await asyncio.to_thread(source.write_bytes, picture)
        made.append((await workshop.begin(source, out)).renditions)
    assert len(set(made)) == 1
    assert all(NAME.fullmatch(each.name) for each in out.iterdir())
    for source in (Path("a\0.jpg"), tmp_path / "not there"):
        with pytest.raises((OSError, ValueError)):
            await workshop.begin(source, out)


async def test_a_picture_that_needs_too_much_memory_is_refused_whatever_it_says(tmp_path: Path) -> None:
    small = Desk(tmp_path, PictureLimits(memory=16 << 20))
    large = Image.new("RGB", (3_000, 3_000))
    # No header can be believed about what a decoder will take; only the child's limit holds.
    small_in_words = patched(written(large, "AVIF", speed=10), b"ispe", 8, struct.pack(">II", 9, 9))
    for picture in (written(large, "PNG"), small_in_words):
        with pytest.raises((MediaTooLarge, MediaBroken)):
            await small.begin(picture)
    assert small.files() == {}


async def test_an_avif_that_says_it_is_larger_than_it_is_becomes_no_larger_than_is_made(desk: Desk) -> None:
    begun = await desk.begin(patched(TALKATIVE["avif"](), b"ispe", 8, struct.pack(">II", 7_000, 7_000)))
    (first,) = begun.renditions
    assert (first.width, first.height) == (960, 960)


async def test_the_most_frames_that_are_taken(desk: Desk) -> None:
    begun = await desk.begin(gif_of(500, size=(40, 40)))
    assert begun.is_animated
    with pytest.raises(MediaTooLarge):
        await desk.begin(gif_of(501, size=(40, 40)))


def test_heif_is_opened_by_what_is_installed() -> None:
    assert pillow_heif.libheif_info()["decoders"], "HEIC is taken, so something has to read it"
