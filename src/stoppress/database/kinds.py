"""Kinds: which database a URL names.

Knows that there are two.
Does not know whether it answers, nor what is in it (`opening`).
"""

from __future__ import annotations

from sqlalchemy.engine import make_url

from stoppress.database.database import PATIENCE, Patience
from stoppress.database.postgres_database import PostgresDatabase
from stoppress.database.sqlite_database import SqliteDatabase

AnyDatabase = SqliteDatabase | PostgresDatabase


def database_at(url: str, patience: Patience = PATIENCE) -> AnyDatabase:
    """The database at a URL (`sqlite:///FILE` or `postgresql://…`); nothing is connected yet."""
    parsed = make_url(url)
    return (SqliteDatabase if parsed.get_backend_name() == "sqlite" else PostgresDatabase)(parsed, patience)
