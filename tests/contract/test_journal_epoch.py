"""Epochs in every database: a history that lost something is never served under the name of the whole one."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from stoppress.domain.identifiers import Seq, is_epoch
from stoppress.journal.journal import Journal
from stoppress.journal.opening import begin_epoch
from stoppress.journal.witness import WITNESS_FILE, Evidence, Witness
from tests.contract.conftest import Open
from tests.contract.invented import FERRIES, TIDES, log, opened, published
from tests.contract.places import Place, change_rows, salts
from tests.contract.processes import publisher
from tests.contract.publisher import revision

AT_ONCE = 6


async def epoch_of(place: Place) -> str:
    """The epoch this place is served under now."""
    journal = await place.open()
    await journal.close()
    return journal.epoch


def evidence_at(place: Place) -> Evidence | None:
    witness = Witness(place.folder / WITNESS_FILE)
    try:
        return witness.evidence()
    finally:
        witness.close()


async def with_log(place: Place) -> str:
    """The epoch of a journal with three revisions."""
    journal = await place.open()
    await journal.append(FERRIES, log(3), by="rosa")
    await journal.close()
    return journal.epoch


async def test_an_epoch_has_its_form(journal: Journal) -> None:
    assert is_epoch(journal.epoch)


async def test_an_epoch_lasts_as_long_as_nothing_is_lost(place: Place) -> None:
    epoch = await with_log(place)
    for _ in range(3):
        assert await epoch_of(place) == epoch


async def test_the_witness_has_seen_what_was_acknowledged(place: Place, open_at: Open) -> None:
    journal = await open_at(place)
    assert evidence_at(place) == Evidence(journal.epoch, {})
    await journal.append(FERRIES, log(3), by="rosa")
    assert evidence_at(place) == Evidence(journal.epoch, {FERRIES: Seq(3)})
    await asyncio.gather(
        *(journal.append(FERRIES, [published(n)], by="rosa") for n in range(8)),
        journal.append(TIDES, [opened(TIDES)], by="rosa"),
    )
    assert evidence_at(place) == Evidence(journal.epoch, {FERRIES: Seq(11), TIDES: Seq(1)})


async def test_a_witness_that_lags_changes_nothing_and_catches_up(place: Place) -> None:
    epoch = await with_log(place)
    witness = Witness(place.folder / WITNESS_FILE)
    witness.begin(Evidence(witness.evidence().epoch, {FERRIES: Seq(1)}))  # type: ignore[union-attr]
    witness.close()
    assert await epoch_of(place) == epoch
    assert evidence_at(place) == Evidence(epoch, {FERRIES: Seq(3)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "loss",
    [
        "UPDATE blogs SET head = 2",
        "DELETE FROM journal",
        "UPDATE journal SET epoch = 'velmora2'",
    ],
    ids=["revisions lost", "epoch lost", "epoch of another history"],
)
async def test_a_database_the_witness_contradicts_begins_a_new_epoch(place: Place, loss: str) -> None:
    epoch = await with_log(place)
    await change_rows(place, loss)
    begun = await epoch_of(place)
    assert begun not in (epoch, "velmora2")
    assert is_epoch(begun)
    assert await epoch_of(place) == begun


async def test_a_whole_blog_that_is_lost_begins_a_new_epoch(sqlite_place: Place) -> None:
    journal = await sqlite_place.open()
    await journal.close()
    shutil.copy(sqlite_place.file, sqlite_place.folder / "backup")
    epoch = await with_log(sqlite_place)
    shutil.copy(sqlite_place.folder / "backup", sqlite_place.file)
    assert await epoch_of(sqlite_place) != epoch


async def test_a_journal_whose_file_is_lost_begins_a_new_epoch(sqlite_place: Place) -> None:
    epoch = await with_log(sqlite_place)
    sqlite_place.file.unlink()
    begun = await epoch_of(sqlite_place)
    assert begun != epoch
    assert await epoch_of(sqlite_place) == begun


async def test_a_missing_witness_begins_a_new_epoch(place: Place) -> None:
    epoch = await with_log(place)
    (place.folder / WITNESS_FILE).unlink()
    begun = await epoch_of(place)
    assert begun != epoch
    assert await epoch_of(place) == begun
    assert evidence_at(place) == Evidence(begun, {FERRIES: Seq(3)})  # type: ignore[arg-type]


async def test_a_damaged_witness_counts_as_missing(place: Place) -> None:
    epoch = await with_log(place)
    (place.folder / WITNESS_FILE).write_bytes(b"no database at all" * 500)
    begun = await epoch_of(place)
    assert begun != epoch
    assert await epoch_of(place) == begun


async def test_a_restore_always_begins_a_new_epoch(place: Place) -> None:
    epoch = await with_log(place)
    begun = await begin_epoch(place.url, place.folder, random=lambda count: b"\x07" * count)
    assert begun == "a4dqobyh"
    assert begun != epoch
    assert await epoch_of(place) == begun
    assert evidence_at(place) == Evidence(begun, {FERRIES: Seq(3)})


async def test_those_who_open_at_once_agree(place: Place) -> None:
    """Several workers start on an empty folder, and again on one whose witness was lost."""
    for _ in range(2):
        (place.folder / WITNESS_FILE).unlink(missing_ok=True)
        journals = await asyncio.gather(*(place.open() for _ in range(AT_ONCE)))
        assert len({journal.epoch for journal in journals}) == 1
        await asyncio.gather(*(journal.close() for journal in journals))


async def test_an_append_does_not_fail_for_want_of_a_witness(place: Place, open_at: Open) -> None:
    journal = await open_at(place)
    (place.folder / WITNESS_FILE).unlink()
    # SQLite notices that its file is gone; the append must not.
    assert (await journal.append(FERRIES, log(2), by="rosa")).last == 2
    assert await journal.head(FERRIES) == 2


async def test_chance_is_passed_in(tmp_path: Path) -> None:
    place = Place(None, tmp_path)
    journal = await place.open(random=lambda count: b"\xff" * count, salts=salts)
    await journal.close()
    assert journal.epoch == "77777777"


async def test_workers_that_start_at_once_on_nothing_share_one_history(place: Place, open_at: Open) -> None:
    """Processes, not tasks: each has connections, locks and a witness of its own."""
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(publisher(place, count=5)) for _ in range(4)]
        await asyncio.gather(*(worker.finish() for worker in workers))
    journal = await open_at(place)
    read = await journal.read(FERRIES)
    assert [each.revision for each in read] == [revision(n) for n in range(1, len(read) + 1)]
    assert {n for worker in workers for n in worker.acknowledged} == set(range(1, len(read) + 1))
    assert evidence_at(place) == Evidence(journal.epoch, {FERRIES: Seq(len(read))})
