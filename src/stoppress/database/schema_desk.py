"""The tables of everything that is not the journal; with SQLite a file of its own (DESIGN §10.10).

Knows columns and keys. `migrations/desk` brings a database here; a contract test proves the two equal.
Does not know how they are read or written.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("name", Text, nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True), nullable=True),
)

media = Table(
    "media",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("owner", Text, nullable=False),
    Column("label", String(200), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    # Bytes of the original, or of what was announced: what the quota counts.
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("facts", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Index("media_owner", "owner", "created_at"),
)

# What published revisions refer to, and more: written before they are appended. The foreign key makes it
# impossible to delete a medium that is used, whoever comes first.
media_uses = Table(
    "media_uses",
    metadata,
    Column("media", String(26), ForeignKey("media.id"), primary_key=True),
    Column("blog", String(100), primary_key=True),
    Column("post", String(64), primary_key=True),
    Index("media_uses_blog", "blog"),
)

# What the names of files are made with, the same for all nodes and for ever: with another one every file would be made
# a second time.
media_keys = Table(
    "media_keys",
    metadata,
    Column("purpose", String(20), primary_key=True),
    Column("key", LargeBinary, nullable=False),
)
