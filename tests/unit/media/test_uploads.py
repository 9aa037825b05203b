"""Uploads: the offset is what has come, whoever asks and whatever happened in between."""

from __future__ import annotations

import asyncio
import errno
import os
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from stoppress.errors import InputInvalid, StorageFull, StorageUnavailable
from stoppress.errors.media import MediaTooLarge, MediaUnknown, UploadOffset
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.uploads import Upload, Uploads
from stoppress.web.problems import status_of
from tests.unit.media.folders import names_in

LIMITS = ShelfLimits(file=5_000_000)
NOW = datetime(2031, 4, 5, 9, 41, tzinfo=UTC)
OWNER = "token-ana"


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return uploads_at(tmp_path)


def uploads_at(folder: Path) -> Uploads:
    """As another process would open them."""
    return Uploads(folder / "incoming", LIMITS, random=random.SystemRandom().randbytes)


async def begun(uploads: Uploads, size: int = 10) -> Upload:
    return await uploads.begin(owner=OWNER, size=size, name="../ferry.mp4", kind="film")


async def pieces(*given: bytes) -> AsyncIterator[bytes]:
    for each in given:
        yield each


async def test_an_upload_goes_on_to_its_end(uploads: Uploads) -> None:
    upload = await begun(uploads)
    assert (upload.label, upload.kind, upload.size) == ("ferry.mp4", "film", 10)
    assert await uploads.offset(upload.id, OWNER) == 0
    assert await uploads.go_on(upload.id, OWNER, 0, pieces(b"01", b"234")) == 5
    assert await uploads.offset(upload.id, OWNER) == 5
    assert await uploads.go_on(upload.id, OWNER, 5, pieces(b"56789")) == 10
    for _ in range(2):
        done = await uploads.finish(upload.id, OWNER)
        assert done.path.read_bytes() == b"0123456789"
        assert done.sha256 == sha256(b"0123456789").hexdigest()
        assert done.upload == upload


async def test_another_process_goes_on_where_this_one_was(tmp_path: Path, uploads: Uploads) -> None:
    upload = await begun(uploads)
    await uploads.go_on(upload.id, OWNER, 0, pieces(b"01234"))
    other = uploads_at(tmp_path)
    assert await other.find(upload.id, OWNER) == upload
    assert await other.offset(upload.id, OWNER) == 5
    await other.go_on(upload.id, OWNER, 5, pieces(b"56789"))
    assert (await uploads.finish(upload.id, OWNER)).path.read_bytes() == b"0123456789"


@pytest.mark.parametrize("offset", [-1, 0, 4, 6, 10, 2**70])
async def test_another_offset_is_told_the_right_one_and_changes_nothing(uploads: Uploads, offset: int) -> None:
    upload = await begun(uploads)
    await uploads.go_on(upload.id, OWNER, 0, pieces(b"01234"))
    for chunk in (b"x", b"", b"0123456789"):
        with pytest.raises(UploadOffset) as refusal:
            await uploads.go_on(upload.id, OWNER, offset, pieces(chunk))
        assert refusal.value.facts == {"expected": 5, "given": offset}
    assert await uploads.offset(upload.id, OWNER) == 5
    assert status_of(refusal.value) == 409


async def test_a_chunk_that_is_sent_twice_is_there_once(uploads: Uploads) -> None:
    upload = await begun(uploads)
    await uploads.go_on(upload.id, OWNER, 0, pieces(b"01234"))
    with pytest.raises(UploadOffset):
        await uploads.go_on(upload.id, OWNER, 0, pieces(b"01234"))
    await uploads.go_on(upload.id, OWNER, 5, pieces(b"56789"))
    assert (await uploads.finish(upload.id, OWNER)).path.read_bytes() == b"0123456789"


