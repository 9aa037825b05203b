"""Podcasts: the latest episode of an invented feed, and XML that means harm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.errors import FetchFailed
from stoppress.media.feed_reader import MediaLimits as FeedLimits
from stoppress.media.podcasts import Episode, Follow, MediaLimits, fetch_latest_episode, follow_links, latest_episode

FEED = "https://velmora.example/tides.xml"


def item(title: str, published: str = "", rest: str = "", enclosure: str = "") -> str:
    sound = (
        enclosure
        or f'<enclosure url="https://sound.velmora.example/{quote(title)}.mp3" type="audio/mpeg" length="1234567"/>'
    )
    return f"<item><title>{title}</title><pubDate>{published}</pubDate>{sound}{rest}</item>"


def feed(*items: str, before: str = "", encoding: str = "utf-8") -> bytes:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>{before}<rss version="2.0" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom">'
        "<channel><title>The Tide Table</title><image><title>A picture</title></image>"
        f"{''.join(items)}</channel></rss>"
    ).encode(encoding)


def test_the_latest_episode_is_the_newest_and_says_what_the_feed_says() -> None:
    body = feed(
        item("one", "Sat, 05 Apr 2031 06:00:00 GMT"),
        item(
            "two",
            "Sun, 06 Apr 2031 06:00:00 +0200",
            "<itunes:duration>1:02:03</itunes:duration><link>https://velmora.example/two</link>"
            "<itunes:title>Not this</itunes:title><description>&lt;script&gt;</description>",
        ),
    )
    assert latest_episode(body) == Episode(
        show="The Tide Table",
        title="two",
        audio="https://sound.velmora.example/two.mp3",
        page="https://velmora.example/two",
        milliseconds=3_723_000,
        size=1_234_567,
        published_at=datetime(2031, 4, 6, 4, tzinfo=UTC),
    )


def test_without_times_the_first_is_the_latest() -> None:
    assert latest_episode(feed(item("one"), item("two", "yesterday"))).title == "one"


@pytest.mark.parametrize(
    ("duration", "milliseconds"),
    [
        ("75", 75_000),
        ("1:15", 75_000),
        ("01:02:03", 3_723_000),
        ("75.5", 75_000),
        ("", 0),
        ("-1", 0),
        ("1:2:3:4", 0),
        ("9" * 99, 0),
        ("an hour", 0),
    ],
)
def test_a_duration_is_read_or_unknown(duration: str, milliseconds: int) -> None:
    found = latest_episode(feed(item("one", rest=f"<itunes:duration>{duration}</itunes:duration>")))
    assert found.milliseconds == milliseconds


@pytest.mark.parametrize(
    "enclosure",
    [
        "<p/>",
        '<enclosure url="https://a.example/a.mp4" type="video/mp4"/>',
        '<enclosure url="javascript:alert(1)" type="audio/mpeg"/>',
        '<enclosure url="https://u:p@a.example/a.mp3" type="audio/mpeg"/>',
        '<enclosure url="/a.mp3" type="audio/mpeg"/>',
        '<enclosure type="audio/mpeg"/>',
    ],
)
def test_an_item_that_cannot_be_heard_is_no_episode(enclosure: str) -> None:
    assert latest_episode(feed(item("one", enclosure=enclosure), item("two"))).title == "two"
    with pytest.raises(FetchFailed):
        latest_episode(feed(item("one", enclosure=enclosure)))


def test_words_in_a_feed_are_plain_and_within_their_limits() -> None:
    found = latest_episode(feed(item("&lt;b&gt;Tide&lt;/b&gt; &amp;amp; " + "fog " * 200)))
    assert found.title.startswith("Tide & fog")
    assert len(found.title) <= 300


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

HARMFUL = {
    "billion laughs": feed(item("&l9;"), before=f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "our files": feed(item("&x;"), before='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "another server": feed(item("&x;"), before='<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1/">]>'),
    "a document type elsewhere": feed(item("one"), before='<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">'),
    "an entity of parameters": feed(
        item("one"), before='<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;]>'
    ),
    "an unknown entity": feed(item("&nbsp;")),
    "nesting": b"<rss><channel><item>" + b"<a>" * 100_000,
    "elements": b"<rss><channel>" + b"<a/>" * 100_000,
    "a long tag": b'<rss><channel a="' + b"x" * 1_000_000,
    "a long comment": b"<rss><channel><!--" + b"x" * 1_000_000,
    "too much": b"<rss><channel>" + b" " * FeedLimits().feed,
    "nothing": b"",
    "HTML": b"<!doctype html><html></html>",
    "JSON": b'{"title": "x"}',
    "Atom": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>',
    "another channel": b"<rss><x><channel><item/></channel></x></rss>",
    "an unknown encoding": b'<?xml version="1.0" encoding="velmora-8"?><rss/>',
    "an encoding of many bytes": b'<?xml version="1.0" encoding="shift_jis"?><rss/>',
    "broken words": feed(item("one")).replace(b"one", b"\xff\xfe"),
    "half a feed": feed(item("one"))[:-60],
}


@pytest.mark.parametrize("body", HARMFUL.values(), ids=HARMFUL)
def test_xml_that_means_harm_is_refused(body: bytes) -> None:
    with pytest.raises(FetchFailed):
        latest_episode(body)


def test_the_harmless_twin_of_the_harmful_feeds_is_read() -> None:
    assert latest_episode(feed(item("one"))).title == "one"
    assert latest_episode(feed(item("Nebel über dem Sund"), encoding="iso-8859-1")).title == "Nebel über dem Sund"
    assert latest_episode(feed(item("one"), encoding="utf-16")).title == "one"


def test_only_the_first_items_are_read() -> None:
    limits = MediaLimits(feed=FeedLimits(items=2))
    many = [item(f"n{number}", f"Sat, {number:02} Mar 2031 06:00:00 GMT") for number in range(1, 30)]
    assert latest_episode(feed(*many), limits).title == "n2"
    assert latest_episode(feed(*many)[:-30] + b"<<<", limits).title == "n2"


def test_one_can_follow_at_known_directories_and_by_the_feed() -> None:
    given = [
        "https://podcasts.apple.com/gb/podcast/id1",
        "https://podcasts.apple.com/gb/podcast/id2",
        "https://open.spotify.com/show/1",
        "https://podcasts.apple.com.velmora.example/",
        "javascript:alert(1)",
        "https://",
        "",
    ]
    assert follow_links(FEED, given) == (
        Follow(name="Apple Podcasts", address=given[0]),
        Follow(name="Spotify", address=given[2]),
        Follow(name="RSS", address=FEED),
    )
    assert follow_links("feed:x", []) == ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the feed's server answered."""

    body: bytes
    status: int = 200
    url: str = FEED
    content_type: str = "application/rss+xml"

    async def get(self, url: str, *, most_bytes: int, accept: str) -> Answer:
        """See `embedding.Fetch`."""
        assert (url, most_bytes, accept[:19]) == (FEED, FeedLimits().feed, "application/rss+xml")
        return self


async def test_a_feed_is_fetched_and_read() -> None:
    assert (await fetch_latest_episode(Answer(feed(item("one"))), FEED)).title == "one"
    with pytest.raises(FetchFailed, match="503"):
        await fetch_latest_episode(Answer(feed(item("one")), status=503), FEED)


@given(st.binary(max_size=100), st.integers(0, 400))
def test_no_feed_whatsoever_breaks_the_reader(noise: bytes, at: int) -> None:
    body = feed(item("one"))
    try:
        found = latest_episode(body[:at] + noise + body[at:])
    except FetchFailed:
        return
    assert "<" not in found.title
    assert found.audio.startswith("http")
