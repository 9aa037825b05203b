"""Times in identifiers: when something was posted, as its provider's own number says.

Knows three documented layouts of numbers that carry a time.
Does not know what was posted; and a time here is only as true as the provider's clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST: Final = datetime(2006, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)

# Snowflakes count milliseconds from here, and began on 4 November 2010; smaller numbers were only counted up.
_SNOWFLAKE_BEGIN: Final = 1_288_834_974_657
_FIRST_SNOWFLAKE: Final = 29_700_859_247

_SORTABLE: Final = "234567abcdefghijklmnopqrstuvwxyz"


def x_time(number: str) -> datetime | None:
    """The time in a snowflake of X: milliseconds above 22 bits."""
    value = int(number)
    return _at(((value >> 22) + _SNOWFLAKE_BEGIN) * 1_000) if value >= _FIRST_SNOWFLAKE else None


def mastodon_time(number: str) -> datetime | None:
    """The time in a Mastodon status's number: milliseconds above 16 bits."""
    return _at((int(number) >> 16) * 1_000)


def bluesky_time(key: str) -> datetime | None:
    """The time in a record key of the AT protocol (TID): microseconds above 10 bits, in 13 characters of 5 bits."""
    value = 0
    for each in key:
        value = value << 5 | _SORTABLE.index(each)
    return _at(value >> 10)


def _at(microseconds: int) -> datetime | None:
    # Too far off for a datetime is out of range too.
    if not 0 < microseconds < 10**16:
        return None
    at = _EPOCH + timedelta(microseconds=microseconds)
    # To the second: a card shows no more, and all three count finer.
    return at.replace(microsecond=0) if _EARLIEST <= at < _LATEST else None