async def test_of_two_who_go_on_at_once_one_is_told_where_the_other_is(uploads: Uploads) -> None:
    upload = await begun(uploads, 4_000_000)
    blocks = [bytes([number]) * 2_000_000 for number in (1, 2)]
    outcomes = await asyncio.gather(
        *(uploads.go_on(upload.id, OWNER, 0, pieces(each)) for each in blocks), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["UploadOffset", "int"]
    await uploads.go_on(upload.id, OWNER, 2_000_000, pieces(b"\3" * 2_000_000))
    whole = (await uploads.finish(upload.id, OWNER)).path.read_bytes()
    assert whole in [each + b"\3" * 2_000_000 for each in blocks]


async def test_what_came_before_the_sender_went_away_stays(uploads: Uploads) -> None:
    async def cut() -> AsyncIterator[bytes]:
        yield b"0123"
        raise ConnectionResetError

    upload = await begun(uploads)
    with pytest.raises(ConnectionResetError):
        await uploads.go_on(upload.id, OWNER, 0, cut())
    assert await uploads.offset(upload.id, OWNER) == 4
    await uploads.go_on(upload.id, OWNER, 4, pieces(b"456789"))
    assert (await uploads.finish(upload.id, OWNER)).path.read_bytes() == b"0123456789"


async def test_more_than_was_said_in_the_beginning_is_refused(uploads: Uploads) -> None:
    upload = await begun(uploads)
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield b"x" * 2_000_000

    for given in (pieces(b"0123456789A"), endless()):
        with pytest.raises(MediaTooLarge):
            await uploads.go_on(upload.id, OWNER, 0, given)
    assert asked == 1
    assert await uploads.offset(upload.id, OWNER) == 0


async def test_an_upload_that_is_not_whole_cannot_be_finished(uploads: Uploads) -> None:
    upload = await begun(uploads)
    await uploads.go_on(upload.id, OWNER, 0, pieces(b"01234"))
    with pytest.raises(UploadOffset) as refusal:
        await uploads.finish(upload.id, OWNER)
    assert refusal.value.facts == {"expected": 5, "given": 10}


@pytest.mark.parametrize("size", [-1, 0])
async def test_an_upload_of_nothing_is_refused(uploads: Uploads, size: int) -> None:
    with pytest.raises(InputInvalid):
        await begun(uploads, size)


async def test_an_upload_may_be_as_large_as_the_limit_and_no_larger(uploads: Uploads) -> None:
    await begun(uploads, LIMITS.file)
    for size in (LIMITS.file + 1, 10 * LIMITS.file):
        with pytest.raises(MediaTooLarge):
            await begun(uploads, size)


@pytest.mark.parametrize("medium", ["", "..", "../../etc/passwd", "a" * 26, "a" * 25 + "\0", "A" * 26, "/" * 26])
async def test_an_upload_nobody_began_is_unknown(uploads: Uploads, medium: str) -> None:
    for act in (
        uploads.find(medium, OWNER),
        uploads.offset(medium, OWNER),
        uploads.go_on(medium, OWNER, 0, pieces()),
        uploads.finish(medium, OWNER),
        uploads.give_up(medium, OWNER),
    ):
        with pytest.raises(MediaUnknown):
            await act


async def test_to_others_an_upload_is_unknown(uploads: Uploads) -> None:
    upload = await begun(uploads)
    for act in (
        uploads.offset(upload.id, "token-ben"),
        uploads.go_on(upload.id, "token-ben", 0, pieces(b"x")),
        uploads.finish(upload.id, "token-ben"),
        uploads.give_up(upload.id, "token-ben"),
    ):
        with pytest.raises(MediaUnknown):
            await act
    assert await uploads.offset(upload.id, OWNER) == 0


async def test_what_was_given_up_is_gone(uploads: Uploads, tmp_path: Path) -> None:
    upload = await begun(uploads)
    await uploads.go_on(upload.id, OWNER, 0, pieces(b"01234"))
    await uploads.give_up(upload.id, OWNER)
    assert names_in(tmp_path / "incoming") == set()
    with pytest.raises(MediaUnknown):
        await uploads.go_on(upload.id, OWNER, 5, pieces(b"5"))


async def test_an_upload_given_up_while_it_goes_on_is_unknown(uploads: Uploads, tmp_path: Path) -> None:
    upload = await begun(uploads, 4_000_000)

    async def giving_up() -> AsyncIterator[bytes]:
        yield b"x" * 2_000_000
        await uploads.give_up(upload.id, OWNER)
        yield b"x" * 2_000_000

    with pytest.raises(MediaUnknown):
        await uploads.go_on(upload.id, OWNER, 0, giving_up())
    assert names_in(tmp_path / "incoming") == set()


async def test_bytes_are_synced_before_they_are_acknowledged(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = await begun(uploads)
    synced: list[tuple[str, int]] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(named(descriptor)))
    await uploads.go_on(upload.id, OWNER, 0, pieces(b"01234"))
    assert synced == [(f"{upload.id}.part", 5)]


async def test_the_note_of_an_upload_is_synced_before_it_is_told(
    uploads: Uploads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, int]] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(named(descriptor)))
    upload = await begun(uploads)
    names = [name for name, _ in synced]
    assert names == [f"{upload.id}.part", f"note-{upload.id}", "incoming", tmp_path.name]


