"""Rehearsed: what of a past log can happen again in a rehearsal's blog, and how it reads there.

Knows that every word of it is marked as a rehearsal's where the blog is named, that words which were taken back or removed do
not come back, and that posts have other ids there.
Does not know when anything happens, nor who lets it (`actions`). Pure. (ADR 0017)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from stoppress.domain import rules
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Description, Headline, KeyPoint
from stoppress.domain.identifiers import PostId, Slug, is_rehearsal
from stoppress.domain.limits import DEFAULT_LIMITS
from stoppress.domain.revisions import (
    BlogDescribed,
    BlogOpened,
    CoverageContinued,
    CoverageEnded,
    EmbedFilled,
    EpisodeFound,
    HeroPrepared,
    KeyPointsSet,
    MediumPrepared,
    PodcastPromoSet,
    PostCorrected,
    PostPublished,
    PostRevised,
    PostRevision,
    PromoPrepared,
    Revision,
    WordsRemoved,
)

MARK: Final = "Rehearsal: "
"""What the headline of a rehearsal's blog begins with, on every surface that says it."""

STAND_IN: Final = "The words of this post were taken down. They are not said again."

REMOVED: Final = "a blog whose headline was removed"
"""A rehearsal without a headline would count as thrown away."""

# What the program found out by itself, it finds out again or does without; a promo would be looked for at its provider's.
_BY_ITSELF: Final = (MediumPrepared, EmbedFilled, HeroPrepared, PromoPrepared, EpisodeFound, PodcastPromoSet)

_REFERENCE: Final = re.compile(r"\(post:([a-z0-9-]+)\)", re.ASCII)


def chosen(past: Sequence[Revision], blog: Blog) -> tuple[Revision, ...]:
    """What of a log, of which `blog` is the fold, can happen again. What was removed by law does not."""
    return tuple(each for each in past if _can_happen(each, blog))


def without_withdrawn(revision: Revision, blog: Blog) -> Revision:
    """`revision` with other words where `blog` has taken back what it says. (Law 10)"""
    post = blog.posts.get(name) if (name := getattr(revision, "post", None)) is not None else None
    if post is None or post.withdrawal is None:
        return revision
    match revision:
        case PostPublished():
            return replace(revision, headline="", body=STAND_IN, media=(), claim=None)
        case PostRevised():
            return replace(revision, headline="", body=STAND_IN, media=())
        case PostCorrected():
            return replace(revision, wrong=STAND_IN, right=STAND_IN)
        case _:
            return revision


def staged(revision: Revision, slug: Slug, at: datetime, names: Mapping[PostId, PostId]) -> Revision:
    """`revision` as it happens to the rehearsal's blog `slug` at `at`, where the posts are called what `names` says."""
    again = rules.replayed(revision, at)
    if isinstance(again, PostRevision):
        again = replace(again, post=names.get(again.post, again.post))
    match again:
        case BlogOpened():
            return replace(again, slug=slug, continued_from=None, description=_marked(again.description))
        case BlogDescribed():
            return replace(again, description=_marked(again.description))
        case CoverageContinued():
            # Nobody is led from a rehearsal to the news.
            return CoverageEnded(at=at)
        case KeyPointsSet():
            return replace(again, points=tuple(_renamed(each, names) for each in again.points))
        case PostPublished() | PostRevised():
            return replace(again, body=referring(again.body, names))
        case _:
            return again


def referring(body: str, names: Mapping[PostId, PostId]) -> str:
    """A body whose cross-references name the posts by what they are called here."""
    return _REFERENCE.sub(lambda found: f"(post:{names.get(PostId(found[1]), found[1])})", body)


def is_thrown_away(blog: Blog) -> bool:
    """Whether the words of a rehearsal's blog were deleted: no blog is opened without a headline."""
    return is_rehearsal(blog.slug) and not blog.description.headline.text


def _marked(description: Description) -> Description:
    """A description whose every headline says that this is a rehearsal; without what would be played above it."""
    headline = description.headline
    # Some surfaces leave the kicker out, and none may leave out the mark.
    text = f"{headline.kicker}: {headline.text}" if headline.kicker else headline.text or REMOVED
    said = Headline(text=marked(text), short=marked(headline.short))
    # What was removed by law left its place, which nobody could fill so.
    sections = tuple(filter(None, description.sections))
    return replace(description, headline=said, sections=sections, hero=None)


def marked(text: str) -> str:
    """A headline that says that this is a rehearsal; one that is empty stays so."""
    return text if not text or text.startswith(MARK) else MARK + text[: DEFAULT_LIMITS.headline - len(MARK)]


def _renamed(point: KeyPoint, names: Mapping[PostId, PostId]) -> KeyPoint:
    return replace(point, post=names.get(point.post, point.post)) if point.post is not None else point


def _can_happen(revision: Revision, blog: Blog) -> bool:
    if isinstance(revision, (WordsRemoved, *_BY_ITSELF)):
        return False
    if isinstance(revision, KeyPointsSet) and any(not each.text for each in revision.points):
        return False
    post = blog.posts.get(name) if (name := getattr(revision, "post", None)) is not None else None
    return post is None or post.removal is None


def named(revision: Revision) -> frozenset[PostId]:
    """The posts that have to be there before this happens."""
    match revision:
        case PostPublished():
            return _referred(revision.body)
        case PostRevised():
            return _referred(revision.body) | {revision.post}
        case KeyPointsSet():
            return frozenset(each.post for each in revision.points if each.post is not None)
        case _:
            post = getattr(revision, "post", None)
            return frozenset() if post is None else frozenset((post,))


def _referred(body: str) -> frozenset[PostId]:
    return frozenset(map(PostId, _REFERENCE.findall(body)))
