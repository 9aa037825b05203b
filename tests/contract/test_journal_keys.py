"""Law 7 in every journal: the same idempotency key twice is one revision, and both callers get the same answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from stoppress.domain.identifiers import Seq
from stoppress.errors import KeyReused, SequenceConflict
from stoppress.journal.journal import Journal, Key, Receipt
from tests.contract.conftest import Open
from tests.contract.invented import FERRIES, TIDES, log, opened, published, removed
from tests.contract.places import Place

KEY = Key(owner="rosa", key="b3f0", digest="5e")
AT_ONCE = 20


async def test_a_repeated_append_writes_nothing_and_gets_the_first_answer(journal: Journal) -> None:
    await journal.append(FERRIES, log(2), by="rosa")
    first = await journal.append(FERRIES, [published(3)], by="rosa", key=KEY, answer='{"post":"p-3"}')
    assert first == Receipt(FERRIES, Seq(3), Seq(3), '{"post":"p-3"}')
    await journal.append(FERRIES, [published(4)], by="ilja")
    again = await journal.append(FERRIES, [published(3)], by="rosa", key=KEY, answer="another", expected=Seq(2))
    assert again == replace(first, repeated=True)
    assert await journal.head(FERRIES) == 4


async def test_a_repeated_opening_gets_the_first_answer(journal: Journal) -> None:
    first = await journal.append(FERRIES, [opened()], by="rosa", key=KEY, expected=Seq(0))
    again = await journal.append(FERRIES, [opened()], by="rosa", key=KEY, expected=Seq(0))
    assert again == replace(first, repeated=True)


async def test_a_key_is_not_used_for_something_else(journal: Journal) -> None:
    await journal.append(FERRIES, log(2), by="rosa", key=KEY)
    other = replace(KEY, digest="5f")
    with pytest.raises(KeyReused):
        await journal.append(FERRIES, [published(3)], by="rosa", key=other)
    with pytest.raises(KeyReused):
        await journal.append(TIDES, log(1, TIDES), by="rosa", key=other)
    with pytest.raises(KeyReused):
        await journal.receipt(other)
    assert await journal.heads() == {FERRIES: 2}


async def test_a_key_belongs_to_its_owner(journal: Journal) -> None:
    await journal.append(FERRIES, log(2), by="rosa", key=KEY)
    mine = await journal.append(FERRIES, [published(3)], by="ilja", key=replace(KEY, owner="ilja", digest="60"))
    assert (mine.first, mine.repeated) == (3, False)


async def test_what_a_key_got_can_be_asked_for(journal: Journal) -> None:
    assert await journal.receipt(KEY) is None
    first = await journal.append(FERRIES, log(2), by="rosa", key=KEY, answer="{}")
    assert await journal.receipt(KEY) == replace(first, repeated=True)


async def test_of_removed_words_no_digest_is_kept_and_the_key_gets_its_answer(journal: Journal) -> None:
    """By a digest, whoever guesses what was asked could find out that it was this."""
    await journal.append(FERRIES, log(2), by="rosa", key=KEY)
    third = replace(KEY, key="c4", digest="6a")
    first = await journal.append(FERRIES, [published(3)], by="rosa", key=third)
    await journal.append(TIDES, log(3, TIDES), by="rosa", key=replace(KEY, key="d5"))
    await journal.append(FERRIES, [removed(3, 7)], by="court")
    assert await journal.receipt(third) == replace(first, repeated=True)
    assert await journal.receipt(replace(third, digest="5f")) == replace(first, repeated=True)
    for kept in (KEY, replace(KEY, key="d5")):
        with pytest.raises(KeyReused):
            await journal.receipt(replace(kept, digest="5f"))


async def test_a_key_whose_append_was_refused_is_still_free(journal: Journal) -> None:
    await journal.append(FERRIES, log(2), by="rosa")
    with pytest.raises(SequenceConflict):
        await journal.append(FERRIES, [published(3)], by="rosa", key=KEY, expected=Seq(1))
    assert await journal.receipt(KEY) is None
    again = await journal.append(FERRIES, [published(3)], by="rosa", key=KEY, expected=Seq(2))
    assert (again.first, again.repeated) == (3, False)


async def test_of_many_at_once_with_one_key_exactly_one_is_written(journal: Journal) -> None:
    await journal.append(FERRIES, [opened()], by="rosa")
    receipts = await asyncio.gather(
        *(journal.append(FERRIES, [published(2)], by="rosa", key=KEY, answer=f"{n}") for n in range(AT_ONCE))
    )
    assert [each.repeated for each in receipts].count(False) == 1
    assert len({replace(each, repeated=False) for each in receipts}) == 1
    assert await journal.head(FERRIES) == 2


async def test_of_many_openings_at_once_with_one_key_exactly_one_is_written(journal: Journal) -> None:
    receipts = await asyncio.gather(*(journal.append(FERRIES, [opened()], by="rosa", key=KEY) for _ in range(AT_ONCE)))
    assert [each.repeated for each in receipts].count(False) == 1
    assert await journal.head(FERRIES) == 1


async def test_of_many_with_one_key_for_many_blogs_exactly_one_is_written(journal: Journal) -> None:
    await journal.append(FERRIES, [opened()], by="rosa")
    await journal.append(TIDES, [opened(TIDES)], by="rosa")
    outcomes = await asyncio.gather(
        *(
            journal.append(slug, [published(2)], by="rosa", key=replace(KEY, digest=slug))
            for slug in (FERRIES, TIDES) * 4
        ),
        return_exceptions=True,
    )
    kinds = sorted(type(each).__name__ for each in outcomes)
    assert kinds == ["KeyReused"] * 4 + ["Receipt"] * 4
    assert sum((await journal.heads()).values()) == 3


async def test_two_processes_with_one_key_get_one_answer(place: Place, open_at: Open) -> None:
    one, other = await open_at(place), await open_at(place)
    await one.append(FERRIES, [opened()], by="rosa")
    receipts = await asyncio.gather(
        *(each.append(FERRIES, [published(2)], by="rosa", key=KEY) for each in (one, other) * 5)
    )
    assert [each.repeated for each in receipts].count(False) == 1
    assert await one.head(FERRIES) == await other.head(FERRIES) == 2


async def test_a_key_is_remembered_across_a_restart(place: Place, open_at: Open) -> None:
    journal = await place.open()
    first = await journal.append(FERRIES, log(2), by="rosa", key=KEY, answer="{}")
    await journal.close()
    journal = await open_at(place)
    assert await journal.append(FERRIES, log(2), by="rosa", key=KEY) == replace(first, repeated=True)
