"""The tables of the journal: facts, words, answers, snapshots.

Knows columns and keys. `migrations/journal` brings a database here; a contract test proves the two equal.
Does not know how they are read or written (`journal`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

# SQLite makes an INTEGER PRIMARY KEY the row's own number; any other type would be a second one.
_Row = BigInteger().with_variant(Integer(), "sqlite")

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("epoch", String(8), nullable=False),
)

blogs = Table(
    "blogs",
    metadata,
    Column("id", _Row, primary_key=True, autoincrement=True),
    Column("slug", String(100), nullable=False, unique=True),
    Column("head", BigInteger, nullable=False),
    # Grows whenever the head does, over all blogs: what a watcher asks for instead of looking at every blog.
    Column("moved", BigInteger, nullable=False, index=True),
)

revisions = Table(
    "revisions",
    metadata,
    Column("blog", _Row, ForeignKey("blogs.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("by", Text, nullable=False),
)

words = Table(
    "words",
    metadata,
    Column("blog", _Row, ForeignKey("blogs.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("field", String(100), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("text", Text, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("blog", String(100), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("answer", Text, nullable=False),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("blog", _Row, ForeignKey("blogs.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("state", LargeBinary, nullable=False),
)
