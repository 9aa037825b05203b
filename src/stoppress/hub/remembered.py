"""Remembered frames: the last few of a blog, in order, for those who come back.

Knows that there is no gap between them, and joins a stretch once for all who miss the same one.
Does not know readers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from stoppress.domain.identifiers import Seq

# A crowd that comes back stands at a few different places; each stretch is joined once for all of them.
_STRETCHES: Final = 16


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame as the bytes of a server-sent event."""

    seq: Seq
    payload: bytes


Rewrite = Callable[[Iterable[Sent]], Iterable[Sent]]


class Remembered:
    """The frames up to `newest`, at most `most` of them."""

    def __init__(self, *, at: Seq, most: int, recent: Iterable[Sent] = ()) -> None:
        self._frames: deque[Sent] = deque(recent, maxlen=most)
        self._stretches: dict[tuple[Seq, Seq], bytes] = {}
        self.newest = at
        if self._frames and self._frames[-1].seq != at:
            raise ValueError("the recent frames do not lead to the newest sequence")

    @property
    def oldest(self) -> Seq:
        """The place from which on every frame is here."""
        return Seq(self.newest - len(self._frames))

    def all(self) -> tuple[Sent, ...]:
        """Every frame, oldest first."""
        return tuple(self._frames)

    def closes(self, after: Seq) -> bool:
        """Whether every frame after `after` is here; a place ahead of the newest is a gap too."""
        return self.oldest <= after <= self.newest

    def since(self, after: Seq, most: int | None = None) -> list[Sent]:
        """The frames after `after`, which `closes`; `most` at most, oldest first."""
        start = after - self.oldest
        return list(islice(self._frames, start, None if most is None else start + most))

    def add(self, frames: Iterable[Sent]) -> list[Sent]:
        """Take the next frames, all or none."""
        fresh = list(frames)
        # All are judged before any is taken: half a batch would leave readers waiting for a frame that never comes.
        for expected, each in enumerate(fresh, self.newest + 1):
            if each.seq != expected:
                raise ValueError(f"frame {each.seq} does not follow {expected - 1}")
        if fresh:
            self._frames.extend(fresh)
            self.newest = fresh[-1].seq
        return fresh

    def recall(self, frames: Iterable[Sent]) -> None:
        """Take earlier frames, in order and leading up to the oldest here; the earliest that do not fit are left."""
        for each in reversed(list(frames)):
            if each.seq != self.oldest:
                raise ValueError(f"frame {each.seq} does not lead up to {self.oldest + 1}")
            if len(self._frames) == self._frames.maxlen:
                return
            self._frames.appendleft(each)

    def rewrite(self, anew: Rewrite) -> None:
        """Put other bytes in place of frames."""
        self._frames = deque(anew(self._frames), self._frames.maxlen)
        self._stretches.clear()

    def forget(self) -> None:
        """Remember no frame."""
        self._frames.clear()
        self._stretches.clear()

    def stretch(self, low: Seq, high: Seq) -> bytes:
        """The frames after `low` up to `high`, joined: one object for all who need it."""
        payload = self._stretches.get((low, high))
        if payload is None:
            while len(self._stretches) >= _STRETCHES:
                del self._stretches[next(iter(self._stretches))]
            payload = self._stretches[low, high] = joined(self.since(low, high - low))
        return payload


def joined(frames: Iterable[Sent]) -> bytes:
    """The payloads of frames as one."""
    return b"".join(each.payload for each in frames)
