"""Wishes: what every action is told besides what to do.

Knows who asks, what version they looked at, and the key under which a repeated request is recognised.
Does not know headers; the doors read those.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from stoppress.domain.identifiers import Seq
from stoppress.errors import VersionConflict
from stoppress.journal.journal import Key
from stoppress.staff.permissions import Person

ANY: Final = -1
"""Whatever version there is (`If-Match: *`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`version` is what the person looked at, None when it does not matter; `key` the idempotency key, or ""."""

    person: Person
    version: int | None = None
    key: str = ""

    def keyed(self, verb: str, thing: str, content: Any) -> Key | None:
        """The key with the digest of what is asked; None when the person sent none. (DESIGN §10.8)"""
        if not self.key:
            return None
        text = json.dumps([verb, thing, content], sort_keys=True, default=str, ensure_ascii=True)
        return Key(self.person.id, self.key, sha256(text.encode()).hexdigest())

    def require_current(self, current: Seq) -> None:
        """Raise VersionConflict when the person looked at another version."""
        if self.version is not None and self.version not in (ANY, current):
            raise VersionConflict(current=current)
