"""Figures: which files stand where, and that words and facts stay words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.domain.exhibits import Exhibit
from stoppress.domain.identifiers import MediaId, Slug
from stoppress.domain.media import Embed, Format, Medium, MediumKind, Rendition
from stoppress.render.body import body_html
from stoppress.render.figures import FOCUSES, TINTS, MediaPlace, figure, focus, length, tint

QUAY = MediaId("q" * 26)
TIDES = Slug("tides")
HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(1)'>"
FILM = "https://video.example/watch?v=1"


def file(ending: Format, width: int = 0) -> Rendition:
    name = f"{'abcdefghij'[width // 320 % 10] * 26}.{ending.value}"
    return Rendition(format=ending, name=name, size=9, width=width, height=width // 2)


PICTURE = Medium(
    id=QUAY,
    kind=MediumKind.PICTURE,
    width=2560,
    height=1280,
    colour="#ff8000",
    focus_x=75,
    focus_y=0,
    alt="A quay",
    caption="At dawn",
    credit="Rosa Quill",
    renditions=tuple(file(ending, width) for ending in (Format.JPEG, Format.AVIF) for width in (1920, 320, 960)),
)


def shown(body: str, *media: Medium, embeds: tuple[Embed, ...] = (), origin: str = "") -> LexborHTMLParser:
    return LexborHTMLParser(body_html(body, TIDES, media, embeds, MediaPlace(origin)))


def only(page: LexborHTMLParser, selector: str) -> LexborNode:
    (found,) = page.css(selector)
    return found


def test_a_picture_has_its_size_its_words_and_a_file_for_each_browser() -> None:
    page = shown(f"![](media:{QUAY})", PICTURE)
    (img,) = page.css("figure.picture a picture img")
    assert (img.attributes["width"], img.attributes["height"], img.attributes["alt"]) == ("2560", "1280", "A quay")
    assert img.attributes["class"] == "focus-30 tint-530"
    assert img.attributes["loading"] == "lazy"
    assert str(img.attributes["src"]).endswith("d" * 26 + ".jpg")
    (source,) = page.css("source")
    assert source.attributes["type"] == "image/avif"
    assert [each.split()[1] for each in str(source.attributes["srcset"]).split(", ")] == ["320w", "960w", "1920w"]
    (link,) = page.css("a")
    assert link.attributes["href"] == f"/media/{QUAY}/{'g' * 26}.jpg"
    assert only(page, "figcaption").text() == "At dawn Rosa Quill"


def test_what_the_body_says_comes_first() -> None:
    page = shown(f'![A ferry](media:{QUAY} "At dusk")', PICTURE)
    assert only(page, "img").attributes["alt"] == "A ferry"
    assert only(page, "figcaption").text() == "At dusk Rosa Quill"


def test_several_in_a_row_are_a_gallery_and_prose_keeps_its_place() -> None:
    other = replace(PICTURE, id=MediaId("o" * 26))
    page = shown(f"Ashore.\n\n![](media:{QUAY})\n\n![](media:{other.id})\n\nAfloat.", PICTURE, other)
    (gallery,) = page.css(".gallery.of-2")
    assert gallery.attributes["aria-label"] == "2 pictures"
    assert len(gallery.css("figure")) == 2
    assert [each.tag for each in page.body.iter()] == ["p", "div", "p"] if page.body else False


@pytest.mark.parametrize(("count", "wide"), [(1, 1), (2, 0), (3, 1), (4, 0), (5, 1), (6, 0)])
def test_what_stands_across_is_sharp_enough(count: int, wide: int) -> None:
    others = [replace(PICTURE, id=MediaId("abcdef"[number] * 26)) for number in range(count)]
    page = shown("\n\n".join(f"![](media:{each.id})" for each in others), *others)
    assert [("40rem" in str(each.attributes["sizes"])) for each in page.css("img")] == [True] * wide + [False] * (
        count - wide
    )


def test_the_build_has_a_class_for_every_step() -> None:
    classes = (Path(__file__).parents[3] / "frontend" / "classes.ts").read_text("utf-8")
    assert f"export const TINTS = {TINTS};" in classes
    assert f"export const FOCUSES = {FOCUSES};" in classes


def test_what_nothing_is_known_about_is_its_words() -> None:
    page = shown(f'![A ferry](media:{QUAY} "At dusk")\n\n![](media:{QUAY})', replace(PICTURE, renditions=()))
    assert page.css("img, figure") == []
    assert page.text(strip=True) == "A ferry"


def test_film_and_sound_play_when_asked_and_not_before() -> None:
    film = replace(
        PICTURE,
        kind=MediumKind.FILM,
        renditions=(file(Format.MP4, 640),),
        still=(file(Format.JPEG, 960),),
        captions=file(Format.VTT),
        milliseconds=65_000,
        transcript="The horn sounds.",
    )
    page = shown(f"![](media:{QUAY})", film)
    (video,) = page.css("figure.film video")
    assert {"controls", "playsinline"} <= video.attributes.keys()
    assert video.attributes["preload"] == "none"
    assert "autoplay" not in video.attributes
    assert str(video.attributes["poster"]).endswith(".jpg")
    assert only(page, "track").attributes["kind"] == "captions"
    assert only(page, "details.transcript p").text() == "The horn sounds."
    sound = replace(film, kind=MediumKind.AUDIO, renditions=(file(Format.MP3),), still=(), captions=None)
    page = shown(f"![The horn](media:{QUAY})", sound)
    assert only(page, "audio").attributes["preload"] == "none"
    assert only(page, ".title").text() == "The horn 1:05"


def test_files_may_have_an_origin_of_their_own() -> None:
    page = shown(f"![](media:{QUAY})", PICTURE, origin="https://files.example")
    assert str(only(page, "img").attributes["src"]).startswith("https://files.example/media/")


@pytest.mark.parametrize("kind", MediumKind)
def test_no_word_of_a_medium_or_an_embed_is_markup(kind: MediumKind) -> None:
    medium = replace(
        PICTURE, kind=kind, alt=HOSTILE, caption=HOSTILE, credit=HOSTILE, transcript=HOSTILE, licence=HOSTILE
    )
    embed = Embed(
        address=FILM, provider=HOSTILE, key=HOSTILE, title=HOSTILE, author=HOSTILE, text=HOSTILE, picture=medium
    )
    page = shown(f"![](media:{QUAY})\n\n{FILM}", medium, embeds=(embed,))
    assert page.css("script, [onerror], img[src=x]") == []
    assert HOSTILE in page.text()


def test_an_embed_is_a_card_of_ours_and_a_link_until_it_is_filled() -> None:
    (link,) = shown(FILM).css("p.address a")
    assert link.attributes["href"] == FILM
    embed = Embed(address=FILM, provider="video", key="1", title="A quay", author="Rosa", text="Horn.", is_gone=True)
    (card,) = shown(FILM, embeds=(embed,)).css("aside.embed")
    assert card.attributes["data-provider"] == "video"
    assert "no longer there" in card.text()
    assert shown(FILM, embeds=(embed,)).css("iframe, script, object") == []


@given(st.integers(0, 0xFFFFFF), st.integers(-50, 200), st.integers(-50, 200))
def test_every_colour_and_focus_has_a_class_of_the_sheet(colour: int, x: int, y: int) -> None:
    name = tint(f"#{colour:06x}")
    assert all(int(each) < TINTS for each in name.removeprefix("tint-"))
    assert len(name) == len("tint-000")
    assert all(int(each) < FOCUSES for each in focus(x, y).removeprefix("focus-"))


@pytest.mark.parametrize(
    ("milliseconds", "said"), [(0, ""), (499, ""), (5_000, "0:05"), (245_400, "4:05"), (3_845_000, "1:04:05")]
)
def test_lengths_are_said_as_players_say_them(milliseconds: int, said: str) -> None:
    assert length(milliseconds) == said


def test_an_exhibit_without_a_file_is_no_figure() -> None:
    nothing = replace(PICTURE, renditions=())
    assert figure(nothing, MediaPlace(), Exhibit(QUAY, "a", "b")) is None
