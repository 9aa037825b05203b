"""People: who works here, and in which role.

Knows that two ways to write one address are one person, and that there is always somebody who can let others in.
Does not know how people prove who they are (`passwords`, `sessions`), nor what a role allows (`permissions`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, delete, exists, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_desk import blog_roles, identities, links, people, sessions
from stoppress.domain.identifiers import Slug
from stoppress.errors import InputInvalid
from stoppress.errors.people import LastAdministrator, PersonExists, PersonUnknown
from stoppress.staff.permissions import Person, Role
from stoppress.staff.person_rows import (
    BYLINE_LIMIT,
    EVERYTHING,
    PersonRow,
    RememberedByline,
    blog_columns,
    checked_name,
    email_key,
    new_columns,
    roles_of,
    row_of,
)
from stoppress.staff.secret import Random


class People:
    """The people of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        email: str,
        name: str,
        role: Role | None = None,
        blogs: Mapping[Slug, Role] | None = None,
        *,
        now: datetime,
        random: Random,
    ) -> PersonRow:
        """Somebody new, who has no password yet. Raises InputInvalid, PersonExists."""
        columns = new_columns(email, name, role, now, random)
        roles = [blog_columns(columns["id"], blog, each) for blog, each in (blogs or {}).items()]

        def adding(connection: Connection) -> None:
            connection.execute(insert(people), [columns])
            if roles:
                connection.execute(insert(blog_roles), roles)

        try:
            await self._database.write(adding)
        except IntegrityError as problem:
            raise PersonExists(email=columns["email"]) from problem
        return await self.row(columns["id"])

    async def find(self, email: str) -> PersonRow | None:
        """Who has this address, however it is written."""
        found = await self._rows(EVERYTHING.where(people.c.email_key == email_key(email)))
        return found[0] if found else None

    async def row(self, person: str) -> PersonRow:
        """Everything about somebody. Raises PersonUnknown."""
        found = await self._rows(EVERYTHING.where(people.c.id == person))
        if not found:
            raise PersonUnknown(person=person)
        return found[0]

    async def by_id(self, person: str) -> Person:
        """Somebody with the rights they have now. Raises PersonUnknown."""
        return (await self.row(person)).person

    async def everybody(self) -> list[PersonRow]:
        """Everybody, by name."""
        found = await self._rows(EVERYTHING)
        return sorted(found, key=lambda each: (each.name.casefold(), each.id))

    async def is_empty(self) -> bool:
        """Whether nobody works here yet."""
        return not await self._database.read(lambda connection: connection.scalar(select(exists(select(people.c.id)))))

    async def rename(self, person: str, name: str) -> None:
        """Call somebody something else. Raises InputInvalid, PersonUnknown."""
        await self._change(person, name=checked_name(name))

    async def set_role(self, person: str, role: Role | None) -> None:
        """Their role in the whole publication, from now on. Raises LastAdministrator, PersonUnknown."""

        def setting(connection: Connection) -> None:
            if role is not Role.ADMINISTRATOR:
                require_another_administrator(connection, person)
            _changed(connection, person, role=role.value if role else None)

        await self._database.write(setting)

    async def set_blog_role(self, person: str, blog: Slug, role: Role | None) -> None:
        """Their role in one blog, which counts there instead of the other; None for no such role. Raises InputInvalid, PersonUnknown."""
        columns = blog_columns(person, blog, role) if role else None

        def setting(connection: Connection) -> None:
            if connection.scalar(select(people.c.id).where(people.c.id == person).with_for_update()) is None:
                raise PersonUnknown(person=person)
            connection.execute(delete(blog_roles).where(blog_roles.c.person == person, blog_roles.c.blog == blog))
            if columns is not None:
                connection.execute(insert(blog_roles), [columns])

        await self._database.write(setting)

    async def disable(self, person: str, now: datetime) -> None:
        """End all their sessions and links, and let them in no more. Raises LastAdministrator, PersonUnknown."""

        def disabling(connection: Connection) -> None:
            require_another_administrator(connection, person)
            _changed(connection, person, disabled_at=now.astimezone(UTC))
            connection.execute(delete(sessions).where(sessions.c.person == person))
            # Or one that was handed over before would let them in again once they are enabled.
            connection.execute(delete(links).where(links.c.person == person))

        await self._database.write(disabling)

    async def enable(self, person: str) -> None:
        """Let them in again, with the roles and the password they had. Raises PersonUnknown."""
        await self._change(person, disabled_at=None)

    async def remember(self, person: str, byline: RememberedByline) -> None:
        """What stands under their posts from now on. Raises InputInvalid, PersonUnknown."""
        for name, text in asdict(byline).items():
            if len(text) > BYLINE_LIMIT:
                raise InputInvalid(field=name, problem=f"write at most {BYLINE_LIMIT} characters.")
        await self._change(person, byline=json.dumps(asdict(byline), ensure_ascii=False))

    async def proof_of(self, email: str) -> tuple[str, str | None] | None:
        """Id and password's hash of whoever has this address and may come in: one question, whatever the answer."""
        query = select(people.c.id, people.c.password).where(
            people.c.email_key == email_key(email), people.c.disabled_at.is_(None)
        )
        found = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return (found.id, found.password) if found is not None else None

    async def password(self, person: str) -> str | None:
        """The hash of somebody's password. Raises PersonUnknown."""
        query = select(people.c.password).where(people.c.id == person)
        found = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        if found is None:
            raise PersonUnknown(person=person)
        kept: str | None = found.password
        return kept

    async def set_password(self, person: str, password: str, *, but: str | None = None) -> None:
        """Another password, given as its hash: ends all their sessions but this one, and their links. Raises PersonUnknown."""

        def setting(connection: Connection) -> None:
            _changed(connection, person, password=password)
            connection.execute(delete(sessions).where(sessions.c.person == person, sessions.c.id != (but or "")))
            # Whoever changes their password means that nobody else is to choose another one.
            connection.execute(delete(links).where(links.c.person == person))

        await self._database.write(setting)

    async def rehash(self, person: str, before: str, after: str) -> None:
        """The same password in a better form, unless it was changed meanwhile."""
        same = update(people).where(people.c.id == person, people.c.password == before)
        await self._database.write(lambda connection: connection.execute(same.values(password=after)))

    async def _change(self, person: str, **columns: Any) -> None:
        await self._database.write(lambda connection: _changed(connection, person, **columns))

    async def _rows(self, query: Select[Any]) -> list[PersonRow]:
        def reading(connection: Connection) -> list[PersonRow]:
            found = connection.execute(query).mappings().all()
            roles = roles_of(connection, [each["id"] for each in found])
            return [row_of(each, roles.get(each["id"], {})) for each in found]

        return await self._database.read(reading)


def require_another_administrator(connection: Connection, person: str) -> None:
    """Raise LastAdministrator when this is the only administrator who can sign in."""
    signs_in = or_(people.c.password.is_not(None), exists().where(identities.c.person == people.c.id))
    administrators = people.c.role == Role.ADMINISTRATOR.value, people.c.disabled_at.is_(None), signs_in
    # Locked in one order: two administrators who demote one another wait for one another's end, and one is refused.
    query = select(people.c.id, people.c.name).where(*administrators).order_by(people.c.id).with_for_update()
    found = connection.execute(query).all()
    if [each.id for each in found] == [person]:
        raise LastAdministrator(person=found[0].name)


def _changed(connection: Connection, person: str, **columns: Any) -> None:
    if not connection.execute(update(people).where(people.c.id == person).values(**columns)).rowcount:
        raise PersonUnknown(person=person)
