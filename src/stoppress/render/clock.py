"""Times as readers see them: in the blog's zone, as the publication sets them (DESIGN §10.17).

Knows zones, styles and languages.
Does not know what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

# "en" alone is American to Babel; most newsrooms that write "en" without a country are not.
_BRITISH: Final = Locale("en", "GB")


class ClockStyle(StrEnum):
    """How a publication writes the time of day."""

    COLON = "13:45"
    POINT = "13.45"
    AM_PM = "1.45pm"


@dataclass(frozen=True, slots=True)
class Clock:
    """Writes moments for the readers of one blog."""

    timezone: str
    language: str
    style: ClockStyle = ClockStyle.COLON

    def time(self, moment: datetime) -> str:
        """`13:45`, or as the publication has it."""
        local = self.local(moment)
        match self.style:
            case ClockStyle.COLON:
                return f"{local:%H:%M}"
            case ClockStyle.POINT:
                return f"{local:%H.%M}"
            case ClockStyle.AM_PM:
                return f"{local.hour % 12 or 12}.{local:%M}{'am' if local.hour < 12 else 'pm'}"

    def exact(self, moment: datetime) -> str:
        """`5 April 2031, 13:45:01 BST`: shown on hover."""
        local = self.local(moment)
        return f"{self.day(moment)}, {local:%H:%M:%S} {local.tzname()}"

    def machine(self, moment: datetime) -> str:
        """ISO 8601 with the zone's offset, to the second, for `datetime` attributes."""
        return self.local(moment).isoformat(timespec="seconds")

    def day(self, moment: datetime) -> str:
        """`5 April 2031`, in the blog's language."""
        return _day(self.date(moment), self.language)

    def date(self, moment: datetime) -> date:
        """The day it was in the blog's zone."""
        return self.local(moment).date()

    def local(self, moment: datetime) -> datetime:
        """The moment in the blog's zone."""
        return moment.astimezone(_zone(self.timezone))


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return _BRITISH


@cache
def _day(day: date, language: str) -> str:
    locale = _BRITISH if language == "en" else _locale(language)
    return format_date(day, format="long", locale=locale)
