"""Times as JSON-LD writes them: ISO 8601, mostly; with and without an offset.

Knows the forms in use, and counts the times whose zone had to be assumed.
Does not know what happened then.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

# Outside these years a time is a slip or a placeholder ("0001-01-01T00:00:00Z").
_YEARS: Final = range(1970, 2200)
_LONGEST: Final = 60


class Clock:
    """Reads times and shows them in `zone`, which is also that of times without an offset."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.assumed = 0

    def moment(self, text: str) -> datetime | None:
        """The moment `text` names, in the blog's zone; None if it names none."""
        found = _iso(text) or _rfc_2822(text) if len(text) <= _LONGEST else None
        if found is None or found.year not in _YEARS:
            return None
        if found.tzinfo is None:
            self.assumed += 1
            found = found.replace(tzinfo=self.zone)
        # By way of UTC, so that a time the clock skipped becomes one it showed.
        return found.astimezone(UTC).astimezone(self.zone)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat("".join(text.split()) if text.count(" ") == 1 and "T" in text else text)
    except ValueError:
        return None


def _rfc_2822(text: str) -> datetime | None:
    """`Thu, 05 Apr 2031 09:41:07 +0100`, as some feeds put into their JSON-LD."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
