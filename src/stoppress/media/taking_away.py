"""Taking away: media are deleted because a post that showed them was removed by law.

Knows that what something else refers to stays, and the order of sweeping: the use goes first, then the row, then the files;
cut off, it is finished by being asked again.
Does not know what was removed, nor why.
"""

from __future__ import annotations

from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.media.keys import FILES, original_key
from stoppress.media.rows import MediaRows
from stoppress.media.storage import Storage
from stoppress.media.sweeping import delete_files


class TakingAway:
    """Over the shelves of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, rows: MediaRows, storage: Storage) -> None:
        self._rows = rows
        self._storage = storage

    async def take_away(self, medium: MediaId, blog: Slug, post: PostId | None) -> None:
        """A post, or with None what stands around a blog's posts, shows a medium no more; delete it if nothing else does."""
        await self._rows.forget_uses(medium, blog, post or PostId(""))
        await self._rows.drop(medium)
        if not await self._rows.known([medium]):
            await delete_files(self._storage, medium)

    async def used_by(self, medium: MediaId) -> int:
        """How many posts refer to a medium still, or were about to."""
        return len(await self._rows.uses(medium))

    async def is_kept(self, medium: MediaId) -> bool:
        """Whether there is a row of it, or any file."""
        if await self._rows.known([medium]) or await self._storage.size(original_key(medium)) is not None:
            return True
        return bool([each async for each in self._storage.stored(f"{FILES}{medium}/")])
