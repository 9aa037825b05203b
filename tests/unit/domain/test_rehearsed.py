"""What of a past log can happen again, and how it reads in a rehearsal's blog."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given

from stoppress.domain.admission import admit
from stoppress.domain.facts import Description, Headline, KeyPoint
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import REHEARSAL, PostId, Slug, is_rehearsal, is_slug
from stoppress.domain.rehearsed import (
    MARK,
    STAND_IN,
    chosen,
    is_thrown_away,
    named,
    referring,
    staged,
    without_withdrawn,
)
from stoppress.domain.revisions import (
    BlogDescribed,
    BlogOpened,
    CoverageContinued,
    CoverageEnded,
    KeyPointsSet,
    PostPublished,
    PostRevised,
    PostWithdrawn,
    Revision,
    WordsRemoved,
)
from tests.laws.stories import logs

AT = datetime(2031, 4, 5, 9, 41, tzinfo=UTC)
SANDBOX = Slug(REHEARSAL + "a" * 26)
HEADLINE = Headline(text="New agreement", kicker="Kim", short="Agreement", search="Kim agreement of today")


def described(headline: Headline) -> Description:
    revision = staged(
        BlogOpened(at=AT, slug=Slug("kim"), description=Description(headline=headline), continued_from=Slug("day-1")),
        SANDBOX,
        AT,
        {},
    )
    assert isinstance(revision, BlogOpened)
    assert (revision.slug, revision.continued_from) == (SANDBOX, None)
    return revision.description


def test_a_rehearsals_name_is_a_slug_with_chance_in_it_and_no_other_is_one() -> None:
    assert is_rehearsal(SANDBOX)
    assert is_slug(SANDBOX)
    assert not any(is_rehearsal(each) for each in ("rehearsal", "rehearsal-of-the-day", f"x{SANDBOX}", f"{SANDBOX}a"))


def test_every_headline_says_that_it_is_a_rehearsal() -> None:
    headline = described(HEADLINE).headline
    assert (headline.text, headline.kicker) == (f"{MARK}Kim: New agreement", "")
    assert (headline.short, headline.search) == (f"{MARK}Agreement", "")
    long = described(Headline(text="x" * 300)).headline.text
    assert (len(long), long[:12]) == (300, f"{MARK}x")
    again = staged(BlogDescribed(at=AT, description=described(HEADLINE)), SANDBOX, AT, {})
    assert isinstance(again, BlogDescribed)
    assert again.description.headline.text == f"{MARK}Kim: New agreement"


def test_posts_are_called_otherwise_wherever_they_are_named() -> None:
    names = {PostId("a"): PostId("x1"), PostId("b"): PostId("x2")}
    assert referring("See [it](post:a), [that](post:c).", names) == "See [it](post:x1), [that](post:c)."
    revised = staged(PostRevised(at=AT, post=PostId("b"), headline="", body="[it](post:a)"), SANDBOX, AT, names)
    assert (getattr(revised, "post", ""), getattr(revised, "body", "")) == ("x2", "[it](post:x1)")
    points = KeyPointsSet(at=AT, points=(KeyPoint(text="One", post=PostId("a")), KeyPoint(text="Two")))
    assert named(points) == {"a"}
    staged_points = staged(points, SANDBOX, AT, names)
    assert isinstance(staged_points, KeyPointsSet)
    assert [each.post for each in staged_points.points] == ["x1", None]
    assert named(PostPublished(at=AT, published_at=AT, post=PostId("c"), body="[it](post:a)")) == {"a"}
    assert named(PostWithdrawn(at=AT, post=PostId("a"))) == {"a"}


def test_nobody_is_led_from_a_rehearsal_to_the_news() -> None:
    continued = CoverageContinued(at=AT, blog=Slug("day-2"), headline="The second day")
    assert staged(continued, SANDBOX, AT, {}) == CoverageEnded(at=AT)


@given(logs(removals=False))
def test_what_was_taken_down_is_not_said_again(log: list[Revision]) -> None:
    """Law 10, for replays: the script has no word of a post that is withdrawn by now."""
    log = [
        replace(each, headline=f"zqx{each.post}q", body=f"zqx{each.post}q")
        if isinstance(each, PostPublished | PostRevised)
        else each
        for each in log
    ]
    blog = fold(log)
    script = [without_withdrawn(each, blog) for each in chosen(log, blog)]
    said = " ".join(str(each) for each in script)
    for post in blog.posts.values():
        if post.withdrawal is not None:
            assert f"zqx{post.id}q" not in said
            assert STAND_IN in said
        elif post.is_readable:
            assert f"zqx{post.id}q" in said


@given(logs())
def test_a_script_can_happen_to_its_end(log: list[Revision]) -> None:
    """Whatever happened to a blog, what is chosen of it is admitted, revision by revision, or refused by itself."""
    blog = fold(log)
    script = [without_withdrawn(each, blog) for each in chosen(log, blog)]
    again = fold([staged(script[0], SANDBOX, AT, {})])
    assert again.slug == SANDBOX
    assert again.description.headline.text.startswith(MARK)
    assert not any(isinstance(each, WordsRemoved) for each in script)
    assert admit([staged(script[0], SANDBOX, AT, {})])


def test_a_blog_whose_words_are_gone_is_known_as_thrown_away() -> None:
    opened = staged(BlogOpened(at=AT, slug=Slug("kim"), description=Description(headline=HEADLINE)), SANDBOX, AT, {})
    blog = fold([opened])
    assert not is_thrown_away(blog)
    empty = replace(blog, description=replace(blog.description, headline=Headline(text="")))
    assert is_thrown_away(empty)
    assert not is_thrown_away(replace(empty, slug=Slug("kim")))
