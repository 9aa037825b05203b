"""The library: everything a newsroom has uploaded, from the moment a file has arrived until a post shows all of it.

Knows the order: row, original, first files, facts. What was told to the uploader is kept whatever is killed when (law
8): the rest is made by whoever comes next, as often as it takes, under the same names.
Does not know who may upload, nor which revisions follow.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from base64 import b32encode
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.media import Format, Medium, MediumKind, Rendition
from stoppress.domain.normal import normal
from stoppress.errors import InputInvalid, StoppressError
from stoppress.errors.media import MediaBroken, MediaRefused, MediaTooLarge, MediaUnknown
from stoppress.media.captions import Cue, transcript, written
from stoppress.media.films import Films, Recording
from stoppress.media.keeping import name_of
from stoppress.media.keys import file_key, original_key
from stoppress.media.looking import Seen
from stoppress.media.objects import troubles
from stoppress.media.rows import MediaRows, MediumRow, Quota, State
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.storage import Reading, Storage
from stoppress.media.sweeping import delete_files
from stoppress.media.workshop import Made, Workshop

_ID_BYTES: Final = 16
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A whole file at `path`, which stays the caller's. `label` is what it was called there.

    `name` is what the medium is to be called, where the caller was told already; taken twice it is there once.
    """

    path: Path
    owner: str
    label: str
    size: int
    sha256: str
    name: MediaId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumWords:
    """What people say about a medium; None leaves it as it is."""

    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    licence: str | None = None
    transcript: str | None = None
    focus_x: int | None = None
    focus_y: int | None = None


