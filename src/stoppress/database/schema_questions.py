"""The tables of readers' questions, in the audience's database.

Knows columns and keys, as `schema_audience` does for the rest. What each is kept for, and how long, is in
docs/explanation/privacy.md.
Does not know how they are read or written.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, Index, Integer, LargeBinary, SmallInteger, String, Table, Text

from stoppress.database.schema_audience import metadata

# What a reader asked. `ticket` is a hash of the secret that their browser keeps; `sent` one of what was sent, so that the same
# sent twice is one. `whence` is a keyed hash of the network it came from, for as long as that day lasts.
questions = Table(
    "questions",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("blog", String(100), nullable=False),
    Column("ticket", String(64), nullable=False, unique=True),
    Column("sent", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("name", String(60), nullable=False),
    Column("place", String(60), nullable=False),
    Column("edited", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("suspicion", String(20), nullable=False),
    Column("is_proved", Boolean(), nullable=False),
    # Whether it was compared with the others; and with which it is grouped, null for one that leads.
    Column("is_sorted", Boolean(), nullable=False),
    Column("lead", String(26), nullable=True, index=True),
    Column("assigned", String(30), nullable=True),
    Column("assigned_name", Text, nullable=True),
    # What the answer's post is or will be called, and how often an answer was begun anew.
    Column("post", String(100), nullable=True),
    Column("attempt", SmallInteger, nullable=False),
    Column("whence", String(64), nullable=True),
    Column("whence_on", Date, nullable=True),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index("questions_listed", "blog", "state", "received_at"),
    Index("questions_unsorted", "is_sorted"),
    Index("questions_post", "blog", "post"),
)

# Who at the desk did what to which question, or to the form, words and blocks. It holds none of the reader's words.
question_log = Table(
    "question_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("blog", String(100), nullable=False, index=True),
    Column("question", String(26), nullable=True),
    Column("person", String(30), nullable=False),
    Column("person_name", Text, nullable=False),
    Column("deed", String(20), nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
)

# Networks from which nothing is taken until a moment. The key of the day on which the hash was made is kept with it, as it
# could be compared with nothing else on another day.
question_blocks = Table(
    "question_blocks",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("blog", String(100), nullable=False),
    Column("whence", String(64), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False, index=True),
)

# How a blog's form stands: whether it is open, between which minutes of the day by the blog's own clock, and what readers are
# called upon to ask. A blog without a row has an open one.
question_forms = Table(
    "question_forms",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("is_open", Boolean(), nullable=False),
    Column("from_minute", Integer, nullable=True),
    Column("to_minute", Integer, nullable=True),
    Column("call", Text, nullable=False),
)

# The newsroom's list: what says one of these is put to spam.
question_words = Table(
    "question_words",
    metadata,
    Column("word", String(60), primary_key=True),
)

# What challenges are signed with on one day.
question_keys = Table(
    "question_keys",
    metadata,
    Column("day", Date, primary_key=True),
    Column("key", LargeBinary, nullable=False),
)
