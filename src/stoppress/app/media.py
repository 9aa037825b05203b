"""Building the media room: storage, rows, workshop, and what finishes things by itself.

Knows where the settings say that files are kept.
Does not know doors.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from stoppress.actions.actions import Actions
from stoppress.actions.media import Media
from stoppress.actions.showing import Showing
from stoppress.clockwork.renditions import Renditions
from stoppress.clockwork.sweeps import Sweep
from stoppress.config.settings import Settings
from stoppress.database.database import Database
from stoppress.domain.limits import Limits
from stoppress.media.bucket import BucketSettings, bucket_storage
from stoppress.media.folder import INCOMING, FolderStorage
from stoppress.media.library import Library
from stoppress.media.naming import naming_key
from stoppress.media.rows import MediaRows
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.storage import Storage
from stoppress.media.sweeping import Swept, sweep
from stoppress.media.uploads import Uploads
from stoppress.media.workshop import Workshop

_WORKING: Final = "making"

# What a form has beside its file.
_FIELDS_BYTES: Final = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRoom:
    """The parts of the room."""

    library: Library
    showing: Showing
    media: Media
    renditions: Renditions
    sweep: Sweep
    uploads: Uploads
    limits: ShelfLimits
    incoming: Path


async def open_media(
    settings: Settings, desk: Database, actions: Actions, limits: Limits, now: Callable[[], datetime]
) -> MediaRoom:
    """The room over an open database. Raises StorageUnavailable, SettingsInvalid."""
    folder = settings.media or settings.data / "media"
    shelf = shelf_limits(settings)
    rows, storage = MediaRows(desk), _storage(settings, folder)
    uploads = Uploads(folder / INCOMING, shelf, random=secrets.token_bytes)
    library = Library(
        rows,
        storage,
        Workshop(await naming_key(desk, random=secrets.token_bytes)),
        folder / _WORKING,
        shelf,
        now=now,
        random=secrets.token_bytes,
    )
    showing = Showing(actions, library)
    renditions = Renditions(library, showing)
    media = Media(library, showing, renditions.begun, limits)
    return MediaRoom(
        library=library,
        showing=showing,
        media=media,
        renditions=renditions,
        uploads=uploads,
        sweep=partial(_swept, rows, storage, uploads, shelf, library),
        limits=shelf,
        incoming=folder / INCOMING,
    )


def shelf_limits(settings: Settings) -> ShelfLimits:
    """What the settings say of the shelves."""
    return ShelfLimits(
        file=settings.media_limit,
        body=settings.media_limit + _FIELDS_BYTES,
        daily_quota=settings.media_quota,
        unreferenced=timedelta(days=settings.media_days),
    )


async def _swept(
    rows: MediaRows, storage: Storage, uploads: Uploads, limits: ShelfLimits, library: Library, now: datetime
) -> Swept:
    await library.tidy(now - limits.incoming)
    return await sweep(rows, storage, uploads, limits, now=now)


def _storage(settings: Settings, folder: Path) -> Storage:
    if settings.media_bucket is None:
        return FolderStorage(folder)
    return bucket_storage(
        BucketSettings(
            url=settings.media_bucket,
            endpoint=settings.media_endpoint,
            region=settings.media_region,
            key_id=settings.media_key_id,
            secret=settings.media_secret.get_secret_value(),
        )
    )
