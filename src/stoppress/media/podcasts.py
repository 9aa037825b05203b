"""Podcasts: the latest episode of a feed, and where else one can follow it.

Knows RSS as podcasts use it: enclosures, iTunes' fields and durations; and directories by their hosts.
Does not know XML (`feed_reader`), nor connections (`outbound` has them). Nothing here plays anything.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from stoppress.domain.checks import is_web_address
from stoppress.errors import FetchFailed
from stoppress.media import feed_reader
from stoppress.media.address_pattern import ADDRESS_LIMIT
from stoppress.media.embedding import Fetch
from stoppress.media.feed_reader import ATOM, ITUNES, Entry, read_feed
from stoppress.media.plain_words import line

_ACCEPT: Final = "application/rss+xml, application/xml;q=0.9, text/xml;q=0.9"

_CLOCK: Final = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-9]{1,2})\Z|([0-9]{1,7})(?:\.[0-9]{1,6})?\Z")

# The value of an enclosure's `length` that is one: some feeds say 0 or -1.
_SIZE: Final = re.compile(r"[1-9][0-9]{0,12}\Z")

_DIRECTORIES: Final = {
    "podcasts.apple.com": "Apple Podcasts",
    "open.spotify.com": "Spotify",
    "music.amazon.com": "Amazon Music",
    "music.youtube.com": "YouTube Music",
    "www.youtube.com": "YouTube",
    "pca.st": "Pocket Casts",
    "pocketcasts.com": "Pocket Casts",
    "overcast.fm": "Overcast",
    "castbox.fm": "Castbox",
    "www.deezer.com": "Deezer",
    "www.iheart.com": "iHeart",
    "podcastaddict.com": "Podcast Addict",
    "castro.fm": "Castro",
    "antennapod.org": "AntennaPod",
    "www.podcastrepublic.net": "Podcast Republic",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimits:
    """Characters that are kept of each field; `follow` is links."""

    title: int = 300
    show: int = 100
    follow: int = 10
    feed: feed_reader.MediaLimits = field(default_factory=feed_reader.MediaLimits)


LIMITS: Final = MediaLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A place to follow a podcast at."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One episode. `milliseconds` and `size` (bytes) are what the feed says, 0 where it says nothing.

    `page` is the episode's own page, or nothing.
    """

    show: str
    title: str
    audio: str
    page: str = ""
    milliseconds: int = 0
    size: int = 0
    published_at: datetime | None = None


async def fetch_latest_episode(fetch: Fetch, feed: str, limits: MediaLimits = LIMITS) -> Episode:
    """The latest episode of the feed at this address. Raises AddressRefused, FetchFailed."""
    answer = await fetch.get(feed, most_bytes=limits.feed.feed, accept=_ACCEPT)
    if answer.status != 200:
        raise FetchFailed(problem=f"it answered {answer.status}.")
    # A long feed takes a while to read; nobody else waits for it.
    return await asyncio.to_thread(latest_episode, answer.body, limits)


def latest_episode(body: bytes, limits: MediaLimits = LIMITS) -> Episode:
    """The latest episode of an RSS feed: by its times, or the first where there are none. Raises FetchFailed."""
    feed = read_feed(body, limits.feed)
    texts = feed.channel.texts
    show = line(texts.get("title") or texts.get(f"{ITUNES} title"), limits.show)
    episodes = [found for each in feed.items if (found := _episode(each, show, limits)) is not None]
    if not episodes:
        raise FetchFailed(problem="it is a feed without an episode that can be heard.")
    never = datetime.min.replace(tzinfo=UTC)
    # The first of equals: `max` keeps the feed's order.
    return max(episodes, key=lambda each: each.published_at or never)


def follow_links(feed: str, given: Iterable[str], limits: MediaLimits = LIMITS) -> tuple[Follow, ...]:
    """Where to follow: at those addresses given that are a known directory's, one of each, and by the feed itself."""
    links: dict[str, Follow] = {}
    for address in given:
        name = _DIRECTORIES.get(urlsplit(address).hostname or "") if _is_address(address) else None
        if name is not None:
            links.setdefault(name, Follow(name=name, address=address))
    found = list(links.values())[: limits.follow]
    return (*found, Follow(name="RSS", address=feed)) if _is_address(feed) else tuple(found)


def _episode(item: Entry, show: str, limits: MediaLimits) -> Episode | None:
    kind, audio = item.attribute("enclosure", "type").lower(), item.attribute("enclosure", "url").strip()
    title = line(item.texts.get("title") or item.texts.get(f"{ITUNES} title"), limits.title)
    if not kind.startswith("audio/") or not _is_address(audio) or not title:
        return None
    page = item.texts.get("link", "") or item.attribute(f"{ATOM} link", "href")
    size = item.attribute("enclosure", "length").strip()
    return Episode(
        show=show,
        title=title,
        audio=audio,
        page=page if _is_address(page) else "",
        milliseconds=_milliseconds(item.texts.get(f"{ITUNES} duration", "")),
        size=int(size) if _SIZE.match(size) else 0,
        published_at=_time(item.texts.get("pubDate", "")),
    )


def _is_address(text: str) -> bool:
    return len(text) <= ADDRESS_LIMIT and text.isascii() and text.isprintable() and is_web_address(text)


def _milliseconds(text: str) -> int:
    """`75`, `1:15` or `1:02:03`."""
    found = _CLOCK.match(text)
    if found is None:
        return 0
    hours, minutes, seconds, total = (int(each or 0) for each in found.groups())
    return 1_000 * (total or hours * 3_600 + minutes * 60 + seconds)


def _time(text: str) -> datetime | None:
    """RFC 5322, as RSS has it."""
    try:
        at = parsedate_to_datetime(text[:100])
        return at.astimezone(UTC).replace(microsecond=0) if at.tzinfo is not None else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
