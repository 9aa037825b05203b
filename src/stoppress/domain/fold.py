"""The fold: the function from revisions to the blog they make.

Knows what follows from each revision. The cost of one does not depend on how many posts there are.
Does not judge: a revision in the log has happened, whatever it says (`admission` judges before it is appended).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from stoppress.domain import fold_posts
from stoppress.domain.blog import BLANK, Blog, Coverage, PastReporting, Removal
from stoppress.domain.identifiers import Seq
from stoppress.domain.revisions import (
    BlogDescribed,
    BlogOpened,
    BlogRevision,
    BylinesSet,
    ClaimStatusSet,
    CoverageContinued,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    EmbedFilled,
    EpisodeFound,
    Happened,
    HeroPrepared,
    KeyEventMarked,
    KeyPointsSet,
    LiveReportingSet,
    MediumPrepared,
    PodcastPromoSet,
    PostCorrected,
    PostLabelled,
    PostPinned,
    PostPublished,
    PostRevised,
    PostUnpinned,
    PostWithdrawn,
    PromoPrepared,
    RelatedLinksSet,
    Revision,
    WordsRemoved,
)

_POST_REVISIONS = (
    PostPublished,
    PostRevised,
    PostCorrected,
    PostWithdrawn,
    PostPinned,
    PostUnpinned,
    KeyEventMarked,
    PostLabelled,
    BylinesSet,
    ClaimStatusSet,
    MediumPrepared,
    EmbedFilled,
)


def fold(revisions: Iterable[Revision], onto: Blog = BLANK) -> Blog:
    """The blog that follows from `onto` when `revisions` happen in order. (Law 1)"""
    blog = onto
    for revision in revisions:
        blog = _after(revision, replace(blog, seq=Seq(blog.seq + 1), updated_at=revision.at))
    return blog


def _after(revision: Revision, blog: Blog) -> Blog:
    if isinstance(revision, _POST_REVISIONS):
        return fold_posts.after(revision, blog)
    return _furnished(revision, blog)


def _furnished(revision: BlogRevision, blog: Blog) -> Blog:
    match revision:
        case BlogOpened():
            return _opened(revision, blog)
        case BlogDescribed():
            return replace(blog, description=revision.description)
        case HeroPrepared():
            return _hero_prepared(revision, blog)
        case LiveReportingSet():
            return _handed_over(revision, blog)
        case PodcastPromoSet():
            return replace(blog, promo=revision.promo)
        case PromoPrepared():
            return _promo_prepared(revision, blog)
        case EpisodeFound():
            return _episode_found(revision, blog)
        case KeyPointsSet():
            return replace(blog, key_points=revision.points, key_points_at=revision.at)
        case RelatedLinksSet():
            return replace(blog, related=revision.links)
        case CoveragePaused():
            return replace(_now(Coverage.PAUSED, revision, blog), pause_note=revision.note)
        case CoverageResumed() | CoverageReopened():
            return _now(Coverage.LIVE, revision, blog)
        case CoverageEnded():
            return _now(Coverage.ENDED, revision, blog)
        case CoverageContinued():
            ended = _now(Coverage.ENDED, revision, blog)
            return replace(ended, continues_in=revision.blog, continues_headline=revision.headline)
        case WordsRemoved():
            return _words_removed(revision, blog)
        case _:
            assert_never(revision)


def _opened(revision: BlogOpened, blog: Blog) -> Blog:
    return replace(
        blog,
        slug=revision.slug,
        description=revision.description,
        continued_from=revision.continued_from,
        opened_at=revision.at,
        coverage_since=revision.at,
    )


def _hero_prepared(revision: HeroPrepared, blog: Blog) -> Blog:
    hero = blog.description.hero
    if hero is not None and hero.media == revision.medium.id:
        hero = replace(hero, medium=revision.medium)
    elif hero is not None and hero.poster is not None and hero.poster.id == revision.medium.id:
        hero = replace(hero, poster=revision.medium)
    return replace(blog, description=replace(blog.description, hero=hero))


def _promo_prepared(revision: PromoPrepared, blog: Blog) -> Blog:
    promo = blog.promo
    if promo is None or promo.audio is None or promo.audio.id != revision.medium.id:
        return blog
    return replace(blog, promo=replace(promo, audio=revision.medium))


def _episode_found(revision: EpisodeFound, blog: Blog) -> Blog:
    promo = blog.promo
    # Of a feed whose words were removed nobody can tell which one it was.
    if promo is None or not promo.feed or promo.feed != revision.feed:
        return blog
    return replace(blog, promo=replace(promo, episode=revision.episode))


def _handed_over(revision: LiveReportingSet, blog: Blog) -> Blog:
    past = blog.past_reporting
    if blog.reporting:
        past = (*past, PastReporting(until=revision.at, reporters=blog.reporting))
    return replace(blog, reporting=revision.reporters, reporting_since=revision.at, past_reporting=past)


def _now(coverage: Coverage, revision: Happened, blog: Blog) -> Blog:
    """The blog in another state. What was said about the last one (a pause, a continuation) is over."""
    return replace(
        blog,
        coverage=coverage,
        coverage_since=revision.at,
        pause_note="",
        continues_in=None,
        continues_headline="",
    )


def _words_removed(revision: WordsRemoved, blog: Blog) -> Blog:
    """Mark the posts whose last words are among those removed.

    A post that has had other words since keeps those. Its text does not tell: whether it is empty by now also
    depends on removals that came later, and the posts this one removed must not.
    """
    removal = Removal(at=revision.at, notice=revision.notice)
    removed = frozenset(revision.revisions)
    for name in revision.posts:
        post = blog.posts[name]
        if post.is_readable and post.written in removed:
            blog = fold_posts.emptied(blog, post, removal=removal)
        else:
            blog = fold_posts.kept(blog, replace(post, touched=blog.seq, shown=blog.seq))
    return blog
