"""Normal form: of a body, of a line, and of a whole revision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.body import normal_form, rendered
from stoppress.domain.cleaning import clean_line
from stoppress.domain.facts import (
    Byline,
    Claim,
    ClaimStatus,
    Description,
    Headline,
    Hero,
    HeroKind,
    KeyPoint,
    Reporter,
)
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.normal import normal
from stoppress.domain.revisions import (
    BlogOpened,
    CoverageResumed,
    KeyPointsSet,
    LiveReportingSet,
    PostPinned,
    PostPublished,
    Revision,
)
from tests.examples import examples
from tests.laws.stories import START, bodies, logs

_PIECES = [
    "*", "_", "**", "`", "```\n", "\n", "\n\n", "> ", "- ", "1. ", "2) ", "# ", "    ", "\t", "[quay]", "(b)",
    "(https://example.org/)", "<b>", "&amp;", "&lt;", "\\", "&#x301;", "&#x2028;", "tide", "sea wall", "|", "---", "===", "!", "e\u0301",
    "\u00a0", "\u2028", "\r\n", "  \n", "+ ", "<!--",
]  # fmt: skip
marked_up = st.lists(st.sampled_from(_PIECES), max_size=8).map("".join)


@settings(max_examples=examples(50))
@given(marked_up)
def test_normalising_a_body_twice_changes_nothing(text: str) -> None:
    once = normal_form(text)
    assert normal_form(once) == once


@settings(max_examples=examples(50))
@given(marked_up.map(lambda text: f"tide {text} sea"))
def test_normalising_a_body_leaves_its_html_as_it_was(text: str) -> None:
    composed = text.replace("e\u0301", "é").replace("\u2028", "\n")
    assert rendered(normal_form(text)) == rendered(composed)


@settings(max_examples=examples(25))
@given(bodies)
def test_what_newsrooms_write_keeps_its_html_too(text: str) -> None:
    assert rendered(normal_form(text)) == rendered(text)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("* one\n* two", "- one\n- two"),
        ("__loud__ and _soft_", "__loud__ and _soft_"),
        ("Title\n=====", "# Title"),
        ("[quay][1]\n\n[1]: https://example.org/", "[quay](https://example.org/)"),
        ("first\r\nsecond\rthird\u2028fourth", "first\nsecond\nthird\nfourth"),
        ("cafe\u0301", "café"),
        ("a\x00b\x07c\x7fd\ud800e", "abcde"),
        ("\n\n\nmiddle\n\n", "middle"),
        (" \n\t\n ", ""),
        ("", ""),
    ],
)
def test_a_body_has_one_normal_form(written: str, kept: str) -> None:
    assert normal_form(written) == kept


@pytest.mark.parametrize(
    "text", ["> " * 150 + "sea", "- " * 150 + "sea", "*" * 2000 + "sea" + "*" * 2000, "sea " * 60_000]
)
def test_what_is_too_deep_or_too_long_to_be_formatted_stays_as_it_was_written(text: str) -> None:
    assert normal_form(text) == text


@settings(max_examples=examples(50))
@given(st.text(max_size=20))
def test_a_cleaned_line_is_one_line_without_double_spaces_and_cleaning_it_again_changes_nothing(text: str) -> None:
    line = clean_line(text)
    assert line.split() == (line.split(" ") if line else [])
    assert clean_line(line) == line


@settings(max_examples=examples(8))
@given(logs(most=8))
def test_normalising_a_revision_twice_changes_nothing(log: list[Revision]) -> None:
    for revision in log:
        once = normal(revision)
        assert normal(once) == once


def test_every_line_of_a_description_is_cleaned() -> None:
    opened = BlogOpened(
        at=START,
        slug=Slug("tides"),
        description=Description(
            headline=Headline(text=" Storm\n over ", kicker="Live \t now"),
            standfirst="Two\r\nlines",
            hero=Hero(kind=HeroKind.PICTURE, media="m1", alt=" a  quay ", caption="b\x00c"),
            sections=(" Weather ", "Sea  and  sky"),
        ),
    )
    description = normal(opened).description
    assert description.headline == Headline(text="Storm over", kicker="Live now")
    assert description.standfirst == "Two lines"
    assert description.hero == Hero(kind=HeroKind.PICTURE, media="m1", alt="a quay", caption="bc")
    assert description.sections == ("Weather", "Sea and sky")


def test_bylines_claims_reporters_and_key_points_are_cleaned() -> None:
    post = PostPublished(
        at=START,
        post=PostId("p1"),
        published_at=START,
        headline=" a\nb ",
        body="* one\n",
        bylines=(Byline(name=" Ada  Quill", role="harbour\tcorrespondent"), Byline(name="Ben")),
        claim=Claim(status=ClaimStatus.UNVERIFIED, attribution=" the  crew "),
    )
    made = normal(post)
    assert (made.headline, made.body) == ("a b", "- one")
    assert made.bylines == (Byline(name="Ada Quill", role="harbour correspondent"), Byline(name="Ben"))
    assert made.claim == Claim(status=ClaimStatus.UNVERIFIED, attribution="the crew")
    reporting = LiveReportingSet(at=START, reporters=(Reporter(name="Ada\nQuill"),))
    assert normal(reporting).reporters == (Reporter(name="Ada Quill"),)
    points = KeyPointsSet(at=START, points=(KeyPoint(text=" Ferries\n stop ", post=PostId("p1")),))
    assert normal(points).points == (KeyPoint(text="Ferries stop", post=PostId("p1")),)


def test_times_are_the_same_moment_in_utc() -> None:
    there = datetime(2031, 4, 5, 9, 30, tzinfo=timezone(timedelta(hours=3)))
    made = normal(PostPublished(at=there, post=PostId("p1"), published_at=there, headline="x"))
    assert made.at.tzinfo is UTC
    assert (made.at, made.published_at) == (START, START)


@pytest.mark.parametrize("revision", [CoverageResumed(at=START), PostPinned(at=START, post=PostId("p1"))])
def test_a_revision_in_normal_form_stays_the_very_same(revision: Revision) -> None:
    assert normal(revision) is revision
