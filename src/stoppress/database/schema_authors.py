"""The table of authors, in the desk's database.

Knows columns and keys, as `schema_desk` does for the rest.
Does not know how it is read or written.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, String, Table, Text

from stoppress.database.schema_desk import metadata

# Pages of those who write. `person` is who works here under that name; who leaves stays the author of what they wrote.
authors = Table(
    "authors",
    metadata,
    Column("slug", String(100), primary_key=True),
    Column("person", String(30), nullable=True, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("introduction", Text, nullable=False),
    # JSON: pairs of title and address.
    Column("links", Text, nullable=False),
    Column("public", Boolean(), nullable=False),
    Column("picture", String(64), nullable=False),
    Column("picture_jpeg", LargeBinary, nullable=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", String(30), nullable=False),
)
