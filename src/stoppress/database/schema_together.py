"""The tables of who is here, in the desk's database.

Knows columns and keys, as `schema_desk` does for the rest.
Does not know how they are read or written.
"""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, String, Table, Text

from stoppress.database.schema_desk import metadata

# A page of the desk that somebody has open. It says so again and again; when it no longer does, the row is over.
open_pages = Table(
    "open_pages",
    metadata,
    # Made by the page, by chance.
    Column("id", String(26), primary_key=True),
    Column("blog", String(100), nullable=False),
    Column("person", Text, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("doing", String(12), nullable=False),
    # The post or draft it is about, or nothing.
    Column("thing", String(64), nullable=False),
    # Since when it has been doing that.
    Column("since", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Index("open_pages_blog", "blog"),
)
