"""Undoing: what was done is as it was, everything else as it is, the log only grows, and nothing taken down comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stoppress.domain.admission import admit
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Description, Headline
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.revisions import (
    BlogOpened,
    CoverageContinued,
    CoverageReopened,
    KeyPointsSet,
    PostPinned,
    PostPublished,
    PostRevised,
    PostRevision,
    PostUnpinned,
    PostWithdrawn,
    Revision,
    WordsRemoved,
)
from stoppress.domain.undoing import UNDOABLE, Deed, undo
from stoppress.errors import PostIsRemoved, PostIsWithdrawn, StoppressError
from stoppress.errors.undoing import ChangedSince, NotUndoable
from tests.laws.stories import logs

NOW = datetime(2031, 4, 5, 9, 41, tzinfo=UTC)
LATER = timedelta(minutes=1)


def opened() -> Revision:
    return BlogOpened(at=NOW, slug=Slug("ferry"), description=Description(headline=Headline(text="Ferries stop")))


def blogs_of(log: list[Revision]) -> list[Blog]:
    """The blog before each revision, and at the end."""
    found = [fold([])]
    for each in log:
        found.append(fold([each], onto=found[-1]))
    return found


def told(blog: Blog) -> dict[str, Any]:
    """All that somebody can set, with neither numbers nor moments, nor what follows by itself."""
    posts = {
        name: (
            (post.headline, post.body, post.label, post.bylines, post.key_event, post.claim),
            (post.corrections, post.withdrawal, post.removal, post.published_at),
        )
        for name, post in blog.posts.items()
    }
    hero = blog.description.hero
    return {
        "posts": posts,
        "pinned": blog.pinned,
        "points": blog.key_points,
        "related": blog.related,
        "reporting": blog.reporting,
        "coverage": (blog.coverage, blog.pause_note, blog.continues_in),
        "description": replace(blog.description, hero=hero and replace(hero, medium=None, poster=None)),
        "promo": blog.promo,
    }


def drawn(log: list[Revision], data: st.DataObject) -> int:
    """The place of one that can be undone."""
    blogs = blogs_of(log)
    # A story that goes on in another blog has a test of its own.
    continued = next((at for at, each in enumerate(blogs) if each.continues_in is not None), len(log))
    places = [at for at, each in enumerate(log[:continued]) if type(each) in UNDOABLE]
    assume(places)
    return data.draw(st.sampled_from(places))


def moment(blog: Blog) -> datetime:
    return blog.updated_at + LATER


@given(logs(removals=False), st.data())
def test_what_was_done_last_is_as_if_it_had_not_been(log: list[Revision], data: st.DataObject) -> None:
    at = drawn(log, data)
    before, after = blogs_of(log[: at + 1])[-2:]
    undone = undo([Deed(before, log[at])], after, {}, moment(after))
    again = fold(admit(undone, after), onto=after)
    expected, found = told(before), told(again)
    if isinstance(log[at], KeyPointsSet):
        # What leads to a post without words is left out.
        readable = [each for each in before.key_points if each.post is None or before.posts[each.post].is_readable]
        expected["points"] = tuple(each for each in readable if each.text)
    assert found == expected
    assert again.seq == after.seq + len(undone)


@given(logs(), st.data())
def test_undone_later_it_changes_nothing_else_and_brings_nothing_back(log: list[Revision], data: st.DataObject) -> None:
    """Whatever happened since: either it is refused, or the thing is as it was and all other things are as they are."""
    at = drawn(log, data)
    blogs = blogs_of(log)
    before, now, revision = blogs[at], blogs[-1], log[at]
    assume(not any(isinstance(each, WordsRemoved) for each in log[at:]))
    try:
        undone = admit(undo([Deed(before, revision)], now, {}, moment(now)), now)
    except (ChangedSince, NotUndoable, PostIsWithdrawn, PostIsRemoved):
        return
    except StoppressError:
        # Nothing may be said to a blog that has ended, and so on: `admission` has its own tests.
        return
    again = fold(undone, onto=now)
    then, found = told(now), told(again)
    assert all(again.posts[name].withdrawal == post.withdrawal for name, post in now.posts.items())
    assert all(again.posts[name].body == "" for name, post in now.posts.items() if not post.is_readable)
    if isinstance(revision, PostRevision) and not isinstance(revision, PostPinned | PostUnpinned):
        assert {name: each for name, each in found["posts"].items() if name != revision.post} == {
            name: each for name, each in then["posts"].items() if name != revision.post
        }
        assert {**found, "posts": ()} == {**then, "posts": ()}
    else:
        assert found["posts"] == then["posts"]


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6), st.data())
def test_what_was_changed_again_is_not_undone(words: list[str], data: st.DataObject) -> None:
    """A wording is undone where it still stands, whatever was said in between."""
    post = PostId("p1")
    log = [opened(), PostPublished(at=NOW, post=post, published_at=NOW, body="first")]
    log += [PostRevised(at=NOW, post=post, headline="", body=each) for each in words]
    at = data.draw(st.integers(2, len(log) - 1))
    deed, now = Deed(blogs_of(log)[at], log[at]), fold(log)
    if words[at - 2] == words[-1]:
        undone = fold(undo([deed], now, {}, NOW), onto=now)
        assert undone.posts[post].body == (words[at - 3] if at > 2 else "first")
    else:
        with pytest.raises(ChangedSince):
            undo([deed], now, {}, NOW)


@given(logs(removals=False), st.data())
def test_undoing_what_was_undone_does_it_again(log: list[Revision], data: st.DataObject) -> None:
    at = drawn(log, data)
    before, after = blogs_of(log[: at + 1])[-2:]
    undone = admit(undo([Deed(before, log[at])], after, {}, moment(after)), after)
    assume(undone)
    deeds, blog = [], after
    for each in undone:
        deeds.append(Deed(blog, each))
        blog = fold([each], onto=blog)
    again = fold(admit(undo(deeds, blog, {}, moment(blog)), blog), onto=blog)
    if not isinstance(log[at], KeyPointsSet):
        assert told(again) == told(after)


@given(logs(), st.data())
def test_the_rest_says_what_to_do_instead(log: list[Revision], data: st.DataObject) -> None:
    others = [at for at, each in enumerate(log) if type(each) not in UNDOABLE]
    at = data.draw(st.sampled_from(others))
    before, after = blogs_of(log[: at + 1])[-2:]
    with pytest.raises(NotUndoable, match="cannot be undone: "):
        undo([Deed(before, log[at])], after, {}, moment(after))


def test_what_goes_on_in_another_blog_is_not_undone() -> None:
    log = [opened(), CoverageContinued(at=NOW, blog=Slug("day-two"), headline="Day two"), CoverageReopened(at=NOW)]
    for at in (1, 2):
        before, after = blogs_of(log[: at + 1])[-2:]
        with pytest.raises(NotUndoable):
            undo([Deed(before, log[at])], after, {}, NOW)


def test_what_was_said_for_good_is_not_in_the_table() -> None:
    assert not UNDOABLE & {PostWithdrawn, WordsRemoved, CoverageContinued}
