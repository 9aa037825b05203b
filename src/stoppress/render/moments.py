"""Moments: how a time is written in the address of a page as it stood (`/live/{slug}/at/{time}`).

Knows the one way in which we write it, to the second and in UTC, and the ways in which people may.
Does not know what stood there then.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from stoppress.errors import TimeUnreadable


def moment_name(moment: datetime) -> str:
    """`2031-04-05T09:41:00Z` (RFC 3339)."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def moment_after(moment: datetime) -> datetime:
    """The first whole second not before `moment`: what happened then has happened by it."""
    return moment if moment.microsecond == 0 else moment.replace(microsecond=0) + timedelta(seconds=1)


def moment_in(text: str, timezone: str) -> datetime:
    """The moment `text` says (ISO 8601), in `timezone` unless it says in which. Raises TimeUnreadable."""
    try:
        found = datetime.fromisoformat(text)
        zoned = found if found.tzinfo is not None else found.replace(tzinfo=ZoneInfo(timezone))
        return zoned.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as problem:
        raise TimeUnreadable(text=text[:40]) from problem
