"""What a rehearsal's readers heard: when each revision reached how many of them, and how long after it had happened.

Knows delays by their shares, over one revision and over all.
Does not know processes, nor sockets. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from stoppress.domain.identifiers import Seq

STEP_MS: Final = 0.1
"""Delays are counted in steps of this."""

_NS_OF_MS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Frame:
    """One revision: the delay until half of those who heard it had, until 99 of 100, and until the last; milliseconds."""

    seq: int
    readers: int
    half: float
    most: float
    last: float


@dataclass(slots=True)
class Heard:
    """Everything. `moments` are those at which revisions happened, as they become known."""

    moments: dict[Seq, datetime] = field(default_factory=dict)
    counts: dict[str, float] = field(default_factory=dict)
    _frames: dict[int, tuple[int, Mapping[int, int]]] = field(default_factory=dict)

    def take(self, said: dict[str, Any]) -> None:
        """Take what the readers' process says."""
        for seq, first_ns, offsets in said.pop("frames"):
            self._frames[seq] = (first_ns, dict(offsets))
        self.counts.update(said)

    def count(self, name: str) -> int:
        """One of the counts; 0 before anything was said."""
        return int(self.counts.get(name, 0))

    def frames(self) -> list[Frame]:
        """Every revision that was heard and of which is known when it happened."""
        return [_frame(seq, counted) for seq in sorted(self._frames) if (counted := self._delays(seq))]

    def delays(self, shares: Iterable[float], newest: int = 0) -> list[float]:
        """The delays within which these shares of all deliveries were made, over all revisions or the `newest`."""
        together: Counter[int] = Counter()
        for seq in sorted(self._frames)[-newest:] if newest else self._frames:
            together.update(self._delays(seq))
        return [_share(together, each) for each in shares]

    def _delays(self, seq: int) -> dict[int, int]:
        """How many heard it after how many steps."""
        at = self.moments.get(Seq(seq))
        if at is None:
            return {}
        first_ns, offsets = self._frames[seq]
        # Two clocks of one machine may differ by less than a step.
        begun = max(0, round((first_ns / _NS_OF_MS - at.timestamp() * 1000) / STEP_MS))
        return {begun + offset: count for offset, count in offsets.items()}


def _frame(seq: int, counted: Mapping[int, int]) -> Frame:
    half, most, last = (_share(counted, share) for share in (0.5, 0.99, 1.0))
    return Frame(seq, sum(counted.values()), half, most, last)


def _share(counted: Mapping[int, int], share: float) -> float:
    """The delay in milliseconds within which this share was served; 0 of nothing."""
    wanted, passed = share * sum(counted.values()), 0
    for steps in sorted(counted):
        passed += counted[steps]
        if passed >= wanted:
            return round(steps * STEP_MS, 1)
    return 0.0
