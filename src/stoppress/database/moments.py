"""Moments as databases keep them.

Knows that SQLite keeps none's zone.
Does not know what happened then.
"""

from __future__ import annotations

from datetime import UTC, datetime


def in_utc(kept: datetime) -> datetime:
    """A moment as the database gave it; only UTC is ever written."""
    return kept.replace(tzinfo=UTC) if kept.tzinfo is None else kept.astimezone(UTC)
