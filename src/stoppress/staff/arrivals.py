"""Arrivals: people whom a provider of OpenID Connect has let in, and who they are here.

Knows that whoever has come before is known by what the provider calls them, whatever their address is by now, and that a
new one is known by a checked address alone.
Does not know how the provider was believed (`open_id`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import exists, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_desk import identities, people
from stoppress.errors import InputInvalid
from stoppress.errors.people import NotInvited
from stoppress.staff.open_id import Identity, OpenId
from stoppress.staff.people import People
from stoppress.staff.permissions import Role
from stoppress.staff.person_rows import NAME_LIMIT, PersonRow, new_columns
from stoppress.staff.secret import Random
from stoppress.staff.sessions import NEVER
from stoppress.staff.sign_in import Begun, Place, SignIn

_log = structlog.get_logger()


class Arrivals:
    """Lets people in who come from a provider called `name`. `role` is a stranger's; without one they are turned away."""

    def __init__(
        self,
        database: Database,
        open_id: OpenId,
        people: People,
        sign_in: SignIn,
        *,
        name: str,
        role: Role | None,
        now: Callable[[], datetime],
        random: Random,
    ) -> None:
        self.name = name
        self.open_id = open_id
        self._database = database
        self._people = people
        self._sign_in = sign_in
        self._role = role
        self._now = now
        self._random = random

    async def arrive(self, identity: Identity, place: Place) -> Begun:
        """A session for whoever this is here. Raises NotInvited."""
        person = await self._known(identity) or await self._invited(identity) or await self._stranger(identity)
        if person is None:
            _log.warning("not invited", network=place.network)
            raise NotInvited
        return await self._sign_in.begin(person, place, proved_at=identity.proved_at or NEVER)

    async def _known(self, identity: Identity) -> str | None:
        """Who has come before. Raises NotInvited when they may come no more."""
        query = (
            select(people.c.id, people.c.disabled_at)
            .join(identities, identities.c.person == people.c.id)
            .where(identities.c.issuer == identity.issuer, identities.c.subject == identity.subject)
        )
        found = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        if found is None:
            return None
        if found.disabled_at is not None:
            raise NotInvited
        person: str = found.id
        return person

    async def _invited(self, identity: Identity) -> str | None:
        """Who works here under this address, and has not come from there before under another name."""
        row = await self._people.find(identity.email) if identity.email else None
        if row is None or row.disabled_at is not None or not _is_theirs(identity.email, row):
            return None
        others = exists().where(identities.c.issuer == identity.issuer, identities.c.person == row.id)

        def noting(connection: Connection) -> bool:
            # Two who come at once under one address would each find that nobody has.
            connection.execute(select(people.c.id).where(people.c.id == row.id).with_for_update())
            # An address that was given to somebody else over there is not them.
            if connection.scalar(select(others)):
                return False
            connection.execute(insert(identities), [self._columns(identity, row.id)])
            return True

        return row.id if await self._noted(noting) else None

    async def _stranger(self, identity: Identity) -> str | None:
        """Somebody new, where such are let in."""
        if self._role is None or not identity.email:
            return None
        columns = self._newcomer(identity)

        def adding(connection: Connection) -> bool:
            connection.execute(insert(people), [columns])
            connection.execute(insert(identities), [self._columns(identity, columns["id"])])
            return True

        return columns["id"] if await self._noted(adding) else None

    def _newcomer(self, identity: Identity) -> dict[str, Any]:
        local = identity.email.partition("@")[0]
        for name in (identity.name[:NAME_LIMIT], local):
            with suppress(InputInvalid):
                return new_columns(identity.email, name, self._role, self._now(), self._random)
        raise NotInvited

    async def _noted(self, work: Callable[[Connection], bool]) -> bool:
        try:
            return await self._database.write(work)
        except IntegrityError:
            # Somebody has that address, or came in with that name at the same moment.
            return False

    def _columns(self, identity: Identity, person: str) -> dict[str, object]:
        return {
            "issuer": identity.issuer,
            "subject": identity.subject,
            "person": person,
            "made_at": self._now().astimezone(UTC),
        }


def _is_theirs(email: str, row: PersonRow) -> bool:
    """Whether a checked address is somebody's: letter for letter, or but for the case of ASCII letters.

    Whoever signs in with a password has proved it. Here an address that merely looks alike would be proof enough.
    """
    return email == row.email or (email.isascii() and row.email.isascii() and email.lower() == row.email.lower())
