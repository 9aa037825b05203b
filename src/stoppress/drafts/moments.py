"""Moments: what time it is, by the one clock that all nodes share.

Knows how each database tells it, and that SQLite keeps a moment without its zone.
Does not know what is due.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Connection

Clock = Callable[[Connection], datetime]
"""The time, asked of a connection."""

# The moment of asking, not of the transaction's begin: it may have waited for a lock in between.
_POSTGRES: Final = text("SELECT clock_timestamp()")
_SQLITE: Final = text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")


def database_clock(connection: Connection) -> datetime:
    """What the database says. (DESIGN §10.5)"""
    if connection.dialect.name == "postgresql":
        found: datetime = connection.execute(_POSTGRES).scalar_one()
        return found.astimezone(UTC)
    return datetime.fromisoformat(connection.execute(_SQLITE).scalar_one()).replace(tzinfo=UTC)


def in_utc(found: datetime | None) -> datetime | None:
    """A moment as it is kept; only UTC is ever written."""
    if found is None:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
