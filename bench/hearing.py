"""Hearing: what one reader of one blog heard, byte for byte, against what a stream may say.

Knows that events follow one another without gap or repetition, and that a reader hears of its own blog alone.
Does not know sockets.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Kind = Literal["gap", "repeat", "stranger", "garbled"]

# All a stream may hold: an event of ours on one line each, `retry:`, a heartbeat.
_WORDS: Final = re.compile(
    rb"id: (?P<id>[a-z2-7]{8}-\d+)\nevent: revision\ndata: (?P<data>\{[^\n]*\})|retry: \d+|:[^\n]*"
)


class Unexpected(Exception):
    """A reader heard what it must not."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


class Hearing:
    """One reader of `blog`, going on after the event `last`; "" takes the first event as it comes."""

    def __init__(self, blog: str, last: str = "") -> None:
        self.last = last
        self.events = 0
        self._own = f" of {blog}".encode()
        self._part = b""

    def take(self, payload: bytes) -> None:
        """Take some of the stream's bytes. Raises Unexpected."""
        *whole, self._part = (self._part + payload).split(b"\n\n")
        for each in whole:
            self._hear(each)

    def _hear(self, words: bytes) -> None:
        found = _WORDS.fullmatch(words)
        if found is None:
            raise Unexpected("garbled")
        if found["id"] is None:
            return
        if self._own not in found["data"]:
            raise Unexpected("stranger")
        here = found["id"].decode()
        if self.last:
            (epoch, before), (now, seq) = _parts(self.last), _parts(here)
            if now != epoch or seq > before + 1:
                raise Unexpected("gap")
            if seq <= before:
                raise Unexpected("repeat")
        self.last = here
        self.events += 1


def _parts(cursor: str) -> tuple[str, int]:
    epoch, _, seq = cursor.partition("-")
    return epoch, int(seq)
