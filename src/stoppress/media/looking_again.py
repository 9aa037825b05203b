"""Looking again: when a card is looked at the next time, to see whether the original is gone or can be reached by now.

Knows ages and failures. Does not know the clock, nor what was seen (`embedding`).
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count, takewhile
from typing import Final

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)

# What is taken back is mostly taken back soon, and what is read is mostly read within days.
_FIRST_LOOKS: Final = (_HOUR, 6 * _HOUR, _DAY)
_DAILY_LOOKS: Final = 7

LAST_LOOK: Final = (_DAILY_LOOKS + 1) * _DAY
"""The age after which nobody looks any more."""

# A provider that stumbles is asked again while the post is still new; one that is down is left alone.
_FIRST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = 6 * _HOUR


def next_look(age: timedelta, failures: int) -> timedelta | None:
    """How long from now, for a card whose address was first seen `age` ago; None if it is not looked at again.

    `failures` is how many looks in a row have come to nothing. After none: at an age of an hour, six hours, a day, then
    daily for a week. After some: 30 s, then four times as long each time, 6 h at most, until the week is over.
    """
    age = max(age, timedelta())
    if failures > 0:
        # Capped before it is raised: a number of failures is nobody's to trust.
        pause = min(_FIRST_PAUSE * 4 ** min(failures - 1, 10), _LONGEST_PAUSE)
        return pause if age + pause <= LAST_LOOK else None
    return next((at - age for at in _looks() if at > age), None)


def _looks() -> tuple[timedelta, ...]:
    daily = takewhile(lambda at: at <= LAST_LOOK, (day * _DAY for day in count(2)))
    return (*_FIRST_LOOKS, *daily)
