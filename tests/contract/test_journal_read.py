"""What every journal promises about reading."""

from __future__ import annotations

import pytest

from stoppress.domain.identifiers import Seq, Slug
from stoppress.domain.stored import broken_words, restore
from stoppress.errors import StoredRevisionUnreadable
from stoppress.journal.journal import READ_LIMIT, Journal, Recorded
from tests.contract.conftest import Open
from tests.contract.invented import FERRIES, TIDES, log, published
from tests.contract.places import Place, change_rows


def numbers(read: list[Recorded]) -> list[int]:
    return [each.seq for each in read]


async def test_what_was_appended_is_read_in_order(journal: Journal) -> None:
    await journal.append(FERRIES, log(9), by="rosa")
    read = await journal.read(FERRIES)
    assert [each.revision for each in read] == log(9)
    assert numbers(read) == list(range(1, 10))
    assert {(each.blog, each.by) for each in read} == {(FERRIES, "rosa")}


@pytest.mark.parametrize(
    ("after", "until", "limit", "found"),
    [
        (0, None, 1000, [1, 2, 3, 4, 5, 6]),
        (2, None, 1000, [3, 4, 5, 6]),
        (2, 4, 1000, [3, 4]),
        (2, 4, 1, [3]),
        (0, None, 2, [1, 2]),
        (0, 6, 6, [1, 2, 3, 4, 5, 6]),
        (6, None, 1000, []),
        (7, None, 1000, []),
        (5, 99, 1000, [6]),
        (3, 3, 1000, []),
        (4, 2, 1000, []),
        (0, 0, 1000, []),
        (0, None, 0, []),
        (0, None, -1, []),
        (-5, -1, 1000, []),
        (-5, None, 2, [1, 2]),
        (2**40, None, 1000, []),
    ],
)
async def test_a_range_is_after_one_number_and_up_to_another(
    journal: Journal, after: int, until: int | None, limit: int, found: list[int]
) -> None:
    await journal.append(FERRIES, log(6), by="rosa")
    await journal.append(TIDES, log(8, TIDES), by="rosa")
    last = None if until is None else Seq(until)
    assert numbers(await journal.read(FERRIES, after=Seq(after), until=last, limit=limit)) == found


async def test_one_read_has_its_limit(journal: Journal) -> None:
    await journal.append(FERRIES, log(READ_LIMIT + 1), by="rosa")
    assert len(await journal.read(FERRIES)) == READ_LIMIT
    assert numbers(await journal.read(FERRIES, after=Seq(READ_LIMIT))) == [READ_LIMIT + 1]


async def test_a_blog_nobody_opened_is_empty(journal: Journal) -> None:
    await journal.append(TIDES, log(2, TIDES), by="rosa")
    for slug in (FERRIES, Slug("No Slug At All"), Slug("nul\0"), Slug("")):
        assert await journal.read(slug) == []
        assert await journal.export(slug) == []
        assert await journal.head(slug) == 0
        assert await journal.newest_snapshot(slug) is None


async def test_an_export_holds_what_the_hashes_were_made_of(journal: Journal) -> None:
    await journal.append(FERRIES, log(3), by="rosa")
    await journal.append(FERRIES, [published(4)], by="ilja")
    exported = await journal.export(FERRIES)
    assert [(each.seq, each.by) for each in exported] == [(1, "rosa"), (2, "rosa"), (3, "rosa"), (4, "ilja")]
    for each, revision in zip(exported, [*log(3), published(4)], strict=True):
        assert broken_words(each.stored.facts, each.stored.words) == ()
        assert restore(each.stored.facts, {word.field: word.text for word in each.stored.words}) == revision


async def test_a_damaged_revision_is_named(place: Place, open_at: Open) -> None:
    journal = await open_at(place)
    await journal.append(FERRIES, log(4), by="rosa")
    await change_rows(place, "UPDATE revisions SET facts = facts || :more WHERE seq = 3", more=b"}")
    with pytest.raises(StoredRevisionUnreadable) as refusal:
        await journal.read(FERRIES)
    assert refusal.value.facts == {"blog": FERRIES, "seq": 3}
    assert numbers(await journal.read(FERRIES, until=Seq(2))) == [1, 2]
    assert numbers(await journal.read(FERRIES, after=Seq(3))) == [4]


async def test_the_journal_outlives_its_process(place: Place, open_at: Open) -> None:
    first = await place.open()
    await first.append(FERRIES, log(3), by="rosa")
    kept = await first.export(FERRIES)
    await first.close()
    again = await open_at(place)
    assert await again.export(FERRIES) == kept
    assert again.epoch == first.epoch
    assert (await again.append(FERRIES, [published(4)], by="rosa")).first == 4
