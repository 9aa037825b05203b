"""Secrets and ids: made of chance, and of a secret only its hash is kept.

Knows that 256 bits of chance need nothing slower than SHA-256.
Does not know passwords, which people choose (`passwords`).
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

Random = Callable[[int], bytes]
"""As many bytes of chance as asked for."""

_SECRET_BYTES: Final = 32
_ID_BYTES: Final = 10
_ID_LENGTH: Final = 14


def fresh_secret(random: Random) -> str:
    """A secret of 256 bits, in letters and digits."""
    return text_of(random(_SECRET_BYTES))


def fresh_id(kind: str, random: Random) -> str:
    """An id that says what it names: `kind`, a hyphen and fourteen characters of chance."""
    return f"{kind}-{text_of(random(_ID_BYTES))[:_ID_LENGTH]}"


def hash_of(secret: str) -> str:
    """What is kept of a secret: 64 hexadecimal digits."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def text_of(chance: bytes) -> str:
    """Bytes as characters of `[a-z2-7]`."""
    return b32encode(chance).decode().lower().rstrip("=")


def moment_of(kept: datetime) -> datetime:
    """A moment as the database gave it: SQLite keeps none's zone, and only UTC is ever written."""
    return kept.replace(tzinfo=UTC) if kept.tzinfo is None else kept.astimezone(UTC)
