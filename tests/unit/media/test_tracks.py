"""Tracks: what framecrc says, however odd, and what each codec becomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.media import Format
from stoppress.errors.media import MediaBroken, MediaRefused, MediaTooLarge
from stoppress.media.film_limits import FilmLimits
from stoppress.media.kinds import Kind
from stoppress.media.tracks import Tracks, read_tracks, served_as

LIMITS = FilmLimits()
TOLD = """#software: Lavf63.1.102
#tb 0: 1/12800
#media_type 0: video
#codec_id 0: h264
#dimensions 0: 320x180
#tb 1: 1/44100
#media_type 1: audio
#codec_id 1: aac
0,      -1024,          0,      512,     3427, 0x86ef511a
1,      -1024,      -1024,     1024,      256, 0xea44782a, F=0x5, S=1
0,       -512,      37888,      512,      363, 0x3cb1b3b8, F=0x0
1,     131072,     131072,      900,      256, 0xea44782a
"""


def test_codecs_and_the_longer_of_two_lengths_are_read() -> None:
    assert read_tracks(TOLD.splitlines(), LIMITS) == Tracks("h264", "aac", 3000)


def test_a_track_without_packets_is_none() -> None:
    lines = [each for each in TOLD.splitlines() if not each.startswith("0,")]
    assert read_tracks(lines, LIMITS) == Tracks("", "aac", 2992)


@pytest.mark.parametrize(
    "told", ["", "#tb 0: 1/0\n0, 0, 0, 1, 1, 0x0", "#tb 0: x\n0, 0, 0, 1, 1, 0x0", "0, 0, 0, 1, 1, 0x0"]
)
def test_nonsense_is_broken(told: str) -> None:
    with pytest.raises(MediaBroken):
        read_tracks(told.splitlines(), LIMITS)


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(MediaTooLarge, match="24 hours"):
        read_tracks(["#tb 0: 1/1", "#media_type 0: audio", "0, 0, 0, 99999, 1, 0x0"], LIMITS)
    with pytest.raises(MediaTooLarge, match="pieces"):
        read_tracks(TOLD.splitlines(), FilmLimits(packets=3))


@given(st.lists(st.text(alphabet="#tb_media codec 0123456789:,/-audio video", max_size=40), max_size=12))
def test_whatever_is_said_is_read_or_broken(lines: list[str]) -> None:
    try:
        found = read_tracks(lines, LIMITS)
    except (MediaBroken, MediaTooLarge):
        return
    assert found.milliseconds > 0


@pytest.mark.parametrize(
    ("kind", "picture", "sound", "served"),
    [
        (Kind.MP4, "h264", "aac", Format.MP4),
        (Kind.MP4, "av1", "", Format.MP4),
        (Kind.M4A, "h264", "aac", Format.MP4),
        (Kind.MP4, "", "aac", Format.M4A),
        (Kind.M4A, "", "aac", Format.M4A),
        (Kind.WEBM, "vp9", "opus", Format.WEBM),
        (Kind.WEBM, "", "opus", Format.OGG),
        (Kind.OGG, "", "vorbis", Format.OGG),
        (Kind.MP3, "", "mp3", Format.MP3),
    ],
)
def test_what_browsers_play_is_served_in_its_container(kind: Kind, picture: str, sound: str, served: Format) -> None:
    assert served_as(kind, Tracks(picture, sound, 1)) is served


@pytest.mark.parametrize(
    ("kind", "picture", "sound", "named"),
    [
        (Kind.MP4, "hevc", "aac", "HEVC"),
        (Kind.MP4, "h264", "ac3", "ac3"),
        (Kind.M4A, "", "alac", "Apple Lossless"),
        (Kind.OGG, "theora", "vorbis", "H.264 and AAC"),
        (Kind.WEBM, "h264", "opus", "h264"),
        (Kind.MP3, "", "mp2", "mp2"),
    ],
)
def test_what_not_every_browser_plays_is_refused_by_name(kind: Kind, picture: str, sound: str, named: str) -> None:
    with pytest.raises(MediaRefused, match=named):
        served_as(kind, Tracks(picture, sound, 1))


def test_a_codec_that_is_a_sentence_is_broken() -> None:
    with pytest.raises(MediaBroken):
        served_as(Kind.MP4, Tracks("h264 </p>", "", 1))
