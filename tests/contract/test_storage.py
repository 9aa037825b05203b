"""The contract of storages: memory, a folder and an S3-compatible store cannot be told apart by their callers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stoppress.domain.identifiers import MediaId
from stoppress.errors import InputInvalid, StorageUnavailable
from stoppress.errors.media import MediaUnknown
from stoppress.media.bucket import bucket_storage
from stoppress.media.folder import FolderStorage
from stoppress.media.keys import Key, file_key, original_key
from stoppress.media.objects import memory_storage
from stoppress.media.storage import Storage
from tests.bucket_server import fresh_bucket

FERRY, HARBOUR = MediaId("ferry" * 5 + "a"), MediaId("harbour" * 3 + "abcde")
LARGE = 10 * 1024 * 1024


@pytest.fixture(params=["memory", "folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Each storage in turn, empty."""
    if request.param == "memory":
        return memory_storage()
    if request.param == "folder":
        return FolderStorage(tmp_path / "media")
    return bucket_storage(fresh_bucket(request.getfixturevalue("bucket_endpoint")))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of ten bytes."""
    return written(tmp_path / "ten", b"0123456789")


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


async def content(storage: Storage, key: Key, start: int = 0, stop: int | None = None) -> bytes:
    """The bytes of a range."""
    reading = await storage.read(key, start, stop)
    found = b"".join([chunk async for chunk in reading.chunks])
    assert len(found) == reading.stop - reading.start
    return found


async def test_what_was_put_is_read_whole_with_its_size(storage: Storage, file: Path) -> None:
    await storage.put(original_key(FERRY), file)
    assert await content(storage, original_key(FERRY)) == b"0123456789"
    assert (await storage.read(original_key(FERRY))).size == 10
    assert await storage.size(original_key(FERRY)) == 10


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [
        (0, 1, b"0"),
        (0, 4, b"0123"),
        (3, 7, b"3456"),
        (9, 10, b"9"),
        (6, None, b"6789"),
        (0, 10, b"0123456789"),
        (8, 30, b"89"),
        (10, None, b""),
        (10, 20, b""),
        (2**40, None, b""),
        (5, 5, b""),
        (7, 3, b""),
    ],
)
async def test_a_range_is_the_bytes_of_it_that_there_are(
    storage: Storage, file: Path, start: int, stop: int | None, expected: bytes
) -> None:
    await storage.put(original_key(FERRY), file)
    assert await content(storage, original_key(FERRY), start, stop) == expected
    assert (await storage.read(original_key(FERRY), start, stop)).size == 10


async def test_an_empty_file_is_there(storage: Storage, tmp_path: Path) -> None:
    await storage.put(original_key(FERRY), written(tmp_path / "empty", b""))
    assert await storage.size(original_key(FERRY)) == 0
    assert await content(storage, original_key(FERRY)) == b""
    assert await content(storage, original_key(FERRY), 3) == b""


async def test_a_large_file_comes_in_chunks_that_are_its_bytes(storage: Storage, tmp_path: Path) -> None:
    large = b"".join(number.to_bytes(4, "big") for number in range(LARGE // 4))
    key = file_key(FERRY, "0123abcd.mp4")
    await storage.put(key, written(tmp_path / "large", large))
    reading = await storage.read(key)
    chunks = [chunk async for chunk in reading.chunks]
    assert b"".join(chunks) == large
    assert max(map(len, chunks)) <= 65_536
    assert await content(storage, key, LARGE - 5) == large[-5:]
    assert await content(storage, key, 5_000_000, 5_300_000) == large[5_000_000:5_300_000]


async def test_what_is_not_there_is_unknown(storage: Storage) -> None:
    assert await storage.size(original_key(FERRY)) is None
    for start, stop in ((0, None), (0, 5), (7, None), (4, 4)):
        with pytest.raises(MediaUnknown) as refusal:
            await storage.read(original_key(FERRY), start, stop)
        assert refusal.value.facts == {"media": FERRY}


async def test_a_second_put_takes_the_place_of_the_first(storage: Storage, file: Path, tmp_path: Path) -> None:
    await storage.put(original_key(FERRY), file)
    await storage.put(original_key(FERRY), written(tmp_path / "second", b"second"))
    assert await content(storage, original_key(FERRY)) == b"second"


async def test_of_concurrent_puts_one_wins_whole(storage: Storage, tmp_path: Path) -> None:
    key = file_key(FERRY, "0123abcd.webp")
    files = [written(tmp_path / str(number), bytes([number]) * 300_000) for number in range(8)]
    await asyncio.gather(*(storage.put(key, each) for each in files))
    assert await content(storage, key) in [each.read_bytes() for each in files]
    assert [each.size async for each in storage.stored("files/")] == [300_000]


async def test_what_was_deleted_is_gone_and_nothing_else(storage: Storage, file: Path) -> None:
    gone, kept = file_key(FERRY, "0123abcd.webp"), file_key(FERRY, "4567abcd.avif")
    for key in (gone, kept):
        await storage.put(key, file)
    await storage.delete(gone)
    assert await storage.size(gone) is None
    assert await content(storage, kept) == b"0123456789"


async def test_deleting_what_is_not_there_is_no_error(storage: Storage, file: Path) -> None:
    await storage.delete(original_key(FERRY))
    await storage.put(original_key(FERRY), file)
    await storage.delete(original_key(FERRY))
    await storage.delete(original_key(FERRY))
    assert [each async for each in storage.stored("originals/")] == []


async def test_the_last_file_can_be_deleted_while_another_comes(storage: Storage, file: Path) -> None:
    """In a folder, the first takes along the very folder that the second needs."""
    going, coming = file_key(FERRY, "0123abcd.webp"), file_key(FERRY, "4567abcd.avif")
    for _ in range(20):
        await storage.put(going, file)
        await asyncio.gather(storage.delete(going), storage.put(coming, file))
        assert await content(storage, coming) == b"0123456789"
        await storage.delete(coming)


async def test_a_listing_tells_what_is_kept_below_a_prefix(storage: Storage, file: Path) -> None:
    keys = [
        original_key(FERRY),
        original_key(HARBOUR),
        file_key(FERRY, "0123abcd.webp"),
        file_key(HARBOUR, "0123abcd.jpg"),
    ]
    before = datetime.now(UTC) - timedelta(seconds=5)
    for key in keys:
        await storage.put(key, file)
    found = {prefix: {each.key async for each in storage.stored(prefix)} for prefix in ("originals/", "files/")}
    assert found == {"originals/": set(keys[:2]), "files/": set(keys[2:])}
    (only,) = [each async for each in storage.stored(f"files/{HARBOUR}/")]
    assert (only.key, only.size) == (keys[3], 10)
    assert before <= only.changed_at <= datetime.now(UTC) + timedelta(seconds=5)
    assert only.changed_at.tzinfo == UTC


async def test_a_listing_of_nothing_is_empty(storage: Storage) -> None:
    for prefix in ("originals/", "files/", f"files/{FERRY}/"):
        assert [each async for each in storage.stored(prefix)] == []


async def test_a_file_that_is_gone_cannot_be_put(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable):
        await storage.put(original_key(FERRY), tmp_path / "nowhere")
    assert await storage.size(original_key(FERRY)) is None


async def test_a_key_of_another_shape_is_refused(storage: Storage, file: Path) -> None:
    key = Key(f"originals/../{FERRY}")
    for act in (storage.put(key, file), storage.read(key), storage.size(key), storage.delete(key)):
        with pytest.raises(InputInvalid):
            await act
    for prefix in ("", "/", "incoming/", "files", f"files/{FERRY}", "files/../"):
        with pytest.raises(InputInvalid):
            _ = [each async for each in storage.stored(prefix)]
