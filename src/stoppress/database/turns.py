"""Turns: work that must not be done twice at once, on whichever nodes.

Knows that SQLite lets writers in one by one anyway.
Does not know what is done.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.engine import Connection


def one_by_one(connection: Connection, name: str) -> None:
    """Wait until nobody else is at what is called so; they wait until this transaction ends."""
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
