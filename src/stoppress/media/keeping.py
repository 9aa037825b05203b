"""Keeping a finished file: looked at once more, named by its keyed hash, moved to where it stays.

Knows that a file a child has written may be anything, a link to elsewhere included.
Does not know what is in it beyond its first bytes, nor when it is synced (the store does that).
"""

from __future__ import annotations

import hmac
import os
import stat
from base64 import b32encode
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from stoppress.domain.media import Format, Rendition
from stoppress.errors.media import MediaBroken, MediaRefused
from stoppress.media.kinds import HEAD_BYTES, Kind, kind_of
from stoppress.media.renditions import Wanted

# 130 bits of the hash: whoever has not seen a name does not find it.
_NAME_LETTERS: Final = 26
_PIECE_BYTES: Final = 65_536

_LOOKS: Final = {
    Format.JPEG: Kind.JPEG,
    Format.WEBP: Kind.WEBP,
    Format.AVIF: Kind.AVIF,
    Format.MP4: Kind.MP4,
    Format.M4A: Kind.M4A,
    Format.WEBM: Kind.WEBM,
    Format.OGG: Kind.OGG,
    Format.MP3: Kind.MP3,
}


def keep(wanted: Wanted, made: Path, kept: Path, key: bytes, most_bytes: int) -> Rendition:
    """The rendition of a picture, its file moved from the folder `made` to the folder `kept`. See `keep_file`."""
    found = keep_file(made / wanted.file, wanted.format, kept, key, most_bytes)
    return replace(found, width=wanted.width, height=wanted.height)


def keep_file(path: Path, format_: Format, kept: Path, key: bytes, most_bytes: int) -> Rendition:
    """The rendition, its file moved to the folder `kept`. Raises MediaBroken, OSError.

    Read piece by piece: memory does not grow with the file. Keeping the same bytes again changes nothing.
    """
    try:
        file = open(path, "rb", opener=_open)  # noqa: SIM115 - closed below; only a failed opening is a broken answer
    except OSError as problem:
        raise MediaBroken from problem
    with file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or not 0 < found.st_size <= most_bytes:
            raise MediaBroken
        _judge(file, format_)
        name = name_of(file, format_, key)
    path.replace(kept / name)
    return Rendition(format=format_, name=name, size=found.st_size)


def name_of(file: BinaryIO, format_: Format, key: bytes) -> str:
    """The name of a file by what is in it: 26 letters of a keyed hash and its ending."""
    file.seek(0)
    digest = hmac.new(key, digestmod="sha256")
    while piece := file.read(_PIECE_BYTES):
        digest.update(piece)
    letters = b32encode(digest.digest()).decode("ascii").lower()[:_NAME_LETTERS]
    return f"{letters}.{format_.value}"


def _open(path: str, flags: int) -> int:
    # Not a link out of the folder, and no pipe that never begins.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _judge(file: BinaryIO, format_: Format) -> None:
    try:
        kind = kind_of(file.read(HEAD_BYTES))
    except MediaRefused as problem:
        raise MediaBroken from problem
    if kind is not _LOOKS[format_]:
        raise MediaBroken
