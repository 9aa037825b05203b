"""The tables of everything that is not the journal; with SQLite a file of its own (DESIGN §10.10).

Knows columns and keys. `migrations/desk` brings a database here; a contract test proves the two equal.
Does not know how they are read or written.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
)

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

# What is looked at on the network for a post or a blog (`post` is empty then), and when it is next.
looks = Table(
    "looks",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("blog", String(100), primary_key=True),
    Column("post", String(64), primary_key=True),
    # Of the address: a key may not be as long as one.
    Column("sha256", String(64), primary_key=True),
    Column("address", Text, nullable=False),
    Column("first_at", DateTime(timezone=True), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False, index=True),
)

# How many read a blog, by the process they are connected to: numbers, and nothing about anybody.
reader_counts = Table(
    "reader_counts",
    metadata,
    Column("blog", String(100), primary_key=True),
    # Random, for as long as a process lasts.
    Column("node", String(20), primary_key=True),
    Column("minute", DateTime(timezone=True), primary_key=True),
    # The last time it was counted in that minute, and what was counted.
    Column("counted_at", DateTime(timezone=True), nullable=False),
    Column("readers", Integer, nullable=False),
    Index("reader_counts_counted", "counted_at"),
)

people = Table(
    "people",
    metadata,
    Column("id", String(30), primary_key=True),
    Column("email", String(320), nullable=False),
    # The address in the form in which two that mean the same are equal.
    Column("email_key", String(320), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("role", String(20), nullable=True),
    # Null until somebody has chosen one, and for those who sign in elsewhere.
    Column("password", Text, nullable=True),
    Column("byline", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True), nullable=True),
)

blog_roles = Table(
    "blog_roles",
    metadata,
    Column("person", String(30), ForeignKey("people.id"), primary_key=True),
    Column("blog", String(100), primary_key=True),
    Column("role", String(20), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(30), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("person", String(30), ForeignKey("people.id"), nullable=False, index=True),
    # False between the password and the code, while it is good for nothing else.
    Column("complete", Boolean(), nullable=False),
    Column("shared", Boolean(), nullable=False),
    Column("device", String(200), nullable=False),
    Column("network", String(50), nullable=False, index=True),
    Column("began_at", DateTime(timezone=True), nullable=False),
    # When this person last proved who they are.
    Column("proved_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),
    # Null for whoever comes first to a newsroom without people.
    Column("person", String(30), ForeignKey("people.id"), nullable=True, index=True),
    Column("made_by", String(30), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=True),
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    # Hashed: what people type there by mistake is a password now and then.
    Column("account", String(64), nullable=False),
    Column("network", String(50), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("person", String(30), ForeignKey("people.id"), primary_key=True),
    # Codes are made from it, so that it cannot be hashed.
    Column("secret", String(64), nullable=False),
    Column("confirmed_at", DateTime(timezone=True), nullable=True),
    # The newest step of which a code was accepted.
    Column("last_step", BigInteger, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person", String(30), ForeignKey("people.id"), primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("used_at", DateTime(timezone=True), nullable=True),
)

# Who somebody is to a provider of OpenID Connect.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("person", String(30), ForeignKey("people.id"), nullable=False, index=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
)

# What is written and not, or not yet, published. The words go when the post has gone out or is discarded: then they stand
# in the log, or nowhere, and a row says no more than whose post it is.
drafts = Table(
    "drafts",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("blog", String(100), nullable=False),
    Column("post", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("content", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    # Who let it go, and answers for it.
    Column("sent_by", Text, nullable=True),
    Column("sent_by_name", Text, nullable=True),
    Column("held_by", Text, nullable=True),
    Column("held_by_name", Text, nullable=True),
    Column("held_at", DateTime(timezone=True), nullable=True),
    Column("approved_by", Text, nullable=True),
    Column("approved_by_name", Text, nullable=True),
    Column("approved_version", Integer, nullable=True),
    # When it was asked to go out, and when it will: not before the undo window is over.
    Column("wanted_at", DateTime(timezone=True), nullable=True),
    Column("due_at", DateTime(timezone=True), nullable=True),
    # Among those due at the same moment.
    Column("place", Integer, nullable=False),
    # Until then whoever took it is sending it; after that others may.
    Column("taken_until", DateTime(timezone=True), nullable=True),
    Column("seq", Integer, nullable=True),
    Column("problem", Text, nullable=False),
    # Who gave it to an editor; who gave it back or threw it away, and why; whose it is as well.
    Column("submitted_by", Text, nullable=True),
    Column("submitted_by_name", Text, nullable=True),
    Column("submitted_at", DateTime(timezone=True), nullable=True),
    Column("decided_by", Text, nullable=True),
    Column("decided_by_name", Text, nullable=True),
    Column("note", Text, nullable=False, server_default=""),
    Column("assigned_to", Text, nullable=True),
    Column("assigned_to_name", Text, nullable=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("drafts_due", "state", "due_at"),
    Index("drafts_blog", "blog", "state"),
    Index("drafts_post", "blog", "post"),
)

# The words of drafts that were thrown away, for as long as that can be undone.
discarded = Table(
    "discarded",
    metadata,
    Column("draft", String(26), primary_key=True),
    Column("blog", String(100), nullable=False),
    Column("post", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("discarded_at", DateTime(timezone=True), nullable=False, index=True),
)

# Templates and snippets. Those of the whole newsroom stand under no blog; `key` is the name as it is compared.
ready_words = Table(
    "ready_words",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("off", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("written_by", String(64), nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False),
)

# What a blog's desk has agreed on; a blog without a row has the publication's settings.
desk_rules = Table(
    "desk_rules",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("undo_seconds", Integer, nullable=False),
    # Labels that need a second pair of eyes, separated by spaces.
    Column("second_eyes", Text, nullable=False),
    Column("reporters_submit", Boolean, nullable=False, server_default=false()),
)

# A count of each kind of change in each blog, so that every process notices one.
desk_rings = Table(
    "desk_rings",
    metadata,
    Column("blog", String(100), primary_key=True),
    Column("what", String(10), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("rung_at", DateTime(timezone=True), nullable=False, index=True),
)

# Removals by law. `work` is what is needed to go on when one was cut off, and nothing once it is done: salted hashes of
# the words, never the words; `seq` is the number of the revision that removed them.
removals = Table(
    "removals",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("blog", String(100), nullable=False),
    Column("post", String(64), nullable=True),
    Column("first_seq", BigInteger, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("notice", Text, nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", String(64), nullable=True),
    Column("approved_at", DateTime(timezone=True), nullable=True),
    Column("work", Text, nullable=False),
    Column("seq", BigInteger, nullable=True),
    Column("done_at", DateTime(timezone=True), nullable=True),
    Column("report", Text, nullable=False),
    Index("removals_blog", "blog", "asked_at"),
)
