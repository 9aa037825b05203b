"""Podcast promos over HTTP, and the feeds they follow."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from stoppress.actions.promos import Promos
from stoppress.domain.facts import Episode
from stoppress.domain.identifiers import MediaId, Slug
from stoppress.domain.media import Format, Medium, MediumKind, Rendition
from tests.laws.surfaces import Newsroom

FERRY = Slug("ferry")
PROMO = "/api/v1/blogs/ferry/podcast"
FEED = "https://sound.example/tides.xml"
FOUND = Episode(
    show="Tidelines",
    title="Why the barrier was never finished",
    audio="https://sound.example/7.mp3",
    milliseconds=725_000,
)
HORN = MediaId("h" * 26)
FILE = Rendition(format=Format.MP3, name=f"{'s' * 26}.mp3", size=9)
SOUND = Medium(id=HORN, kind=MediumKind.AUDIO, milliseconds=61_000, renditions=(FILE,))


def promos_of(room: Newsroom) -> Promos:
    return Promos(room.actions, room.showing, room.watch)


async def page(client: httpx.AsyncClient) -> str:
    return (await client.get("/live/ferry")).text


async def test_a_promo_follows_a_feed_and_says_where_else(client: httpx.AsyncClient, room: Newsroom) -> None:
    asked = {"text": "Listen to Tidelines", "feed": FEED, "follow": ["https://podcasts.apple.com/gb/podcast/1"]}
    assert (await client.put(PROMO, json=asked)).status_code == 200
    assert room.watch.feeds == {FERRY: FEED}
    promos = promos_of(room)
    assert await promos.is_followed(FERRY, FEED)
    await promos.found(FERRY, FEED, FOUND)
    await room.press.current(FERRY)
    shown = await page(client)
    assert "Listen to Tidelines" in shown
    assert 'href="https://sound.example/7.mp3"' in shown
    assert "Why the barrier was never finished" in shown
    assert "12:05" in shown
    assert "Apple Podcasts" in shown
    assert f'href="{FEED}"' in shown
    # Nothing is asked of a stranger before somebody follows a link.
    assert "<audio" not in shown
    told = (await client.get("/api/v1/blogs/ferry")).json()["podcast_promo"]
    assert told["episode"]["title"] == FOUND.title
    assert [each["name"] for each in told["follow"]] == ["Apple Podcasts", "RSS"]


async def test_a_latest_episode_is_told_once_and_kept_when_the_words_change(
    client: httpx.AsyncClient, room: Newsroom
) -> None:
    await client.put(PROMO, json={"text": "Listen", "feed": FEED})
    promos = promos_of(room)
    await promos.found(FERRY, FEED, FOUND)
    head = await room.journal.head(FERRY)
    await promos.found(FERRY, FEED, FOUND)
    assert await room.journal.head(FERRY) == head
    await client.put(PROMO, json={"text": "Listen now", "feed": FEED})
    assert (await room.press.current(FERRY)).promo.episode == FOUND  # type: ignore[union-attr]
    await client.put(PROMO, json={"text": "Listen now", "feed": "https://sound.example/other.xml"})
    assert (await room.press.current(FERRY)).promo.episode is None  # type: ignore[union-attr]
    await promos.found(FERRY, FEED, replace(FOUND, title="Too late"))
    assert (await room.press.current(FERRY)).promo.episode is None  # type: ignore[union-attr]
    assert not await promos.is_followed(FERRY, FEED)


async def test_a_sound_of_ours_is_played_on_the_page(client: httpx.AsyncClient, room: Newsroom) -> None:
    room.library.add(replace(SOUND, renditions=()))
    made = await client.put(PROMO, json={"text": "Listen to the horn", "audio": HORN})
    assert made.status_code == 200
    assert "<audio" not in await page(client)
    room.library.add(SOUND)
    await room.showing.prepared(SOUND)
    await room.press.current(FERRY)
    shown = await page(client)
    assert f'<audio controls preload="none" src="/media/{HORN}/{FILE.name}"' in shown
    assert await room.press.shows(FERRY, None, (HORN, FILE.name))
    assert (await client.delete(PROMO)).status_code == 200
    await room.press.current(FERRY)
    assert "Listen to the horn" not in await page(client)
    assert not await room.press.shows(FERRY, None, (HORN, FILE.name))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": ""}, "empty"),
        ({"text": "Listen", "feed": "javascript:alert(1)"}, "input-invalid"),
        ({"text": "Listen", "url": "file:///etc/passwd"}, "input-invalid"),
        ({"text": "Listen", "follow": ["nowhere"]}, "input-invalid"),
        ({"text": "Listen", "follow": [f"https://{n}.example/" for n in range(31)]}, "too-many"),
        ({"text": "Listen", "audio": "x" * 26}, "media-unknown"),
        ({"text": "Listen", "audio": HORN, "feed": FEED}, "input-invalid"),
        ({"text": "Listen", "audio": "p" * 26}, "input-invalid"),
    ],
)
async def test_a_promo_that_cannot_be_is_refused(
    client: httpx.AsyncClient, room: Newsroom, wrong: dict[str, object], code: str
) -> None:
    room.library.add(SOUND, Medium(id=MediaId("p" * 26), kind=MediumKind.PICTURE))
    refused = await client.put(PROMO, json=wrong)
    assert refused.json()["code"] == code
    assert (await room.press.current(FERRY)).promo is None


async def test_nobody_follows_a_feed_for_a_blog_that_is_not_there(client: httpx.AsyncClient, room: Newsroom) -> None:
    refused = await client.put("/api/v1/blogs/nowhere/podcast", json={"text": "Listen", "feed": FEED})
    assert refused.status_code == 404
    assert room.watch.feeds == {}
