"""Looks: what is looked at on the network for a post or a blog, and when it is next.

Knows that of several processes one at a time looks: taking a look puts it off, so that it comes again even if whoever took
it is killed.
Does not know what is looked for, nor how long to wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_desk import looks
from stoppress.domain.identifiers import PostId, Slug

_HERE: Final = ("kind", "blog", "post", "sha256")


class LookKind(StrEnum):
    """What is looked for: a feed's latest episode, or what a provider says of an address."""

    FEED = "feed"
    CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`post` is None for the blog as a whole; `failures` is how many looks in a row have come to nothing."""

    kind: LookKind
    blog: Slug
    post: PostId | None
    address: str
    first_at: datetime
    failures: int = 0


class Looks:
    """The looks of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(
        self, kind: LookKind, blog: Slug, post: PostId | None, addresses: Iterable[str], now: datetime
    ) -> None:
        """Look at these from now on. What is looked at already is due as well, and has the age it had."""
        at = now.astimezone(UTC)
        wanted = [_columns(Look(kind=kind, blog=blog, post=post, address=each, first_at=at), at) for each in addresses]

        def noting(connection: Connection) -> None:
            for each in wanted:
                known = update(looks).where(*(looks.c[name] == each[name] for name in _HERE))
                if not connection.execute(known.values(failures=0, due_at=at)).rowcount:
                    connection.execute(insert(looks), [each])

        try:
            await self._database.write(noting)
        except IntegrityError:
            # Somebody else has noted the same meanwhile; now it is seen.
            await self._database.write(noting)

    async def take_due(self, now: datetime, until: datetime, *, most: int) -> Sequence[Look]:
        """What is due, each put off `until` then, so that nobody else takes it meanwhile."""

        def taking(connection: Connection) -> list[Look]:
            due = select(looks).where(looks.c.due_at <= now.astimezone(UTC)).order_by(looks.c.due_at).limit(most)
            taken = [_look(each) for each in connection.execute(due.with_for_update(skip_locked=True)).mappings()]
            for each in taken:
                connection.execute(update(looks).where(*_is(each)).values(due_at=until.astimezone(UTC)))
            return taken

        return await self._database.write(taking)

    async def put_off(self, look: Look, failures: int, due_at: datetime) -> None:
        """A look is over; the next is due then."""
        values = {"failures": failures, "due_at": due_at.astimezone(UTC)}
        await self._database.write(
            lambda connection: connection.execute(update(looks).where(*_is(look)).values(**values))
        )

    async def forget(self, look: Look) -> None:
        """There is nothing to be looked at any more."""
        await self._database.write(lambda connection: connection.execute(delete(looks).where(*_is(look))))

    async def forget_post(self, blog: Slug, post: PostId) -> None:
        """Nothing is looked at for a post any more: its addresses are words as well."""
        gone = looks.c.blog == blog, looks.c.post == post
        await self._database.write(lambda connection: connection.execute(delete(looks).where(*gone)))


def _columns(look: Look, due_at: datetime) -> dict[str, Any]:
    return {
        "kind": look.kind.value,
        "blog": look.blog,
        "post": look.post or "",
        "sha256": _hash(look.address),
        "address": look.address,
        "first_at": look.first_at,
        "failures": look.failures,
        "due_at": due_at,
    }


def _look(row: Any) -> Look:
    first_at = row["first_at"]
    return Look(
        kind=LookKind(row["kind"]),
        blog=Slug(row["blog"]),
        post=PostId(row["post"]) if row["post"] else None,
        address=row["address"],
        # SQLite keeps a moment without its zone, and only UTC is ever written.
        first_at=first_at.replace(tzinfo=UTC) if first_at.tzinfo is None else first_at.astimezone(UTC),
        failures=row["failures"],
    )


def _is(look: Look) -> tuple[ColumnElement[bool], ...]:
    found = _columns(look, look.first_at)
    return tuple(looks.c[name] == found[name] for name in _HERE)


def _hash(address: str) -> str:
    return sha256(address.encode()).hexdigest()
