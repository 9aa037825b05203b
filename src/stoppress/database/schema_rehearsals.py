"""The table of rehearsals, in the desk's database.

Knows columns and keys, as `schema_desk` does for the rest.
Does not know how they are read or written.
"""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, String, Table, Text

from stoppress.database.schema_desk import metadata

# Rehearsals, each in a blog of its own. `plan` is what was asked for, `progress` how it stands and `report` what came of it:
# JSON, figures and names of kinds without a word of any post.
rehearsals = Table(
    "rehearsals",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("blog", String(100), nullable=False),
    Column("sandbox", String(100), nullable=False, unique=True),
    Column("state", String(10), nullable=False, index=True),
    Column("plan", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_by_name", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    # Until then whoever took it is at it; after that it was cut off.
    Column("taken_until", DateTime(timezone=True), nullable=True),
    Column("stop_asked_at", DateTime(timezone=True), nullable=True),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("thrown_away_at", DateTime(timezone=True), nullable=True),
    Column("progress", Text, nullable=False),
    Column("report", Text, nullable=False),
    Index("rehearsals_blog", "blog", "asked_at"),
)
