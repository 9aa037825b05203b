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
from urllib.parse import urlsplit

from stoppress.actions.actions import Actions
from stoppress.actions.media import Media
from stoppress.actions.promos import Promos
from stoppress.actions.showing import Showing
from stoppress.clockwork.renditions import Renditions
from stoppress.clockwork.sweeps import Sweep
from stoppress.clockwork.vain_uses import IsGoingTo, VainUses
from stoppress.clockwork.watching import Watch
from stoppress.config.settings import Settings
from stoppress.database.database import Database
from stoppress.domain.limits import Limits
from stoppress.drafts.failures import UNNOTED, Noting
from stoppress.errors import SettingsInvalid
from stoppress.media.bucket import BucketSettings, bucket_storage
from stoppress.media.ffmpeg import find_ffmpeg
from stoppress.media.film_limits import FilmLimits
from stoppress.media.films import Films
from stoppress.media.folder import INCOMING, FolderStorage
from stoppress.media.library import Library
from stoppress.media.looks import Looks
from stoppress.media.naming import naming_key
from stoppress.media.own_providers import own_providers
from stoppress.media.picture_limits import PictureLimits
from stoppress.media.provider_table import providers
from stoppress.media.providers import Providers
from stoppress.media.rows import MediaRows
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.storage import Storage
from stoppress.media.sweeping import Swept, sweep
from stoppress.media.taking_away import TakingAway
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
    promos: Promos
    looks: Looks
    providers: Providers
    watch: Watch
    shelves: TakingAway


async def open_media(
    settings: Settings,
    desk: Database,
    actions: Actions,
    limits: Limits,
    now: Callable[[], datetime],
    is_going_to: IsGoingTo,
    failures: Noting = UNNOTED,
) -> MediaRoom:
    """The room over an open database. `is_going_to` knows the drafts, whose media are kept. Raises StorageUnavailable, SettingsInvalid."""
    folder = settings.media or settings.data / "media"
    shelf = shelf_limits(settings)
    rows, storage = MediaRows(desk), _storage(settings, folder)
    uploads = Uploads(folder / INCOMING, shelf, random=secrets.token_bytes)
    key = await naming_key(desk, random=secrets.token_bytes)
    pictures = Workshop(key, picture_limits(settings))
    library = Library(
        rows,
        storage,
        pictures,
        Films(key, pictures, find_ffmpeg(settings.ffmpeg), film_limits(settings)),
        folder / _WORKING,
        shelf,
        key=key,
        now=now,
        random=secrets.token_bytes,
    )
    looks = Looks(desk)
    listed = listed_providers(settings)
    watch = Watch(looks, listed if settings.embeds else None, now)
    showing = Showing(actions, library, watch)
    renditions = Renditions(library, showing, failures=failures)
    media = Media(library, showing, renditions.begun, limits)
    return MediaRoom(
        library=library,
        showing=showing,
        media=media,
        renditions=renditions,
        uploads=uploads,
        sweep=partial(_swept, rows, storage, uploads, shelf, library, VainUses(rows, actions.blog, is_going_to)),
        limits=shelf,
        incoming=folder / INCOMING,
        promos=Promos(actions, showing, watch),
        looks=looks,
        providers=listed,
        watch=watch,
        shelves=TakingAway(rows, storage),
    )


def picture_limits(settings: Settings) -> PictureLimits:
    """What the settings say of pictures; memory as was measured for as many pixels, and no less than usual."""
    usual = PictureLimits()
    memory = max(usual.memory, usual.memory * settings.picture_pixels // usual.pixels)
    return PictureLimits(file_bytes=settings.picture_limit, pixels=settings.picture_pixels, memory=memory)


def film_limits(settings: Settings) -> FilmLimits:
    """What the settings say of sound and film: as large as any upload."""
    usual = FilmLimits()
    around = usual.made_bytes - usual.file_bytes
    return FilmLimits(file_bytes=settings.media_limit, made_bytes=settings.media_limit + around)


def shelf_limits(settings: Settings) -> ShelfLimits:
    """What the settings say of the shelves."""
    return ShelfLimits(
        file=settings.media_limit,
        body=settings.media_limit + _FIELDS_BYTES,
        daily_quota=settings.media_quota,
        unreferenced=timedelta(days=settings.media_days),
    )


async def _swept(
    rows: MediaRows,
    storage: Storage,
    uploads: Uploads,
    limits: ShelfLimits,
    library: Library,
    vain: VainUses,
    now: datetime,
) -> Swept:
    await library.tidy(now - limits.incoming)
    await vain.forget(now - limits.unreferenced)
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


def listed_providers(settings: Settings) -> Providers:
    """The providers that come with Stoppress, and those that the settings add. Raises SettingsInvalid."""
    table = ""
    if settings.providers is not None:
        try:
            table = settings.providers.read_text("utf-8")
        except (OSError, UnicodeError) as problem:
            raise SettingsInvalid(problem=f"the table of providers cannot be read ({problem}).") from problem
    hosts = {host for each in (settings.origin,) if each and (host := urlsplit(each).hostname)}
    return providers(own_providers(table, own_hosts=hosts), settings.mastodon_hosts)
