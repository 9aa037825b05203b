"""Ranges: which bytes of a file are asked for, as RFC 9110 §14 has it.

Knows one range at a time: whoever asks for several gets the whole file, as the RFC allows.
Does not know files, nor how they are sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# A file has fewer bytes than eighteen digits can say; more would only be work.
_RANGE: Final = re.compile(r"bytes[ \t]*=[ \t,]*([0-9]{0,18})-([0-9]{0,18})[ \t,]*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes `start` to `stop` (not included) of a file of `size`."""

    start: int
    stop: int
    size: int

    @property
    def content_range(self) -> str:
        """The header of the same name."""
        return f"bytes {self.start}-{self.stop - 1}/{self.size}"


class Unsatisfiable(Exception):
    """A range begins beyond the end of a file of `size` bytes: 416."""

    def __init__(self, size: int) -> None:
        self.size = size


def part_of(size: int, asked: str, *, etag: str, condition: str) -> Part | None:
    """What `asked` (the header Range) means for a file of `size` bytes; None for all of it. Raises Unsatisfiable.

    `condition` is the header If-Range: anything but this file's strong `etag` asks for the whole new file.
    """
    found = _RANGE.fullmatch(asked)
    if found is None or (condition and condition.strip() != etag):
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        return _suffix(size, int(last))
    start = int(first)
    if last and int(last) < start:
        # It says nothing, so that it is no range at all (§14.1.1).
        return None
    if start >= size:
        raise Unsatisfiable(size)
    return Part(start, min(int(last) + 1, size) if last else size, size)


def _suffix(size: int, length: int) -> Part:
    if not length or not size:
        raise Unsatisfiable(size)
    return Part(max(0, size - length), size, size)
