"""The tables of notices, push and alarms, in the desk's database.

Knows columns and keys, as `schema_desk` does for the rest.
Does not know how they are read or written.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from stoppress.database.schema_desk import metadata

# What staff are told. `id` is made of the key it was told under, so that what is told twice is one; `verb` is what somebody
# has to be allowed to do there to go on seeing it.
notices = Table(
    "notices",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("kind", String(20), nullable=False),
    # Null for what concerns the whole publication.
    Column("blog", String(100), nullable=True),
    Column("verb", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("told_at", DateTime(timezone=True), nullable=False, index=True),
)

notice_people = Table(
    "notice_people",
    metadata,
    Column("notice", String(26), ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
    Column("person", String(30), primary_key=True),
    Column("read_at", DateTime(timezone=True), nullable=True),
    Index("notice_people_unread", "person", "read_at"),
)

# What somebody wants to be told of, and how; a kind without a row is told both ways.
notice_choices = Table(
    "notice_choices",
    metadata,
    Column("person", String(30), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("page", Boolean(), nullable=False),
    Column("push", Boolean(), nullable=False),
)

# What this newsroom proves to push services with, the same for all nodes and for ever: a browser's subscription is good for
# one key alone. And what the marks of browsers are signed with in which somebody has signed in.
push_keys = Table(
    "push_keys",
    metadata,
    Column("purpose", String(20), primary_key=True),
    Column("key", LargeBinary, nullable=False),
)

# Where a browser is told when no page of ours is open. It ends with the session in which it was made.
push_subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("id", String(30), primary_key=True),
    # Of the address: a key may not be as long as one.
    Column("sha256", String(64), nullable=False, unique=True),
    Column("endpoint", Text, nullable=False),
    Column("public_key", String(100), nullable=False),
    Column("auth", String(40), nullable=False),
    Column("person", String(30), nullable=False, index=True),
    Column("session", String(30), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
)

# What is yet to be sent to whom. A row goes when it has arrived, or never will.
push_deliveries = Table(
    "push_deliveries",
    metadata,
    Column("notice", String(26), ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "subscription",
        String(30),
        ForeignKey("push_subscriptions.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    Column("tries", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False, index=True),
)

# After how many minutes what nobody has touched is an alarm, 0 for never, and between which minutes of the day, by the
# blog's own clock; a blog without a row has no alarms.
alarm_rules = Table(
    "alarm_rules",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("blog_minutes", Integer, nullable=False),
    Column("key_points_minutes", Integer, nullable=False),
    Column("pin_minutes", Integer, nullable=False),
    Column("from_minute", Integer, nullable=False),
    Column("to_minute", Integer, nullable=False),
)

# The alarms that stand: since when nobody has touched it.
alarms = Table(
    "alarms",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("what", String(20), primary_key=True),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("fired_at", DateTime(timezone=True), nullable=False),
)
