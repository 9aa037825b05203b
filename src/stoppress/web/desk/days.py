"""Days at the desk: a time that is not of today says which day it is of.

Knows that a shift ends after midnight, that a post may be due next week, and that a blog may be a month old.
Does not know what time it is; it is told.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from babel import Locale
from babel.dates import format_date

from stoppress.render.clock import Clock

# The desk speaks English, whatever its blogs are written in.
_LANGUAGE: Final = Locale("en", "GB")


def near(moment: datetime, clock: Clock, now: datetime) -> str:
    """`14:30` today, `Sat 5 Apr, 14:30` on another day, with the year where it is another."""
    day, today = clock.date(moment), clock.date(now)
    if day == today:
        return clock.time(moment)
    pattern = "EEE d MMM" if day.year == today.year else "EEE d MMM y"
    return f"{format_date(day, pattern, locale=_LANGUAGE)}, {clock.time(moment)}"
