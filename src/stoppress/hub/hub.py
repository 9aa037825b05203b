"""The hub of one blog: what has been sent lately, and who is reading.

Knows sequence numbers and bytes, and that nobody may miss a frame or get one twice.
Does not know HTML, sockets, tasks or the clock; a reader is whatever can be written to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from stoppress.domain.identifiers import Seq


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame as the bytes of a server-sent event."""

    seq: Seq
    payload: bytes


class Reader(Protocol):
    """One open stream. Neither method may wait, and neither may raise."""

    def write(self, payload: bytes) -> None:
        """Take these bytes. A reader that cannot keep up cuts itself off; it resumes by its last event id."""

    def finish(self, farewell: bytes) -> None:
        """Take these last bytes and close."""


class Hub:
    """Frames of one blog, to everyone reading it.

    `at` is the newest sequence already on the page; `recent` may give the frames that led there, so that
    readers who come back after a restart find them.
    """

    def __init__(self, *, at: Seq, remember: int, recent: Iterable[Sent] = ()) -> None:
        self._recent: deque[Sent] = deque(recent, maxlen=remember)
        self._newest = at
        self._readers: set[Reader] = set()
        if self._recent and self._recent[-1].seq != at:
            raise ValueError("the recent frames do not lead to the newest sequence")

    @property
    def newest(self) -> Seq:
        """The sequence of the newest frame handed out."""
        return self._newest

    @property
    def oldest(self) -> Seq:
        """The place from which on every frame is at hand."""
        return Seq(self._newest - len(self._recent))

    @property
    def remembered(self) -> tuple[Sent, ...]:
        """The frames at hand, oldest first."""
        return tuple(self._recent)

    def __len__(self) -> int:
        return len(self._readers)

    def recall(self, frames: Iterable[Sent]) -> None:
        """Take earlier frames, in order and leading up to the oldest at hand; the earliest that do not fit are left."""
        for each in reversed(list(frames)):
            if each.seq != self.oldest:
                raise ValueError(f"frame {each.seq} does not lead up to {self.oldest + 1}")
            if len(self._recent) == self._recent.maxlen:
                return
            self._recent.appendleft(each)

    def join(self, reader: Reader, *, after: Seq) -> bool:
        """Replay what came after `after`, then keep `reader` posted.

        False means the hub cannot close that gap and has not tried: tell the reader to load the page, which
        always can. A place ahead of the head is such a gap too. (Law 2)
        """
        missed = self.since(after)
        if missed is None:
            return False
        # No waiting between replay and add: a frame published in that gap would be lost to this reader for good.
        if missed:
            reader.write(b"".join(each.payload for each in missed))
        self._readers.add(reader)
        return True

    def since(self, after: Seq) -> list[Sent] | None:
        """The frames after `after`, oldest first; None when that gap cannot be closed."""
        if not self.oldest <= after <= self._newest:
            return None
        return [each for each in self._recent if each.seq > after]

    def leave(self, reader: Reader) -> None:
        """Write to `reader` no more."""
        self._readers.discard(reader)

    def publish(self, frames: Iterable[Sent]) -> None:
        """Hand out frames, in order and joined, to all who are reading."""
        fresh = list(frames)
        # All are judged before any is taken: half a batch would leave readers waiting for a frame that never comes.
        for expected, each in enumerate(fresh, self._newest + 1):
            if each.seq != expected:
                raise ValueError(f"frame {each.seq} does not follow {expected - 1}")
        if fresh:
            self._recent.extend(fresh)
            self._newest = fresh[-1].seq
            payload = b"".join(each.payload for each in fresh)
            # A copy, since a reader that is cut leaves while we go round.
            for reader in tuple(self._readers):
                reader.write(payload)

    def rewrite(self, frames: Iterable[Sent]) -> None:
        """Put other bytes in place of frames already handed out, since some words are withdrawn now. (Law 10)"""
        anew = {each.seq: each for each in frames}
        self._recent = deque((anew.get(each.seq, each) for each in self._recent), self._recent.maxlen)

    def finish(self, farewell: Callable[[], bytes]) -> None:
        """Say goodbye to all, to each in its own words, and let them go."""
        readers, self._readers = self._readers, set()
        for reader in readers:
            reader.finish(farewell())