def named(descriptor: int) -> tuple[str, int]:
    return Path(f"/proc/self/fd/{descriptor}").readlink().name, os.fstat(descriptor).st_size


@pytest.mark.parametrize(("number", "refusal"), [(errno.EIO, StorageUnavailable), (errno.ENOSPC, StorageFull)])
async def test_bytes_that_could_not_be_synced_are_sent_again(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch, number: int, refusal: type[Exception]
) -> None:
    upload = await begun(uploads)
    await uploads.go_on(upload.id, OWNER, 0, pieces(b"01"))
    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", failure(number))
        with pytest.raises(refusal):
            await uploads.go_on(upload.id, OWNER, 2, pieces(b"XXX"))
    assert await uploads.offset(upload.id, OWNER) == 2
    assert await uploads.go_on(upload.id, OWNER, 2, pieces(b"23456789")) == 10
    assert (await uploads.finish(upload.id, OWNER)).path.read_bytes() == b"0123456789"


def failure(number: int) -> object:
    def fail(_descriptor: int) -> None:
        raise OSError(number, "injected")

    return fail


async def test_a_disk_that_is_full_keeps_what_fitted(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = await begun(uploads)
    writing = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda descriptor, rest: fitting(writing, descriptor, rest))
        with pytest.raises(StorageFull):
            await uploads.go_on(upload.id, OWNER, 0, pieces(b"0123456789"))
    assert await uploads.offset(upload.id, OWNER) == 3
    await uploads.go_on(upload.id, OWNER, 3, pieces(b"3456789"))
    assert (await uploads.finish(upload.id, OWNER)).path.read_bytes() == b"0123456789"


def fitting(write: object, descriptor: int, rest: memoryview) -> int:
    """A write of three bytes, and then none."""
    if os.fstat(descriptor).st_size >= 3:
        raise OSError(errno.ENOSPC, "injected")
    assert callable(write)
    count: int = write(descriptor, rest[:3])
    return count


async def test_what_nobody_touched_for_a_day_is_swept_and_nothing_else(uploads: Uploads, tmp_path: Path) -> None:
    old, touched, fresh = [await begun(uploads) for _ in range(3)]
    incoming = tmp_path / "incoming"
    for name in ("put-1", "form-1", f"note-{old.id}", f"{'b' * 26}.part", f"{'c' * 26}.json"):
        (incoming / name).touch()
    day_ago = NOW - LIMITS.incoming
    for path in [*incoming.iterdir()]:
        age(path, day_ago - timedelta(seconds=1))
    for path in incoming.glob(f"{fresh.id}*"):
        age(path, day_ago)
    # Gone on with since: its note is as old as ever.
    age(incoming / f"{touched.id}.part", day_ago)
    assert await uploads.sweep(NOW) == 6
    names = {f"{each.id}{ending}" for each in (touched, fresh) for ending in (".part", ".json")}
    assert names_in(incoming) == names
    with pytest.raises(MediaUnknown):
        await uploads.offset(old.id, OWNER)
    assert await uploads.sweep(NOW) == 0
    assert await uploads.go_on(touched.id, OWNER, 0, pieces(b"0123456789")) == 10


async def test_there_may_be_nothing_to_sweep(uploads: Uploads) -> None:
    assert await uploads.sweep(NOW) == 0


def age(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def test_the_refusal_of_an_offset_says_the_right_one() -> None:
    assert "byte 5" in str(UploadOffset(expected=5, given=3))
