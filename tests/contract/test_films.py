"""Sounds and films: the same packets with nothing around them, and nothing at all of what means harm."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from stoppress.domain.identifiers import MediaId
from stoppress.domain.media import Format, MediumKind
from stoppress.errors import StoppressError
from stoppress.errors.media import MediaBroken, MediaRefused, MediaTooLarge, MediaToolMissing
from stoppress.media.film_limits import FilmLimits
from stoppress.media.films import Films, Recording
from stoppress.media.looking import look
from stoppress.media.picture_limits import PictureLimits
from stoppress.media.workshop import Workshop
from tests.recordings import (
    CANARY,
    FFMPEG,
    H264,
    HOW,
    PICTURE,
    PLACE,
    SOUND,
    chaptered,
    encoded,
    packets,
    recording,
    run,
)

KEY = b"k" * 32
NAME = MediaId("a" * 26)

SERVED = {
    "mp4": Format.MP4,
    "silent.mp4": Format.MP4,
    "av1.mp4": Format.MP4,
    "vorbis.webm": Format.WEBM,
    "opus.webm": Format.WEBM,
    "sound.webm": Format.OGG,
    "mp3": Format.MP3,
    "m4a": Format.M4A,
    "vorbis.ogg": Format.OGG,
    "opus.ogg": Format.OGG,
}


def films(limits: FilmLimits | None = None, **more: tuple[str, ...]) -> Films:
    return Films(KEY, Workshop(KEY), FFMPEG, limits, **more)


class Bench:
    """A folder in which recordings are made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "made"
        self.folder.mkdir()
        self.source = folder / "source"

    async def begin(self, content: bytes, made_by: Films | None = None) -> Recording:
        self.source.write_bytes(content)
        seen = look(io.BytesIO(content), PictureLimits())
        try:
            return await (made_by or films()).begin(self.source, seen, self.folder)
        finally:
            assert not [each for each in self.folder.iterdir() if each.is_dir()]

    async def finish(self) -> Recording:
        seen = look(io.BytesIO(self.source.read_bytes()), PictureLimits())
        return await films().finish(self.source, seen, self.folder)

    def content(self, made: Recording) -> bytes:
        assert made.file is not None
        return (self.folder / made.file.name).read_bytes()

    @property
    def files(self) -> set[str]:
        return {each.name for each in self.folder.iterdir()}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An empty one."""
    return Bench(tmp_path)


@pytest.mark.parametrize("name", sorted(HOW))
async def test_packets_are_the_same_and_nothing_is_said_about_them(bench: Bench, name: str) -> None:
    given = recording(name)
    made = await bench.begin(given)
    served = bench.content(made)
    assert made.file is not None
    assert made.file.format is SERVED[name]
    assert made.kind is (MediumKind.FILM if made.still else MediumKind.AUDIO)
    assert 900 <= made.milliseconds <= 1200
    for planted in (CANARY, PLACE, b"51.5007", b"x264"):
        assert planted not in served
    # What is seen and heard is what was before: H.264's remarks to nobody are the one thing left out.
    assert packets(bench.folder.parent, served) == packets(bench.folder.parent, given)
    assert (await bench.begin(given)).files == made.files


async def test_covers_chapters_and_subtitles_are_left_behind(bench: Bench) -> None:
    given = chaptered()
    assert given.count(b"QWZXSubtitle") == 1
    served = bench.content(await bench.begin(given))
    assert CANARY not in served
    bench.source.write_bytes(served)
    assert b"CHAPTER" not in run(bench.folder, "-i", str(bench.source), "-f", "ffmetadata", "-")
    assert b"title" not in run(bench.folder, "-i", str(bench.source), "-f", "ffmetadata", "-")
    assert len(served) < len(given)


async def test_a_film_has_a_still_and_its_other_files_later(bench: Bench) -> None:
    made = await bench.begin(recording("mp4"))
    medium = made.medium(NAME)
    assert (medium.kind, medium.width, medium.height, medium.is_ready) == (MediumKind.FILM, 320, 180, False)
    assert [each.format for each in medium.still] == [Format.JPEG]
    assert medium.colour.startswith("#")
    ready = (await bench.finish()).added_to(medium)
    assert ready.is_ready
    assert {each.format for each in ready.still} == {Format.JPEG, Format.WEBP, Format.AVIF}
    assert ready.renditions == medium.renditions
    assert bench.files == {each.name for each in (*ready.renditions, *ready.still)}


async def test_a_sound_is_ready_at_once(bench: Bench) -> None:
    medium = (await bench.begin(recording("mp3"))).medium(NAME)
    assert (medium.kind, medium.is_ready, medium.still, medium.width) == (MediumKind.AUDIO, True, (), 0)


async def test_a_film_held_upright_is_shown_upright(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "lying.mp4").write_bytes(recording("mp4"))
    run(tmp_path, "-display_rotation:v:0", "90", "-i", "lying.mp4", "-c", "copy", "turned.mp4")
    medium = (await bench.begin((tmp_path / "turned.mp4").read_bytes())).medium(NAME)
    assert (medium.width, medium.height) == (180, 320)


async def test_a_wide_film_is_no_wider_than_its_still(bench: Bench) -> None:
    wide = encoded("mp4", "-f", "lavfi", "-i", "color=blue:size=2560x1080:rate=5", "-t", "1", *H264)
    medium = (await bench.begin(wide)).medium(NAME)
    assert (medium.width, medium.height) == (1920, 810)


@pytest.mark.parametrize(
    ("ending", "how", "named"),
    [
        ("mp4", (*PICTURE, "-c:v", "libx265", "-x265-params", "log-level=0"), "HEVC"),
        ("mp4", (*PICTURE, *SOUND, *H264, "-c:a", "ac3"), "ac3"),
        ("m4a", (*SOUND, "-c:a", "alac"), "Apple Lossless"),
        ("mkv", (*PICTURE, *H264), "Matroska"),
        ("avi", (*PICTURE, "-c:v", "mpeg4"), "AVI"),
        ("flv", (*PICTURE, "-c:v", "flv"), "Flash"),
        ("wav", SOUND, "WAV"),
    ],
)
async def test_what_not_every_browser_plays_is_refused_by_name(
    bench: Bench, ending: str, how: tuple[str, ...], named: str
) -> None:
    with pytest.raises(MediaRefused, match=named):
        await bench.begin(encoded(ending, *how, "-t", "0.2"))
    assert bench.files == set()


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("name", ["mp4", "opus.webm", "mp3"])
async def test_a_torn_file_is_refused_or_ends_early(bench: Bench, name: str, tenth: int) -> None:
    whole = recording(name)
    try:
        made = await bench.begin(whole[: len(whole) * tenth // 10])
    except (MediaBroken, MediaRefused):
        assert bench.files == set()
        return
    assert made.milliseconds < 1200
    assert CANARY not in bench.content(made)


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
SCRIPT = b"ffconcat version 1.0\nfile /etc/passwd\n"


@pytest.mark.parametrize("text", [PLAYLIST, SCRIPT])
@pytest.mark.parametrize("head", [b"", b"\0\0\0\x18ftypisom\0\0\0\0isommp42", b"OggS\0", b"ID3\x04"])
async def test_a_list_of_other_files_opens_none(bench: Bench, text: bytes, head: bytes) -> None:
    with pytest.raises((MediaBroken, MediaRefused)):
        await bench.begin(head + text)
    assert bench.files == set()


async def test_a_film_whose_pictures_are_in_another_file_shows_none_of_it(bench: Bench, tmp_path: Path) -> None:
    """ISO/IEC 14496-12, 8.7.2: where the pictures are may be an address."""
    (tmp_path / "secret").write_bytes(b"SECRET" * 100_000)
    whole = bytearray(recording("silent.mp4"))
    address = f"file://{tmp_path}/secret".encode() + b"\0"
    own = whole.index(b"\0\0\0\x0curl \0\0\0\x01")
    # "In this file" becomes an address; whatever is around the box grows with it.
    whole[own : own + 12] = (12 + len(address)).to_bytes(4, "big") + b"url \0\0\0\0" + address
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        at = whole.index(name) - 4
        whole[at : at + 4] = (int.from_bytes(whole[at : at + 4], "big") + len(address)).to_bytes(4, "big")
    made = await bench.begin(bytes(whole))
    assert packets(tmp_path, bench.content(made)) == packets(tmp_path, recording("silent.mp4"))
    assert b"SECRET" not in bench.content(made)


@pytest.mark.parametrize("where", [b"stsz", b"stco", b"stts", b"stsc", b"mvhd", b"tkhd", b"avcC"])
async def test_a_film_that_lies_about_its_sizes_is_refused_or_harmless(bench: Bench, where: bytes) -> None:
    lying = bytearray(recording("silent.mp4"))
    at = lying.index(where)
    lying[at + 8 : at + 16] = b"\x7f\xff\xff\xff" * 2
    try:
        made = await bench.begin(bytes(lying))
    except StoppressError:
        assert bench.files == set()
        return
    assert CANARY not in bench.content(made)


async def test_what_takes_too_much_is_ended(bench: Bench) -> None:
    for tight in (FilmLimits(made_bytes=2_000), FilmLimits(packets=5), FilmLimits(milliseconds=500)):
        with pytest.raises((MediaTooLarge, MediaBroken)):
            await bench.begin(recording("mp4"), films(tight))
    with pytest.raises(MediaTooLarge, match="larger than"):
        await bench.begin(recording("mp4"), films(FilmLimits(file_bytes=100)))
    assert bench.files == set()


async def test_without_ffmpeg_it_says_what_is_missing(bench: Bench) -> None:
    with pytest.raises(MediaToolMissing):
        await bench.begin(recording("mp3"), Films(KEY, Workshop(KEY), ""))


def child_that(says: str) -> tuple[str, ...]:
    return (sys.executable, "-c", says)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "nonsense",
        json.dumps({"made": {"picture": "", "sound": "", "milliseconds": 1}}),
        json.dumps({"made": {"picture": "h264", "sound": "aac", "milliseconds": 10**12}}),
        json.dumps({"made": {"picture": "h264", "sound": "aac", "milliseconds": True}}),
        json.dumps({"made": {"picture": "h264</p>", "sound": "", "milliseconds": 1}}),
        json.dumps({"made": {"picture": "h264", "sound": "aac", "milliseconds": 1000}}),
        json.dumps({"refused": {"picture": "", "sound": "", "milliseconds": 0}}),
        json.dumps({"failed": "oddly"}),
    ],
)
async def test_a_child_is_believed_in_nothing(bench: Bench, said: str) -> None:
    with pytest.raises(MediaBroken):
        await bench.begin(recording("mp4"), films(command=child_that(f"print({said!r}, end='')")))
    assert bench.files == set()


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "wrong"])
async def test_a_child_that_leaves_something_else_has_it_thrown_away(bench: Bench, kind: str) -> None:
    leave = {
        "link": "os.symlink('/etc/passwd', 'made.mp3')",
        "folder": "os.mkdir('made.mp3')",
        "pipe": "os.mkfifo('made.mp3')",
        "wrong": "open('made.mp3', 'w').write('<script>')",
    }[kind]
    told = json.dumps({"made": {"picture": "", "sound": "mp3", "milliseconds": 1000}})
    with pytest.raises(MediaBroken):
        await bench.begin(recording("mp3"), films(command=child_that(f"import os; {leave}; print({told!r})")))
    assert bench.files == set()


async def test_one_that_is_given_up_leaves_no_process(bench: Bench, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    waits = (
        f"import os, subprocess; each = subprocess.Popen(['sleep', '60']); open({str(told) + '.new'!r}, 'w').write("
        f"f'{{os.getpid()}} {{each.pid}}'); os.rename({str(told) + '.new'!r}, {str(told)!r}); each.wait()"
    )
    making = asyncio.ensure_future(bench.begin(recording("mp3"), films(command=child_that(waits))))
    await asyncio.to_thread(appeared, told)
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    for pid in told.read_text().split():
        assert not is_running(int(pid))


def appeared(path: Path) -> None:
    """Wait for it."""
    while not path.exists():
        pass


def is_running(pid: int) -> bool:
    """Whether it runs; one that was killed may wait for its parent to hear of it."""
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], check=False, capture_output=True, text=True).stdout
    return status.strip()[:1] not in {"", "Z"}
