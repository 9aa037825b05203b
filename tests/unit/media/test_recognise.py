"""Providers' addresses: each spelling is known, whatever only looks like one is a link, and frames are made of keys alone."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.media.provider_table import TABLE, providers

OURS = providers(mastodon_hosts=["masto.velmora.example"])

FILM = "aB3_dE-9hIj"
SOUND = "0123456789abcdefghijAB"
DID = "did:plc:abcdefghijklmnopqrstuv23"
SHORT_DID = "did:plc:abcdefghijklmnopqrstuv2"

SPELLINGS = [
    (f"https://www.youtube.com/watch?v={FILM}", "youtube", FILM),
    (f"http://youtube.com/watch?v={FILM}", "youtube", FILM),
    (f"HTTPS://WWW.YouTube.COM/watch?v={FILM}", "youtube", FILM),
    (f"https://m.youtube.com/watch?v={FILM}&feature=share", "youtube", FILM),
    (f"https://www.youtube.com/watch?list=PL0123&v={FILM}&index=2", "youtube", FILM),
    (f"https://www.youtube.com/watch/?v={FILM}", "youtube", FILM),
    (f"https://www.youtube.com/watch?v={FILM}#t=10", "youtube", FILM),
    (f"https://www.youtube.com/watch?v={FILM}&t=90", "youtube", f"{FILM}/90"),
    (f"https://www.youtube.com/watch?v={FILM}&t=1m30s", "youtube", f"{FILM}/90"),
    (f"https://www.youtube.com/watch?v={FILM}&t=1h0m5s", "youtube", f"{FILM}/3605"),
    (f"https://www.youtube.com/watch?v={FILM}&start=7", "youtube", f"{FILM}/7"),
    (f"https://www.youtube.com/watch?v={FILM}&t=0", "youtube", FILM),
    (f"https://www.youtube.com/watch?v={FILM}&t=soon", "youtube", FILM),
    (f"https://www.youtube.com/watch?v={FILM}&t=999999999", "youtube", FILM),
    (f"https://youtu.be/{FILM}", "youtube", FILM),
    (f"https://youtu.be/{FILM}?si=AbCdEf&t=12", "youtube", f"{FILM}/12"),
    (f"https://www.youtube.com/shorts/{FILM}", "youtube", FILM),
    (f"https://www.youtube.com/live/{FILM}?feature=shared", "youtube", FILM),
    (f"https://www.youtube.com/embed/{FILM}?start=3", "youtube", f"{FILM}/3"),
    (f"https://www.youtube-nocookie.com/embed/{FILM}", "youtube", FILM),
    ("https://vimeo.com/123456789", "vimeo", "123456789"),
    ("https://www.vimeo.com/123456789/", "vimeo", "123456789"),
    ("https://vimeo.com/123456789/0a1b2c3d4e", "vimeo", "123456789/0a1b2c3d4e"),
    ("https://vimeo.com/123456789?h=0a1b2c3d4e&share=copy", "vimeo", "123456789/0a1b2c3d4e"),
    ("https://player.vimeo.com/video/123456789?h=0a1b2c3d4e", "vimeo", "123456789/0a1b2c3d4e"),
    ("https://player.vimeo.com/video/123456789", "vimeo", "123456789"),
    ("https://vimeo.com/channels/harbours/123456789", "vimeo", "123456789"),
    ("https://vimeo.com/groups/harbours/videos/123456789", "vimeo", "123456789"),
    ("https://x.com/harbour_desk/status/1803400000000000000", "x", "harbour_desk/1803400000000000000"),
    ("https://twitter.com/harbour_desk/status/1803400000000000000?s=20", "x", "harbour_desk/1803400000000000000"),
    ("https://mobile.twitter.com/harbour_desk/statuses/42", "x", "harbour_desk/42"),
    ("https://x.com/harbour_desk/status/42/photo/1", "x", "harbour_desk/42"),
    ("https://twitter.com/harbour_desk/status/42/video/2", "x", "harbour_desk/42"),
    ("https://x.com/i/status/42", "x", "i/42"),
    ("https://twitter.com/i/web/status/42", "x", "i/42"),
    (
        "https://bsky.app/profile/desk.velmora.example/post/3kv6b2kmooj3e",
        "bluesky",
        "desk.velmora.example/3kv6b2kmooj3e",
    ),
    (f"https://bsky.app/profile/{DID}/post/3kv6b2kmooj3e", "bluesky", f"{DID}/3kv6b2kmooj3e"),
    (
        "https://masto.velmora.example/@desk/112640000000000000",
        "mastodon",
        "masto.velmora.example/desk/112640000000000000",
    ),
    ("https://Any.Other.example/@desk/112640000000000000", "mastodon", "any.other.example/desk/112640000000000000"),
    ("https://masto.velmora.example/users/desk/statuses/42", "mastodon", "masto.velmora.example/desk/42"),
    (f"https://open.spotify.com/track/{SOUND}", "spotify", f"track/{SOUND}"),
    (f"https://open.spotify.com/album/{SOUND}?si=0123", "spotify", f"album/{SOUND}"),
    (f"https://open.spotify.com/episode/{SOUND}", "spotify", f"episode/{SOUND}"),
    (f"https://open.spotify.com/show/{SOUND}", "spotify", f"show/{SOUND}"),
    (f"https://open.spotify.com/playlist/{SOUND}", "spotify", f"playlist/{SOUND}"),
    (f"https://open.spotify.com/intl-de/track/{SOUND}", "spotify", f"track/{SOUND}"),
    (f"https://open.spotify.com/intl-pt-BR/track/{SOUND}", "spotify", f"track/{SOUND}"),
    (f"https://open.spotify.com/embed/track/{SOUND}", "spotify", f"track/{SOUND}"),
    ("https://soundcloud.com/velmora-radio/fog-horn", "soundcloud", "velmora-radio/fog-horn"),
    ("https://m.soundcloud.com/velmora-radio/fog-horn?si=1", "soundcloud", "velmora-radio/fog-horn"),
    ("https://soundcloud.com/velmora-radio/sets/harbour", "soundcloud", "velmora-radio/sets/harbour"),
    ("https://soundcloud.com/velmora-radio/fog-horn/s-AbC123", "soundcloud", "velmora-radio/fog-horn/s-AbC123"),
    ("https://soundcloud.com/velmora-radio/sets/harbour/s-AbC123", "soundcloud", "velmora-radio/sets/harbour/s-AbC123"),
    ("https://datawrapper.dwcdn.net/aB3dE/12/", "datawrapper", "aB3dE/12"),
    ("https://datawrapper.dwcdn.net/aB3dE/12/index.html", "datawrapper", "aB3dE/12"),
    ("https://datawrapper.dwcdn.net/aB3dE/", "datawrapper", "aB3dE"),
]

HOSTILE = [
    "",
    "https://",
    "youtube.com",
    f"//www.youtube.com/watch?v={FILM}",
    f"javascript://www.youtube.com/watch?v={FILM}",
    f"ftp://www.youtube.com/watch?v={FILM}",
    f"https://user@www.youtube.com/watch?v={FILM}",
    f"https://user:word@www.youtube.com/watch?v={FILM}",
    f"https://www.youtube.com@velmora.example/watch?v={FILM}",
    f"https://velmora.example\\@www.youtube.com/watch?v={FILM}",
    f"https://www.youtube.com:443/watch?v={FILM}",
    f"https://www.youtube.com:8443/watch?v={FILM}",
    f"https://www.youtube.com./watch?v={FILM}",
    f"https://evilyoutube.com/watch?v={FILM}",
    f"https://youtube.com.velmora.example/watch?v={FILM}",
    f"https://velmora.example/youtube.com/watch?v={FILM}",
    f"https://velmora.example/?u=https://youtu.be/{FILM}",
    f"https://www.y\u043eutube.com/watch?v={FILM}",  # a Cyrillic letter
    f"https://www.\uff59outube.com/watch?v={FILM}",  # full width
    f"https://www\u3002youtube\u3002com/watch?v={FILM}",
    f"https://xn--youtbe-0ya.com/watch?v={FILM}",
    f"https://www.youtube.com/watch?v={FILM}\r\nHost: velmora.example",
    f"https://www.youtube.com/watch?v={FILM}\n",
    f"\thttps://www.youtube.com/watch?v={FILM}",
    f"https://www.youtube.com/watch?v={FILM} ",
    f"https://www.youtube.com/\twatch?v={FILM}",
    f"https://www.youtube.com/watch?v={FILM[:-1]}",
    f"https://www.youtube.com/watch?v={FILM}x",
    f"https://www.youtube.com/watch?v={FILM[:-1]}%22",
    f'https://www.youtube.com/watch?v={FILM[:-1]}"',
    f"https://www.youtube.com/watch?v={FILM[:-1]}'",
    f"https://www.youtube.com/watch?v={FILM[:-1]}/",
    f"https://www.youtube.com/watch?v={FILM[:-1]}.",
    f"https://www.youtube.com/watch?v={FILM[:-1]}é",
    f"https://www.youtube.com/watch?v={FILM}&v=AAAAAAAAAAA",
    "https://www.youtube.com/watch?v=../../../ab",
    f"https://www.youtube.com/%77atch?v={FILM}",
    f"https://www.youtube.com/watch%3Fv={FILM}",
    f"https://www.youtube.com//watch?v={FILM}",
    f"https://www.youtube.com/./watch?v={FILM}",
    f"https://www.youtube.com/x/../watch?v={FILM}",
    f"https://www.youtube.com/watch;v={FILM}",
    "https://www.youtube.com/@desk/42",
    f"https://youtu.be/{FILM}/x",
    "https://vimeo.com/123456789/0a1b2c3d4z",
    "https://vimeo.com/blog",
    "https://vimeo.com/\u0661\u0662\u0663\u0664\u0665\u0666",
    "https://x.com/harbour_desk",
    "https://x.com/harbour_desk/status/42x",
    "https://x.com/harbour_desk/status/",
    "https://x.com/harbour.desk/status/42",
    "https://x.com/a_name_of_sixteen/status/42",
    "https://x.com/harbour_desk/status/42/likes",
    "https://twitter.com.velmora.example/a/status/42",
    "https://bsky.app/profile/desk.velmora.example/post/3kv6b2kmooj3e1",
    "https://bsky.app/profile/desk.velmora.example/post/0kv6b2kmooj31",
    f"https://bsky.app/profile/{SHORT_DID}/post/3kv6b2kmooj3e",
    "https://bsky.app/profile/../post/3kv6b2kmooj3e",
    "https://bsky.app/profile/did:web:velmora.example/post/3kv6b2kmooj3e",
    "https://bsky.app/profile/desk/post/3kv6b2kmooj3e",
    "https://127.0.0.1/@desk/42",
    "https://[::1]/@desk/42",
    "https://localhost/@desk/42",
    "https://masto.velmora.example:3000/@desk/42",
    "https://masto..example/@desk/42",
    "https://-masto.example/@desk/42",
    "https://masto.velmora.example/@desk@elsewhere.example/42",
    "https://masto.velmora.example/@desk/42x",
    "https://masto.velmora.example/@desk/123456789012345678901",
    f"https://open.spotify.com/user/{SOUND}",
    f"https://open.spotify.com/track/{SOUND}1",
    f"https://open.spotify.com/intl-/track/{SOUND}",
    "https://soundcloud.com/discover",
    "https://soundcloud.com/discover/new",
    "https://soundcloud.com/velmora-radio/likes",
    "https://soundcloud.com/velmora-radio/sets",
    "https://soundcloud.com/velmora-radio/fog.horn",
    "https://datawrapper.dwcdn.net/aB3dEf/1/",
    "https://datawrapper.dwcdn.net/aB3dE/1x/",
    "https://datawrapper.dwcdn.net/aB3d'/1/",
    "https://www.youtube.com/watch?v=" + FILM + "&x=" + "y" * 2_000,
]


@pytest.mark.parametrize(("address", "name", "key"), SPELLINGS)
def test_every_spelling_names_the_same_thing(address: str, name: str, key: str) -> None:
    found = OURS.recognise(address)
    assert found is not None
    assert (found.provider.name, found.key, found.address) == (name, key, address)
    again = OURS.recognise(found.canonical)
    assert again is not None, "our own spelling is one of theirs"
    assert (again.provider.name, again.key, again.canonical) == (name, key, found.canonical)


@pytest.mark.parametrize("address", HOSTILE)
def test_what_only_looks_like_a_provider_is_a_link(address: str) -> None:
    assert OURS.recognise(address) is None


def test_every_provider_is_in_the_table_of_spellings() -> None:
    assert {name for _, name, _ in SPELLINGS} == {each.name for each in TABLE}


@pytest.mark.parametrize(("address", "name", "key"), SPELLINGS)
def test_a_frame_is_on_a_host_that_the_policy_lets_in_and_holds_the_key(address: str, name: str, key: str) -> None:
    frame = OURS.frame(name, key)
    if key.startswith("any.other.example/"):
        assert frame is None, "no page's policy lets every host in"
        return
    assert frame is not None
    assert f"https://{urlsplit(frame.address).hostname}" in OURS.frame_sources()
    assert all(each in frame.address for each in key.split("/") if not (name == "x" and not each.isdecimal()))
    assert "allow-top-navigation" not in frame.sandbox
    assert "autoplay" not in frame.allow


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("nobody", FILM),
        ("youtube", ""),
        ("youtube", "../x"),
        ("youtube", f'{FILM}"onload="x'),
        ("youtube", f"{FILM}/1/2"),
        ("youtube", f"{FILM}/0"),
        ("mastodon", "velmora.example/desk/42"),
        ("mastodon", "masto.velmora.example/desk/42/"),
        ("datawrapper", "../../"),
    ],
)
def test_a_key_that_no_address_gives_has_no_frame(name: str, key: str) -> None:
    assert OURS.frame(name, key) is None


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        (f"https://youtu.be/{FILM}", (640, 360)),
        (f"https://www.youtube.com/shorts/{FILM}", (360, 640)),
        (f"https://open.spotify.com/track/{SOUND}", (0, 352)),
    ],
)
def test_a_shape_is_known_before_anybody_is_asked(address: str, shape: tuple[int, int]) -> None:
    found = OURS.recognise(address)
    assert found is not None
    assert (found.width, found.height) == shape


@given(
    st.text(st.sampled_from("htps:/.@%?&=#[]\\\"'<>{}youtbewatcv. \r\nA1-_é\u3002"), max_size=60) | st.text(max_size=40)
)
def test_nothing_breaks_recognising(tail: str) -> None:
    for start in (
        "",
        "https://",
        "https://www.youtube.com/",
        f"https://youtu.be/{FILM}",
        "https://masto.velmora.example/@desk/",
    ):
        found = OURS.recognise(start + tail)
        if found is not None:
            assert found.address.isascii()
            assert not set(found.canonical + found.key) & set("\"'<>\\ \r\n")
