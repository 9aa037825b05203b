"""The providers that come with Stoppress: how their addresses are written, who is asked about them, what their frames need.

Knows eight providers, as they document their addresses and their oEmbed endpoints (November 2026). X documents a script and
no frame; the frame here is the one its script makes.
Does not know what they answer (`cards`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from stoppress.media.identifier_times import bluesky_time, mastodon_time, x_time
from stoppress.media.part_kinds import handle_or_did, host, made_of, one_of, start
from stoppress.media.providers import SANDBOX, Framing, Provider, Providers, framed_at, provider

# A link in the frame opens the provider's page: without the second token that page would be sandboxed like the frame.
_LINKS: Final = (*SANDBOX, "allow-popups", "allow-popups-to-escape-sandbox")
_FILM: Final = ("fullscreen", "picture-in-picture", "encrypted-media")

# YouTube plays nothing for a page that does not say who it is.
_WHO: Final = "strict-origin-when-cross-origin"

_YOUTUBE: Final = tuple(
    f"{before}{name}" for name in ("youtube.com", "youtube-nocookie.com") for before in ("", "www.", "m.", "music.")
)
_VIMEO: Final = ("vimeo.com", "www.vimeo.com")
_X: Final = tuple(f"{before}{name}" for name in ("x.com", "twitter.com") for before in ("", "www.", "mobile.", "m."))
_SOUNDCLOUD: Final = ("soundcloud.com", "www.soundcloud.com", "m.soundcloud.com")

# Pages of SoundCloud's own that look like a person, or like a sound of theirs.
_SOUNDCLOUD_PAGES: Final = frozenset(
    "charts discover feed forgot imprint jobs library messages notifications pages people popular search settings signin "
    "stations stream tags terms-of-use tracks upload you".split()
)
_SOUNDCLOUD_LISTS: Final = frozenset(
    "albums comments followers following likes popular-tracks reposts sets spotlight stats toptracks tracks".split()
)

YOUTUBE: Final = provider(
    name="youtube",
    title="YouTube",
    kinds={"id": made_of("A-Za-z0-9_-", 11, 11), "start": start},
    spellings=(
        (_YOUTUBE, "/watch?v={id}&t={start?}&start={start?}"),
        (_YOUTUBE, "/live/{id}?t={start?}"),
        (_YOUTUBE, "/shorts/{id}", 360, 640),
        (_YOUTUBE, "/embed/{id}?start={start?}"),
        (_YOUTUBE, "/v/{id}?start={start?}"),
        (("youtu.be", "www.youtu.be"), "/{id}?t={start?}"),
    ),
    keys=("{id}/{start}", "{id}"),
    address="https://www.youtube.com/watch?v={id}[&t={start}s]",
    question="https://www.youtube.com/oembed?format=json&url={address}",
    framing=Framing(
        template="https://www.youtube-nocookie.com/embed/{id}[?start={start}]",
        hosts=("www.youtube-nocookie.com",),
        sandbox=(*_LINKS, "allow-presentation"),
        allow=_FILM,
        referrer=_WHO,
    ),
    width=640,
    height=360,
)

VIMEO: Final = provider(
    name="vimeo",
    title="Vimeo",
    kinds={"id": made_of("0-9", 5, 12), "hash": made_of("0-9a-f", 6, 20), "_list": made_of("A-Za-z0-9_-", 1, 64)},
    spellings=(
        (_VIMEO, "/{id}?h={hash?}"),
        (_VIMEO, "/{id}/{hash}"),
        (_VIMEO, "/video/{id}?h={hash?}"),
        (_VIMEO, "/channels/{_list}/{id}"),
        (_VIMEO, "/groups/{_list}/videos/{id}"),
        (_VIMEO, "/album/{_list}/video/{id}"),
        (_VIMEO, "/showcase/{_list}/video/{id}"),
        (("player.vimeo.com",), "/video/{id}?h={hash?}"),
    ),
    keys=("{id}/{hash}", "{id}"),
    address="https://vimeo.com/{id}[/{hash}]",
    question="https://vimeo.com/api/oembed.json?url={address}",
    framing=Framing(
        template="https://player.vimeo.com/video/{id}?dnt=1[&h={hash}]",
        hosts=("player.vimeo.com",),
        sandbox=_LINKS,
        allow=_FILM,
        # A film may be shown on its owner's sites only.
        referrer=_WHO,
    ),
    width=640,
    height=360,
)

X: Final = provider(
    name="x",
    title="X",
    kinds={"user": made_of("A-Za-z0-9_", 1, 15), "id": made_of("0-9", 1, 19), "_nth": made_of("0-9", 1, 2)},
    spellings=(
        (_X, "/{user}/status/{id}"),
        (_X, "/{user}/statuses/{id}"),
        (_X, "/{user}/status/{id}/photo/{_nth}"),
        (_X, "/{user}/status/{id}/video/{_nth}"),
        # The person is then called `i`, as in x.com/i/status.
        (_X, "/{user}/web/status/{id}"),
    ),
    keys=("{user}/{id}",),
    address="https://x.com/{user}/status/{id}",
    question="https://publish.x.com/oembed?omit_script=1&dnt=1&url={address}",
    framing=Framing(
        template="https://platform.twitter.com/embed/Tweet.html?dnt=true&id={id}",
        hosts=("platform.twitter.com",),
        sandbox=_LINKS,
        allow=("fullscreen",),
    ),
    width=550,
    has_words_in_html=True,
    # Its pages are empty without scripts.
    has_open_graph=False,
    posted_at=x_time,
)

BLUESKY: Final = provider(
    name="bluesky",
    title="Bluesky",
    kinds={"who": handle_or_did, "id": made_of("2-7a-z", 13, 13)},
    spellings=((("bsky.app", "www.bsky.app"), "/profile/{who}/post/{id}"),),
    keys=("{who}/{id}",),
    address="https://bsky.app/profile/{who}/post/{id}",
    question="https://embed.bsky.app/oembed?format=json&url={address}",
    framing=Framing(
        template="https://embed.bsky.app/embed/{who}/app.bsky.feed.post/{id}",
        hosts=("embed.bsky.app",),
        sandbox=_LINKS,
        allow=("fullscreen",),
    ),
    width=600,
    has_words_in_html=True,
    posted_at=bluesky_time,
)

MASTODON: Final = provider(
    name="mastodon",
    title="Mastodon",
    kinds={"host": host, "user": made_of("A-Za-z0-9_", 1, 30), "id": made_of("0-9", 1, 20)},
    spellings=(
        ((), "/@{user}/{id}"),
        ((), "/web/@{user}/{id}"),
        ((), "/users/{user}/statuses/{id}"),
    ),
    keys=("{host}/{user}/{id}",),
    address="https://{host}/@{user}/{id}",
    question="https://{host}/api/oembed?url={address}",
    status="https://{host}/api/v1/statuses/{id}",
    # Nowhere, until the newsroom names servers: a page's policy cannot let every host in.
    framing=Framing(template="https://{host}/@{user}/{id}/embed", hosts=(), sandbox=_LINKS, allow=("fullscreen",)),
    width=400,
    is_candidate=True,
    posted_at=mastodon_time,
)

SPOTIFY: Final = provider(
    name="spotify",
    title="Spotify",
    kinds={
        "kind": one_of("track", "album", "episode", "show", "playlist"),
        "id": made_of("A-Za-z0-9", 22, 22),
        "_language": made_of("a-zA-Z-", 2, 7),
    },
    spellings=(
        (("open.spotify.com",), "/{kind}/{id}"),
        (("open.spotify.com",), "/intl-{_language}/{kind}/{id}"),
        (("open.spotify.com",), "/embed/{kind}/{id}"),
    ),
    keys=("{kind}/{id}",),
    address="https://open.spotify.com/{kind}/{id}",
    question="https://open.spotify.com/oembed?url={address}",
    framing=Framing(
        template="https://open.spotify.com/embed/{kind}/{id}",
        hosts=("open.spotify.com",),
        sandbox=_LINKS,
        allow=("encrypted-media", "fullscreen"),
    ),
    height=352,
)

SOUNDCLOUD: Final = provider(
    name="soundcloud",
    title="SoundCloud",
    kinds={
        "user": made_of("a-zA-Z0-9_-", 1, 64, never=_SOUNDCLOUD_PAGES),
        "track": made_of("a-zA-Z0-9_-", 1, 255, never=_SOUNDCLOUD_LISTS),
        "set": made_of("a-zA-Z0-9_-", 1, 255),
        "secret": made_of("A-Za-z0-9", 4, 32),
    },
    spellings=(
        (_SOUNDCLOUD, "/{user}/sets/{set}/s-{secret}"),
        (_SOUNDCLOUD, "/{user}/sets/{set}"),
        (_SOUNDCLOUD, "/{user}/{track}/s-{secret}"),
        (_SOUNDCLOUD, "/{user}/{track}"),
    ),
    keys=("{user}/sets/{set}/s-{secret}", "{user}/sets/{set}", "{user}/{track}/s-{secret}", "{user}/{track}"),
    address="https://soundcloud.com/{user}[/sets/{set}][/{track}][/s-{secret}]",
    question="https://soundcloud.com/oembed?format=json&url={address}",
    framing=Framing(
        template="https://w.soundcloud.com/player/?auto_play=false&url=https%3A%2F%2Fsoundcloud.com%2F{user}"
        "[%2Fsets%2F{set}][%2F{track}][%2Fs-{secret}]",
        hosts=("w.soundcloud.com",),
        sandbox=_LINKS,
        allow=("encrypted-media",),
    ),
    height=166,
)

DATAWRAPPER: Final = provider(
    name="datawrapper",
    title="Datawrapper",
    kinds={"id": made_of("A-Za-z0-9", 5, 5), "version": made_of("0-9", 1, 5)},
    spellings=(
        (("datawrapper.dwcdn.net",), "/{id}/{version}"),
        (("datawrapper.dwcdn.net",), "/{id}/{version}/index.html"),
        (("datawrapper.dwcdn.net",), "/{id}"),
    ),
    keys=("{id}/{version}", "{id}"),
    address="https://datawrapper.dwcdn.net/{id}/[{version}/]",
    question="https://api.datawrapper.de/v3/oembed?format=json&url={address}",
    framing=Framing(
        template="https://datawrapper.dwcdn.net/{id}/[{version}/]", hosts=("datawrapper.dwcdn.net",), sandbox=_LINKS
    ),
    height=400,
)

TABLE: Final = (YOUTUBE, VIMEO, X, BLUESKY, SPOTIFY, SOUNDCLOUD, DATAWRAPPER, MASTODON)
"""Every provider that comes with Stoppress."""


def providers(own: Iterable[Provider] = (), mastodon_hosts: Iterable[str] = ()) -> Providers:
    """The publication's list: ours, the newsroom's own, and the Mastodon servers whose frames it lets in."""
    ours = (framed_at(each, mastodon_hosts) if each is MASTODON else each for each in TABLE)
    return Providers((*ours, *own))
