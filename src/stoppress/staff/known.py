"""Known browsers: those in which somebody has signed in before, so that strangers who fail do not keep them waiting.

Knows that what such a browser keeps is signed for one address alone, lets nobody in, and is good for a while.
Does not know cookies, nor how often anybody may try (`throttle`).
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Final

from stoppress.database.database import Database
from stoppress.database.keys import key_for
from stoppress.database.schema_notices import push_keys
from stoppress.staff.person_rows import email_key
from stoppress.staff.secret import Random, fresh_id

GOOD_FOR: Final = timedelta(days=180)
"""After a holiday, and a spell at another desk."""

_PURPOSE: Final = "known browsers"
_KEY_BYTES: Final = 32
_KIND: Final = "browser"
_MARK: Final = re.compile(rf"({_KIND}-[a-z2-7]{{14}})\.([0-9]{{1,12}})\.([0-9a-f]{{64}})", re.ASCII)


class KnownBrowsers:
    """Those of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, *, random: Random) -> None:
        self._database = database
        self._random = random
        self._key: bytes | None = None

    async def mark(self, email: str, now: datetime) -> str:
        """What a browser keeps in which whoever has this address has just signed in."""
        name, at = fresh_id(_KIND, self._random), int(now.timestamp())
        return f"{name}.{at}.{await self._seal(email, name, at)}"

    async def name(self, kept: str, email: str, now: datetime) -> str:
        """What a browser is called that keeps this; "" where it is not known, or another's."""
        found = _MARK.fullmatch(kept)
        if found is None:
            return ""
        name, at = found[1], int(found[2])
        is_good = hmac.compare_digest(found[3], await self._seal(email, name, at))
        return name if is_good and timedelta(seconds=now.timestamp() - at) <= GOOD_FOR else ""

    async def _seal(self, email: str, name: str, at: int) -> str:
        if self._key is None:
            self._key = await key_for(_PURPOSE, self._database, push_keys, partial(self._random, _KEY_BYTES))
        # What is typed where an address belongs may be anything.
        told = f"known {name} {at} {email_key(email)}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, told, sha256).hexdigest()
