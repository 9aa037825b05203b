"""People: who works here, and in which role.

Knows that two ways to write one address are one person, and that there is always somebody who can let others in.
Does not know how people prove who they are (`passwords`, `sessions`), nor what a role allows (`permissions`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Select, delete, exists, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_desk import blog_roles, identities, people, second_factors, sessions
from stoppress.domain.identifiers import Slug, is_slug
from stoppress.errors import InputInvalid
from stoppress.errors.people import LastAdministrator, PersonExists, PersonUnknown
from stoppress.staff.permissions import Person, Role
from stoppress.staff.secret import Random, fresh_id, moment_of

NAME_LIMIT: Final = 100
EMAIL_LIMIT: Final = 254
"""The longest address that mail can be sent to (RFC 5321)."""

BYLINE_LIMIT: Final = 100

_EMAIL: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")

# Names in Persian and in the languages of India are spelt with these two, which show nothing by themselves.
_JOINERS: Final = dict.fromkeys((0x200C, 0x200D), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedByline:
    """What stands under somebody's posts unless they say otherwise."""

    name: str = ""
    role: str = ""
    place: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody who works here, or did. `role` and `blogs` are kept while they are disabled, and count for nothing."""

    id: str
    name: str
    email: str
    role: Role | None
    blogs: Mapping[Slug, Role] = field(default_factory=dict)
    byline: RememberedByline = RememberedByline()
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool
    has_second_factor: bool
    signs_in_elsewhere: bool

    @property
    def person(self) -> Person:
        """This person with the rights they have now: none when disabled."""
        if self.disabled_at is not None:
            return Person(self.id, self.name)
        return Person(self.id, self.name, role=self.role, blogs=self.blogs)


def email_key(email: str) -> str:
    """An address in the form in which two that mean the same are equal."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).casefold()).strip()


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
        roles = [_blog_columns(columns["id"], blog, each) for blog, each in (blogs or {}).items()]

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
        found = await self._rows(_QUERY.where(people.c.email_key == email_key(email)))
        return found[0] if found else None

    async def row(self, person: str) -> PersonRow:
        """Everything about somebody. Raises PersonUnknown."""
        found = await self._rows(_QUERY.where(people.c.id == person))
        if not found:
            raise PersonUnknown(person=person)
        return found[0]

    async def by_id(self, person: str) -> Person:
        """Somebody with the rights they have now. Raises PersonUnknown."""
        return (await self.row(person)).person

    async def everybody(self) -> list[PersonRow]:
        """Everybody, by name."""
        found = await self._rows(_QUERY)
        return sorted(found, key=lambda each: (each.name.casefold(), each.id))

    async def is_empty(self) -> bool:
        """Whether nobody works here yet."""
        return not await self._database.read(lambda connection: connection.scalar(select(exists(select(people.c.id)))))

    async def rename(self, person: str, name: str) -> None:
        """Call somebody something else. Raises InputInvalid, PersonUnknown."""
        await self._change(person, name=_name(name))

    async def set_role(self, person: str, role: Role | None) -> None:
        """Their role in the whole publication, from now on. Raises LastAdministrator, PersonUnknown."""

        def setting(connection: Connection) -> None:
            if role is not Role.ADMINISTRATOR:
                require_another_administrator(connection, person)
            _changed(connection, person, role=role.value if role else None)

        await self._database.write(setting)

    async def set_blog_role(self, person: str, blog: Slug, role: Role | None) -> None:
        """Their role in one blog, which counts there instead of the other; None for no such role. Raises InputInvalid, PersonUnknown."""
        columns = _blog_columns(person, blog, role) if role else None

        def setting(connection: Connection) -> None:
            if connection.scalar(select(people.c.id).where(people.c.id == person).with_for_update()) is None:
                raise PersonUnknown(person=person)
            connection.execute(delete(blog_roles).where(blog_roles.c.person == person, blog_roles.c.blog == blog))
            if columns is not None:
                connection.execute(insert(blog_roles), [columns])

        await self._database.write(setting)

    async def disable(self, person: str, now: datetime) -> None:
        """End all their sessions, and let them in no more. Raises LastAdministrator, PersonUnknown."""

        def disabling(connection: Connection) -> None:
            require_another_administrator(connection, person)
            _changed(connection, person, disabled_at=now.astimezone(UTC))
            connection.execute(delete(sessions).where(sessions.c.person == person))

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
        """Another password, given as its hash: ends all their sessions but this one. Raises PersonUnknown."""

        def setting(connection: Connection) -> None:
            _changed(connection, person, password=password)
            connection.execute(delete(sessions).where(sessions.c.person == person, sessions.c.id != (but or "")))

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
            roles = _roles(connection, [each["id"] for each in found])
            return [_row(each, roles.get(each["id"], {})) for each in found]

        return await self._database.read(reading)


def new_columns(email: str, name: str, role: Role | None, now: datetime, random: Random) -> dict[str, Any]:
    """The row of somebody new. Raises InputInvalid."""
    email = email.strip()
    if len(email) > EMAIL_LIMIT or not _EMAIL.fullmatch(email):
        raise InputInvalid(field="email", problem="give an address such as rosa@example.org.")
    return {
        "id": fresh_id("person", random),
        "email": email,
        "email_key": email_key(email),
        "name": _name(name),
        "role": role.value if role else None,
        "password": None,
        "byline": "{}",
        "created_at": now.astimezone(UTC),
        "disabled_at": None,
    }


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


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_LIMIT or not name.translate(_JOINERS).isprintable():
        raise InputInvalid(field="name", problem=f"give a name of 1 to {NAME_LIMIT} characters.")
    return name


def _blog_columns(person: str, blog: Slug, role: Role) -> dict[str, str]:
    if not is_slug(blog):
        raise InputInvalid(field="blog", problem="this is no blog's name.")
    return {"person": person, "blog": blog, "role": role.value}


def _roles(connection: Connection, some: Iterable[str]) -> dict[str, dict[Slug, Role]]:
    found: dict[str, dict[Slug, Role]] = {}
    query = select(blog_roles).where(blog_roles.c.person.in_(list(some))).order_by(blog_roles.c.blog)
    for each in connection.execute(query).mappings():
        found.setdefault(each["person"], {})[Slug(each["blog"])] = Role(each["role"])
    return found


_HAS_SECOND_FACTOR: Final = exists().where(
    second_factors.c.person == people.c.id, second_factors.c.confirmed_at.is_not(None)
)
_QUERY: Final = select(
    people,
    _HAS_SECOND_FACTOR.label("has_second_factor"),
    exists().where(identities.c.person == people.c.id).label("signs_in_elsewhere"),
)


def _row(found: Any, blogs: Mapping[Slug, Role]) -> PersonRow:
    return PersonRow(
        id=found["id"],
        name=found["name"],
        email=found["email"],
        role=Role(found["role"]) if found["role"] else None,
        blogs=blogs,
        byline=RememberedByline(**json.loads(found["byline"])),
        created_at=moment_of(found["created_at"]),
        disabled_at=moment_of(found["disabled_at"]) if found["disabled_at"] else None,
        has_password=found["password"] is not None,
        has_second_factor=bool(found["has_second_factor"]),
        signs_in_elsewhere=bool(found["signs_in_elsewhere"]),
    )
