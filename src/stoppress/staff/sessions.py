"""Sessions: who is signed in, where, and for how long.

Knows that a browser holds a secret of which only the hash is kept, and that whoever is disabled, demoted or has another
password is so from the next request on.
Does not know cookies, nor how anybody proved who they are.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.schema_desk import blog_roles, people, sessions
from stoppress.domain.identifiers import Slug
from stoppress.errors.people import ProofNeeded
from stoppress.staff.permissions import Person, Role
from stoppress.staff.person_rows import HAS_SECOND_FACTOR
from stoppress.staff.required import Demand
from stoppress.staff.secret import Random, fresh_id, fresh_secret, hash_of, moment_of, text_of

DEVICE_LIMIT: Final = 200

# What a session is seen at is for the list of sessions and for idleness, neither of which counts seconds.
_SEEN_AGAIN: Final = timedelta(minutes=1)

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When somebody proved who they are of whom only a session elsewhere is known: whoever sits at their machine has it as well."""

# Between the password and the code.
_INCOMPLETE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """How long a session lasts without a request, and at most; both on machines that others use as well.

    `proof` is for how long somebody has just proved who they are.
    """

    idle: timedelta = timedelta(hours=12)
    most: timedelta = timedelta(days=7)
    shared_idle: timedelta = timedelta(minutes=30)
    shared_most: timedelta = timedelta(hours=8)
    proof: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One place where somebody is signed in."""

    id: str
    person: str
    device: str
    network: str
    shared: bool
    complete: bool
    began_at: datetime
    proved_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody whose browser showed a session's secret. Forms carry `form_token`, which other sites cannot know."""

    person: Person
    session: str
    form_token: str
    proved_at: datetime
    shared: bool
    must_have_second_factor: bool = False
    lacks_second_factor: bool = False
    """It is demanded of them, and they have yet to set it up: until then nothing else is for them."""


