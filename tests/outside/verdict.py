"""The verdict: what a reader heard against what there was to hear.

Knows that every frame comes once and in order, with the bytes of one of its wordings.
Does not know how a reader came by what it heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tests.outside.hearing import seq_of

Fault = Literal["lost", "doubled", "late", "changed", "reset"]


@dataclass(frozen=True, slots=True)
class Told:
    """The frames after sequence `begin`, as they were sent when they were new, and with today's words.

    The two differ where a post was withdrawn later (DESIGN §10.2).
    """

    begin: int
    live: Mapping[int, bytes]
    today: Mapping[int, bytes]

    @property
    def end(self) -> int:
        """The last sequence."""
        return self.begin + len(self.live)

    @property
    def rewritten(self) -> set[int]:
        """The sequences of frames that read differently today."""
        return {seq for seq, event in self.live.items() if event != self.today[seq]}

    def faults_of(self, heard: Sequence[bytes]) -> set[Fault]:
        """What is wrong with what one reader heard; empty when nothing is."""
        seqs = [seq for seq in map(seq_of, heard) if seq is not None]
        found: set[Fault] = set()
        if set(range(self.begin + 1, self.end + 1)) - set(seqs):
            found.add("lost")
        if len(set(seqs)) < len(seqs):
            found.add("doubled")
        if any(after < before for before, after in pairwise(seqs)):
            found.add("late")
        if any(b"event: reset" in each for each in heard):
            found.add("reset")
        if any(not self._has_sent(each) for each in heard):
            found.add("changed")
        return found

    def _has_sent(self, event: bytes) -> bool:
        seq = seq_of(event)
        return seq is None or event in (self.live.get(seq), self.today.get(seq))


def by_seq(events: Iterable[bytes]) -> dict[int, bytes]:
    """The frames among these events, by sequence."""
    return {seq: event for event in events if (seq := seq_of(event)) is not None}