class Library:
    """`working` is a folder of this node, `key` what names of files are made with. Everything raises StorageFull and StorageUnavailable."""

    def __init__(
        self,
        rows: MediaRows,
        storage: Storage,
        workshop: Workshop,
        films: Films,
        working: Path,
        limits: ShelfLimits,
        *,
        key: bytes,
        now: Callable[[], datetime],
        random: Callable[[int], bytes],
    ) -> None:
        self._rows, self._storage = rows, storage
        self._workshop, self._films = workshop, films
        self._working, self._limits = working, limits
        self._key = key
        self._now, self._random = now, random

    async def take(self, arrived: Arrived, words: MediumWords) -> MediumRow:
        """Take a file in; a post may show it from now on. Raises MediaRefused, MediaTooLarge, MediaBroken, QuotaUsed."""
        with troubles():
            seen = await self._workshop.look(arrived.path)
        if arrived.name is not None and (taken := await self._taken(arrived.name)) is not None:
            return taken
        name = arrived.name or MediaId(b32encode(self._random(_ID_BYTES)).decode().lower().rstrip("="))
        row = MediumRow(
            state=State.BEGUN,
            owner=arrived.owner,
            label=arrived.label,
            created_at=self._now(),
            size=arrived.size,
            sha256=arrived.sha256,
            medium=said(Medium(id=name, kind=MediumKind.PICTURE if seen.is_picture else MediumKind.FILM), words),
        )
        await self._rows.add(row, Quota(self._limits.daily_quota, row.created_at - _DAY))
        try:
            async with self._folder() as folder:
                with troubles():
                    made = await self._begin(arrived.path, seen, folder)
                await self._put(name, made.files, folder)
            await self._storage.put(original_key(name), arrived.path)
        except StoppressError:
            await self._forget(name)
            raise
        return await self._rows.change(name, lambda now: _begun(now, made))

    async def finish(self, name: MediaId) -> Medium:
        """Make all that is still to be made of a medium. What cannot be made leaves it as it is, and says why."""
        row = await self._rows.find(name)
        if row.state is not State.RECEIVED:
            return row.medium
        try:
            async with self._folder() as folder:
                source = folder / "original"
                await self._fetch(name, source)
                with troubles():
                    made = await self._finish(source, folder)
                await self._put(name, made.files, folder)
        except (MediaRefused, MediaTooLarge, MediaBroken) as problem:
            sentence = str(problem)
            return (
                await self._rows.change(name, lambda now: replace(now, state=State.FAILED, problem=sentence))
            ).medium
        return (await self._rows.change(name, lambda now: _finished(now, made))).medium

    async def describe(self, name: MediaId, words: MediumWords) -> MediumRow:
        """Say something else about a medium. Raises MediaUnknown."""
        return await self._rows.change(name, lambda now: replace(now, medium=said(now.medium, words)))

    async def caption(self, name: MediaId, cues: Sequence[Cue]) -> MediumRow:
        """Give a sound or film captions, and where it has none a transcript made of them.

        Raises MediaUnknown, InputInvalid for a picture.
        """
        if (await self._rows.find(name)).kind is MediumKind.PICTURE:
            raise InputInvalid(field="captions", problem="a picture has none; say what is to be seen as its `alt`.")
        async with self._folder() as folder:
            with troubles():
                file = await asyncio.to_thread(self._captions_file, written(cues), folder)
            await self._put(name, [file], folder)
        told = transcript(cues)
        return await self._rows.change(name, lambda now: _captioned(now, file, told))

    def _captions_file(self, content: bytes, folder: Path) -> Rendition:
        name = name_of(BytesIO(content), Format.VTT, self._key)
        (folder / name).write_bytes(content)
        return Rendition(format=Format.VTT, name=name, size=len(content))

    async def find(self, name: MediaId) -> MediumRow:
        """A medium. Raises MediaUnknown."""
        return await self._rows.find(name)

    async def unfinished(self) -> Sequence[MediaId]:
        """What was begun and not finished, oldest first."""
        return await self._rows.in_state(State.RECEIVED)

    async def read(self, name: MediaId, file: str, start: int = 0, stop: int | None = None) -> Reading:
        """A file that readers get. Raises MediaUnknown, InputInvalid."""
        return await self._storage.read(file_key(name, file), start, stop)

    async def size(self, name: MediaId, file: str) -> int:
        """How many bytes a file has that readers get. Raises MediaUnknown, InputInvalid."""
        size = await self._storage.size(file_key(name, file))
        if size is None:
            raise MediaUnknown(media=name)
        return size

    async def tidy(self, before: datetime) -> None:
        """Delete the folders of work that was cut off before a moment."""
        with troubles():
            await asyncio.to_thread(self._tidy, before.timestamp())

    def _tidy(self, before: float) -> None:
        for each in self._working.iterdir() if self._working.exists() else ():
            if each.stat().st_mtime < before:
                shutil.rmtree(each, ignore_errors=True)

    async def known(self, names: Iterable[MediaId]) -> Sequence[Medium]:
        """See `actions.showing.Library`."""
        return [row.medium for row in await self._rows.some(names) if row.state is not State.BEGUN]

    async def use(self, names: Iterable[MediaId], slug: Slug, post: PostId | None) -> None:
        """See `actions.showing.Library`."""
        await self._rows.use(names, slug, post or PostId(""))

    async def uses(self, name: MediaId) -> Sequence[tuple[Slug, PostId | None]]:
        """See `actions.showing.Library`."""
        return [(each.blog, each.post or None) for each in await self._rows.uses(name)]

    async def _begin(self, source: Path, seen: Seen, folder: Path) -> Made | Recording:
        if seen.is_picture:
            return await self._workshop.begin(source, folder)
        return await self._films.begin(source, seen, folder)

    async def _finish(self, source: Path, folder: Path) -> Made | Recording:
        seen = await self._workshop.look(source)
        if seen.is_picture:
            return await self._workshop.finish(source, folder)
        return await self._films.finish(source, seen, folder)

    async def _taken(self, name: MediaId) -> MediumRow | None:
        """A medium that was taken in before whoever sent it heard of it; what was cut off is begun again."""
        for row in await self._rows.some([name]):
            if row.state is not State.BEGUN:
                return row
            await self._forget(name)
        return None

    async def _put(self, name: MediaId, renditions: Iterable[Rendition], folder: Path) -> None:
        for each in renditions:
            await self._storage.put(file_key(name, each.name), folder / each.name)

    async def _fetch(self, name: MediaId, to: Path) -> None:
        reading = await self._storage.read(original_key(name))
        with troubles(), to.open("wb") as file:
            async for chunk in reading.chunks:
                await asyncio.to_thread(file.write, chunk)

    async def _forget(self, name: MediaId) -> None:
        await self._rows.drop(name)
        await delete_files(self._storage, name)

    @asynccontextmanager
    async def _folder(self) -> AsyncIterator[Path]:
        with troubles():
            self._working.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(dir=self._working))
        try:
            yield folder
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def said(medium: Medium, words: MediumWords) -> Medium:
    """The medium with what was said about it, in the normal form in which it stands in the log."""
    described = replace(
        medium,
        alt=medium.alt if words.alt is None else words.alt,
        caption=medium.caption if words.caption is None else words.caption,
        credit=medium.credit if words.credit is None else words.credit,
        licence=medium.licence if words.licence is None else words.licence,
        transcript=medium.transcript if words.transcript is None else words.transcript,
        focus_x=medium.focus_x if words.focus_x is None else words.focus_x,
        focus_y=medium.focus_y if words.focus_y is None else words.focus_y,
    )
    return normal(described)


def _begun(row: MediumRow, made: Made | Recording) -> MediumRow:
    medium = made.medium(row.id)
    kept = row.medium
    words = MediumWords(
        alt=kept.alt,
        caption=kept.caption,
        credit=kept.credit,
        licence=kept.licence,
        transcript=kept.transcript,
        focus_x=kept.focus_x,
        focus_y=kept.focus_y,
    )
    state = State.READY if medium.is_ready else State.RECEIVED
    return replace(row, state=state, medium=said(medium, words))


def _finished(row: MediumRow, made: Made | Recording) -> MediumRow:
    return replace(row, state=State.READY, medium=made.added_to(row.medium))


def _captioned(row: MediumRow, file: Rendition, told: str) -> MediumRow:
    return replace(
        row, medium=said(replace(row.medium, captions=file), MediumWords(transcript=row.medium.transcript or told))
    )
