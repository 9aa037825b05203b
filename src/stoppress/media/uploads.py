"""Uploads that can be gone on with: begun, continued at an offset, finished or given up; a cut connection costs little.

Knows the shape of tus 1.0 (tus.io/protocols/resumable-upload: creation, offset, PATCH with the offset or 409, expiry,
termination), for which clients exist; the doors translate its headers. What is on disk is the truth: the part file's
length is the offset, a JSON file beside it says the rest. So every process of a node can go on with every upload.
Does not know rows or quotas, nor what a file is by its content.
"""

from __future__ import annotations

import asyncio
import json
import os
from base64 import b32encode
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Final, TypeVar

from stoppress.domain.identifiers import MediaId, is_media_id
from stoppress.errors import InputInvalid
from stoppress.errors.media import MediaUnknown, UploadOffset
from stoppress.media.appending import append, remove, sync_part
from stoppress.media.disk import sync_folder, write_synced
from stoppress.media.labels import label_of
from stoppress.media.objects import troubles
from stoppress.media.parts import too_large
from stoppress.media.shelf_limits import ShelfLimits

_Value = TypeVar("_Value")

_ID_BYTES: Final = 16
_PART: Final = ".part"
_NOTE: Final = ".json"

# What is held in memory of one upload at most, and written in one go.
_BLOCK_BYTES: Final = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An upload as it was begun. `size` is bytes of the whole; `label` is for people; `kind` is the caller's word."""

    id: MediaId
    owner: str
    size: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Uploaded:
    """An upload that is whole: all its bytes are at `path`, on disk, until it is given up."""

    upload: Upload
    path: Path
    sha256: str


class Uploads:
    """The unfinished uploads of a node. To anybody but its owner an upload is unknown.

    Everything raises StorageFull and StorageUnavailable; all but `begin` raise MediaUnknown.
    """

    def __init__(self, incoming: Path, limits: ShelfLimits, *, random: Callable[[int], bytes]) -> None:
        self._incoming, self._limits, self._random = incoming, limits, random

    async def begin(self, *, owner: str, size: int, name: str, kind: str) -> Upload:
        """A new upload of `size` bytes; it survives a power cut. Raises InputInvalid, MediaTooLarge."""
        if size < 1:
            raise InputInvalid(field="size", problem="say how many bytes will come, 1 or more.")
        if size > self._limits.file:
            raise too_large(self._limits.file)
        medium = MediaId(b32encode(self._random(_ID_BYTES)).decode().lower().rstrip("="))
        upload = Upload(id=medium, owner=owner, size=size, label=label_of(name), kind=kind)
        with troubles():
            await asyncio.to_thread(self._lay_out, upload)
        return upload

    async def find(self, medium: str, owner: str) -> Upload:
        """An upload that was begun."""
        with troubles():
            upload = await asyncio.to_thread(self._read, medium)
        if upload is None or upload.owner != owner:
            raise MediaUnknown(media=medium)
        return upload

    async def offset(self, medium: str, owner: str) -> int:
        """How many bytes have come: where to go on."""
        upload = await self.find(medium, owner)
        return await _done(upload, _size, self._part(upload.id))

    async def go_on(self, medium: str, owner: str, offset: int, chunks: AsyncIterator[bytes]) -> int:
        """Add what comes, from `offset` on; the offset after it. What this tells survives a power cut.

        Raises UploadOffset with the right offset, where `offset` is another or somebody else goes on meanwhile:
        a chunk sent twice is there once. Raises MediaTooLarge as soon as more comes than was said in the beginning.
        Whatever else ends it, a sender that goes away above all, what has come until then stays.
        """
        upload = await self.find(medium, owner)
        part, start = self._part(upload.id), offset
        await _done(upload, append, part, offset, b"")
        try:
            async for block in _blocks(chunks):
                if offset + len(block) > upload.size:
                    raise too_large(upload.size)
                await _done(upload, append, part, offset, block)
                offset += len(block)
        finally:
            await _done(upload, sync_part, part, start)
        return offset

    async def finish(self, medium: str, owner: str) -> Uploaded:
        """The upload, once all has come; it can be asked for again until it is given up. Raises UploadOffset before."""
        upload = await self.find(medium, owner)
        path = self._part(upload.id)
        size, digest = await _done(upload, _digest, path)
        if size != upload.size:
            raise UploadOffset(expected=size, given=upload.size)
        return Uploaded(upload, path, digest)

    async def give_up(self, medium: str, owner: str) -> None:
        """Forget an upload and all that came of it."""
        upload = await self.find(medium, owner)
        await _done(upload, remove, self._part(upload.id), self._note(upload.id))

    async def sweep(self, now: datetime) -> int:
        """Delete everything unfinished that was not touched for the time the limits say; how many files that were."""
        with troubles():
            return await asyncio.to_thread(self._sweep, (now - self._limits.incoming).timestamp())

    def _part(self, medium: MediaId) -> Path:
        return self._incoming / f"{medium}{_PART}"

    def _note(self, medium: MediaId) -> Path:
        return self._incoming / f"{medium}{_NOTE}"

    def _lay_out(self, upload: Upload) -> None:
        self._incoming.mkdir(parents=True, exist_ok=True)
        # The note comes last: it is what makes this an upload.
        with self._part(upload.id).open("xb") as part:
            os.fsync(part.fileno())
        note = json.dumps(asdict(upload)).encode()
        write_synced(note, self._incoming / f"note-{upload.id}", self._note(upload.id))
        sync_folder(self._incoming.parent)

    def _read(self, medium: str) -> Upload | None:
        if not is_media_id(medium):
            return None
        try:
            return Upload(**json.loads(self._note(MediaId(medium)).read_bytes()))
        except FileNotFoundError:
            return None

    def _sweep(self, before: float) -> int:
        if not self._incoming.exists():
            return 0
        return sum(self._swept(path, before) for path in list(self._incoming.iterdir()))

    def _swept(self, path: Path, before: float) -> bool:
        try:
            if path.stat().st_mtime >= before:
                return False
            part = path.with_suffix(_PART)
            if path.suffix == _NOTE and part.exists():
                # As old as its part is, and the part's to decide.
                return False
            if path.suffix == _PART:
                return remove(path, path.with_suffix(_NOTE), before=before)
            path.unlink()
        except FileNotFoundError:
            return False
        return True


async def _done(upload: Upload, act: Callable[..., _Value], *given: object) -> _Value:
    """What `act` returns, in a thread. Where the file is gone by now, so is the upload."""
    try:
        with troubles():
            return await asyncio.to_thread(act, *given)
    except FileNotFoundError as problem:
        raise MediaUnknown(media=upload.id) from problem


async def _blocks(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in fewer pieces; also those that came before `chunks` raised."""
    held = bytearray()
    try:
        async for chunk in chunks:
            held += chunk
            if len(held) >= _BLOCK_BYTES:
                yield bytes(held)
                held.clear()
    except Exception:
        if held:
            yield bytes(held)
        raise
    if held:
        yield bytes(held)


def _size(path: Path) -> int:
    return path.stat().st_size


def _digest(path: Path) -> tuple[int, str]:
    with path.open("rb") as reading:
        digest = file_digest(reading, "sha256").hexdigest()
        return reading.tell(), digest
