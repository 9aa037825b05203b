"""Kinds: what a file is by its first bytes, never by its name or by what was said about it.

Knows the marks of what is taken and of what people send by mistake or on purpose.
Does not know what stands further on in a file (`looking`).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from stoppress.errors.media import MediaRefused

HEAD_BYTES: Final = 4096
"""How much of a file's beginning decides what it is."""


class Kind(StrEnum):
    """What a file that is taken can be."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    AVIF = "avif"
    GIF = "gif"
    HEIC = "heic"
    MP3 = "mp3"
    M4A = "m4a"
    OGG = "ogg"
    MP4 = "mp4"
    WEBM = "webm"


PICTURES: Final = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.AVIF, Kind.GIF, Kind.HEIC})

ANIMATED: Final = frozenset({Kind.GIF, Kind.WEBP})
"""Whose frames are kept. Of a PNG or AVIF that moves, and of a burst in HEIC, the first picture is taken."""

_TAKEN: Final = (
    (Kind.JPEG, re.compile(rb"\xff\xd8\xff")),
    (Kind.PNG, re.compile(rb"\x89PNG\r\n\x1a\n")),
    (Kind.GIF, re.compile(rb"GIF8[79]a")),
    (Kind.WEBP, re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL)),
    (Kind.OGG, re.compile(rb"OggS\0")),
    (Kind.WEBM, re.compile(rb"\x1aE\xdf\xa3.{1,60}?\x42\x82.{1,8}?webm", re.DOTALL)),
    # A tag, or the sync word of layer III with a bit rate that exists.
    (Kind.MP3, re.compile(rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef]", re.DOTALL)),
)

# ISO/IEC 14496-12: a box `ftyp` says by four letters, its brands, what the file is.
_BRANDS: Final = (
    (Kind.AVIF, frozenset({b"avif", b"avis"})),
    (Kind.HEIC, frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})),
    (Kind.M4A, frozenset({b"M4A ", b"M4B "})),
    (
        Kind.MP4,
        frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"MSNV"}),
    ),
)

# In this order: a drawing in XML must not be taken for mere XML.
_KNOWN: Final = (
    ("an SVG drawing, which can carry programs", re.compile(rb"[^\0]{0,2000}?<svg[\s>]", re.IGNORECASE)),
    ("a web page", re.compile(rb"\s*(<!doctype html|<html|<head|<body|<script|<\?php)", re.IGNORECASE)),
    ("an XML document", re.compile(rb"\s*<\?xml")),
    ("a PDF document", re.compile(rb".{0,1024}?%PDF-", re.DOTALL)),
    ("a TIFF picture or a camera's raw file", re.compile(rb"II\*\0|MM\0\*|II\x2b\0|MM\0\x2b|FUJIFILMCCD-RAW|IIU\0")),
    ("a Photoshop file", re.compile(rb"8BPS\0")),
    ("a JPEG XL picture", re.compile(rb"\xff\x0a|\0\0\0\x0cJXL ")),
    ("a JPEG 2000 picture", re.compile(rb"\0\0\0\x0cjP {2}|\xff\x4f\xff\x51")),
    ("a PostScript document", re.compile(rb"%!PS|\xc5\xd0\xd3\xc6")),
    ("a ZIP archive or an office document", re.compile(rb"PK(\x03\x04|\x05\x06)|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("a packed archive", re.compile(rb"Rar!\x1a|7z\xbc\xaf\x27\x1c|\x1f\x8b|BZh|\xfd7zXZ")),
    ("an icon", re.compile(rb"\0\0[\x01\x02]\0")),
    ("a program", re.compile(rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe")),
    ("a Windows bitmap", re.compile(rb"BM")),
    ("a WAV recording", re.compile(rb"RIFF....WAVE|RF64....WAVE", re.DOTALL)),
    ("an AVI film", re.compile(rb"RIFF....AVI ", re.DOTALL)),
    ("a FLAC recording", re.compile(rb"fLaC")),
    ("an AAC recording without a container", re.compile(rb"\xff[\xf0\xf1\xf8\xf9]|ADIF")),
    ("a Matroska film", re.compile(rb"\x1aE\xdf\xa3")),
    ("a Flash film", re.compile(rb"FLV\x01|[FCZ]WS")),
)


def kind_of(head: bytes) -> Kind:
    """What a file with this beginning is; `HEAD_BYTES` of it are enough. Raises MediaRefused."""
    if not head:
        raise MediaRefused(problem="The file is empty.")
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    for kind, mark in _TAKEN:
        if mark.match(head):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf")
    for name, mark in _KNOWN:
        if mark.match(text):
            raise MediaRefused(problem=f"This seems to be {name}.")
    raise MediaRefused(problem="The file is of no kind that is known here.")


def _by_brands(head: bytes) -> Kind:
    end = min(int.from_bytes(head[:4], "big"), len(head))
    # The first brand says what it is above all. Phones write `mif1` first and the true one among the others.
    brands = [head[at : at + 4] for at in (8, *range(16, end - 3, 4))]
    for brand in brands:
        for kind, known in _BRANDS:
            if brand in known:
                return kind
    if brands[0] == b"qt  ":
        raise MediaRefused(problem="This seems to be a QuickTime film: export it as MP4.")
    raise MediaRefused(problem="This seems to be a picture or film of a kind that is not taken.")
