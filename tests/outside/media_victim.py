"""Processes that keep media and are killed at it, each with SIGKILL before another step to the disk.

Run as `python -m tests.outside.media_victim DEED FOLDER`: a process for each step of the deed, in a copy `FOLDER/0`,
`FOLDER/1` … of `FOLDER/before`, until one has come to its end. What each was told stands in its file `told`; how many
were killed is printed. `bucket` instead of a folder's deed puts one file, for whoever started it to kill.
Knows that what a kill leaves is what other processes see, and no more than that: a power cut is another thing.
Does not know what is right afterwards (`test_media_killed`).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from stoppress.database.migrate import DESK
from stoppress.database.opening import database_url, open_database
from stoppress.domain.identifiers import MediaId
from stoppress.media.bucket import BucketSettings, bucket_storage
from stoppress.media.folder import FolderStorage
from stoppress.media.keys import file_key, original_key
from stoppress.media.rows import MediaRows
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.sweeping import sweep
from stoppress.media.uploads import Uploads

FERRY, HARBOUR = MediaId("ferry" * 5 + "a"), MediaId("harbour" * 3 + "abcde")
KEYS = (original_key(FERRY), file_key(FERRY, "0123456789.avif"), file_key(FERRY, "0123456789.webp"))
OWNER = "token-ana"
WHOLE = b"".join(number.to_bytes(2, "big") for number in range(1500))
PIECES = (WHOLE[:1000], WHOLE[1000:1900], WHOLE[1900:])
LIMITS = ShelfLimits()


def shelves(place: Path) -> tuple[FolderStorage, Uploads]:
    """As every process opens them; an upload's id comes from one same chance."""
    storage = FolderStorage(place / "media")
    return storage, Uploads(storage.incoming, LIMITS, random=Random(7).randbytes)


async def keep(place: Path, tell: Callable[[object], None]) -> None:
    """Put a file where another is already."""
    storage, _ = shelves(place)
    await storage.put(KEYS[1], place / "new")
    tell("kept")


async def upload(place: Path, tell: Callable[[object], None]) -> None:
    """Upload in three pieces, and keep what came."""
    storage, uploads = shelves(place)
    begun = await uploads.begin(owner=OWNER, size=len(WHOLE), name="ferry.mp4", kind="film")
    tell(begun.id)
    offset = 0
    for piece in PIECES:
        offset = await uploads.go_on(begun.id, OWNER, offset, one(piece))
        tell(offset)
    done = await uploads.finish(begun.id, OWNER)
    await storage.put(KEYS[0], done.path)
    tell("kept")
    await uploads.give_up(begun.id, OWNER)


async def clear(place: Path, _tell: Callable[[object], None]) -> None:
    """Sweep a medium of three files that nothing refers to, beside one that is used."""
    storage, uploads = shelves(place)
    database = await open_database(database_url(DESK, place, None), DESK, migrating=False)
    try:
        now = datetime.now(UTC) + timedelta(seconds=1)
        await sweep(MediaRows(database), storage, uploads, LIMITS, now=now)
    finally:
        await database.close()


async def fill(url: str, endpoint: str, file: str) -> None:
    """Put a file into a bucket."""
    settings = BucketSettings(url=url, endpoint=endpoint, key_id="velmora", secret="a-canary", allow_http=True)
    await bucket_storage(settings).put(KEYS[1], Path(file))


Deed = Callable[[Path, Callable[[object], None]], Awaitable[None]]
DEEDS: dict[str, Deed] = {"keep": keep, "upload": upload, "clear": clear}


async def one(piece: bytes) -> AsyncIterator[bytes]:
    yield piece


def _run(deed: Deed, place: Path, last: int) -> None:
    """Do it, and be killed before the step of this number."""
    steps = count()

    def step() -> None:
        if next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def stepping(act: Callable[..., Any]) -> Callable[..., Any]:
        def acting(*given: Any, **named: Any) -> Any:
            step()
            return act(*given, **named)

        return acting

    def copied(reading: Any, writing: Any, _size: int) -> None:
        while piece := reading.read(1000):
            step()
            writing.write(piece)
            writing.flush()

    def told(what: object) -> None:
        with (place / "told").open("a") as file:
            file.write(f"{what}\n")

    writing = os.write
    replaced: dict[str, Any] = {
        "fsync": stepping(os.fsync),
        "write": _halved(stepping(writing)),
        "open": stepping(os.open),
    }
    for name, act in replaced.items():
        setattr(os, name, act)
    for name in ("replace", "unlink", "rmdir"):
        setattr(Path, name, stepping(getattr(Path, name)))
    shutil.copyfileobj = copied  # type: ignore[assignment]
    asyncio.run(deed(place, told))  # type: ignore[arg-type]


def _halved(write: Callable[..., int]) -> Callable[..., int]:
    """A write that takes half of what is left, so that there is a step in the middle of each block."""
    return lambda descriptor, rest: write(descriptor, rest[: len(rest) // 2 + 1])


def main(deed: str, folder: Path) -> None:
    """Kill one process after the other, until one is not met any more."""
    for last in count():
        place = shutil.copytree(folder / "before", folder / str(last))
        child = os.fork()
        if child == 0:
            try:
                _run(DEEDS[deed], place, last)
            except BaseException:  # noqa: BLE001 - a child must not go on as if it were its parent
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
            assert status == 0, "the deed failed"
            print(last)
            return


if __name__ == "__main__":
    if sys.argv[1] == "bucket":
        asyncio.run(fill(*sys.argv[2:]))
    else:
        main(sys.argv[1], Path(sys.argv[2]))
