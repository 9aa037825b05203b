"""Object stores: a storage over whatever obstore can speak to; by itself, memory or an S3-compatible store.

Knows how obstore reads, and what its errors mean.
Does not know where the store is (`bucket`), nor how a folder is made to survive a power cut (`folder`).
"""

from __future__ import annotations

import errno
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from stoppress.errors import StorageFull, StorageUnavailable
from stoppress.errors.media import MediaUnknown
from stoppress.media.keys import Key, checked, checked_prefix, is_key, medium_of
from stoppress.media.storage import Reading, Stored

AnyStore = LocalStore | MemoryStore | S3Store

# The most that is handed out at once: small enough that a thousand slow readers cost 64 MiB.
_CHUNK_BYTES: Final = 65_536

# S3 takes parts of 5 MiB and more; of two at a time an upload of any size holds 16 MiB.
_PART_BYTES: Final = 8 * 1024 * 1024
_PARTS_AT_ONCE: Final = 2

# What S3-compatible stores say when their disks are full: the status of RFC 4918, MinIO's and Ceph's codes. obstore
# passes it on as text alone.
_FULL: Final = re.compile(r"\b507 Insufficient Storage\b|<Code>(?:XMinioStorageFull|QuotaExceeded)</Code>")


class ObjectStorage:
    """See `Storage`."""

    def __init__(self, store: AnyStore) -> None:
        self._store = store

    async def put(self, key: Key, file: Path) -> None:
        """See `Storage`. A store makes an object seen by its last request alone, and keeps it before it answers."""
        path = checked(key)
        with troubles(), source_missing():
            await obstore.put_async(self._store, path, file, chunk_size=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE)

    async def read(self, key: Key, start: int = 0, stop: int | None = None) -> Reading:
        """See `Storage`."""
        path = checked(key)
        if stop is not None and stop <= start:
            return await self._nothing(key)
        try:
            with troubles():
                result = await obstore.get_async(self._store, path, options=_options(start, stop))
        except FileNotFoundError as problem:
            raise MediaUnknown(media=medium_of(key)) from problem
        except StorageUnavailable:
            # Stores answer a range beyond the end with errors that have nothing in common.
            if start and start >= (await self.size(key) or 0):
                return await self._nothing(key)
            raise
        first, last = result.range
        return Reading(result.meta["size"], first, last, _chunks(result))

    async def size(self, key: Key) -> int | None:
        """See `Storage`."""
        path = checked(key)
        try:
            with troubles():
                return (await obstore.head_async(self._store, path))["size"]
        except FileNotFoundError:
            return None

    async def delete(self, key: Key) -> None:
        """See `Storage`."""
        path = checked(key)
        try:
            with troubles():
                await obstore.delete_async(self._store, path)
        except FileNotFoundError:
            return

    async def stored(self, prefix: str) -> AsyncIterator[Stored]:
        """See `Storage`."""
        below = checked_prefix(prefix)
        with troubles():
            async for batch in obstore.list(self._store, below):
                for each in batch:
                    if is_key(each["path"]):
                        yield Stored(Key(each["path"]), each["size"], each["last_modified"].astimezone(UTC))

    async def _nothing(self, key: Key) -> Reading:
        size = await self.size(key)
        if size is None:
            raise MediaUnknown(media=medium_of(key))
        return Reading(size, size, size, _none())


def memory_storage() -> ObjectStorage:
    """A storage that is gone with the process; for tests."""
    return ObjectStorage(MemoryStore())


@contextmanager
def troubles() -> Iterator[None]:
    """Turn what obstore and the file system raise into StorageFull or StorageUnavailable.

    FileNotFoundError passes: what it means is for each caller to say.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as problem:
        raise (StorageFull if problem.errno in (errno.ENOSPC, errno.EDQUOT) else StorageUnavailable) from problem
    except BaseError as problem:
        raise (StorageFull if _FULL.search(str(problem)) else StorageUnavailable) from problem


@contextmanager
def source_missing() -> Iterator[None]:
    """Turn FileNotFoundError into StorageUnavailable: what was to be kept is gone."""
    try:
        yield
    except FileNotFoundError as problem:
        raise StorageUnavailable from problem


def _options(start: int, stop: int | None) -> obstore.GetOptions | None:
    if stop is not None:
        return {"range": (start, stop)}
    return {"range": {"offset": start}} if start else None


async def _chunks(result: obstore.GetResult) -> AsyncIterator[bytes]:
    with troubles():
        async for chunk in result.stream(min_chunk_size=_CHUNK_BYTES):
            whole = memoryview(chunk)
            # Memory gives all there is as one.
            for at in range(0, len(whole), _CHUNK_BYTES):
                yield bytes(whole[at : at + _CHUNK_BYTES])


async def _none() -> AsyncIterator[bytes]:
    return
    yield b""
