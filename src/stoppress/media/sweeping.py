"""Sweeping: what nothing refers to, and what was left over, is deleted after a stated time.

Knows the order: the row goes first, then the files. The row's deletion is the one step that can tell whether a use
exists and forbid the next (the foreign key); once it is gone no post can take the medium up, so that files which are
half gone, because a process was killed, are never shown. The next sweep finds them as files without a row. The other
order would leave a row that can still be put into a post and whose files are not all there.
Does not know when it is run, nor what a medium is for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from stoppress.domain.identifiers import MediaId
from stoppress.media.keys import FILES, ORIGINALS, Key, medium_of, original_key
from stoppress.media.rows import MediaRows
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.storage import Storage
from stoppress.media.uploads import Uploads

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How much a sweep has deleted: media, files that had no row, files of uploads nobody went on with."""

    media: int
    leftovers: int
    incoming: int


async def sweep(rows: MediaRows, storage: Storage, uploads: Uploads, limits: ShelfLimits, *, now: datetime) -> Swept:
    """Delete what is due at `now`. Two at once, and one that is cut off, do no harm.

    Raises StorageUnavailable; what is left then is for the next one. The times of files are the storage's own.
    """
    return Swept(
        media=await _sweep_media(rows, storage, now - limits.unreferenced),
        leftovers=await _sweep_leftovers(rows, storage, now - limits.incoming),
        incoming=await uploads.sweep(now),
    )


async def delete_files(storage: Storage, medium: MediaId) -> None:
    """Delete everything that is kept of a medium, once its row is gone. The original, which no one gets, is last."""
    for each in [stored async for stored in storage.stored(f"{FILES}{medium}/")]:
        await storage.delete(each.key)
    await storage.delete(original_key(medium))


async def _sweep_media(rows: MediaRows, storage: Storage, before: datetime) -> int:
    count = 0
    while True:
        dropped = 0
        for row in await rows.unused_before(before, most=_AT_ONCE):
            if await rows.drop(row.id):
                dropped += 1
                await delete_files(storage, row.id)
        count += dropped
        if not dropped:
            return count


async def _sweep_leftovers(rows: MediaRows, storage: Storage, before: datetime) -> int:
    count = 0
    for prefix in (ORIGINALS, FILES):
        async for keys in _batches(storage, prefix, before):
            # Asked after the listing: a row comes before its files, so that it is seen here if it is in use.
            known = await rows.known({medium_of(key) for key in keys})
            for key in keys:
                if medium_of(key) not in known:
                    await storage.delete(key)
                    count += 1
    return count


async def _batches(storage: Storage, prefix: str, before: datetime) -> AsyncIterator[list[Key]]:
    held: list[Key] = []
    async for each in storage.stored(prefix):
        if each.changed_at < before:
            held.append(each.key)
        if len(held) == _AT_ONCE:
            yield held
            held = []
    if held:
        yield held
