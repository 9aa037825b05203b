"""Welcome: what follows when somebody takes up a link.

Knows that it is used up, a password set and old sessions ended in one transaction or not at all, and that the first one
in is administrator, once.
Does not know how the link reached them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.schema_desk import people, sessions
from stoppress.database.turns import one_by_one
from stoppress.errors.people import LinkUnknown
from stoppress.staff.links import Links, use
from stoppress.staff.passwords import Passwords
from stoppress.staff.permissions import Role
from stoppress.staff.person_rows import new_columns
from stoppress.staff.secret import Random


class Welcome:
    """Lets people in who have a link. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, links: Links, passwords: Passwords, *, random: Random) -> None:
        self._database = database
        self._links = links
        self._passwords = passwords
        self._random = random

    async def accept(self, secret: str, password: str, now: datetime) -> str:
        """Whose password this is from now on; all their sessions have ended. Raises LinkUnknown, PasswordWeak."""
        link = await self._links.look(secret, now)
        person = link.person
        if person is None:
            raise LinkUnknown
        kept = await self._passwords.hashed(password, (link.name, link.email))

        def accepting(connection: Connection) -> None:
            use(connection, link, now)
            connection.execute(update(people).where(people.c.id == person).values(password=kept))
            connection.execute(sessions.delete().where(sessions.c.person == person))

        await self._database.write(accepting)
        return person

    async def found(self, secret: str, name: str, email: str, password: str, now: datetime) -> str:
        """The first administrator. Raises LinkUnknown when somebody works here already, InputInvalid, PasswordWeak."""
        link = await self._links.look(secret, now)
        columns = new_columns(email, name, Role.ADMINISTRATOR, now, self._random)
        columns["password"] = await self._passwords.hashed(password, (columns["name"], columns["email"]))

        def founding(connection: Connection) -> None:
            one_by_one(connection, "the first administrator")
            if link.person is not None or connection.scalar(select(exists(select(people.c.id)))):
                raise LinkUnknown
            use(connection, link, now)
            connection.execute(insert(people), [columns])

        await self._database.write(founding)
        person: str = columns["id"]
        return person
