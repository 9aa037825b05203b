"""Allowances: how often somebody may do what costs others something.

Knows each person's last minute, in this process.
Does not know what is done.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from stoppress.actions.actions import Now
from stoppress.errors import TooFast

MINUTE: Final = timedelta(minutes=1)


class Allowance:
    """`most` times a minute for each person."""

    def __init__(self, most: int, now: Now) -> None:
        self._most = most
        self._now = now
        self._taken: dict[str, deque[datetime]] = {}

    def take(self, person: str) -> None:
        """Once more. Raises TooFast with the seconds until then."""
        now = self._now()
        for each in [name for name, times in self._taken.items() if times[-1] <= now - MINUTE]:
            del self._taken[each]
        taken = self._taken.setdefault(person, deque())
        while taken and taken[0] <= now - MINUTE:
            taken.popleft()
        if len(taken) >= self._most:
            raise TooFast(seconds=max(1, ceil((taken[0] + MINUTE - now).total_seconds())))
        taken.append(now)