class Sessions:
    """The sessions of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(
        self,
        database: Database,
        limits: SessionLimits = SessionLimits(),
        *,
        random: Random,
        demand: Demand = Demand.OPTIONAL,
    ) -> None:
        self._database = database
        self._limits = limits
        self._random = random
        self._demand = demand

    async def begin(
        self,
        person: str,
        *,
        now: datetime,
        shared: bool = False,
        device: str = "",
        network: str = "",
        complete: bool = True,
        proved_at: datetime | None = None,
    ) -> str:
        """A new session; its secret, told this once. One that is not `complete` waits for a code.

        `proved_at` is when they proved who they are, where that was not just now.
        """
        secret, at = fresh_secret(self._random), now.astimezone(UTC)
        row = {
            "id": fresh_id("session", self._random),
            "hash": hash_of(secret),
            "person": person,
            "complete": complete,
            "shared": shared,
            "device": device[:DEVICE_LIMIT],
            "network": network,
            "began_at": at,
            "proved_at": at if proved_at is None else proved_at.astimezone(UTC),
            "seen_at": at,
        }

        def beginning(connection: Connection) -> None:
            connection.execute(delete(sessions).where(sessions.c.began_at < at - self._limits.most))
            connection.execute(insert(sessions), [row])

        await self._database.write(beginning)
        return secret

    async def who(self, secret: str, now: datetime, *, seen: bool = True, settling: bool = False) -> SignedIn | None:
        """Who shows this secret; None when nobody does any more, or unless `settling` when they lack a second factor.

        An open stream asks with `seen` false: that nobody has closed a page is no sign that somebody is there.
        """
        found = await self._database.read(lambda connection: _found(connection, sessions.c.hash == hash_of(secret)))
        if found is None or not (row := _row(found[0])).complete or not self._lasts(row, now):
            return None
        lacks = self._lacks(found[0])
        if lacks and not settling:
            return None
        if seen and now - row.seen_at >= _SEEN_AGAIN:
            await self._touch(row.id, now)
        return SignedIn(
            person=_person(found),
            session=row.id,
            form_token=form_token(secret),
            proved_at=row.proved_at,
            shared=row.shared,
            must_have_second_factor=self.demands(has_password=bool(found[0]["has_password"])),
            lacks_second_factor=lacks,
        )

    def demands(self, *, has_password: bool) -> bool:
        """Whether somebody has to have a second factor."""
        return self._demand.is_of(has_password=has_password)

    async def lasting(self, session: str, now: datetime) -> Person | None:
        """Whose session this is, with the rights they have now; None when it has ended, or is good for nothing now."""
        found = await self._database.read(lambda connection: _found(connection, sessions.c.id == session))
        if found is None or not (row := _row(found[0])).complete or not self._lasts(row, now) or self._lacks(found[0]):
            return None
        return _person(found)

    async def waiting(self, secret: str, now: datetime) -> SessionRow | None:
        """The session of somebody who has given a password and not yet a code."""
        found = await self._database.read(lambda connection: _found(connection, sessions.c.hash == hash_of(secret)))
        if found is None or (row := _row(found[0])).complete or now - row.began_at > _INCOMPLETE:
            return None
        return row

    def require_proof(self, signed_in: SignedIn, now: datetime) -> None:
        """Raise ProofNeeded unless this person proved who they are a short while ago."""
        if now - signed_in.proved_at > self._limits.proof:
            raise ProofNeeded

    async def prove(self, session: str, now: datetime) -> None:
        """This person has just proved again who they are."""
        proving = update(sessions).where(sessions.c.id == session).values(proved_at=now.astimezone(UTC))
        await self._database.write(lambda connection: connection.execute(proving))

    async def of(self, person: str, now: datetime) -> list[SessionRow]:
        """Where somebody is signed in, the latest seen first."""
        query = select(sessions).where(sessions.c.person == person).order_by(sessions.c.seen_at.desc(), sessions.c.id)
        found = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        return [row for row in map(_row, found) if row.complete and self._lasts(row, now)]

    async def end(self, person: str, session: str) -> None:
        """End one of somebody's sessions, if it is theirs and has not ended yet."""
        mine = sessions.c.person == person, sessions.c.id == session
        await self._database.write(lambda connection: connection.execute(delete(sessions).where(*mine)))

    async def end_all(self, person: str, *, but: str | None = None) -> None:
        """End all of somebody's sessions but this one."""
        ending = delete(sessions).where(sessions.c.person == person, sessions.c.id != (but or ""))
        await self._database.write(lambda connection: connection.execute(ending))

    def _lasts(self, row: SessionRow, now: datetime) -> bool:
        idle, most = self._limits.idle, self._limits.most
        if row.shared:
            idle, most = self._limits.shared_idle, self._limits.shared_most
        return now - row.seen_at <= idle and now - row.began_at <= most

    def _lacks(self, found: Mapping[str, Any]) -> bool:
        return self.demands(has_password=bool(found["has_password"])) and not found["has_second_factor"]

    async def _touch(self, session: str, now: datetime) -> None:
        seeing = update(sessions).where(sessions.c.id == session).values(seen_at=now.astimezone(UTC))
        await self._database.write(lambda connection: connection.execute(seeing))


def form_token(secret: str) -> str:
    """What forms carry: made from the secret, which cannot be found out from it."""
    return text_of(hmac.digest(secret.encode("utf-8", "surrogatepass"), b"form", sha256))


_Found = tuple[Mapping[str, Any], dict[Slug, Role]]


def _found(connection: Connection, which: ColumnElement[bool]) -> _Found | None:
    named = people.c.id == sessions.c.person, people.c.disabled_at.is_(None), which
    query = select(
        sessions,
        people.c.name,
        people.c.role,
        people.c.password.is_not(None).label("has_password"),
        HAS_SECOND_FACTOR.label("has_second_factor"),
    )
    found = connection.execute(query.where(*named)).mappings().one_or_none()
    if found is None:
        return None
    roles = connection.execute(select(blog_roles).where(blog_roles.c.person == found["person"])).mappings()
    return dict(found), {Slug(each["blog"]): Role(each["role"]) for each in roles}


def _person(found: _Found) -> Person:
    return Person(found[0]["person"], found[0]["name"], role=_role(found[0]["role"]), blogs=found[1])


def _role(kept: str | None) -> Role | None:
    return Role(kept) if kept else None


def _row(found: Any) -> SessionRow:
    return SessionRow(
        id=found["id"],
        person=found["person"],
        device=found["device"],
        network=found["network"],
        shared=bool(found["shared"]),
        complete=bool(found["complete"]),
        began_at=moment_of(found["began_at"]),
        proved_at=moment_of(found["proved_at"]),
        seen_at=moment_of(found["seen_at"]),
    )
