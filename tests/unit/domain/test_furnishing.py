"""Furnishing: what is wished around the posts becomes revisions, and what is so already becomes none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from stoppress.domain import furnishing
from stoppress.domain.admission import admit
from stoppress.domain.blog import Blog, Coverage
from stoppress.domain.facts import Description, Headline, Hero, HeroKind, KeyPoint, RelatedLink, Reporter
from stoppress.domain.fold import fold
from stoppress.domain.furnishing import FIRST_WORDS, Continuation, Describing
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.media import Medium, MediumKind
from stoppress.domain.revisions import (
    BlogDescribed,
    KeyPointsSet,
    LiveReportingSet,
    PostPublished,
    RelatedLinksSet,
    Revision,
)
from stoppress.errors import PostIsWithdrawn, PostUnknown
from tests.contract.invented import START, opened, published, withdrawn
from tests.laws.stories import logs

LATER = START + timedelta(minutes=5)
P2, P3 = PostId("p-2"), PostId("p-3")
NEXT = Continuation(slug=Slug("ferries-day-two"), headline=Headline(text="Day two", kicker="Live"))
QUAY = Medium(id=MediaId("a" * 26), kind=MediumKind.PICTURE)
HERO = Hero(kind=HeroKind.PICTURE, media=QUAY.id, medium=QUAY)
DESCRIBED = Description(
    headline=Headline(text="Ferries stop", kicker="Live", short="Ferries", search="Ferry strike"),
    standfirst="All of them.",
    hero=HERO,
    sections=("Sea",),
    planned_end=LATER,
)
BLOG = fold([replace(opened(), description=DESCRIBED), published(2), published(3)])


def address(post: PostId) -> str:
    return f"https://gazette.example/live/{BLOG.slug}/p/{post}"


def after(revisions: tuple[Revision, ...], blog: Blog = BLOG) -> Blog:
    """The blog once these were admitted."""
    return fold(admit(revisions, blog), onto=blog)


def test_a_description_changes_where_it_is_wished_and_its_hero_stays() -> None:
    (revision,) = furnishing.describe(BLOG, Describing(headline=" Ferries  sail ", planned_end=(None,)), LATER)
    assert isinstance(revision, BlogDescribed)
    headline = replace(DESCRIBED.headline, text="Ferries sail")
    assert revision.description == replace(DESCRIBED, headline=headline, planned_end=None)


def test_a_description_that_is_so_already_needs_nothing() -> None:
    assert furnishing.describe(BLOG, Describing(), LATER) == ()
    assert furnishing.describe(BLOG, Describing(headline="Ferries stop", sections=("Sea",)), LATER) == ()


def test_links_and_people_and_points_that_are_so_already_need_nothing() -> None:
    links = (RelatedLink(title="Tides", url="https://gazette.example/tides"),)
    reporters = (Reporter(name="Imke Draycott"),)
    points = (KeyPoint(text="Ferries late"),)
    assert furnishing.relate(BLOG, links, LATER) == (RelatedLinksSet(at=LATER, links=links),)
    assert furnishing.reporting(BLOG, reporters, LATER) == (LiveReportingSet(at=LATER, reporters=reporters),)
    assert furnishing.set_key_points(BLOG, points, LATER) == (KeyPointsSet(at=LATER, points=points),)
    made = fold(
        [
            RelatedLinksSet(at=LATER, links=links),
            LiveReportingSet(at=LATER, reporters=reporters),
            KeyPointsSet(at=LATER, points=points),
        ],
        onto=BLOG,
    )
    assert furnishing.relate(made, links, LATER) == ()
    assert furnishing.reporting(made, reporters, LATER) == ()
    assert furnishing.set_key_points(made, (KeyPoint(text="Ferries  late"),), LATER) == ()


def test_a_post_becomes_a_key_point_once_behind_those_there_are() -> None:
    blog = after(furnishing.set_key_points(BLOG, (KeyPoint(text="Tea served"),), LATER))
    blog = after(furnishing.make_key_point(blog, P2, LATER), blog)
    assert blog.key_points == (KeyPoint(text="Tea served"), KeyPoint(text="Departures", post=P2))
    assert furnishing.make_key_point(blog, P2, LATER) == ()
    blog = after(furnishing.drop_key_point(blog, P2, LATER), blog)
    assert blog.key_points == (KeyPoint(text="Tea served"),)
    assert furnishing.drop_key_point(blog, P2, LATER) == ()


def test_a_post_that_is_not_there_or_was_taken_down_becomes_none() -> None:
    with pytest.raises(PostUnknown):
        furnishing.make_key_point(BLOG, PostId("nobody"), LATER)
    with pytest.raises(PostIsWithdrawn):
        furnishing.make_key_point(fold([withdrawn(2)], onto=BLOG), P2, LATER)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("The *ferry* left\nat nine.\n\nIt came back.", "The ferry left at nine. It came back."),
        (f"{'tide ' * 40}", "tide " * 19 + "tide…"),
        (f"![](media:{'a' * 26})", "p-9"),
    ],
    ids=["prose", "long", "wordless"],
)
def test_a_post_without_a_headline_is_told_by_its_first_words(body: str, said: str) -> None:
    post = PostPublished(at=LATER, post=PostId("p-9"), published_at=LATER, body=body)
    found = furnishing.gist(fold([post], onto=BLOG).posts[PostId("p-9")])
    assert found == said
    assert len(found) <= FIRST_WORDS + 1


def test_a_continuation_takes_furniture_and_people_along_and_leads_back() -> None:
    points = (
        KeyPoint(text="Ferries late", post=P2),
        KeyPoint(text="Taken down", post=P3),
        KeyPoint(text="Tides", url="https://gazette.example/tides"),
    )
    links = (RelatedLink(title="Tides", url="https://gazette.example/tides"),)
    reporters = (Reporter(name="Imke Draycott"),)
    old = fold(
        [
            KeyPointsSet(at=LATER, points=points),
            RelatedLinksSet(at=LATER, links=links),
            LiveReportingSet(at=LATER, reporters=reporters),
            withdrawn(3),
        ],
        onto=BLOG,
    )
    new = fold(admit(furnishing.continued(old, NEXT, address, LATER)))
    assert (new.slug, new.continued_from) == (NEXT.slug, old.slug)
    assert new.description == replace(DESCRIBED, headline=NEXT.headline, planned_end=None)
    assert (new.related, new.reporting) == (links, reporters)
    assert new.key_points == (
        KeyPoint(text="Ferries late", url=address(P2)),
        KeyPoint(text="Taken down"),
        points[2],
    )
    old = after(furnishing.hand_over(old, NEXT, LATER), old)
    assert (old.coverage, old.continues_in, old.continues_headline) == (Coverage.ENDED, NEXT.slug, "Day two")
    assert furnishing.hand_over(old, NEXT, LATER) == ()


@given(logs(most=12))
def test_every_blog_can_be_continued_whatever_has_been_removed_of_it(log: list[Revision]) -> None:
    old = fold(log)
    new = fold(admit(furnishing.continued(old, NEXT, address, LATER)))
    assert new.continued_from == old.slug
    assert len(new.key_points) == len([each for each in old.key_points if each.text])
