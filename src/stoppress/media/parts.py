"""Parts: one part of a multipart body after the other, as its bytes arrive.

Knows each part's limits, and that a part with a file name is a file, whose name is a label and never a path.
Does not know how parts are told from one another (`forms`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from python_multipart.multipart import parse_options_header

from stoppress.errors import InputInvalid, TooMany
from stoppress.errors.media import MediaTooLarge
from stoppress.media.labels import label_of
from stoppress.media.shelf_limits import ShelfLimits

_NAME_BYTES: Final = 16
_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that was sent in `field`, now at `path`: ours until it is deleted. `label` may be empty."""

    field: str
    label: str
    path: Path
    size: int
    sha256: str


class _Part:
    def __init__(self) -> None:
        self.header_bytes = 0
        self.header = b"", b""
        self.disposition = b""
        self.name = ""
        self.text = bytearray()
        self.file: _File | None = None


class _File:
    def __init__(self, path: Path, label: str) -> None:
        self.path, self.label = path, label
        self.size, self.digest = 0, sha256()
        self.writing: BinaryIO = path.open("xb")

    def write(self, piece: bytes) -> None:
        self.size += len(piece)
        self.digest.update(piece)
        self.writing.write(piece)


class Arriving:
    """What has arrived. Its methods are called in the order of a body's parts; they block, and raise what ends it."""

    def __init__(self, incoming: Path, limits: ShelfLimits, random: Callable[[int], bytes]) -> None:
        self.fields: dict[str, str] = {}
        self.files: list[ReceivedFile] = []
        self._incoming, self._limits, self._random = incoming, limits, random
        self._part = _Part()
        self._paths: list[Path] = []
        self._count = 0

    def begin(self) -> None:
        """A part begins."""
        most = self._limits.fields + self._limits.files
        self._count += 1
        if self._count > most:
            raise TooMany(field="parts", count=self._count, limit=most)
        self._part = _Part()

    def header_name(self, data: bytes, start: int, stop: int) -> None:
        """More of a header's name."""
        self._count_header(stop - start)
        name, value = self._part.header
        self._part.header = name + data[start:stop], value

    def header_value(self, data: bytes, start: int, stop: int) -> None:
        """More of a header's value."""
        self._count_header(stop - start)
        name, value = self._part.header
        self._part.header = name, value + data[start:stop]

    def header_end(self) -> None:
        """A header is whole."""
        name, value = self._part.header
        self._part.header = b"", b""
        if name.strip().lower() == b"content-disposition":
            self._part.disposition = value

    def headers_end(self) -> None:
        """The part's content follows."""
        kind, options = parse_options_header(self._part.disposition)
        name = _text(options.get(b"name", b""), "name")
        if kind != b"form-data" or not 0 < len(name.encode()) <= self._limits.field_name:
            raise malformed("a part has no name, or one that is too long.")
        self._part.name = name
        if b"filename" in options:
            self._part.file = self._new_file(options[b"filename"])
        elif len(self.fields) >= self._limits.fields:
            raise TooMany(field="fields", count=len(self.fields) + 1, limit=self._limits.fields)
        elif name in self.fields:
            # Which of the two would be meant is a question an attacker likes to answer.
            raise InputInvalid(field=name, problem="it was sent twice.")

    def content(self, data: bytes, start: int, stop: int) -> None:
        """More of the part's content."""
        part, piece = self._part, data[start:stop]
        if part.file is not None:
            if part.file.size + len(piece) > self._limits.file:
                raise too_large(self._limits.file)
            part.file.write(piece)
        elif len(part.text) + len(piece) > self._limits.field:
            raise InputInvalid(field=part.name, problem=f"more than {self._limits.field} bytes were sent.")
        else:
            part.text += piece

    def end(self) -> None:
        """The part is whole."""
        part = self._part
        if part.file is None:
            self.fields[part.name] = _text(bytes(part.text), part.name)
            return
        done = part.file
        done.writing.close()
        if done.size or done.label:
            self.files.append(ReceivedFile(part.name, done.label, done.path, done.size, done.digest.hexdigest()))
        else:
            # So browsers send a file input in which nothing was chosen.
            done.path.unlink()

    def discard(self) -> None:
        """Delete every file."""
        if self._part.file is not None:
            self._part.file.writing.close()
        for path in self._paths:
            path.unlink(missing_ok=True)

    def _count_header(self, more: int) -> None:
        self._part.header_bytes += more
        if self._part.header_bytes > self._limits.part_headers:
            raise malformed(f"a part's headers are longer than {self._limits.part_headers} bytes.")

    def _new_file(self, given: bytes) -> _File:
        if len(self.files) >= self._limits.files:
            raise TooMany(field="files", count=len(self.files) + 1, limit=self._limits.files)
        path = self._incoming / f"form-{self._random(_NAME_BYTES).hex()}"
        self._paths.append(path)
        self._incoming.mkdir(parents=True, exist_ok=True)
        # A label is shown to people alone: what is not UTF-8 in it harms nobody.
        return _File(path, label_of(given.decode("utf-8", "replace")))


def malformed(problem: str) -> InputInvalid:
    """The body is no form; `problem` is a sentence about it."""
    return InputInvalid(field="body", problem=problem)


def too_large(limit: int) -> MediaTooLarge:
    """A file is larger than `limit` bytes."""
    return MediaTooLarge(problem=f"The file is larger than {size_text(limit)}.")


def size_text(size: int) -> str:
    """A size as people say it."""
    return f"{size // _MIB} MiB" if size >= _MIB and size % _MIB == 0 else f"{size} bytes"


def _text(given: bytes, field: str) -> str:
    try:
        text = given.decode()
    except UnicodeDecodeError as problem:
        raise InputInvalid(field=field, problem="send it in UTF-8.") from problem
    if "\0" in text:
        raise InputInvalid(field=field, problem="it holds a character that no text has.")
    return text
