"""Admission of what happens to posts.

Knows the rules for posts: limits, references that must exist, times, and what a withdrawn post no longer takes.
Does not know the rest of the blog's rules (`admission`).
"""

from __future__ import annotations

from typing import assert_never

from stoppress.domain.admission_media import admit_exhibits, admit_filled, admit_prepared
from stoppress.domain.blog import Blog, Coverage, Post
from stoppress.domain.body import shape
from stoppress.domain.checks import at_most, not_over, said
from stoppress.domain.facts import Byline, Claim
from stoppress.domain.identifiers import PostId, is_post_id
from stoppress.domain.limits import Limits
from stoppress.domain.references import references
from stoppress.domain.revisions import (
    BylinesSet,
    ClaimStatusSet,
    EmbedFilled,
    KeyEventMarked,
    MediumPrepared,
    PostCorrected,
    PostLabelled,
    PostPinned,
    PostPublished,
    PostRevised,
    PostRevision,
    PostUnpinned,
    PostWithdrawn,
)
from stoppress.errors import (
    CoverageIsOver,
    Empty,
    InputInvalid,
    PostExists,
    PostIsRemoved,
    PostIsWithdrawn,
    PostUnknown,
    ReferenceUnknown,
    TooFarAhead,
    TooFarBehind,
    TooMany,
)


def admit_post(revision: PostRevision, blog: Blog, limits: Limits, *, backdated: bool) -> None:
    """Refuse `revision` unless it may happen to a post of `blog`."""
    if isinstance(revision, PostPublished):
        _fresh(revision, blog)
        _in_time(revision, limits, backdated=backdated)
        _words(revision.headline, revision.body, revision.post, blog, limits)
        admit_exhibits(revision.body, revision.media, limits)
        _bylines(revision.bylines, limits)
        _claim(revision.claim, limits)
        return
    post = readable_post(blog, revision.post)
    match revision:
        case PostRevised():
            _words(revision.headline, revision.body, post.id, blog, limits)
            admit_exhibits(revision.body, revision.media, limits)
        case PostCorrected():
            said("wrong", revision.wrong, limits.correction)
            said("right", revision.right, limits.correction)
        case PostWithdrawn():
            not_over("reason", revision.reason, limits.reason)
        case BylinesSet():
            _bylines(revision.bylines, limits)
        case ClaimStatusSet():
            _claim(revision.claim, limits)
        case MediumPrepared():
            admit_prepared(revision.medium, post.media, limits)
        case EmbedFilled():
            admit_filled(revision.embed, limits)
        case PostUnpinned():
            if blog.pinned != post.id:
                raise InputInvalid(field="post", problem="only the pinned post can be unpinned.")
        case PostPinned() | KeyEventMarked() | PostLabelled():
            pass
        case _:
            assert_never(revision)


def readable_post(blog: Blog, name: PostId) -> Post:
    """The post of that name, if it still has words. Raises PostUnknown, PostIsWithdrawn or PostIsRemoved."""
    post = blog.posts.get(name)
    if post is None:
        raise PostUnknown(post=name)
    if post.withdrawal is not None:
        raise PostIsWithdrawn(post=name)
    if post.removal is not None:
        raise PostIsRemoved(post=name)
    return post


def _fresh(revision: PostPublished, blog: Blog) -> None:
    if not is_post_id(revision.post):
        problem = "use lower-case letters and digits, in groups joined by hyphens, at most 64 characters."
        raise InputInvalid(field="id", problem=problem)
    if revision.post in blog.posts:
        raise PostExists(post=revision.post)
    if blog.coverage is Coverage.ENDED:
        raise CoverageIsOver


def _in_time(revision: PostPublished, limits: Limits, *, backdated: bool) -> None:
    if revision.published_at > revision.at + limits.ahead:
        raise TooFarAhead(minutes=_minutes(limits))
    # A little behind is a slow network or a phone's clock, not a post that pretends to be old.
    if revision.published_at < revision.at - limits.behind and not backdated:
        raise TooFarBehind


def _minutes(limits: Limits) -> int:
    return int(limits.ahead.total_seconds() // 60)


def _words(headline: str, body: str, post: PostId, blog: Blog, limits: Limits) -> None:
    if not headline and not body:
        raise Empty(field="A post's headline and body")
    not_over("headline", headline, limits.headline)
    not_over("body", body, limits.body)
    links, nesting = shape(body)
    at_most("links in the body", links, limits.body_links)
    if nesting > limits.body_nesting:
        raise TooMany(field="levels of lists and quotes in the body", count=nesting, limit=limits.body_nesting)
    for name in references(body):
        if name not in blog.posts or name == post:
            raise ReferenceUnknown(field="The body", post=name)


def _bylines(bylines: tuple[Byline, ...], limits: Limits) -> None:
    at_most("bylines", len(bylines), limits.bylines)
    for byline in bylines:
        said("byline name", byline.name, limits.byline)
        for name, text in (("role", byline.role), ("place", byline.place), ("author", byline.author)):
            not_over(f"byline {name}", text, limits.byline)


def _claim(claim: Claim | None, limits: Limits) -> None:
    if claim is not None:
        not_over("attribution", claim.attribution, limits.attribution)
