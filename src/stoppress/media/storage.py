"""Storage: where the bytes of media are kept, under keys of our own.

Knows what every storage promises. A folder, an S3-compatible store and memory cannot be told apart by their callers.
Does not know which one it is (`folder`, `bucket`, `objects`), nor what is in a file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from stoppress.media.keys import Key


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept. `size` is bytes; `changed_at` is the storage's clock, in UTC."""

    key: Key
    size: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """Bytes `start` to `stop` (not included) of a file of `size` bytes, once, as they come; read them or let go."""

    size: int
    start: int
    stop: int
    chunks: AsyncIterator[bytes]


class Storage(Protocol):
    """Everything raises InputInvalid for a key of another shape, StorageFull and StorageUnavailable."""

    async def put(self, key: Key, file: Path) -> None:
        """Keep a copy of a finished local file: it survives a power cut once this returns.

        Until then the key has all bytes of it, or what it had before. Of several at once for one key, one wins whole.
        """

    async def read(self, key: Key, start: int = 0, stop: int | None = None) -> Reading:
        """The bytes from `start` to `stop`, or to the end; from beyond the end there are none.

        Raises MediaUnknown where there is no such key; StorageUnavailable also while the chunks come.
        """

    async def size(self, key: Key) -> int | None:
        """How many bytes it has; None where there is none."""

    async def delete(self, key: Key) -> None:
        """Forget it; that it was not there is no error."""

    def stored(self, prefix: str) -> AsyncIterator[Stored]:
        """What is kept under `originals/`, `files/` or `files/{medium}/`, in no order.

        What others have put there is left out.
        """
