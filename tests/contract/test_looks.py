"""Looks: taken when due, by one process at a time; feeds and providers asked for what is public, on every database alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stoppress.actions.actions import Actions
from stoppress.actions.posts import NewPost, Posts
from stoppress.actions.promos import Promos
from stoppress.actions.showing import Showing
from stoppress.actions.wish import Wish
from stoppress.clockwork.cards import Cards
from stoppress.clockwork.looking import Came, Looker, Looking
from stoppress.clockwork.podcasts import AGAIN, Podcasts
from stoppress.clockwork.watching import Watch
from stoppress.database.kinds import AnyDatabase
from stoppress.domain.facts import Description, Episode, Headline, PodcastPromo
from stoppress.domain.identifiers import Epoch, MediaId, PostId, Slug
from stoppress.domain.media import Embed, Medium, MediumKind
from stoppress.domain.revisions import BlogOpened, CoverageEnded, Revision
from stoppress.domain.rules import Wording
from stoppress.errors import FetchFailed
from stoppress.journal.memory import MemoryJournal
from stoppress.media.embedding import Embedding
from stoppress.media.looks import Look, LookKind, Looks
from stoppress.media.provider_table import providers
from stoppress.staff.permissions import OPERATOR
from tests.contract.desks import NOW, open_desk
from tests.contract.loopback_provider import Client, Provider, answer, serving
from tests.contract.places import DURABLE
from tests.laws.library import MemoryLibrary
from tests.noted import Noted
from tests.unit.media.answering import ADDRESSES

FERRY, HARBOUR = Slug("ferry"), Slug("harbour")
P1 = PostId("p1")
FEED, OTHER = "https://sound.example/tides.xml", "https://sound.example/quays.xml"
FIRST = Episode(show="Tidelines", title="The barrier", audio="https://sound.example/1.mp3")
SOON, LATER = NOW + timedelta(minutes=1), NOW + timedelta(days=1)
LOOK = Look(kind=LookKind.FEED, blog=FERRY, post=None, address=FEED, first_at=NOW)
KEPT = Medium(id=MediaId("k" * 26), kind=MediumKind.PICTURE, width=640, height=360)


@pytest.fixture(params=DURABLE)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyDatabase]:
    """Each database in turn, empty."""
    async with open_desk(request.param, request, tmp_path) as database:
        yield database


@pytest.fixture
def looks(desk: AnyDatabase) -> Looks:
    """Its looks."""
    return Looks(desk)


async def note(looks: Looks, *addresses: str, at: datetime = NOW) -> None:
    await looks.note(LookKind.FEED, FERRY, None, addresses, at)


async def test_a_look_is_taken_once_when_it_is_due(looks: Looks) -> None:
    await note(looks, FEED, at=SOON)
    assert await looks.take_due(NOW, LATER, most=9) == []
    taken = await asyncio.gather(*(looks.take_due(SOON, LATER, most=9) for _ in range(4)))
    found = replace(LOOK, first_at=SOON)
    assert [each for some in taken for each in some] == [found]
    # Whoever took it was killed: the next one comes when it is due again.
    assert await looks.take_due(LATER, LATER + AGAIN, most=9) == [found]


async def test_what_is_noted_again_is_due_again_and_keeps_its_age(looks: Looks) -> None:
    await asyncio.gather(*(note(looks, FEED) for _ in range(3)))
    await looks.put_off(LOOK, 7, LATER)
    await note(looks, FEED, OTHER, at=SOON)
    assert set(await looks.take_due(SOON, LATER, most=9)) == {LOOK, replace(LOOK, address=OTHER, first_at=SOON)}
    await looks.forget(LOOK)
    assert [each.address for each in await looks.take_due(LATER, LATER, most=9)] == [OTHER]


async def test_an_address_as_long_as_any_is_kept(looks: Looks) -> None:
    long = "https://video.example/" + "ü" * 1978
    await note(looks, long)
    assert [each.address for each in await looks.take_due(NOW, LATER, most=9)] == [long]


class Newsroom:
    """Blogs in memory, a clock, what feeds say, and a provider on loopback."""

    def __init__(self, looks: Looks, client: Client) -> None:
        self.now = NOW
        self.said: dict[str, Episode] = {}
        self.asked: list[str] = []
        self.noted = Noted()
        self.pictures: list[tuple[str, str]] = []
        self.journal = MemoryJournal(epoch=Epoch("abcdefgh"), salts=lambda: b"s" * 16)
        self.actions = Actions(self.journal, now=self.time)
        listed = providers(mastodon_hosts=("masto.velmora.example",))
        self.watch = Watch(looks, listed, self.time)
        showing = Showing(self.actions, MemoryLibrary(), self.watch)
        self.posts = Posts(self.actions, lambda _at: P1, showing)
        self.promos = Promos(self.actions, showing, self.watch)
        self.cards = Cards(Embedding(client, listed), showing, self.keep, self.time)
        lookers: dict[LookKind, Looker] = {LookKind.FEED: Podcasts(self.promos, self.fetch), LookKind.CARD: self.cards}
        self.looking = Looking(looks, lookers, self.time, lambda: 0.5, self.noted)

    def time(self) -> datetime:
        return self.now

    async def fetch(self, feed: str) -> Episode:
        """See `clockwork.podcasts.Fetch`."""
        self.asked.append(feed)
        if feed not in self.said:
            raise FetchFailed(problem="it answered 503.")
        return self.said[feed]

    async def keep(self, address: str, provider: str, slug: Slug, post: PostId) -> Medium:
        """See `clockwork.cards.Keep`."""
        assert (slug, post) == (FERRY, P1)
        self.pictures.append((provider, address))
        return KEPT

    async def happen(self, slug: Slug, *revisions: Revision) -> None:
        await self.journal.append(slug, revisions, by="rosa")

    async def open(self, slug: Slug = FERRY) -> None:
        await self.happen(slug, BlogOpened(at=NOW, slug=slug, description=Description(headline=Headline(text="Late"))))

    async def follow(self, slug: Slug, feed: str) -> None:
        await self.open(slug)
        await self.promos.set(Wish(person=OPERATOR), slug, PodcastPromo(text="Listen", feed=feed))

    async def publish(self, *addresses: str) -> None:
        await self.posts.publish(Wish(person=OPERATOR), FERRY, NewPost(id=P1, body="\n\n".join(("Look:", *addresses))))

    async def look_after(self, wait: timedelta = timedelta()) -> None:
        self.now += wait
        await self.looking.look()

    async def head(self, slug: Slug = FERRY) -> int:
        return await self.journal.head(slug)

    async def embeds(self) -> Sequence[Embed]:
        return (await self.actions.blog(FERRY)).posts[P1].embeds


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """A provider that answers for all of them."""
    async with serving() as provider:
        yield provider


@pytest.fixture
def room(looks: Looks, provider: Provider) -> Newsroom:
    """A newsroom with no blog."""
    return Newsroom(looks, Client(provider))


async def test_a_new_episode_is_a_revision_and_the_same_one_is_none(room: Newsroom) -> None:
    room.said[FEED] = FIRST
    await room.follow(FERRY, FEED)
    await room.look_after()
    assert await room.head() == 3
    await room.look_after()
    assert room.asked == [FEED]
    await room.look_after(AGAIN)
    assert room.asked == [FEED, FEED]
    assert await room.head() == 3


async def test_a_feed_that_does_not_answer_is_asked_less_and_less_and_keeps_no_other_waiting(room: Newsroom) -> None:
    room.said[OTHER] = FIRST
    await room.follow(FERRY, FEED)
    await room.follow(HARBOUR, OTHER)
    await room.look_after()
    assert await room.head(HARBOUR) == 3
    asked = []
    for _ in range(120):
        await room.look_after(timedelta(seconds=30))
        asked.append(room.asked.count(FEED))
    # After half a minute, two, eight and half an hour: one and four more within the hour.
    assert (asked[0], asked[-1]) == (2, 5)
    assert await room.head() == 2


async def test_a_blog_that_has_ended_is_left_alone_and_forgotten(room: Newsroom, looks: Looks) -> None:
    room.said[FEED] = FIRST
    await room.follow(FERRY, FEED)
    await room.happen(FERRY, CoverageEnded(at=NOW))
    for _ in range(10):
        await room.look_after(timedelta(hours=3))
    assert room.asked == []
    assert await looks.take_due(NOW + timedelta(days=900), LATER, most=9) == []


async def test_a_feed_that_is_noted_before_its_promo_is_still_looked_at(room: Newsroom) -> None:
    room.said[FEED] = FIRST
    await room.watch.feed(FERRY, FEED)
    await room.look_after()
    await room.follow(FERRY, FEED)
    await room.look_after(timedelta(minutes=2))
    assert await room.head() == 3


async def test_it_looks_at_once_when_it_is_told_and_goes_on_after_trouble(room: Newsroom, looks: Looks) -> None:
    seen = asyncio.Event()

    class Empty(Podcasts):
        async def look(self, look: Look) -> Came:
            if not seen.is_set():
                seen.set()
                raise RuntimeError("an empty tank")
            return await super().look(look)

    room.said[FEED] = FIRST
    looking = Looking(looks, {LookKind.FEED: Empty(room.promos, room.fetch)}, room.time, lambda: 0.5)
    running = asyncio.ensure_future(looking.run(room.watch.noted, 3600))
    await room.follow(FERRY, FEED)
    await seen.wait()
    room.now += timedelta(minutes=1)
    async with asyncio.timeout(10):
        while await room.head() < 3:
            room.watch.wake()
            await asyncio.sleep(0)
    running.cancel()


async def test_a_feed_that_does_not_answer_for_long_is_told_of(room: Newsroom) -> None:
    await room.follow(FERRY, FEED)
    told = []
    for _ in range(4):
        await room.look_after(timedelta(hours=1))
        told.append(len(room.noted.told))
    assert told == [0, 0, 1, 2]
    assert room.noted.told[0] == (
        "look feed",
        f"The podcast's feed could not be had 3 times in a row: {FetchFailed(problem='it answered 503.')}",
    )


@pytest.mark.parametrize("name", sorted(ADDRESSES))
async def test_an_address_alone_on_a_line_becomes_a_card(room: Newsroom, name: str) -> None:
    await room.open()
    await room.publish(ADDRESSES[name])
    assert await room.embeds() == ()
    assert room.watch.noted.is_set()
    await room.look_after()
    (embed,) = await room.embeds()
    assert (embed.provider, embed.is_gone) == (name, False)
    assert embed.title or embed.text
    assert (embed.picture is not None) == bool(room.pictures)
    head = await room.head()
    await room.look_after(timedelta(hours=1, minutes=10))
    assert await room.head() == head
    assert len(room.pictures) <= 1


async def test_an_original_that_is_gone_is_said_to_be_and_what_was_kept_stays(
    room: Newsroom, provider: Provider
) -> None:
    await room.open()
    await room.publish(ADDRESSES["youtube"])
    await room.look_after()
    (before,) = await room.embeds()
    provider.instead = answer(b"", status=404)
    await room.look_after(timedelta(hours=2))
    (after,) = await room.embeds()
    assert after == replace(before, is_gone=True)
    provider.instead = None
    await room.look_after(timedelta(days=1))
    assert await room.embeds() == (before,)


async def test_a_provider_that_is_down_leaves_the_link_and_is_asked_again(room: Newsroom, provider: Provider) -> None:
    await room.open()
    provider.instead = answer(b"", status=503)
    await room.publish(ADDRESSES["x"])
    await room.look_after()
    assert await room.embeds() == ()
    provider.instead = None
    await room.look_after(timedelta(minutes=1))
    assert len(await room.embeds()) == 1


@pytest.mark.parametrize("name", ["withdrawn", "revised", "never"])
async def test_nobody_is_asked_about_what_is_not_public(room: Newsroom, provider: Provider, name: str) -> None:
    await room.open()
    wish = Wish(person=OPERATOR)
    if name == "never":
        # As if killed between the note and the log.
        await room.watch.cards(FERRY, P1, [ADDRESSES["vimeo"]])
    else:
        await room.publish(ADDRESSES["vimeo"])
    if name == "withdrawn":
        await room.posts.withdraw(wish, FERRY, P1, "It was another film.")
    if name == "revised":
        await room.posts.revise(wish, FERRY, P1, Wording(body="Nothing to see."))
    for _ in range(10):
        await room.look_after(timedelta(hours=1))
    assert provider.asked == []


async def test_an_address_without_a_provider_is_nobodys_look(room: Newsroom, looks: Looks) -> None:
    await room.open()
    await room.publish("https://news.example/story")
    assert await looks.take_due(LATER, LATER, most=9) == []


async def test_a_picture_that_cannot_be_kept_leaves_a_card_of_words(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> Medium:
        raise FetchFailed(problem="it answered 500.")

    monkeypatch.setattr(room.cards, "_keep", refuse)
    await room.open()
    await room.publish(ADDRESSES["youtube"])
    await room.look_after()
    (embed,) = await room.embeds()
    assert embed.title
    assert embed.picture is None
