"""Podcast feeds: due when they should be, by one process at a time, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stoppress.actions.actions import Actions
from stoppress.actions.promos import Promos
from stoppress.actions.showing import Showing
from stoppress.actions.wish import Wish
from stoppress.clockwork.podcasts import AGAIN, Podcasts
from stoppress.database.kinds import AnyDatabase
from stoppress.domain.facts import Description, Episode, Headline, PodcastPromo
from stoppress.domain.identifiers import Epoch, Slug
from stoppress.domain.revisions import BlogOpened, CoverageEnded, Revision
from stoppress.errors import FetchFailed
from stoppress.journal.memory import MemoryJournal
from stoppress.media.feed_rows import FeedRows, Followed
from stoppress.staff.permissions import OPERATOR
from tests.contract.desks import NOW, open_desk
from tests.contract.places import DURABLE
from tests.laws.library import MemoryLibrary

FERRY, HARBOUR = Slug("ferry"), Slug("harbour")
FEED, OTHER = "https://sound.example/tides.xml", "https://sound.example/quays.xml"
FIRST = Episode(show="Tidelines", title="The barrier", audio="https://sound.example/1.mp3")
SOON, LATER = NOW + timedelta(minutes=1), NOW + timedelta(days=1)


@pytest.fixture(params=DURABLE)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyDatabase]:
    """Each database in turn, empty."""
    async with open_desk(request.param, request, tmp_path) as database:
        yield database


@pytest.fixture
def rows(desk: AnyDatabase) -> FeedRows:
    """Its feeds."""
    return FeedRows(desk)


async def test_a_feed_is_taken_once_when_it_is_due(rows: FeedRows) -> None:
    await rows.follow(FERRY, FEED, SOON)
    assert await rows.take_due(NOW, LATER, most=9) == []
    taken = await asyncio.gather(*(rows.take_due(SOON, LATER, most=9) for _ in range(4)))
    assert [each for some in taken for each in some] == [Followed(FERRY, FEED, 0)]
    # Whoever took it was killed: the next one comes when it is due again.
    assert await rows.take_due(LATER, LATER + AGAIN, most=9) == [Followed(FERRY, FEED, 0)]


async def test_a_look_that_is_over_says_nothing_about_another_feed(rows: FeedRows) -> None:
    await rows.follow(FERRY, FEED, NOW)
    (old,) = await rows.take_due(NOW, LATER, most=9)
    await rows.follow(FERRY, OTHER, NOW)
    await rows.looked(old, 3, LATER)
    await rows.forget(FERRY, FEED)
    assert await rows.take_due(NOW, LATER, most=9) == [Followed(FERRY, OTHER, 0)]


class Waves:
    """What the feeds say, and a clock."""

    def __init__(self, rows: FeedRows) -> None:
        self.now = NOW
        self.said: dict[str, Episode] = {}
        self.asked: list[str] = []
        self.journal = MemoryJournal(epoch=Epoch("abcdefgh"), salts=lambda: b"s" * 16)
        actions = Actions(self.journal, now=self.time)
        self.promos = Promos(actions, Showing(actions, MemoryLibrary()), rows, lambda: None)
        self.podcasts = Podcasts(rows, self.promos, self.fetch, self.time, lambda: 0.5)

    def time(self) -> datetime:
        return self.now

    async def fetch(self, feed: str) -> Episode:
        """See `clockwork.podcasts.Fetch`."""
        self.asked.append(feed)
        if feed not in self.said:
            raise FetchFailed(problem="it answered 503.")
        return self.said[feed]

    async def happen(self, slug: Slug, *revisions: Revision) -> None:
        await self.journal.append(slug, revisions, by="rosa")

    async def opened(self, slug: Slug, feed: str) -> None:
        description = Description(headline=Headline(text="Ferries stop"))
        await self.happen(slug, BlogOpened(at=NOW, slug=slug, description=description))
        await self.promos.set(Wish(person=OPERATOR), slug, PodcastPromo(text="Listen", feed=feed))

    async def look_after(self, wait: timedelta) -> None:
        self.now += wait
        await self.podcasts.look()


@pytest.fixture
def waves(rows: FeedRows) -> Waves:
    """A newsroom with no blog."""
    return Waves(rows)


async def test_a_new_episode_is_a_revision_and_the_same_one_is_none(waves: Waves) -> None:
    waves.said[FEED] = FIRST
    await waves.opened(FERRY, FEED)
    await waves.podcasts.look()
    head = await waves.journal.head(FERRY)
    assert head == 3
    await waves.podcasts.look()
    assert waves.asked == [FEED]
    await waves.look_after(AGAIN)
    assert waves.asked == [FEED, FEED]
    assert await waves.journal.head(FERRY) == head


async def test_a_feed_that_does_not_answer_is_asked_less_and_less_and_keeps_no_other_waiting(waves: Waves) -> None:
    waves.said[OTHER] = FIRST
    await waves.opened(FERRY, FEED)
    await waves.opened(HARBOUR, OTHER)
    await waves.podcasts.look()
    assert await waves.journal.head(HARBOUR) == 3
    asked = []
    for _ in range(120):
        await waves.look_after(timedelta(seconds=30))
        asked.append(waves.asked.count(FEED))
    # After half a minute, two, eight and half an hour: one and four more within the hour.
    assert (asked[0], asked[-1]) == (2, 5)
    assert await waves.journal.head(FERRY) == 2


async def test_a_blog_that_has_ended_is_left_alone_and_forgotten(waves: Waves, rows: FeedRows) -> None:
    waves.said[FEED] = FIRST
    await waves.opened(FERRY, FEED)
    await waves.happen(FERRY, CoverageEnded(at=NOW))
    for _ in range(10):
        await waves.look_after(timedelta(hours=3))
    assert waves.asked == []
    assert await rows.take_due(NOW + timedelta(days=900), LATER, most=9) == []


async def test_a_feed_that_is_noted_before_its_promo_is_still_looked_at(waves: Waves, rows: FeedRows) -> None:
    waves.said[FEED] = FIRST
    await rows.follow(FERRY, FEED, NOW)
    await waves.podcasts.look()
    await waves.opened(FERRY, FEED)
    await waves.look_after(timedelta(minutes=2))
    assert await waves.journal.head(FERRY) == 3


async def test_it_looks_at_once_when_it_is_told_and_goes_on_after_trouble(waves: Waves) -> None:
    noted, seen = asyncio.Event(), asyncio.Event()
    waves.said[FEED] = FIRST

    async def fetch(feed: str) -> Episode:
        if not seen.is_set():
            seen.set()
            raise RuntimeError("an empty tank")
        return await waves.fetch(feed)

    podcasts = Podcasts(waves.podcasts._rows, waves.promos, fetch, waves.time, lambda: 0.5)
    running = asyncio.ensure_future(podcasts.run(noted, 3600))
    await waves.opened(FERRY, FEED)
    noted.set()
    await seen.wait()
    waves.now += timedelta(minutes=1)
    async with asyncio.timeout(10):
        while await waves.journal.head(FERRY) < 3:
            noted.set()
            await asyncio.sleep(0)
    running.cancel()
