"""Law 10 in every journal: what a withdrawal and a legal removal take along."""

from __future__ import annotations

import random

import pytest

from stoppress.domain.identifiers import Seq
from stoppress.domain.revisions import PostPublished, WordsRemoved
from stoppress.journal.journal import SNAPSHOTS_KEPT, Journal, Key, Recorded, Snapshot
from tests.contract.conftest import Open
from tests.contract.invented import FERRIES, TIDES, log, opened, published, removed, withdrawn
from tests.contract.places import Place

LIBEL = "The harbour master of Velmora is a smuggler"


def body(recorded: Recorded) -> str:
    assert isinstance(recorded.revision, PostPublished)
    return recorded.revision.body


async def test_removed_words_are_gone_and_nothing_else_is(journal: Journal) -> None:
    await journal.append(FERRIES, log(4), by="rosa")
    await journal.append(TIDES, log(4, TIDES), by="rosa")
    before = {each.seq: each.stored for each in await journal.export(FERRIES)}
    await journal.append(FERRIES, [removed(2, 4)], by="court")
    read = await journal.read(FERRIES)
    assert [body(each) for each in read[1:4]] == ["", published(3).body, ""]
    assert [each.revision for each in await journal.read(TIDES)] == log(4, TIDES)
    after = {each.seq: each.stored for each in await journal.export(FERRIES)}
    assert [after[seq].facts for seq in before] == [stored.facts for stored in before.values()]
    assert [len(after[Seq(seq)].words) for seq in (1, 2, 3, 4)] == [1, 0, 2, 0]


async def test_a_removal_reaches_its_own_append_and_overlooks_numbers_that_are_not(journal: Journal) -> None:
    await journal.append(FERRIES, log(2), by="rosa")
    everything = removed(-1, 0, 2, 3, 99)
    await journal.append(FERRIES, [published(3, LIBEL), everything, published(5)], by="court")
    bodies = [body(each) for each in await journal.read(FERRIES, after=Seq(1)) if each.seq != 4]
    assert bodies == ["", "", published(5).body]


async def test_a_removal_may_name_very_many_revisions(journal: Journal) -> None:
    await journal.append(FERRIES, log(3), by="rosa")
    await journal.append(FERRIES, [removed(*range(1, 40_000))], by="court")
    assert [body(each) for each in (await journal.read(FERRIES))[1:3]] == ["", ""]


@pytest.mark.parametrize("outdating", [withdrawn(2), removed(2)], ids=["withdrawal", "removal"])
async def test_snapshots_that_hold_such_words_are_dropped(journal: Journal, outdating: WordsRemoved) -> None:
    for slug in (FERRIES, TIDES):
        await journal.append(slug, log(4, slug), by="rosa")
        await journal.keep_snapshot(Snapshot(slug, Seq(3), b"the fold at 3"))
    await journal.append(FERRIES, [published(5), outdating, published(7)], by="rosa")
    assert await journal.newest_snapshot(FERRIES) is None
    assert await journal.newest_snapshot(TIDES) == Snapshot(TIDES, Seq(3), b"the fold at 3")
    await journal.keep_snapshot(Snapshot(FERRIES, Seq(5), b"a fold from before, kept too late"))
    assert await journal.newest_snapshot(FERRIES) is None
    await journal.keep_snapshot(Snapshot(FERRIES, Seq(6), b"a fold made since"))
    assert await journal.newest_snapshot(FERRIES) == Snapshot(FERRIES, Seq(6), b"a fold made since")


async def test_the_newest_snapshots_are_kept(journal: Journal) -> None:
    await journal.append(FERRIES, log(9), by="rosa")
    for seq in (3, 9, 1, 5, 7):
        await journal.keep_snapshot(Snapshot(FERRIES, Seq(seq), b"%d" % seq))
    assert SNAPSHOTS_KEPT == 2
    assert await journal.newest_snapshot(FERRIES) == Snapshot(FERRIES, Seq(9), b"9")
    assert await journal.newest_snapshot(FERRIES, at_most=Seq(8)) == Snapshot(FERRIES, Seq(7), b"7")
    assert await journal.newest_snapshot(FERRIES, at_most=Seq(6)) is None


async def test_a_snapshot_is_replaced_and_never_ahead_of_its_blog(journal: Journal) -> None:
    await journal.append(FERRIES, log(2), by="rosa")
    await journal.keep_snapshot(Snapshot(FERRIES, Seq(2), b"once"))
    await journal.keep_snapshot(Snapshot(FERRIES, Seq(2), b"twice"))
    await journal.keep_snapshot(Snapshot(FERRIES, Seq(3), b"from the future"))
    await journal.keep_snapshot(Snapshot(TIDES, Seq(1), b"of no blog"))
    assert await journal.newest_snapshot(FERRIES) == Snapshot(FERRIES, Seq(2), b"twice")
    assert await journal.newest_snapshot(TIDES) is None


async def test_removed_words_are_in_no_byte_of_the_files(sqlite_place: Place, open_at: Open) -> None:
    journal = await open_at(sqlite_place)
    chance = random.Random(7)
    await journal.append(FERRIES, [opened()], by="rosa")
    # Posts of many sizes and in many appends, so that pages of the file are split and filled again.
    for n in range(2, 302):
        text = f"{LIBEL} {n} {'tide ' * chance.randrange(600)}"
        await journal.append(FERRIES, [published(n, text)], by="rosa", key=Key("rosa", f"{n}", "d"))
        if n % 100 == 0:
            await journal.keep_snapshot(Snapshot(FERRIES, Seq(n), (text * 20).encode()))
    assert LIBEL.encode() in everything_kept(sqlite_place)
    await journal.append(FERRIES, [removed(*range(2, 302))], by="court")
    assert LIBEL.encode() not in everything_kept(sqlite_place)
    await journal.append(FERRIES, [published(303)], by="rosa")
    assert LIBEL.encode() not in everything_kept(sqlite_place)


def everything_kept(place: Place) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(place.folder.iterdir()))
