"""Keys that there is one of for all nodes and for ever, each made when it is first asked for.

Knows that several nodes may make one at the same moment, and that what was kept first is the key.
Does not know what a key is for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database


async def key_for(purpose: str, database: Database, table: Table, make: Callable[[], bytes]) -> bytes:
    """The key in `table`, which has a row for each purpose. Raises StorageFull, StorageUnavailable."""
    asked = select(table.c.key).where(table.c.purpose == purpose)
    kept: bytes | None = await database.read(lambda connection: connection.scalar(asked))
    if kept is not None:
        return kept
    row = {"purpose": purpose, "key": make()}
    # Another node may be first.
    with suppress(IntegrityError):
        await database.write(lambda connection: connection.execute(insert(table), [row]))
    kept = await database.read(lambda connection: connection.scalar(asked))
    assert kept is not None, "it was written, here or elsewhere"
    return kept
