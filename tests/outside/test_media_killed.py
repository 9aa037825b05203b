"""`kill -9` while media are kept, uploaded and swept: a key has all its bytes or is not there (laws 8 and 10)."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from stoppress.database.migrate import DESK
from stoppress.database.opening import database_url, open_database
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.media import Medium, MediumKind
from stoppress.errors.media import MediaUnknown
from stoppress.media.bucket import bucket_storage
from stoppress.media.keys import Key, file_key
from stoppress.media.rows import MediaRows, MediumRow, Quota, State
from stoppress.media.storage import Storage
from tests.bucket_server import fresh_bucket
from tests.outside.media_victim import FERRY, HARBOUR, KEYS, LIMITS, OWNER, WHOLE, one, shelves

ROOT = Path(__file__).parents[2]
OLD, NEW = b"old" * 500, WHOLE
USED = file_key(HARBOUR, "0123456789.avif")
LATER = datetime.now(UTC) + timedelta(days=2)


def killed(deed: str, folder: Path) -> list[Path]:
    """Where each process was killed at another step, and last the one that came to its end."""
    arguments = [sys.executable, "-m", "tests.outside.media_victim", deed, str(folder)]
    done = subprocess.run(arguments, check=False, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    return [folder / str(last) for last in range(int(done.stdout) + 1)]


def told(place: Path) -> list[str]:
    """What the process had said before it was killed."""
    path = place / "told"
    # A line cut off by the kill was not said.
    return path.read_text().split("\n")[:-1] if path.exists() else []


async def content(storage: Storage, key: Key) -> bytes | None:
    """All bytes of a key; None where it is not there."""
    if await storage.size(key) is None:
        return None
    return b"".join([chunk async for chunk in (await storage.read(key)).chunks])


async def test_a_file_is_the_old_one_or_the_new_one_whole(tmp_path: Path) -> None:
    before = tmp_path / "before"
    storage, _ = shelves(before)
    for name, given in (("old", OLD), ("new", NEW)):
        (before / name).write_bytes(given)
    await storage.put(KEYS[1], before / "old")
    places = await asyncio.to_thread(killed, "keep", tmp_path)
    # Three pieces, two syncs at least and the rename between them.
    assert len(places) > 6
    found = []
    for place in places:
        storage, uploads = shelves(place)
        found.append(await content(storage, KEYS[1]))
        assert found[-1] == NEW if told(place) else found[-1] in (OLD, NEW)
        assert [each.key async for each in storage.stored("files/")] == [KEYS[1]]
        await storage.put(KEYS[1], before / "new")
        assert await content(storage, KEYS[1]) == NEW
        await uploads.sweep(LATER)
        assert not any(storage.incoming.iterdir())
    assert {OLD, NEW} == set(found)


async def test_an_upload_goes_on_after_every_kill(tmp_path: Path) -> None:
    """What was acknowledged is there, what is there is a beginning of the whole, and the whole can be reached."""
    (tmp_path / "before").mkdir()
    places = await asyncio.to_thread(killed, "upload", tmp_path)
    assert len(places) > 20
    assert {tuple(told(place))[-1:] for place in places} >= {(), ("1000",), ("1900",), ("3000",), ("kept",)}
    for place in places:
        said = told(place)
        storage, uploads = shelves(place)
        original = await content(storage, KEYS[0])
        assert original == WHOLE if "kept" in said else original in (None, WHOLE)
        if said and original is None:
            offset = await uploads.offset(said[0], OWNER)
            assert offset >= int(said[-1]) if len(said) > 1 else offset >= 0
            assert await uploads.go_on(said[0], OWNER, offset, one(WHOLE[offset:])) == len(WHOLE)
            assert (await uploads.finish(said[0], OWNER)).path.read_bytes() == WHOLE
        await uploads.sweep(LATER)
        assert not any(storage.incoming.iterdir())


async def test_a_sweep_that_is_killed_shows_nothing_half_gone(tmp_path: Path) -> None:
    """Where the row is there so are all files; where it is not, no post can refer to the medium."""
    await lay_out_for_sweeping(tmp_path / "before")
    places = await asyncio.to_thread(killed, "clear", tmp_path)
    assert len(places) > 5
    left = []
    for place in places:
        storage, _ = shelves(place)
        database = await open_database(database_url(DESK, place, None), DESK)
        rows = MediaRows(database)
        files = [await content(storage, key) for key in KEYS]
        left.append(sum(each is not None for each in files))
        assert all(each in (None, NEW) for each in files)
        if await rows.known([FERRY]):
            assert None not in files
        else:
            with pytest.raises(MediaUnknown):
                await rows.use([FERRY], Slug("ferries"), PostId("second"))
        assert await rows.known([HARBOUR]) == {HARBOUR}
        assert await content(storage, USED) == NEW
        await database.close()
    assert set(left) == {0, 1, 2, 3}


async def lay_out_for_sweeping(before: Path) -> None:
    """A medium that nothing refers to, and one that is used."""
    storage, _ = shelves(before)
    (before / "new").write_bytes(NEW)
    database = await open_database(database_url(DESK, before, None), DESK)
    rows = MediaRows(database)
    for medium in (FERRY, HARBOUR):
        await rows.add(old_row(medium), Quota(10**9, LATER))
    await rows.use([HARBOUR], Slug("ferries"), PostId("first"))
    for key in (*KEYS, USED):
        await storage.put(key, before / "new")
    await database.close()


def old_row(medium: MediaId) -> MediumRow:
    """A row that is due."""
    return MediumRow(
        state=State.READY,
        owner=OWNER,
        label="ferry.jpg",
        created_at=datetime.now(UTC) - LIMITS.unreferenced,
        size=len(NEW),
        medium=Medium(id=medium, kind=MediumKind.PICTURE),
    )


async def test_a_bucket_has_the_old_file_or_the_new_one_whole(tmp_path: Path, bucket_endpoint: str) -> None:
    """Killed once the store has the beginning of a large file."""
    settings = fresh_bucket(bucket_endpoint)
    storage = bucket_storage(settings)
    large = WHOLE * 12_000
    for name, given in (("old", OLD), ("new", large)):
        (tmp_path / name).write_bytes(given)
    await storage.put(KEYS[1], tmp_path / "old")
    arguments = [sys.executable, "-m", "tests.outside.media_victim", "bucket", settings.url, bucket_endpoint]
    seen_at = f"{bucket_endpoint}/{settings.url.split('/')[2]}?uploads"
    await asyncio.to_thread(killed_midway, [*arguments, str(tmp_path / "new")], seen_at)
    assert await content(storage, KEYS[1]) in (OLD, large)
    assert [each.key async for each in storage.stored("files/")] == [KEYS[1]]
    await storage.put(KEYS[1], tmp_path / "new")
    assert await content(storage, KEYS[1]) == large


def killed_midway(command: list[str], seen_at: str) -> None:
    """Start a process and kill it once the store has begun to take what it sends."""
    process = subprocess.Popen(command, cwd=ROOT)
    while process.poll() is None and "<UploadId>" not in httpx.get(seen_at).text:
        pass
    process.kill()
    process.wait()
