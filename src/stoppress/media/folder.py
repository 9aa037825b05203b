"""The folder: media on a local disk, `DATA/media` by default.

Knows that obstore's local store renames without a sync (seen with strace, 0.12), so that writing is done here and
reading there.
Does not know what is in a file.
"""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Final

from obstore.store import LocalStore

from stoppress.media.disk import copy_synced, delete_synced
from stoppress.media.keys import Key, checked
from stoppress.media.objects import ObjectStorage, source_missing, troubles

INCOMING: Final = "incoming"
"""The folder of what is not finished: on the same file system, so that a rename ends it; swept by age."""

_NAME_BYTES: Final = 10


class FolderStorage(ObjectStorage):
    """See `Storage`. `root` is made if it is not there."""

    def __init__(self, root: Path) -> None:
        with troubles():
            super().__init__(LocalStore(root, mkdir=True))
        self.root = root.resolve()

    @property
    def incoming(self) -> Path:
        """Where what is not finished belongs."""
        return self.root / INCOMING

    async def put(self, key: Key, file: Path) -> None:
        """See `Storage`."""
        target = self.root / checked(key)
        temporary = self.incoming / f"put-{secrets.token_hex(_NAME_BYTES)}"
        with troubles(), source_missing():
            await asyncio.to_thread(copy_synced, file, temporary, target, self.root)

    async def delete(self, key: Key) -> None:
        """See `Storage`."""
        target = self.root / checked(key)
        with troubles():
            await asyncio.to_thread(delete_synced, target, self.root)
