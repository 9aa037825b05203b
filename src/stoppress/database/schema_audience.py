"""The tables of the audience: votes, views and limits, in a database of its own.

Knows columns and keys. What each is kept for, and how long, is in docs/explanation/privacy.md; a test compares the two.
Does not know how they are read or written.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
)

metadata = MetaData()

# What one reader says of one blog. `reader` is a hash of the blog's slug and the key which the reader's browser keeps: two
# blogs' rows have nothing in common. The day is enough to know when a row may go.
votes = Table(
    "votes",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("reader", String(64), primary_key=True),
    Column("stars", SmallInteger, nullable=True),
    Column("helpful", Boolean(), nullable=True),
    Column("voted_on", Date, nullable=False, index=True),
)

# How many said what, those included whose rows have gone: `value` is a number of stars, or 1 and 0 for yes and no.
vote_totals = Table(
    "vote_totals",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("what", String(10), primary_key=True),
    Column("value", SmallInteger, primary_key=True),
    Column("votes", Integer, nullable=False),
)

# Views in the hour that began then; `post` is empty for those of the blog's page.
view_hours = Table(
    "view_hours",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("post", String(100), primary_key=True),
    Column("hour", DateTime(timezone=True), primary_key=True),
    Column("views", Integer, nullable=False),
    Index("view_hours_hour", "hour"),
)

# All there ever were.
view_totals = Table(
    "view_totals",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("post", String(100), primary_key=True),
    Column("views", Integer, nullable=False),
)

# What networks are hashed with on one day. Once it has gone nobody can find out whose a hash was.
network_keys = Table(
    "network_keys",
    metadata,
    Column("day", Date, primary_key=True),
    Column("key", LargeBinary, nullable=False),
)

# How often something came from a network, or to a blog, in one minute.
arrivals = Table(
    "arrivals",
    metadata,
    Column("whence", String(64), primary_key=True),
    Column("what", String(20), primary_key=True),
    Column("minute", DateTime(timezone=True), primary_key=True),
    Column("times", Integer, nullable=False),
    Index("arrivals_minute", "minute"),
)
