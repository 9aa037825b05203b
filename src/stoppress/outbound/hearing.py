"""Hearing: what one reader of a blog's stream heard, against what it was to hear.

Knows HTTP's chunks (RFC 9112 §7.1) and our events (docs/contracts/stream.md) as far as a reader needs them: whether every
revision came once and in order.
Does not know sockets, nor who else reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_ID: Final = re.compile(rb"id: ([a-z2-7]{8})-(\d{1,15})\n")
_DATA: Final = re.compile(rb'event: revision\ndata: \{"v":\d+,"seq":(\d{1,15}),[^\n]*\}')
_ASIDE: Final = re.compile(rb"(?::[^\n]*\n?|retry: \d+\n?)*")

GARBLED: Final = -1
RESET: Final = -2
ENDED: Final = -3
"""What stands for a sequence where an event is none of a revision."""

# Events that come at about the same time.
_REMEMBERED: Final = 256

_END_OF_CHUNK: Final = b"\r\n"


class Unchunked:
    """Takes chunks apart. Every reader is sent the same bytes: what they amount to is remembered for all."""

    def __init__(self) -> None:
        self._rest = b""
        self.is_over = False

    def take(self, payload: bytes) -> bytes:
        """What these bytes carry; what is cut off waits for the rest. Raises ValueError for what is no chunk."""
        self._rest += payload
        found: list[bytes] = []
        while self._rest and not self.is_over:
            size, line, _ = self._rest.partition(_END_OF_CHUNK)
            if not line:
                break
            length = int(size.partition(b";")[0], 16)
            begin, end = len(size) + 2, len(size) + 2 + length
            if len(self._rest) < end + 2:
                break
            self.is_over = not length
            found.append(self._rest[begin:end])
            self._rest = self._rest[end + 2 :]
        return b"".join(found)


@dataclass(slots=True)
class Faults:
    """What one reader, or all together, heard that they should not have, or did not hear: numbers of events."""

    missed: int = 0
    doubled: int = 0
    late: int = 0
    """Heard after a later one."""
    garbled: int = 0
    resets: int = 0

    def add(self, other: Faults) -> None:
        """Count another's in."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def any(self) -> bool:
        """Whether there was one."""
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(slots=True)
class Hearing:
    """One reader that goes on after the revision `last` of the history `epoch`."""

    epoch: bytes
    last: int
    events: int = 0
    has_ended: bool = False
    faults: Faults = field(default_factory=Faults)
    _missing: set[int] = field(default_factory=set)
    _part: bytes = b""

    def take(self, payload: bytes) -> Iterator[int]:
        """Take some of the stream; the sequences that were heard for the first time."""
        *whole, self._part = (self._part + payload).split(b"\n\n")
        for each in whole:
            seq = read_event(each, self.epoch)
            if seq is not None and self._hear(seq):
                yield seq

    def begin_anew(self) -> None:
        """The connection was lost: what was cut off comes again."""
        self._part = b""

    def close(self, end: int) -> bool:
        """Nothing more comes: what was not heard up to `end` was missed. Whether all was heard once and in order."""
        self.faults.missed += len(self._missing) + max(0, end - self.last)
        self._missing.clear()
        self.last = max(self.last, end)
        return not self.faults.any

    def _hear(self, seq: int) -> bool:
        if seq == ENDED:
            self.has_ended = True
        elif seq == RESET:
            self.faults.resets += 1
        elif seq == GARBLED:
            self.faults.garbled += 1
        elif seq > self.last:
            self._missing.update(range(self.last + 1, seq))
            self.last = seq
            self.events += 1
            return True
        elif seq in self._missing:
            self._missing.discard(seq)
            self.faults.late += 1
            self.events += 1
            return True
        else:
            self.faults.doubled += 1
        return False


_known: dict[tuple[bytes, bytes], int | None] = {}


def read_event(words: bytes, epoch: bytes) -> int | None:
    """The sequence of a revision's event, one of the numbers for others, or None for what is no event.

    All readers are told the same: an event is read once for all of them.
    """
    found = _known.get((epoch, words), 0)
    if found == 0:
        if len(_known) >= _REMEMBERED:
            _known.clear()
        found = _known[epoch, words] = _read(words, epoch)
    return found


def _read(words: bytes, epoch: bytes) -> int | None:
    aside = _ASIDE.match(words)
    event = words[aside.end() :] if aside else words
    if not event:
        return None
    name = _ID.match(event)
    if name is None or name[1] != epoch:
        return GARBLED
    rest = event[name.end() :]
    if rest.startswith(b"event: reset\n"):
        return RESET
    if rest.startswith(b"event: ended\n"):
        return ENDED
    said = _DATA.fullmatch(rest)
    # The numbers of the event and of what it carries are one.
    return int(name[2]) if said is not None and said[1] == name[2] else GARBLED
