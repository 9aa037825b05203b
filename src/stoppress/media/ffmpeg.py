"""ffmpeg: where it is, and what it is told.

Knows its arguments: nothing is decoded but one frame, nothing that was said about a recording is carried over, and it opens
no other file and no connection whatever a recording tells it to.
Does not know how it is held to limits (`film_child`).
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from stoppress.domain.media import Format
from stoppress.media.kinds import Kind

# What reads each kind: forced, so that a playlist or a script under another name is refused by its reader.
_READERS: Final = {Kind.MP4: "mov", Kind.M4A: "mov", Kind.WEBM: "matroska", Kind.OGG: "ogg", Kind.MP3: "mp3"}
_WRITERS: Final = {Format.MP4: "mp4", Format.M4A: "ipod", Format.WEBM: "webm", Format.OGG: "ogg", Format.MP3: "mp3"}

_WITHOUT: Final = ("-sn", "-dn", "-map_chapters", "-1", "-map_metadata:g", "-1", "-map_metadata:s", "-1")
# Neither its own name nor a time: the same recording gives the same bytes.
_EXACT: Final = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")

# The first picture and the first sound. A cover (`V` leaves it out) is nobody's film.
_PICTURE: Final = ("-map", "0:V:0?")
_SOUND: Final = ("-map", "0:a:0?")

# In the stream itself there is room for words as well: what an encoder, a camera or a drone wrote for no decoder.
# (H.264 7.3.2.3, supplemental enhancement information; AV1 5.8, metadata OBU)
_FILTERS: Final = {"h264": "filter_units=remove_types=6", "av1": "filter_units=remove_types=5"}

_MORE: Final[dict[Format, Sequence[str]]] = {
    # The index in front, so that it plays before all has come.
    Format.MP4: ("-movflags", "+faststart", "-empty_hdlr_name", "1"),
    Format.M4A: ("-movflags", "+faststart", "-empty_hdlr_name", "1"),
    Format.WEBM: ("-cues_to_front", "1"),
    Format.MP3: ("-id3v2_version", "0", "-write_id3v1", "0", "-write_apetag", "0"),
    Format.OGG: (),
}


def find_ffmpeg(told: Path | None) -> str:
    """The program: where an operator said, else on the path, else from the package `imageio-ffmpeg`; "" for none."""
    if told is not None:
        return str(told) if told.is_file() else ""
    if found := shutil.which("ffmpeg"):
        return found
    try:
        package: Any = importlib.import_module("imageio_ffmpeg")
        return str(package.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return ""


def probing(kind: Kind, source: Path, to: Path) -> list[str]:
    """Tell every packet of the first picture and the first sound."""
    return [*_read(kind, source), *_PICTURE, *_SOUND, "-c", "copy", "-f", "framecrc", str(to)]


def copying(kind: Kind, source: Path, format_: Format, picture: str, to: Path) -> list[str]:
    """The same packets in a new file with nothing around them. `picture` is its codec, "" to leave the picture out."""
    filters = ("-bsf:v", _FILTERS[picture]) if picture in _FILTERS else ()
    tracks = (*_PICTURE, *_SOUND) if picture else _SOUND
    return [*_read(kind, source), *tracks, "-c", "copy", *filters, *_written(format_, to)]


def joining(kind: Kind, source: Path, sound: Path, to: Path) -> list[str]:
    """The picture of one recording with the sound of another, an OGG, as WebM."""
    read = [*_read(kind, source), *_input(Kind.OGG, sound)]
    return [*read, "-map", "0:V:0", "-map", "1:a:0", "-c", "copy", *_written(Format.WEBM, to)]


def picturing(kind: Kind, source: Path, milliseconds: int, width: int, to: Path) -> list[str]:
    """One frame as JPEG, upright, with square pixels, at most `width` wide."""
    scaled = f"scale=w='min({width},trunc(iw*sar/2)*2)':h=-2,setsar=1"
    at = ("-ss", f"{milliseconds / 1000:.3f}")
    shown = ("-map", "0:V:0", "-frames:v", "1", "-vf", scaled, "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p")
    return [*_BEGUN, *at, *_input(kind, source), *shown, *_WITHOUT, "-threads", "1", "-f", "image2", str(to)]


_BEGUN: Final = ("-nostdin", "-hide_banner", "-v", "quiet", "-y", "-threads", "1", "-filter_threads", "1")


def _read(kind: Kind, source: Path) -> list[str]:
    return [*_BEGUN, *_input(kind, source)]


def _input(kind: Kind, source: Path) -> list[str]:
    return ["-protocol_whitelist", "file", "-f", _READERS[kind], "-i", f"file:{source}"]


def _written(format_: Format, to: Path) -> list[str]:
    return [*_WITHOUT, *_EXACT, *_MORE[format_], "-f", _WRITERS[format_], str(to)]
