"""Most read: in which order blogs are read, by views over a window in which older ones count less.

Knows that a view counts half as much after every quarter of the window, and not at all after the whole of it.
Does not know where views are kept (`views`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from stoppress.audience.views import Hour
from stoppress.domain.identifiers import Slug

HALVINGS: Final = 4
"""How often a view's weight is halved before it counts no more."""


def most_read(hours: Mapping[Slug, Sequence[Hour]], now: datetime, window: timedelta) -> list[Slug]:
    """The blogs that were looked at within the window, most read first; of two that are level, by name."""
    weights = {slug: sum(_weight(each, now, window) for each in seen) for slug, seen in hours.items()}
    read = (slug for slug, weight in weights.items() if weight > 0)
    return sorted(read, key=lambda slug: (-weights[slug], slug))


def _weight(hour: Hour, now: datetime, window: timedelta) -> float:
    age = max(now - hour.at, timedelta())
    # Views of one hour count alike: an hour belongs to the window as long as its beginning does.
    return float(hour.views * 2 ** (-HALVINGS * (age / window))) if age < window else 0.0
