"""Links that are handed over: an invitation, a new password, and the first way in.

Knows that whoever has the link is let in once, that only its hash is kept, and that looking at it uses nothing up: mail
programs and messengers look at every link.
Does not know addresses, nor who may make one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.schema_desk import links, people
from stoppress.errors.people import LinkUnknown
from stoppress.staff.secret import Random, fresh_secret, hash_of


class LinkKind(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    RESET = "reset"
    FIRST_RUN = "first run"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLimits:
    """How long each kind is good for."""

    invitation: timedelta = timedelta(days=7)
    reset: timedelta = timedelta(hours=24)
    first_run: timedelta = timedelta(hours=1)

    def of(self, kind: LinkKind) -> timedelta:
        """How long this kind is good for."""
        return {
            LinkKind.INVITATION: self.invitation,
            LinkKind.RESET: self.reset,
            LinkKind.FIRST_RUN: self.first_run,
        }[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a secret is good for; `person` is None where nobody works yet."""

    kind: LinkKind
    person: str | None
    name: str = ""
    email: str = ""
    secret: str = field(repr=False)


class Links:
    """The links of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, limits: LinkLimits = LinkLimits(), *, random: Random) -> None:
        self._database = database
        self._limits = limits
        self._random = random

    async def make(self, kind: LinkKind, person: str | None, *, by: str, now: datetime) -> str:
        """A link's secret, told this once. What was made for the same person before is worth nothing any more."""
        secret, at = fresh_secret(self._random), now.astimezone(UTC)
        row = {
            "hash": hash_of(secret),
            "kind": kind.value,
            "person": person,
            "made_by": by,
            "made_at": at,
            "expires_at": at + self._limits.of(kind),
            "used_at": None,
        }

        def making(connection: Connection) -> None:
            connection.execute(delete(links).where(or_(links.c.person.is_not_distinct_from(person), _is_over(at))))
            connection.execute(insert(links), [row])

        await self._database.write(making)
        return secret

    async def look(self, secret: str, now: datetime) -> Link:
        """What a link is good for. Uses nothing up. Raises LinkUnknown."""
        query = (
            select(links.c.kind, links.c.person, people.c.name, people.c.email)
            .join(people, people.c.id == links.c.person, isouter=True)
            .where(links.c.hash == hash_of(secret), links.c.used_at.is_(None), ~_is_over(now))
            .where(people.c.disabled_at.is_(None))
        )
        found = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        if found is None:
            raise LinkUnknown
        kind, person, name, email = found
        return Link(kind=LinkKind(kind), person=person, name=name or "", email=email or "", secret=secret)


def use(connection: Connection, link: Link, now: datetime) -> None:
    """Use a link up, within whatever it is used for. Raises LinkUnknown: somebody else did, or it is too late."""
    unused = links.c.hash == hash_of(link.secret), links.c.used_at.is_(None), ~_is_over(now)
    if not connection.execute(update(links).where(*unused).values(used_at=now.astimezone(UTC))).rowcount:
        raise LinkUnknown
    if link.person is not None:
        query = select(people.c.id).where(people.c.id == link.person, people.c.disabled_at.is_(None))
        if connection.scalar(query.with_for_update()) is None:
            raise LinkUnknown


def _is_over(now: datetime) -> ColumnElement[bool]:
    return links.c.expires_at <= now.astimezone(UTC)
