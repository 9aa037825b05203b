"""Rows of people: what is kept of somebody, and in which form.

Knows what an address and a name may look like, and that whoever is disabled has no rights.
Does not know when rows are read and written (`people`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.engine import Connection

from stoppress.database.schema_desk import blog_roles, identities, people, second_factors
from stoppress.domain.identifiers import Slug, is_slug
from stoppress.errors import InputInvalid
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


def named_after(email: str) -> str:
    """What somebody is called who gave an address alone: `rosa.quill@…` is Rosa Quill."""
    local = email.strip().partition("@")[0]
    return " ".join(part.capitalize() for part in re.split(r"[._+-]+", local) if part)


def email_key(email: str) -> str:
    """An address in the form in which two that mean the same are equal."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).casefold()).strip()


def new_columns(email: str, name: str, role: Role | None, now: datetime, random: Random) -> dict[str, Any]:
    """The row of somebody new. Raises InputInvalid."""
    email = email.strip()
    if len(email) > EMAIL_LIMIT or not _EMAIL.fullmatch(email):
        raise InputInvalid(field="email", problem="give an address such as rosa@example.org.")
    return {
        "id": fresh_id("person", random),
        "email": email,
        "email_key": email_key(email),
        "name": checked_name(name),
        "role": role.value if role else None,
        "password": None,
        "byline": "{}",
        "created_at": now.astimezone(UTC),
        "disabled_at": None,
    }


def checked_name(name: str) -> str:
    """A name as it may stand. Raises InputInvalid."""
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_LIMIT or not name.translate(_JOINERS).isprintable():
        raise InputInvalid(field="name", problem=f"give a name of 1 to {NAME_LIMIT} characters.")
    return name


def blog_columns(person: str, blog: Slug, role: Role) -> dict[str, str]:
    """The row of a role in a blog. Raises InputInvalid."""
    if not is_slug(blog):
        raise InputInvalid(field="blog", problem="this is no blog's name.")
    return {"person": person, "blog": blog, "role": role.value}


def roles_of(connection: Connection, some: Iterable[str]) -> dict[str, dict[Slug, Role]]:
    """The roles that people have in single blogs."""
    found: dict[str, dict[Slug, Role]] = {}
    query = select(blog_roles).where(blog_roles.c.person.in_(list(some))).order_by(blog_roles.c.blog)
    for each in connection.execute(query).mappings():
        found.setdefault(each["person"], {})[Slug(each["blog"])] = Role(each["role"])
    return found


HAS_SECOND_FACTOR: Final = exists().where(
    second_factors.c.person == people.c.id, second_factors.c.confirmed_at.is_not(None)
)
"""Whether a code is asked of somebody; beside a query of `people`."""

EVERYTHING: Final = select(
    people,
    HAS_SECOND_FACTOR.label("has_second_factor"),
    exists().where(identities.c.person == people.c.id).label("signs_in_elsewhere"),
)


def row_of(found: Any, blogs: Mapping[Slug, Role]) -> PersonRow:
    """What was found by `EVERYTHING`."""
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
