"""Blocks: networks whose questions go to spam until a moment.

Knows a network by its keyed hash of one day. As the key changes every day, that of the day is kept with the block; once the
block is over both are deleted, and nobody can tell any more whose network it was.
Does not know who blocks, nor whether somebody may do so for every blog.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from stoppress.audience.question import By, QuestionId
from stoppress.database.moments import in_utc
from stoppress.database.schema_audience import network_keys
from stoppress.database.schema_questions import question_blocks, questions
from stoppress.domain.identifiers import Slug
from stoppress.domain.networks import network_of
from stoppress.errors.questions import QuestionUnknown

SPANS: Final = MappingProxyType(
    {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)},
)
"""For how long a network can be blocked: not for ever, as many people come from one network, and other people later."""


_EVERY: Final = Slug("")
"""What stands in the place of a blog where a network is blocked in all of them."""


@dataclass(frozen=True, slots=True)
class Block:
    """One that stands: since when, until when, who made it, and whether in every blog."""

    id: str
    by: str
    made_at: datetime
    until: datetime
    everywhere: bool = False


def block(
    connection: Connection,
    blog: Slug,
    question: QuestionId,
    by: By,
    until: datetime,
    now: datetime,
    *,
    everywhere: bool = False,
) -> None:
    """Block the network a question came from, in its blog or `everywhere`. Raises QuestionUnknown once nobody can tell which it was.

    Only within grouped writes. One that is blocked already is so until the later moment.
    """
    here = questions.c.blog == blog, questions.c.id == question
    row = connection.execute(select(questions.c.whence, questions.c.whence_on).where(*here)).first()
    key = connection.scalar(select(network_keys.c.key).where(network_keys.c.day == row.whence_on)) if row else None
    if row is None or row.whence is None or key is None:
        raise QuestionUnknown
    connection.execute(delete(question_blocks).where(question_blocks.c.id == question))
    made = {
        "id": question,
        "blog": _EVERY if everywhere else blog,
        "whence": row.whence,
        "key": key,
        "person_name": by.name,
        "made_at": now.astimezone(UTC),
        "until": until.astimezone(UTC),
    }
    connection.execute(insert(question_blocks), [made])


def unblock(connection: Connection, blog: Slug, name: str, *, everywhere: bool = False) -> bool:
    """Let a network ask again, one that is blocked in every blog only with `everywhere`; whether it was blocked."""
    here = question_blocks.c.blog.in_([blog, _EVERY] if everywhere else [blog]), question_blocks.c.id == name
    return bool(connection.execute(delete(question_blocks).where(*here)).rowcount)


def blocks_of(connection: Connection, blog: Slug, now: datetime) -> Sequence[Block]:
    """Those that stand in this blog, the latest first."""
    here = question_blocks.c.blog.in_([blog, _EVERY]), question_blocks.c.until > now.astimezone(UTC)
    query = select(question_blocks).where(*here).order_by(question_blocks.c.made_at.desc())
    return [
        Block(row["id"], row["person_name"], in_utc(row["made_at"]), in_utc(row["until"]), row["blog"] == _EVERY)
        for row in connection.execute(query).mappings()
    ]


def is_blocked(connection: Connection, blog: Slug, address: str, now: datetime) -> bool:
    """Whether a network is blocked in the blog it asks in."""
    here = question_blocks.c.blog.in_([blog, _EVERY]), question_blocks.c.until > now.astimezone(UTC)
    query = select(question_blocks.c.key, question_blocks.c.whence).where(*here)
    network = network_of(address).encode()
    return any(
        hmac.compare_digest(hmac.digest(row.key, network, "sha256").hex(), row.whence)
        for row in connection.execute(query)
    )


def forget_blocks(connection: Connection, now: datetime) -> None:
    """Delete those that are over, keys and all."""
    connection.execute(delete(question_blocks).where(question_blocks.c.until <= now.astimezone(UTC)))
