"""The tables of the audience by which readers follow a story.

Knows columns and keys, in the audience's metadata. What each is kept for is in docs/explanation/privacy.md.
Does not know how they are read or written.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Index, Integer, SmallInteger, String, Table, Text

from stoppress.database.schema_audience import metadata

# A browser that follows a blog: `browser` is SHA-256 of its endpoint. `owed_*` is the newest it is yet to be told, a post or,
# where that is empty, the end; `due_at` is set as long as something is.
followers = Table(
    "followers",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("browser", String(64), primary_key=True),
    Column("endpoint", Text, nullable=False),
    Column("public_key", String(120), nullable=False),
    Column("auth", String(40), nullable=False),
    Column("wants", String(4), nullable=False),
    Column("since", Date, nullable=False),
    Column("owed_seq", Integer, nullable=False),
    Column("owed_post", String(100), nullable=False),
    Column("owed_until", DateTime(timezone=True), nullable=True),
    Column("due_at", DateTime(timezone=True), nullable=True),
    Column("tries", SmallInteger, nullable=False),
    Column("failed", SmallInteger, nullable=False),
    Index("followers_due", "due_at"),
)

# How far a blog's log was read for those who follow it, and when they are forgotten if nothing more happens there.
followed = Table(
    "followed",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("epoch", String(8), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("forget_at", DateTime(timezone=True), nullable=False),
)

# Which posts those were told of who want key events, or all: nobody is told of one twice.
alerted = Table(
    "alerted",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("post", String(100), primary_key=True),
    Column("wants", String(4), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("alerted_at", "at"),
)
