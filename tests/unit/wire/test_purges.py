"""Purges: what reaches back is told to every cache, again and again until it is heard; what does not is told to none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Epoch, PostId, Seq, Slug
from stoppress.domain.revisions import BlogOpened, PostPublished, PostWithdrawn, Revision, WordsRemoved
from stoppress.errors import StorageUnavailable
from stoppress.journal.memory import MemoryJournal
from stoppress.wire.purges import AGAIN_SECONDS, FRONT, Purges, tell_now
from tests.noted import Noted

NOW = datetime(2031, 4, 5, 9, tzinfo=UTC)
FERRY, STORM = Slug("ferry"), Slug("storm")
ONE, OTHER = "http://127.0.0.1:6081/", "http://127.0.0.1:6082/"

POST = PostPublished(at=NOW, post=PostId("p1"), published_at=NOW, body="Late.")
WITHDRAWAL = PostWithdrawn(at=NOW, post=PostId("p1"))
REMOVAL = WordsRemoved(at=NOW, revisions=(Seq(2),), posts=(PostId("p1"),))


class Caches:
    """What caches were told, and how often each is deaf before it hears."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.deaf: dict[str, int] = {}
        self.pauses: list[float] = []

    async def ask(self, method: str, url: str, headers: Mapping[str, str]) -> bool:
        """See `outbound.configured.Ask`."""
        assert method == "PURGE"
        if self.deaf.get(url, 0):
            self.deaf[url] -= 1
            return False
        self.told.append((url, headers["xkey"]))
        return True

    async def sleep(self, seconds: float) -> None:
        """Time passes at once."""
        self.pauses.append(seconds)
        await asyncio.sleep(0)


def opened(slug: Slug) -> Revision:
    return BlogOpened(at=NOW, slug=slug, description=Description(headline=Headline(text="Ferries stop")))


async def quiet() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


@asynccontextmanager
async def purging(journal: MemoryJournal, caches: Caches) -> AsyncIterator[None]:
    task = asyncio.create_task(Purges(journal, [ONE, OTHER], caches.ask, caches.sleep).run())
    await quiet()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def journal() -> AsyncIterator[MemoryJournal]:
    """Two blogs, one with a post."""
    journal = MemoryJournal(epoch=Epoch("velmora2"), salts=lambda: b"0123456789abcdef")
    await journal.append(FERRY, [opened(FERRY), POST], by="rosa")
    await journal.append(STORM, [opened(STORM)], by="rosa")
    yield journal
    await journal.close()


async def test_after_a_start_everything_is_forgotten_once(journal: MemoryJournal) -> None:
    caches = Caches()
    async with purging(journal, caches):
        assert set(caches.told) == {(each, f"{FRONT} ferry storm") for each in (ONE, OTHER)}


@pytest.mark.parametrize("revision", [WITHDRAWAL, REMOVAL])
async def test_what_reaches_back_is_told_to_each_cache_now_and_again(
    journal: MemoryJournal, revision: Revision
) -> None:
    caches = Caches()
    async with purging(journal, caches):
        caches.told.clear()
        await journal.append(FERRY, [revision], by="rosa")
        await quiet()
        assert sorted(caches.told) == sorted([(ONE, f"{FRONT} ferry"), (OTHER, f"{FRONT} ferry")] * len(AGAIN_SECONDS))


async def test_a_post_is_told_to_nobody(journal: MemoryJournal) -> None:
    caches = Caches()
    async with purging(journal, caches):
        caches.told.clear()
        await journal.append(STORM, [POST], by="rosa")
        await quiet()
        assert caches.told == []


async def test_a_cache_that_does_not_hear_is_asked_until_it_does_and_the_other_does_not_wait(
    journal: MemoryJournal,
) -> None:
    caches = Caches()
    async with purging(journal, caches):
        caches.told.clear()
        caches.deaf[ONE] = 7
        await journal.append(FERRY, [WITHDRAWAL], by="rosa")
        await quiet()
        assert caches.told[0] == (OTHER, f"{FRONT} ferry")
        assert caches.told.count((ONE, f"{FRONT} ferry")) == len(AGAIN_SECONDS)
        assert max(caches.pauses) <= 6


@pytest.mark.parametrize(("deaf", "told"), [(3, 0), (4, 1), (40, 1)])
async def test_a_cache_that_does_not_hear_for_long_is_told_of_once(
    journal: MemoryJournal, deaf: int, told: int
) -> None:
    caches, noted = Caches(), Noted()
    caches.deaf[ONE] = deaf
    task = asyncio.create_task(Purges(journal, [ONE], caches.ask, caches.sleep, failures=noted).run())
    await quiet()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [cause for cause, _ in noted.told] == ["purge"] * told
    assert (ONE, f"{FRONT} ferry storm") in caches.told


async def test_a_blog_that_cannot_be_read_is_forgotten(journal: MemoryJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    caches = Caches()

    async def unreadable(*_given: object, **_named: object) -> list[object]:
        raise StorageUnavailable

    async with purging(journal, caches):
        caches.told.clear()
        monkeypatch.setattr(journal, "read", unreadable)
        await journal.append(STORM, [POST], by="rosa")
        await quiet()
        assert (ONE, f"{FRONT} storm") in caches.told


def test_all_is_told_within_ten_seconds() -> None:
    assert AGAIN_SECONDS[0] == 0
    assert sorted(AGAIN_SECONDS) == list(AGAIN_SECONDS)
    assert AGAIN_SECONDS[-1] < 10


async def test_caches_are_told_at_once_and_it_is_known_which_heard() -> None:
    caches = Caches()
    caches.deaf[OTHER] = 1
    assert await tell_now([ONE, OTHER], caches.ask, FERRY) == {ONE: True, OTHER: False}
    assert caches.told == [(ONE, f"{FRONT} ferry")]
    assert await tell_now([], caches.ask, FERRY) == {}
