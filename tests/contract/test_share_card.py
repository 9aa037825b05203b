"""Share cards: what stands on one, and that it fits."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from stoppress.domain.facts import Label
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId
from stoppress.domain.revisions import CoverageEnded, PostLabelled
from stoppress.render.share_card import (
    HEIGHT,
    WIDTH,
    CardWords,
    blog_words,
    draw,
    post_words,
    reads_right_to_left,
    wrapped,
)
from tests.contract.invented import START, log, withdrawn
from tests.unit.render.printed import PUBLICATION

FERRY = CardWords("The Velmora Courier", "Ferries are late", "Live", "5 April 2031", "#b3121d", is_urgent=True)
EDGE = 40


def drawn(words: CardWords) -> Image.Image:
    return Image.open(BytesIO(draw(words))).convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether anything is drawn in this part."""
    part = image.crop(box)
    return (
        ImageChops.difference(part, Image.new("RGB", part.size, image.getpixel((5, HEIGHT - 5)))).getbbox() is not None
    )


def test_a_blog_says_who_what_and_since_when() -> None:
    words = blog_words(fold(log(2)), PUBLICATION)
    assert words.texts == (PUBLICATION.name, "Live: ferries-of-velmora", "Live", "5 April 2031")
    assert words.is_urgent
    ended = blog_words(fold([*log(2), CoverageEnded(at=START)]), PUBLICATION)
    assert (ended.label, ended.is_urgent) == ("As it happened", False)


def test_a_post_has_its_own_card_and_one_taken_back_says_so() -> None:
    name = PostId("p-2")
    blog = fold([*log(2), PostLabelled(at=START, post=name, label=Label.BREAKING)])
    words = post_words(blog, blog.posts[name], PUBLICATION)
    assert words.texts == (PUBLICATION.name, "Departures", "Breaking", "06:30, 5 April 2031")
    assert words.is_urgent
    gone = fold([withdrawn(2)], onto=blog)
    words = post_words(gone, gone.posts[name], PUBLICATION)
    assert words.headline == "This post was taken down"
    assert words.label == ""


def test_the_same_words_are_the_same_card_and_any_other_is_another() -> None:
    assert draw(FERRY) == draw(FERRY)
    others = [
        replace(FERRY, headline="Ferries are on time"),
        replace(FERRY, label="Ended"),
        replace(FERRY, when="6 April"),
        replace(FERRY, publication="The Gazette"),
        replace(FERRY, colour="#12497b"),
        replace(FERRY, is_urgent=False),
    ]
    assert len({FERRY.version, *(each.version for each in others)}) == len(others) + 1


def test_a_card_is_of_the_size_that_is_announced_and_small() -> None:
    assert drawn(FERRY).size == (WIDTH, HEIGHT)
    assert len(draw(FERRY)) < 60_000


@pytest.mark.parametrize(
    "headline",
    [
        "",
        "x" * 200,
        "W" * 200,
        "اختبار " * 25,
        "渡輪停航" * 40,
        "🚢" * 50,
        "a " * 100,
        "\u202eevil\u202c",
        "a\u0301" * 90,
    ],
)
def test_whatever_is_said_stays_within_the_card(headline: str) -> None:
    image = drawn(replace(FERRY, headline=headline))
    assert not ink(image, (0, 60, EDGE, HEIGHT))
    assert not ink(image, (WIDTH - EDGE, 60, WIDTH, HEIGHT))
    assert not ink(image, (0, HEIGHT - EDGE, WIDTH, HEIGHT))


def test_a_headline_from_right_to_left_begins_at_the_right() -> None:
    assert reads_right_to_left("«العبّارات» late")
    assert not reads_right_to_left("Late: العبّارات")
    image = drawn(replace(FERRY, headline="العبّارات متأخرة", publication="فلمورا", when=""))
    assert ink(image, (WIDTH - 150, 60, WIDTH, 400))
    assert not ink(image, (0, 60, 200, 400))


@settings(max_examples=25)
@given(st.text(max_size=120))
def test_no_letter_is_lost_between_lines(text: str) -> None:
    assert "".join("".join(wrapped(text, 60)).split()) == "".join(text.split())
