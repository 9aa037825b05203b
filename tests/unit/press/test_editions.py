"""Editions: one for each blog, whoever asks at once, and none forgotten that somebody works with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from stoppress.domain.identifiers import Seq, Slug
from stoppress.domain.revisions import CoverageEnded
from stoppress.errors import BlogUnknown
from stoppress.journal.journal import BEGINNING, READ_LIMIT, Recorded
from stoppress.journal.memory import MemoryJournal
from stoppress.press import editions as module
from stoppress.press.editions import Editions
from stoppress.press.shelf import Shelf
from tests.contract.invented import FERRIES, START, TIDES, opened, published
from tests.laws.surfaces import EPOCH, PUBLICATION


class SlowJournal(MemoryJournal):
    """Answers what is `slow` when a test lets it: "head", "read". `asked` are the answers that wait."""

    def __init__(self) -> None:
        super().__init__(epoch=EPOCH, salts=lambda: b"0123456789abcdef")
        self.slow = ""
        self.asked: list[asyncio.Event] = []
        self._is_asked = asyncio.Event()

    async def head(self, blog: Slug) -> Seq:
        """See `JournalReader.head`."""
        found = await super().head(blog)
        await self._wait("head")
        return found

    async def read(
        self, blog: Slug, *, after: Seq = BEGINNING, until: Seq | None = None, limit: int = READ_LIMIT
    ) -> list[Recorded]:
        """See `JournalReader.read`."""
        await self._wait("read")
        return await super().read(blog, after=after, until=until, limit=limit)

    async def _wait(self, what: str) -> None:
        if what == self.slow:
            answered = asyncio.Event()
            self.asked.append(answered)
            self._is_asked.set()
            await answered.wait()

    async def until_asked(self, times: int) -> None:
        """Wait until so many have asked. Raises TimeoutError rather than wait for ever."""
        async with asyncio.timeout(30):
            while len(self.asked) < times:
                self._is_asked.clear()
                await self._is_asked.wait()

    def answer_all(self) -> None:
        """From now on at once."""
        self.slow = ""
        for each in self.asked:
            each.set()


@pytest.fixture
async def journal() -> AsyncIterator[SlowJournal]:
    """A journal without a blog."""
    made = SlowJournal()
    yield made
    await made.close()


@pytest.fixture
def shelf() -> Shelf:
    """An empty one."""
    return Shelf()


@pytest.fixture
def editions(journal: SlowJournal, shelf: Shelf) -> Editions:
    """Editions of that journal's blogs."""
    return Editions(journal, PUBLICATION, shelf)


async def test_all_who_ask_at_once_share_one_edition(journal: SlowJournal, editions: Editions) -> None:
    await journal.append(FERRIES, [opened()], by="rosa")
    first, *others = await asyncio.gather(*(editions.of(FERRIES) for _ in range(3)))
    assert all(each is first for each in others)


async def test_a_blog_that_is_opened_while_a_crowd_asks_for_it_has_one_edition(
    journal: SlowJournal, editions: Editions
) -> None:
    journal.slow = "head"
    too_early, early = (asyncio.create_task(editions.of(FERRIES)) for _ in range(2))
    await journal.until_asked(1)
    journal.asked[0].set()
    with pytest.raises(BlogUnknown):
        await too_early
    # The second reads now, and who comes next reads as well.
    late = asyncio.create_task(editions.of(FERRIES))
    await journal.until_asked(3)
    journal.answer_all()
    await journal.append(FERRIES, [opened()], by="rosa")
    one, other = await asyncio.gather(early, late)
    assert one is other is editions.get(FERRIES)


@pytest.mark.parametrize("slug", ["nobody", "", "../etc", "Ferry", "x" * 500])
async def test_what_is_no_blog_leaves_nothing_behind(editions: Editions, slug: str) -> None:
    with pytest.raises(BlogUnknown):
        await editions.of(slug)
    assert (slug in editions, editions._locks) == (False, {})


async def test_who_was_asked_for_least_lately_makes_room_with_all_its_pages(
    journal: SlowJournal, editions: Editions, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    third = Slug("third")
    for slug in (FERRIES, TIDES, third):
        await journal.append(slug, [opened(slug), *(published(number) for number in range(2, 33))], by="rosa")
    for slug in (FERRIES, TIDES, FERRIES):
        edition = await editions.of(slug)
        edition.page()
        edition.recall(Seq(0), 32)
        assert edition.step(Seq(0)).is_final
    await editions.of(third)
    assert [each.blog.slug for each in editions] == [FERRIES, third]
    assert (shelf.get(TIDES, ""), shelf.get(TIDES, f"updates/{EPOCH}-0")) == (None, None)
    assert shelf.get(FERRIES, "") is not None
    assert editions._locks.keys() == {FERRIES, third}


async def test_one_somebody_works_with_is_not_forgotten(
    journal: SlowJournal, editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    for slug in (FERRIES, TIDES):
        await journal.append(slug, [opened(slug)], by="rosa")
    edition = await editions.of(FERRIES)
    with edition.held():
        await editions.of(TIDES)
        assert editions.get(FERRIES) is edition
    await editions.of(Slug(TIDES))
    await journal.append(Slug("third"), [opened(Slug("third"))], by="rosa")
    await editions.of(Slug("third"))
    assert FERRIES not in editions


async def test_one_that_goes_on_just_now_is_not_forgotten(
    journal: SlowJournal, editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would put its page on the shelf behind the back of the next edition of that blog."""
    monkeypatch.setattr(module, "MOST", 1)
    for slug in (FERRIES, TIDES):
        await journal.append(slug, [opened(slug)], by="rosa")
    edition = await editions.of(FERRIES)
    await journal.append(FERRIES, [published(2)], by="rosa")
    journal.slow = "read"
    advance = asyncio.create_task(editions.advance(edition))
    await journal.until_asked(1)
    journal.slow = ""
    await editions.of(TIDES)
    assert editions.get(FERRIES) is edition
    journal.answer_all()
    await advance
    assert edition.blog.seq == 2


async def test_the_first_page_is_at_hand_after_each_change_until_coverage_ends(
    journal: SlowJournal, editions: Editions, shelf: Shelf
) -> None:
    await journal.append(FERRIES, [opened()], by="rosa")
    edition = await editions.of(FERRIES)
    await journal.append(FERRIES, [published(2)], by="rosa")
    await editions.advance(edition)
    page = shelf.get(FERRIES, "")
    assert page is not None
    assert b"Ferry 2 has left" in page.body
    await journal.append(FERRIES, [CoverageEnded(at=START)], by="rosa")
    await editions.advance(edition)
    assert shelf.get(FERRIES, "") is None
