"""Sweeping: what is due goes, what is used stays, and a sweep that was cut off shows nothing half-gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom

import pytest

from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.errors import StorageUnavailable
from stoppress.errors.media import MediaUnknown
from stoppress.media import sweeping
from stoppress.media.keys import Key, file_key, original_key
from stoppress.media.objects import ObjectStorage, memory_storage
from stoppress.media.rows import MediaRows
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.sweeping import Swept, sweep
from stoppress.media.uploads import Uploads
from tests.contract.desks import PLENTY, medium_id, open_desk, row
from tests.contract.places import DURABLE

LIMITS = ShelfLimits()
FERRIES, FIRST, HERO = Slug("ferries"), PostId("first"), PostId("")

# Files are as old as the storage says, whose clock is the real one; so the rows' is set by it.
NOW = datetime.now(UTC)
OLD = NOW - LIMITS.unreferenced - timedelta(seconds=1)
YOUNG = NOW - LIMITS.unreferenced + timedelta(minutes=10)
# However long the run has taken by then.
DAY_AFTER = NOW + LIMITS.incoming + timedelta(hours=12)


@dataclass
class Shelves:
    """Rows, files and unfinished uploads of one publication."""

    rows: MediaRows
    storage: ObjectStorage
    uploads: Uploads
    file: Path

    async def add(self, number: int, created_at: datetime) -> MediaId:
        """A medium with an original and two files."""
        await self.rows.add(row(number, created_at=created_at), PLENTY)
        await self.put(number)
        return medium_id(number)

    async def put(self, number: int) -> set[Key]:
        """The files of a medium alone."""
        medium = medium_id(number)
        keys = {original_key(medium), file_key(medium, "0123456789.avif"), file_key(medium, "0123456789.webp")}
        for key in keys:
            await self.storage.put(key, self.file)
        return keys

    async def sweep(self, now: datetime = NOW) -> Swept:
        """What was swept."""
        return await sweep(self.rows, self.storage, self.uploads, LIMITS, now=now)

    async def whose_files(self) -> list[str]:
        """Who has files, once for each."""
        kept = [each.key for prefix in ("originals/", "files/") async for each in self.storage.stored(prefix)]
        return sorted(key.split("/")[1] for key in kept)


@pytest.fixture(params=DURABLE)
async def shelves(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shelves]:
    """Empty shelves, over each database."""
    file = tmp_path / "file"
    file.write_bytes(b"0123456789")
    uploads = Uploads(tmp_path / "incoming", LIMITS, random=SystemRandom().randbytes)
    async with open_desk(request.param, request, tmp_path) as database:
        yield Shelves(MediaRows(database), memory_storage(), uploads, file)


async def test_what_nothing_refers_to_goes_after_its_time(shelves: Shelves) -> None:
    unused, young = await shelves.add(1, OLD), await shelves.add(2, YOUNG)
    in_post, in_hero = await shelves.add(3, OLD), await shelves.add(4, OLD)
    await shelves.rows.use([in_post], FERRIES, FIRST)
    await shelves.rows.use([in_hero], FERRIES, HERO)
    assert await shelves.sweep() == Swept(media=1, leftovers=0, incoming=0)
    assert await shelves.whose_files() == sorted([young, in_post, in_hero] * 3)
    assert await shelves.rows.known([unused, young, in_post, in_hero]) == {young, in_post, in_hero}
    assert await shelves.sweep() == Swept(media=0, leftovers=0, incoming=0)


async def test_more_than_fit_into_one_question_go_in_one_sweep(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "_AT_ONCE", 2)
    for number in range(5):
        await shelves.add(number, OLD)
    for number in range(10, 13):
        await shelves.put(number)
    assert await shelves.sweep(DAY_AFTER) == Swept(media=5, leftovers=9, incoming=0)
    assert await shelves.whose_files() == []


async def test_files_without_a_row_go_after_a_day(shelves: Shelves) -> None:
    used = await shelves.add(1, OLD)
    await shelves.rows.use([used], FERRIES, FIRST)
    await shelves.put(2)
    assert (await shelves.sweep()).leftovers == 0
    assert (await shelves.sweep(DAY_AFTER)).leftovers == 3
    assert await shelves.whose_files() == [used] * 3


async def test_uploads_nobody_went_on_with_go_after_a_day(shelves: Shelves) -> None:
    upload = await shelves.uploads.begin(owner="token-ana", size=10, name="ferry.mp4", kind="film")
    assert (await shelves.sweep()).incoming == 0
    assert (await shelves.sweep(DAY_AFTER)).incoming == 1
    with pytest.raises(MediaUnknown):
        await shelves.uploads.offset(upload.id, "token-ana")


async def test_a_use_that_comes_while_it_is_swept_keeps_the_medium(shelves: Shelves) -> None:
    medium = await shelves.add(1, OLD)
    found = await shelves.rows.unused_before(NOW, most=9)
    await shelves.rows.use([medium], FERRIES, FIRST)
    assert [each.id for each in found] == [medium]
    assert not await shelves.rows.drop(medium)
    await shelves.sweep(DAY_AFTER)
    assert await shelves.whose_files() == [medium] * 3


@pytest.mark.parametrize("deleted", [0, 1, 2])
async def test_a_sweep_cut_off_among_the_files_leaves_nothing_that_can_be_shown(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch, deleted: int
) -> None:
    """The row is gone, so no post can refer to it; the next sweep deletes the rest."""
    medium = await shelves.add(1, OLD)
    with monkeypatch.context() as cut:
        cut.setattr(ObjectStorage, "delete", cut_after(deleted))
        with pytest.raises(StorageUnavailable):
            await shelves.sweep()
    assert await shelves.whose_files() == [medium] * (3 - deleted)
    with pytest.raises(MediaUnknown):
        await shelves.rows.use([medium], FERRIES, FIRST)
    assert (await shelves.sweep(DAY_AFTER)).leftovers == 3 - deleted
    assert await shelves.whose_files() == []


async def test_a_sweep_cut_off_before_the_row_leaves_everything(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    medium = await shelves.add(1, OLD)

    async def cut_off(_rows: MediaRows, _medium: MediaId) -> bool:
        raise StorageUnavailable

    with monkeypatch.context() as cut:
        cut.setattr(MediaRows, "drop", cut_off)
        with pytest.raises(StorageUnavailable):
            await shelves.sweep()
    assert await shelves.whose_files() == [medium] * 3
    await shelves.rows.use([medium], FERRIES, FIRST)
    await shelves.sweep(DAY_AFTER)
    assert await shelves.whose_files() == [medium] * 3


async def test_the_times_are_those_of_the_limits(shelves: Shelves) -> None:
    medium = await shelves.add(1, NOW - timedelta(minutes=1))
    hasty = replace(LIMITS, unreferenced=timedelta(seconds=30))
    swept = await sweep(shelves.rows, shelves.storage, shelves.uploads, hasty, now=NOW)
    assert swept.media == 1
    assert await shelves.rows.known([medium]) == set()


def cut_after(deleted: int) -> object:
    """A deletion that stands for a process which is killed after so many."""
    delete, count = ObjectStorage.delete, 0

    async def deleting(storage: ObjectStorage, key: Key) -> None:
        nonlocal count
        count += 1
        if count > deleted:
            raise StorageUnavailable
        await delete(storage, key)

    return deleting
