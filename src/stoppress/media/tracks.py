"""Tracks: what a sound or film is made of, and what it is served as.

Knows codecs that browsers play, and the lines in which ffmpeg's `framecrc` tells what it has read.
Does not know how ffmpeg is run (`ffmpeg`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from stoppress.domain.media import Format
from stoppress.errors.media import MediaBroken, MediaRefused, MediaTooLarge
from stoppress.media.film_limits import FilmLimits
from stoppress.media.kinds import Kind

_HEADER: Final = re.compile(r"#(tb|media_type|codec_id) ([0-9]{1,3}): ([a-z0-9_/]{1,40})")
_PACKET: Final = re.compile(r"\s*([0-9]{1,3}),\s*-?[0-9]{1,18},\s*(-?[0-9]{1,18}),\s*([0-9]{1,18}),")
_CODEC: Final = re.compile(r"[a-z0-9_]{1,40}")

_EXPORT: Final = "Export it with H.264 and AAC as MP4"

# By the kind of file: what is served, the codecs of its picture and of its sound. (MDN, "Web video codec guide" and
# "Web audio codec guide", November 2026: what current Chromium, Firefox and Safari all play in that container.)
_FILMS: Final = {
    Kind.MP4: (Format.MP4, frozenset({"h264", "av1"}), frozenset({"aac", "mp3"})),
    Kind.M4A: (Format.MP4, frozenset({"h264", "av1"}), frozenset({"aac", "mp3"})),
    Kind.WEBM: (Format.WEBM, frozenset({"vp8", "vp9", "av1"}), frozenset({"opus", "vorbis"})),
}
_SOUNDS: Final = {
    Kind.MP4: (Format.M4A, frozenset({"aac"})),
    Kind.M4A: (Format.M4A, frozenset({"aac"})),
    Kind.WEBM: (Format.OGG, frozenset({"opus", "vorbis"})),
    Kind.OGG: (Format.OGG, frozenset({"opus", "vorbis"})),
    Kind.MP3: (Format.MP3, frozenset({"mp3"})),
}


@dataclass(frozen=True, slots=True)
class Tracks:
    """The codecs of the picture and the sound, as ffmpeg calls them, "" for none; and how long the longer one is."""

    picture: str
    sound: str
    milliseconds: int


def read_tracks(lines: Iterable[str], limits: FilmLimits) -> Tracks:
    """What `framecrc` says. Raises MediaBroken where that is nothing, MediaTooLarge where it goes on for too long."""
    told: dict[tuple[str, str], str] = {}
    ends: dict[str, int] = {}
    for number, each in enumerate(lines):
        if number > limits.packets:
            raise MediaTooLarge(problem="The recording is made of too many pieces.")
        if packet := _PACKET.match(each):
            stream, start, length = packet.groups()
            ends[stream] = max(ends.get(stream, 0), int(start) + int(length))
        elif header := _HEADER.match(each):
            told[header[1], header[2]] = header[3]
    streams = {kind: stream for (name, stream), kind in reversed(told.items()) if name == "media_type"}
    codecs = {kind: told.get(("codec_id", stream), "") for kind, stream in streams.items()}
    # A track without a packet is as good as none.
    played = {kind: codecs[kind] for kind, stream in streams.items() if ends.get(stream, 0) > 0}
    lasting = max((_lasts(told.get(("tb", stream), ""), end) for stream, end in ends.items()), default=0)
    if not played or not lasting:
        raise MediaBroken
    if lasting > limits.milliseconds:
        raise MediaTooLarge(problem=f"The recording is longer than {limits.milliseconds // 3_600_000} hours.")
    return Tracks(played.get("video", ""), played.get("audio", ""), lasting)


def served_as(kind: Kind, tracks: Tracks) -> Format:
    """What a file of this kind with these tracks is served as. Raises MediaRefused, which names the codec."""
    for codec in (tracks.picture, tracks.sound):
        if codec and not _CODEC.fullmatch(codec):
            raise MediaBroken
    if not tracks.picture:
        return _sound(kind, tracks)
    if kind not in _FILMS:
        raise MediaRefused(problem=f"A film in this kind of file is not taken. {_EXPORT}.")
    served, pictures, sounds = _FILMS[kind]
    if tracks.picture not in pictures:
        raise MediaRefused(problem=f"Not every browser plays {_named(tracks.picture)} in this kind of file. {_EXPORT}.")
    if tracks.sound and tracks.sound not in sounds:
        raise MediaRefused(problem=f"Not every browser plays its sound, {_named(tracks.sound)}. {_EXPORT}.")
    return served


def _sound(kind: Kind, tracks: Tracks) -> Format:
    served, sounds = _SOUNDS[kind]
    if tracks.sound not in sounds:
        raise MediaRefused(problem=f"Not every browser plays {_named(tracks.sound)}. Export it as MP3.")
    return served


def _named(codec: str) -> str:
    return {"hevc": "HEVC (H.265)", "alac": "Apple Lossless", "theora": "Theora"}.get(codec, codec)


def _lasts(base: str, ticks: int) -> int:
    """Milliseconds that so many ticks of a base such as `1/12800` are."""
    numerator, _, denominator = base.partition("/")
    if not (numerator.isdigit() and denominator.isdigit() and int(denominator)):
        raise MediaBroken
    return int(ticks * Fraction(int(numerator), int(denominator)) * 1000)
