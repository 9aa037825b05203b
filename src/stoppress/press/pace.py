"""Pace: how soon after one round over all readers the next may begin.

Knows how long the last one took. Under a burst a round for each post would leave no time to take the posts in;
after a rest the next round has them all, joined.
Does not know readers or frames.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

REST: Final = 2.0
"""A rest is so many times as long as the round before it, so that a third of the time goes into rounds at most.

Measured with 10,000 readers, whose round takes 120 ms, and 50 posts as fast as they are taken in: all are out after
6.3 s without rests."""

LONGEST_REST: Final = 0.25
"""Seconds. With the round itself a post stays well under the second that readers are promised."""


class Pace:
    """Of one blog. `now` is in seconds; `call_at` calls at such a time."""

    def __init__(self, now: Callable[[], float], call_at: Callable[[float, Callable[[], None]], object]) -> None:
        self._now = now
        self._call_at = call_at
        self._began = self._free = now()

    def begin(self, round_: Callable[[], None]) -> None:
        """Call `round_` as soon as a round may begin."""

        def go() -> None:
            self._began = self._now()
            round_()

        self._call_at(self._free, go)

    def over(self) -> None:
        """The round has come to its end."""
        now = self._now()
        self._free = now + min(LONGEST_REST, REST * (now - self._began))
