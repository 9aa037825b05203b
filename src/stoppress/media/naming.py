"""Naming: the key that names of files are made with.

Knows where it is kept.
Does not know how a name is made of it (`keeping`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from stoppress.database.database import Database
from stoppress.database.keys import key_for
from stoppress.database.schema_desk import media_keys

_KEY_BYTES: Final = 32


async def naming_key(database: Database, *, random: Callable[[int], bytes]) -> bytes:
    """The key. Raises StorageFull, StorageUnavailable."""
    return await key_for("files", database, media_keys, partial(random, _KEY_BYTES))
