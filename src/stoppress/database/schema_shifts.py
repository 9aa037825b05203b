"""The tables of what is handed on at the desk: posts that are submitted, and shifts with their notes.

Knows columns and keys; it is a part of `schema_desk`'s metadata.
Does not know how they are read or written.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, String, Table, Text, UniqueConstraint

from stoppress.database.schema_desk import metadata

# What was given to an editor, as it stood then, and what became of it: nothing yet where `outcome` is empty.
submissions = Table(
    "submissions",
    metadata,
    Column("draft", String(26), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("blog", String(100), nullable=False),
    Column("post", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("submitted_by", Text, nullable=False),
    Column("submitted_by_name", Text, nullable=False),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("decided_by", Text, nullable=True),
    Column("decided_by_name", Text, nullable=True),
    Column("decided_at", DateTime(timezone=True), nullable=True),
    Column("note", Text, nullable=False),
    Index("submissions_blog", "blog", "submitted_at"),
    Index("submissions_post", "blog", "post"),
)

# Who had a blog, and from when to when, by the clock and by the number of its last revision. `open` is 1 for the one that
# is under way and nothing afterwards: there is one at a time. `summary` is how things stood when it ended.
shifts = Table(
    "shifts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("blog", String(100), nullable=False),
    Column("open", Integer, nullable=True),
    Column("owner", Text, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("taken_from", Text, nullable=True),
    Column("taken_from_name", Text, nullable=True),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("began_seq", BigInteger, nullable=False),
    Column("offered_to", Text, nullable=True),
    Column("offered_to_name", Text, nullable=True),
    Column("offered_at", DateTime(timezone=True), nullable=True),
    Column("note", Text, nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("ended_seq", BigInteger, nullable=True),
    Column("ending", String(10), nullable=False),
    Column("summary", Text, nullable=False),
    UniqueConstraint("blog", "open", name="shifts_open"),
    Index("shifts_blog", "blog", "began_at"),
)

# What one shift leaves to the next: notes, and questions that are open until somebody ticks them off. Of a note the latest
# wording is kept; one that was taken away stays, so that it can be put back.
shift_notes = Table(
    "shift_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("blog", String(100), nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_by_name", Text, nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Column("assigned_to", Text, nullable=True),
    Column("assigned_to_name", Text, nullable=True),
    Column("done_by", Text, nullable=True),
    Column("done_by_name", Text, nullable=True),
    Column("done_at", DateTime(timezone=True), nullable=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("edited_at", DateTime(timezone=True), nullable=True),
    Column("gone_by", Text, nullable=True),
    Column("gone_by_name", Text, nullable=True),
    Column("gone_at", DateTime(timezone=True), nullable=True),
    Index("shift_notes_blog", "blog", "written_at"),
)
