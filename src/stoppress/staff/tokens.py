"""Tokens: how a program proves who it works for.

Knows that only a token's SHA-256 is kept: it has 256 bits of chance, so nothing slower is needed.
Does not know what the token's scopes allow (`permissions`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_desk import tokens
from stoppress.errors import InputInvalid, StorageUnavailable
from stoppress.staff.permissions import Person, Scope
from stoppress.staff.secret import Random, fresh_id, fresh_secret, hash_of

PREFIX: Final = "stp_"
"""Lets a person, and a secret scanner, see what a leaked string is."""

NAME_LIMIT: Final = 100


class Holders(Protocol):
    """Whoever can say who holds a token."""

    async def person(self, secret: str) -> Person | None:
        """Who holds this token; None when nobody does, or it was revoked."""


class Tokens:
    """The tokens of one publication."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, name: str, scopes: frozenset[Scope], *, now: datetime, random: Random) -> str:
        """A new token, told this once. Raises InputInvalid for a name that is empty or over `NAME_LIMIT`."""
        name = name.strip()
        if not 0 < len(name) <= NAME_LIMIT or not scopes:
            raise InputInvalid(field="name", problem=f"give a name of 1 to {NAME_LIMIT} characters, and a scope.")
        secret = PREFIX + fresh_secret(random)
        row = {
            "id": fresh_id("token", random),
            "name": name,
            "hash": hash_of(secret),
            "scopes": " ".join(sorted(scopes)),
            "created_at": now,
        }
        try:
            await self._database.write(lambda connection: connection.execute(insert(tokens), [row]))
        except IntegrityError as problem:
            raise StorageUnavailable from problem
        return secret

    async def person(self, secret: str) -> Person | None:
        """Who holds this token; None when nobody does, or it was revoked."""
        if not secret.startswith(PREFIX):
            return None
        query = select(tokens).where(tokens.c.hash == hash_of(secret), tokens.c.revoked_at.is_(None))
        row = await self._database.read(lambda connection: connection.execute(query).mappings().one_or_none())
        if row is None:
            return None
        return Person(row["id"], row["name"], frozenset(map(Scope, row["scopes"].split())))

    async def revoke(self, name: str, *, now: datetime) -> int:
        """Make every token of this name worthless; how many there were."""
        named = tokens.c.name == name, tokens.c.revoked_at.is_(None)
        revoking = update(tokens).where(*named).values(revoked_at=now)
        return await self._database.write(lambda connection: connection.execute(revoking).rowcount)
