"""What readers are asked: what the publication wants, unless the subject is barred."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from stoppress.domain.blog import Blog
from stoppress.domain.facts import Description, Headline, Label
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.opinion import Opinion
from stoppress.domain.revisions import BlogOpened, PostPublished, PostWithdrawn
from stoppress.render.asks import Asked, asked
from stoppress.render.opinion import figures
from stoppress.render.publication import Asks, Publication
from stoppress.render.view import View

AT = datetime(2031, 4, 5, 9, tzinfo=UTC)
BOTH, NONE = Asked(stars=True, helpful=True, views=False), Asked(stars=False, helpful=False, views=False)


def blog(slug: str = "ferry", *labels: Label | None, language: str = "en", sections: tuple[str, ...] = ()) -> Blog:
    """A blog with a post of each label, oldest first."""
    description = Description(headline=Headline(text="Ferries stop"), language=language, sections=sections)
    made = fold([BlogOpened(at=AT, slug=Slug(slug), description=description)])
    for number, label in enumerate(labels):
        name = PostId(f"p{number}")
        at = AT.replace(minute=number)
        made = fold([PostPublished(at=at, post=name, published_at=at, body="Late.", label=label)], made)
    return made


def publication(**asks: Any) -> Publication:
    return Publication(page_posts=2, asks=Asks(stars=True, helpful=True, **asks))


def test_what_is_off_is_not_asked() -> None:
    assert asked(blog(), Publication()) == NONE
    assert asked(blog(), Publication(asks=Asks(helpful=True))) == Asked(stars=False, helpful=True, views=False)
    assert asked(blog(), Publication(asks=Asks(told=True))) == Asked(stars=False, helpful=False, views=True)


@pytest.mark.parametrize(
    ("made", "barred", "found"),
    [
        (blog(), {"obituaries"}, BOTH),
        (blog(sections=("Obituaries",)), {"obituaries"}, NONE),
        (blog(sections=("Obituaries",)), {"sport"}, BOTH),
        (blog("ferry", Label.EYEWITNESS), {"eyewitness"}, NONE),
        (blog("ferry", None, Label.EYEWITNESS), {"eyewitness"}, NONE),
        (blog("ferry", Label.EYEWITNESS, None, None), {"eyewitness"}, BOTH),
        (blog(f"rehearsal-{'a' * 26}"), set(), NONE),
    ],
    ids=["another", "its section", "other section", "its label", "newest", "no longer on the page", "a rehearsal"],
)
def test_it_is_barred_by_section_and_by_the_label_of_a_post_on_the_page(
    made: Blog, barred: set[str], found: Asked
) -> None:
    assert asked(made, publication(barred=frozenset(barred))) == found


def test_a_post_that_was_taken_down_bars_nothing() -> None:
    made = blog("ferry", Label.EYEWITNESS)
    made = fold([PostWithdrawn(at=AT.replace(hour=10), post=PostId("p0"), reason="It was wrong.")], made)
    assert asked(made, publication(barred=frozenset({"eyewitness"}))) == BOTH


@pytest.mark.parametrize(
    ("language", "stars", "percent", "number"),
    [
        ("en", "4.9", "82\N{NO-BREAK SPACE}%", "1,234"),
        ("de", "4,9", "82\N{NO-BREAK SPACE}%", "1.234"),
        ("xx-nowhere", "4.9", "82\N{NO-BREAK SPACE}%", "1,234"),
    ],
)
def test_figures_are_written_as_the_pages_language_writes_them(
    language: str, stars: str, percent: str, number: str
) -> None:
    told = figures(Opinion((0, 0, 0, 6, 53), yes=82, no=18), 9, View(blog(language=language), publication()))
    assert (told.stars, told.percent, told.number(1_234), told.views) == (stars, percent, number, None)


@pytest.mark.parametrize(
    ("votes", "shown", "few"), [(0, False, False), (1, False, True), (9, False, True), (10, True, False)]
)
def test_figures_are_told_from_a_number_of_votes_on(votes: int, shown: bool, few: bool) -> None:
    told = figures(Opinion((0, 0, 0, 0, votes), yes=votes), 9, View(blog(), publication()))
    assert (bool(told.stars), bool(told.percent), told.few) == (shown, shown, few)
    assert (told.ratings, told.answers) == ((votes, votes) if shown else (0, 0))
