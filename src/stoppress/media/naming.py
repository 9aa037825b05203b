"""Naming: the key that names of files are made with.

Knows that there is one for all nodes, made when it is first asked for.
Does not know how a name is made of it (`keeping`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_desk import media_keys

_FILES: Final = "files"
_KEY_BYTES: Final = 32


async def naming_key(database: Database, *, random: Callable[[int], bytes]) -> bytes:
    """The key. Raises StorageUnavailable."""
    kept = await database.read(_kept)
    if kept is not None:
        return kept
    row = {"purpose": _FILES, "key": random(_KEY_BYTES)}
    # Another node may be first.
    with suppress(IntegrityError):
        await database.write(lambda connection: connection.execute(insert(media_keys), [row]))
    made = await database.read(_kept)
    assert made is not None, "it was written, here or elsewhere"
    return made


def _kept(connection: Connection) -> bytes | None:
    found: bytes | None = connection.scalar(select(media_keys.c.key).where(media_keys.c.purpose == _FILES))
    return found
