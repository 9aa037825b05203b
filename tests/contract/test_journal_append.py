"""What every journal promises about appending."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from stoppress.domain.facts import Hero, HeroKind
from stoppress.domain.identifiers import Seq, Slug
from stoppress.domain.revisions import Revision
from stoppress.errors import BlogExists, BlogUnknown, InputInvalid, SequenceConflict, TooLong
from stoppress.journal.journal import KEY_LIMIT, Journal, Key, Receipt
from tests.contract.invented import FERRIES, START, TIDES, log, opened, published

WRITERS, EACH = 8, 25


async def test_numbers_begin_at_one_and_go_on(journal: Journal) -> None:
    assert await journal.append(FERRIES, [opened()], by="rosa") == Receipt(FERRIES, Seq(1), Seq(1), "")
    assert await journal.append(FERRIES, [published(2), published(3)], by="rosa", answer="{}") == Receipt(
        FERRIES, Seq(2), Seq(3), "{}"
    )
    assert await journal.head(FERRIES) == 3


async def test_each_blog_has_numbers_of_its_own(journal: Journal) -> None:
    await journal.append(FERRIES, log(4), by="rosa")
    await journal.append(TIDES, log(2, TIDES), by="ilja")
    assert await journal.heads() == {FERRIES: 4, TIDES: 2}


async def test_writers_at_once_leave_no_gap_and_lose_nothing(journal: Journal) -> None:
    await journal.append(FERRIES, [opened()], by="rosa")

    async def write(writer: int) -> list[Receipt]:
        return [
            await journal.append(FERRIES, [published(writer * 100 + turn)], by=f"writer-{writer}")
            for turn in range(EACH)
        ]

    receipts = await asyncio.gather(*(write(writer) for writer in range(WRITERS)))
    numbers = sorted(receipt.first for mine in receipts for receipt in mine)
    assert numbers == list(range(2, WRITERS * EACH + 2))
    recorded = {each.seq: each for each in await journal.read(FERRIES)}
    for writer, mine in enumerate(receipts):
        assert [recorded[receipt.first].by for receipt in mine] == [f"writer-{writer}"] * EACH
        assert [recorded[receipt.first].revision for receipt in mine] == [
            published(writer * 100 + turn) for turn in range(EACH)
        ]


async def test_appends_of_several_revisions_are_not_interleaved(journal: Journal) -> None:
    await journal.append(FERRIES, [opened()], by="rosa")
    batches: list[list[Revision]] = [[published(batch * 10 + n) for n in range(5)] for batch in range(WRITERS)]
    receipts = await asyncio.gather(*(journal.append(FERRIES, batch, by="rosa") for batch in batches))
    for batch, receipt in zip(batches, receipts, strict=True):
        read = await journal.read(FERRIES, after=Seq(receipt.first - 1), until=receipt.last)
        assert [each.revision for each in read] == batch


async def test_an_append_decided_on_an_older_state_writes_nothing(journal: Journal) -> None:
    await journal.append(FERRIES, log(3), by="rosa", expected=Seq(0))
    with pytest.raises(SequenceConflict) as conflict:
        await journal.append(FERRIES, [published(9)], by="ilja", expected=Seq(2))
    assert conflict.value.facts == {"expected": 2, "actual": 3}
    assert await journal.head(FERRIES) == 3
    await journal.append(FERRIES, [published(9)], by="ilja", expected=Seq(3))
    assert await journal.head(FERRIES) == 4


async def test_of_two_who_expect_the_same_head_one_is_refused(journal: Journal) -> None:
    await journal.append(FERRIES, [opened()], by="rosa")
    outcomes = await asyncio.gather(
        *(journal.append(FERRIES, [published(n)], by="rosa", expected=Seq(1)) for n in range(2, 8)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Receipt"] + ["SequenceConflict"] * 5
    assert await journal.head(FERRIES) == 2


async def test_a_blog_is_opened_once(journal: Journal) -> None:
    await journal.append(FERRIES, [opened()], by="rosa")
    for expected in (None, Seq(0), Seq(1)):
        with pytest.raises(BlogExists):
            await journal.append(FERRIES, [opened()], by="ilja", expected=expected)
    assert await journal.head(FERRIES) == 1


async def test_of_many_who_open_a_blog_at_once_one_does(journal: Journal) -> None:
    outcomes = await asyncio.gather(
        *(journal.append(FERRIES, [opened()], by=f"writer-{n}") for n in range(WRITERS)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["BlogExists"] * (WRITERS - 1) + ["Receipt"]
    assert await journal.head(FERRIES) == 1


@pytest.mark.parametrize("slug", ["ferries-of-velmora", "Not A Slug", "", "x" * 101, "with\0nul", "half-\ud800"])
async def test_a_blog_that_was_not_opened_cannot_be_appended_to(journal: Journal, slug: str) -> None:
    with pytest.raises(BlogUnknown):
        await journal.append(Slug(slug), [published(1)], by="rosa")
    assert await journal.head(Slug(slug)) == 0
    assert await journal.heads() == {}


async def test_a_blog_opens_only_under_its_own_slug(journal: Journal) -> None:
    with pytest.raises(BlogUnknown):
        await journal.append(TIDES, [opened(FERRIES)], by="rosa")
    with pytest.raises(BlogUnknown):
        await journal.append(Slug("x" * 101), [opened(Slug("x" * 101))], by="rosa")
    assert await journal.heads() == {}


async def test_an_append_of_nothing_is_a_mistake_of_the_program(journal: Journal) -> None:
    with pytest.raises(ValueError, match="at least one"):
        await journal.append(FERRIES, [], by="rosa")


@pytest.mark.parametrize("text", ["a NUL \0 within", "half a pair \ud83d within"])
async def test_text_that_no_database_takes_is_refused_by_name(journal: Journal, text: str) -> None:
    await journal.append(FERRIES, [opened()], by="rosa")
    with pytest.raises(InputInvalid):
        await journal.append(FERRIES, [published(2), published(3, body=text)], by="rosa")
    with pytest.raises(InputInvalid):
        await journal.append(FERRIES, [published(2)], by=text)
    with pytest.raises(InputInvalid):
        await journal.append(FERRIES, [published(2)], by="rosa", answer=text)
    with pytest.raises(InputInvalid):
        await journal.append(FERRIES, [published(2)], by="rosa", key=Key("rosa", text, "d"))
    assert await journal.head(FERRIES) == 1


async def test_a_fact_that_cannot_be_written_as_json_is_refused(journal: Journal) -> None:
    hero = Hero(kind=HeroKind.PICTURE, media="half \ud83d")
    opening = opened()
    described = replace(opening.description, hero=hero)
    with pytest.raises(InputInvalid):
        await journal.append(FERRIES, [replace(opening, description=described)], by="rosa")
    assert await journal.heads() == {}


async def test_any_other_text_comes_back_as_it_was(journal: Journal) -> None:
    body = "“Calm” – naïve 🚢 \u202e \ufeff \U0010ffff \x7f \t\r\n' \" \\ %s :name $1"
    await journal.append(FERRIES, [opened(), published(2, body=body)], by="🚢", answer=body)
    (read,) = await journal.read(FERRIES, after=Seq(1))
    assert (read.revision, read.by) == (published(2, body=body), "🚢")


async def test_a_key_may_be_as_long_as_the_limit(journal: Journal) -> None:
    await journal.append(FERRIES, [opened()], by="rosa", key=Key("o" * KEY_LIMIT, "k" * KEY_LIMIT, "d"))
    for owner, key in (("o", "k" * (KEY_LIMIT + 1)), ("o" * (KEY_LIMIT + 1), "k")):
        with pytest.raises(TooLong) as refusal:
            await journal.append(FERRIES, [published(2)], by="rosa", key=Key(owner, key, "d"))
        assert refusal.value.facts["limit"] == KEY_LIMIT
    assert await journal.head(FERRIES) == 1


async def test_an_append_given_up_half_way_is_there_whole_or_not_at_all(journal: Journal) -> None:
    """A reader's connection may break at any moment of its request, and with it the task that appends."""
    await journal.append(FERRIES, [opened()], by="rosa")
    for steps in range(40):
        head = await journal.head(FERRIES)
        appending = asyncio.create_task(journal.append(FERRIES, [published(1), published(2)], by="rosa"))
        # An append takes some milliseconds; forty moments spread over them meet it before, within and after.
        await asyncio.sleep(steps / 5000)
        appending.cancel()
        await asyncio.gather(appending, return_exceptions=True)
        assert (await journal.head(FERRIES) - head) % 2 == 0
    last = (await journal.append(FERRIES, [published(3)], by="rosa")).last
    assert last % 2 == 0
    assert [each.seq for each in await journal.read(FERRIES)] == list(range(1, last + 1))


async def test_a_long_import_is_one_append(journal: Journal) -> None:
    revisions = log(5000)
    receipt = await journal.append(FERRIES, revisions, by="import")
    assert (receipt.first, receipt.last) == (1, 5000)
    (last,) = await journal.read(FERRIES, after=Seq(4999))
    assert last.revision == revisions[-1]
    assert last.revision.at >= START
