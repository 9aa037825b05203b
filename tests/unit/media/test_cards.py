"""Cards: what each provider answers becomes plain facts, and no answer whatsoever becomes anything else."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.checks import is_web_address
from stoppress.errors import FetchFailed
from stoppress.media import told
from stoppress.media.cards import LIMITS, Card, embed, oembed_card, open_graph_card, status_card
from stoppress.media.told import head_fields, json_object
from tests.unit.media.answering import ADDRESSES, OEMBED, PAGE, SCRIPT, STATUS, as_bytes, provided, spoilt

MARKUP = re.compile(r"<[A-Za-z/!?]")


def card(name: str) -> Card:
    return oembed_card(json_object(as_bytes(OEMBED[name]), "application/json"), provided(name))


def assert_plain(found: Card) -> None:
    for text, limit in ((found.title, LIMITS.title), (found.author, LIMITS.author), (found.text, LIMITS.text)):
        assert len(text) <= limit
        assert not MARKUP.search(text)
        assert not [each for each in text if category(each) in ("Cc", "Cs") and each != "\n"]
        assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
        assert text == text.strip()
        text.encode()
    assert "\n" not in found.title + found.author
    assert found.picture == "" or is_web_address(found.picture)
    assert all(type(each) is int and 0 <= each <= 4_096 for each in (found.width, found.height))


@pytest.mark.parametrize(
    ("name", "title", "author", "text"),
    [
        ("youtube", "The harbour wall at high tide", "Velmora TV", ""),
        ("vimeo", "Fog over the sound", "Rosa Quill", "Filmed from the ferry.\n\nNo drones."),
        ("x", "", "Harbour Desk", "The 9.40 ferry is held & waits.\nNext: 10.15 pic.twitter.com/x"),
        ("bluesky", "", "Harbour Desk", "The lock gates are open again."),
        ("mastodon", "", "Harbour Desk", ""),
        ("spotify", "The Tide Table, episode 9", "", ""),
        ("soundcloud", "Fog horn by Velmora Radio", "Velmora Radio", 'Recorded on the "Marlow".'),
        ("datawrapper", "Water at the wall", "", ""),
    ],
)
def test_each_provider_s_answer_becomes_its_words(name: str, title: str, author: str, text: str) -> None:
    found = card(name)
    assert (found.title, found.author, found.text) == (title, author, text)
    assert_plain(found)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("youtube", (200, 113)),
        ("x", (550, 0)),
        ("bluesky", (600, 0)),
        ("spotify", (0, 152)),
        ("soundcloud", (0, 400)),
        ("datawrapper", (0, 500)),
    ],
)
def test_a_player_is_as_wide_as_the_page_and_a_film_has_a_shape(name: str, shape: tuple[int, int]) -> None:
    found = embed(provided(name), card(name))
    assert (found.width, found.height) == shape


def test_a_number_may_say_when_something_was_posted() -> None:
    times = {name: embed(provided(name), Card()).posted_at for name in ADDRESSES}
    assert times["x"] == datetime(2024, 6, 19, 12, 10, 40, tzinfo=UTC)
    assert times["mastodon"] == datetime(2024, 6, 18, 22, 33, 20, tzinfo=UTC)
    assert times["bluesky"] == datetime(2024, 6, 18, 3, 34, 6, tzinfo=UTC)
    assert times["youtube"] is None


def test_key_and_address_come_from_the_address() -> None:
    found = embed(provided("youtube"), card("youtube"))
    assert (found.address, found.provider, found.key) == (ADDRESSES["youtube"], "youtube", "aB3_dE-9hIj")
    assert found.picture is None


def test_a_status_says_its_words_its_time_and_its_first_picture() -> None:
    found = status_card(STATUS)
    assert found.author == "Harbour Desk ⚓"
    assert found.text == "The bridge is closed.\nUse the ferry.\n\nMore at 9."
    assert found.posted_at == datetime(2024, 6, 18, 22, 33, 21, tzinfo=UTC)
    assert found.picture == "https://files.velmora.example/1.png"


@pytest.mark.parametrize("hidden", [{"spoiler_text": "The match result"}, {"sensitive": True}])
def test_what_its_author_hides_is_not_shown(hidden: dict[str, Any]) -> None:
    found = status_card({**STATUS, **hidden})
    assert found.picture == ""
    assert found.text == hidden.get("spoiler_text", status_card(STATUS).text)


def test_a_page_s_head_says_enough_for_a_card() -> None:
    found = open_graph_card(head_fields(PAGE.encode(), "text/html; charset=utf-8"), "https://velmora.example/a/b")
    assert found == Card(
        title='Fog over the "sound"',
        author="Rosa Quill",
        text="Filmed from the ferry.",
        posted_at=datetime(2031, 4, 5, 7, 40, tzinfo=UTC),
        picture="https://velmora.example/pictures/fog.jpg",
    )


@pytest.mark.parametrize("name", list(OEMBED))
def test_a_spoilt_answer_is_plain_or_refused(name: str) -> None:
    for answer in spoilt(OEMBED[name]):
        found = oembed_card(json_object(as_bytes(answer), ""), provided(name))
        assert_plain(found)
        embed(provided(name), found)
    for status in spoilt(STATUS, keep=()):
        assert_plain(status_card(json_object(as_bytes(status), "")))


@pytest.mark.parametrize("name", list(OEMBED))
def test_script_in_every_field_says_nothing(name: str) -> None:
    answer = {**dict.fromkeys(OEMBED[name], SCRIPT), "type": "rich", "provider_url": OEMBED[name]["provider_url"]}
    assert oembed_card(answer, provided(name)) == Card()


@pytest.mark.parametrize(
    "title",
    [
        "<b>Tide</b>",
        "&lt;b&gt;Tide&lt;/b&gt;",
        "&amp;lt;b&amp;gt;Tide",
        "<\x00b>Tide",
        "<<b>b>Tide",
        "&lt;&lt;b>b>Tide",
        "<!--x-->Tide",
        "<?x?>Tide",
        "<style>b</style>Tide",
        "<b\nTide",
        "Tide<script",
        "&lt;" * 3_000 + "b>",
    ],
)
def test_no_way_of_writing_markup_brings_it_through(title: str) -> None:
    assert_plain(
        oembed_card({"type": "link", "title": title, "author_name": title, "description": title}, provided("youtube"))
    )


def test_markup_within_markup_within_markup_loses_its_brackets() -> None:
    title = "<<b>x"
    for _ in range(6):
        title = "<i></i>" + title.replace("&", "&amp;").replace("<", "&lt;")
        assert_plain(oembed_card({"type": "link", "title": title}, provided("youtube")))


def test_words_that_are_no_markup_stay() -> None:
    answer = {"type": "link", "title": "Tide < 3 m & rising > 1 m, “so far” – 3<4", "author_name": "A&B"}
    found = oembed_card(answer, provided("youtube"))
    assert (found.title, found.author) == ("Tide < 3 m & rising > 1 m, “so far” – 3<4", "A&B")


@pytest.mark.parametrize(
    ("given", "kept"), [("a" * 300, "a" * 300), ("a" * 301, "a" * 299 + "…"), ("ab " * 200, "ab " * 99 + "ab…")]
)
def test_a_field_over_its_limit_is_cut_at_a_word(given: str, kept: str) -> None:
    assert oembed_card({"type": "link", "title": given}, provided("youtube")).title == kept


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"<html></html>",
        b"{",
        b"[" * 200_000,
        b'{"a":' * 40_000,
        b'{"a": ' + b"9" * 100_000 + b"}",
        b"\xff\xfe\x00",
        b" " * (told.LIMITS.answer + 1),
        b'{"title": "' + b"x" * 10 * 1024 * 1024 + b'"}',
    ],
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(FetchFailed):
        json_object(body, "application/json")


@pytest.mark.parametrize("answer", [{}, {"type": "error"}, {"type": ["rich"]}, {"type": None, "title": "x"}])
def test_what_is_no_oembed_is_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(FetchFailed):
        oembed_card(answer, provided("youtube"))


@pytest.mark.parametrize(
    "url",
    [
        None,
        7,
        "",
        "https://elsewhere.example/",
        "https://masto.velmora.example.evil.example",
        "javascript:x",
        "https://[",
    ],
)
def test_a_candidate_has_to_say_that_it_is_itself(url: object) -> None:
    with pytest.raises(FetchFailed):
        oembed_card({**OEMBED["mastodon"], "provider_url": url}, provided("mastodon"))


@pytest.mark.parametrize(
    "charset", ["utf-8", "UTF8", "latin-1", "windows-1252", "utf-16", "utf-7", "idna", "zip", "", "\x00"]
)
def test_a_wrong_charset_breaks_words_and_nothing_else(charset: str) -> None:
    body = json.dumps({"type": "link", "title": "Grüße aus Velmora"}, ensure_ascii=False).encode()
    try:
        found = json_object(body, f"application/json; charset={charset}")
    except FetchFailed:
        assert charset == "utf-16"
        return
    assert str(found["title"]).endswith("e aus Velmora")


def test_of_a_name_that_is_there_twice_the_last_counts() -> None:
    body = b'{"type": "link", "title": "<script>", "title": "Tide"}'
    assert oembed_card(json_object(body, ""), provided("youtube")).title == "Tide"


@pytest.mark.parametrize(
    "picture",
    [
        "javascript:alert(1)",
        "data:image/png;base64,x",
        "//[",
        "file:///etc/passwd",
        "https://u:p@x.example/",
        "https://x.example/\n",
        7,
    ],
)
def test_a_picture_that_is_no_web_address_is_none(picture: object) -> None:
    assert oembed_card({"type": "link", "thumbnail_url": picture}, provided("youtube")).picture == ""
    if isinstance(picture, str):
        found = open_graph_card({"og:image": picture}, "https://velmora.example/").picture
        assert found == "" or found.startswith("https://x.example/")


@pytest.mark.parametrize(
    "at",
    [
        "",
        "yesterday",
        "2031-04-05",
        "2031-04-05T09:00",
        "0001-01-01T00:00+23:59",
        "9999-12-31T23:59-23:59",
        "1031-04-05T09:00Z",
    ],
)
def test_a_time_without_a_place_or_out_of_reason_is_none(at: str) -> None:
    assert status_card({"created_at": at}).posted_at is None


@pytest.mark.parametrize("pixels", [True, 15, 4_097, -1, 0, 560.0, "560", [560], 1e400])
def test_a_size_is_a_whole_number_within_reason_or_unknown(pixels: object) -> None:
    assert oembed_card({"type": "video", "width": pixels, "height": 360}, provided("youtube")).width == 0


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([SCRIPT, "&lt;b&gt;", "<p>x</p>"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(OEMBED)), st.dictionaries(st.sampled_from(sorted({*OEMBED["vimeo"], *STATUS})), JSON))
def test_no_answer_whatsoever_gives_more_than_plain_words(name: str, answer: dict[str, Any]) -> None:
    tree = {**answer, "type": "rich", "provider_url": OEMBED[name]["provider_url"]}
    assert_plain(oembed_card(tree, provided(name)) if name not in ("x", "bluesky") else Card())
    assert_plain(status_card({**tree, "content": None}))


@given(
    st.binary(max_size=200)
    | st.text(st.sampled_from("<>meta property=og:title\"'content/!-&;#x0"), max_size=200).map(str.encode)
)
def test_no_page_whatsoever_gives_more_than_plain_words(body: bytes) -> None:
    assert_plain(open_graph_card(head_fields(PAGE.encode()[:40] + body, "text/html"), "https://velmora.example/"))
    assert_plain(open_graph_card(head_fields(b"<meta property=og:title content='" + body, "text/html"), "x"))


@given(st.text(), st.text(st.sampled_from("<>&/pb scrit;lg!-"), max_size=60))
def test_words_within_html_are_its_text_and_never_its_elements(said: str, soup: str) -> None:
    shown = said.replace("&", "&amp;").replace("<", "&lt;")
    html = f"<blockquote><p>begin {shown} end<script>{soup}</script></p></blockquote>{soup}"
    found = oembed_card({"type": "rich", "html": html}, provided("x")).text
    assert found.startswith("begin")
    assert len(found) <= LIMITS.text
    assert not [each for each in found if category(each) in ("Cc", "Cs") and each != "\n"]
    # A bracket stands there only if somebody said one.
    assert found.count("<") <= said.count("<")
