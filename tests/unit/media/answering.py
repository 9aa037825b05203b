"""What providers answer, after the fields they document; every name and word in it is invented.

Knows one answer for each provider, and ways to spoil one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stoppress.media.provider_table import providers
from stoppress.media.providers import Provided, Providers

PROVIDERS: Final[Providers] = providers()

ADDRESSES: Final = {
    "youtube": "https://www.youtube.com/watch?v=aB3_dE-9hIj",
    "vimeo": "https://vimeo.com/123456789",
    "x": "https://x.com/harbour_desk/status/1803400000000000000",
    "bluesky": "https://bsky.app/profile/desk.velmora.example/post/3kv6b2kmooj3e",
    "mastodon": "https://masto.velmora.example/@desk/112640000000000000",
    "spotify": "https://open.spotify.com/episode/0123456789abcdefghijAB",
    "soundcloud": "https://soundcloud.com/velmora-radio/fog-horn",
    "datawrapper": "https://datawrapper.dwcdn.net/aB3dE/12/",
}

OEMBED: Final[Mapping[str, dict[str, Any]]] = {
    "youtube": {
        "title": "The harbour wall at high tide",
        "author_name": "Velmora TV",
        "author_url": "https://www.youtube.com/@velmoratv",
        "type": "video",
        "height": 113,
        "width": 200,
        "version": "1.0",
        "provider_name": "YouTube",
        "provider_url": "https://www.youtube.com/",
        "thumbnail_url": "https://i.ytimg.com/vi/aB3_dE-9hIj/hqdefault.jpg",
        "html": '<iframe src="https://www.youtube.com/embed/aB3_dE-9hIj"></iframe>',
    },
    "vimeo": {
        "type": "video",
        "version": "1.0",
        "provider_name": "Vimeo",
        "provider_url": "https://vimeo.com/",
        "title": "Fog over the sound",
        "author_name": "Rosa Quill",
        "description": "Filmed from the ferry.\n\nNo drones.",
        "width": 426,
        "height": 240,
        "duration": 61,
        "thumbnail_url": "https://i.vimeocdn.com/video/1-d_295x166",
        "html": '<iframe src="https://player.vimeo.com/video/123456789"></iframe>',
        "video_id": 123456789,
    },
    "x": {
        "url": "https://twitter.com/harbour_desk/status/1803400000000000000",
        "author_name": "Harbour Desk",
        "author_url": "https://twitter.com/harbour_desk",
        "html": '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">The 9.40 ferry is held &amp; waits.<br>Next: '
        '10.15 <a href="https://t.co/x">pic.twitter.com/x</a></p>&mdash; Harbour Desk (@harbour_desk) '
        '<a href="https://twitter.com/harbour_desk/status/1803400000000000000">June 19</a></blockquote>',
        "width": 550,
        "height": None,
        "type": "rich",
        "cache_age": "3153600000",
        "provider_name": "Twitter",
        "provider_url": "https://twitter.com",
        "version": "1.0",
    },
    "bluesky": {
        "type": "rich",
        "version": "1.0",
        "author_name": "Harbour Desk",
        "author_url": "https://bsky.app/profile/desk.velmora.example",
        "provider_name": "Bluesky Social",
        "provider_url": "https://bsky.app",
        "cache_age": 86400,
        "width": 600,
        "height": None,
        "html": '<blockquote class="bluesky-embed"><p lang="en">The lock gates are open again.<br><br>'
        '<a href="https://bsky.app/x">[image or embed]</a></p>&mdash; Harbour Desk (<a>@desk</a>)</blockquote>'
        '<script async src="https://embed.bsky.app/static/embed.js"></script>',
    },
    "mastodon": {
        "type": "rich",
        "version": "1.0",
        "author_name": "Harbour Desk",
        "author_url": "https://masto.velmora.example/@desk",
        "provider_name": "masto.velmora.example",
        "provider_url": "https://masto.velmora.example/",
        "cache_age": 86400,
        "html": '<blockquote class="mastodon-embed"><a href="https://masto.velmora.example/@desk/1">View</a></blockquote>',
        "width": 400,
        "height": None,
    },
    "spotify": {
        "html": '<iframe src="https://open.spotify.com/embed/episode/0123456789abcdefghijAB"></iframe>',
        "iframe_url": "https://open.spotify.com/embed/episode/0123456789abcdefghijAB",
        "width": 456,
        "height": 152,
        "version": "1.0",
        "provider_name": "Spotify",
        "provider_url": "https://spotify.com",
        "type": "rich",
        "title": "The Tide Table, episode 9",
        "thumbnail_url": "https://i.scdn.co/image/ab67",
    },
    "soundcloud": {
        "version": 1.0,
        "type": "rich",
        "provider_name": "SoundCloud",
        "provider_url": "https://soundcloud.com",
        "height": 400,
        "width": "100%",
        "title": "Fog horn by Velmora Radio",
        "description": "Recorded on the &quot;Marlow&quot;.",
        "thumbnail_url": "https://i1.sndcdn.com/artworks-1-t500x500.jpg",
        "html": '<iframe src="https://w.soundcloud.com/player/?url=x"></iframe>',
        "author_name": "Velmora Radio",
    },
    "datawrapper": {
        "type": "rich",
        "version": 1,
        "provider_name": "Datawrapper",
        "provider_url": "https://app.datawrapper.de",
        "title": "<strong>Water</strong> at the wall",
        "width": 600,
        "height": 500,
        "html": '<iframe src="//datawrapper.dwcdn.net/aB3dE/12/"></iframe><script>x()</script>',
    },
}

STATUS: Final = {
    "id": "112640000000000000",
    "created_at": "2024-06-18T22:33:21.123Z",
    "sensitive": False,
    "spoiler_text": "",
    "visibility": "public",
    "uri": "https://masto.velmora.example/users/desk/statuses/112640000000000000",
    "content": '<p>The bridge is closed.<br>Use the <a href="https://velmora.example">ferry</a>.</p><p>More at 9.</p>',
    "account": {"acct": "desk", "display_name": "Harbour Desk \u2693"},
    "media_attachments": [
        {"type": "audio", "preview_url": "https://files.velmora.example/0.png"},
        {"type": "image", "preview_url": "https://files.velmora.example/1.png"},
    ],
}

PAGE: Final = """<!doctype html><html><head><title>Fog &amp; ferries</title>
<meta property="og:title" content="Fog over the &quot;sound&quot;">
<meta property="og:description" content="Filmed from the ferry.">
<meta property="og:image" content="/pictures/fog.jpg">
<meta property="article:published_time" content="2031-04-05T09:40:00+02:00">
<meta name="author" content="Rosa Quill"></head><body><meta property="og:title" content="Second"></body></html>"""

SCRIPT: Final = "<script>alert(1)</script><img src=x onerror=alert(1)>\x00\u202e"


def provided(name: str) -> Provided:
    """The provider's address above, recognised."""
    found = PROVIDERS.recognise(ADDRESSES[name])
    assert found is not None
    return found


def as_bytes(answer: object) -> bytes:
    """JSON as it comes over the wire."""
    return json.dumps(answer).encode()


def spoilt(answer: Mapping[str, Any], *, keep: tuple[str, ...] = ("type", "provider_url")) -> Iterator[dict[str, Any]]:
    """The answer with every field but those kept turned into something else, one kind of something at a time."""
    for wrong in (
        None,
        True,
        -1,
        1e400,
        10**30,
        [],
        {},
        [SCRIPT],
        {"a": {"b": SCRIPT}},
        SCRIPT,
        SCRIPT * 250,
        "\ud800",
        "",
    ):
        yield {name: value if name in keep else wrong for name, value in answer.items()}
