"""Undoing: which revisions follow when what was done before is to be as it was. Pure.

Knows, in one table, what can be undone: it appends the reverse, and nothing is ever taken out of the log. What was changed
again since is not undone; nothing that was withdrawn or removed comes back by it.
Does not know who may (`actions.undoing`), nor whether the result may be appended (`admission`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from stoppress.domain import furnishing, rules
from stoppress.domain.admission_posts import readable_post
from stoppress.domain.blog import Blog, Coverage, Post
from stoppress.domain.facts import Hero, KeyPoint
from stoppress.domain.fold import fold
from stoppress.domain.media import Medium
from stoppress.domain.normal import normal
from stoppress.domain.revisions import (
    BlogDescribed,
    BylinesSet,
    ClaimStatusSet,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    KeyEventMarked,
    KeyPointsSet,
    LiveReportingSet,
    PostCorrected,
    PostLabelled,
    PostPinned,
    PostPublished,
    PostRevised,
    PostUnpinned,
    PostWithdrawn,
    RelatedLinksSet,
    Revision,
)
from stoppress.domain.rules import Wording
from stoppress.errors.undoing import ChangedSince, NotUndoable


@dataclass(frozen=True, slots=True)
class Deed:
    """A revision that was appended, and the blog before it."""

    before: Blog
    revision: Revision


Known = Mapping[str, Medium]
"""The facts of media by now, by their names."""

Reverse = Callable[[Blog, Any, Blog, Known, datetime], Sequence[Revision]]
"""Of the blog before a revision, the revision, and the blog now: what makes it as it was."""

_INSTEAD: Final[Mapping[type[Revision], str]] = MappingProxyType(
    {
        PostPublished: "readers have it. Take the post down, and say why.",
        PostCorrected: "readers were told of the correction. Correct the post again.",
        PostWithdrawn: "what was taken down is not brought back. Write it as a new post.",
    }
)
_OTHERWISE: Final = "set it anew where it was set."


def undo(deeds: Sequence[Deed], blog: Blog, known: Known, at: datetime) -> tuple[Revision, ...]:
    """What makes all of these undone in `blog`, the last of them first. Nothing follows where everything is as it was.

    Raises NotUndoable, ChangedSince, PostIsWithdrawn, PostIsRemoved.
    """
    decided: list[Revision] = []
    for deed in reversed(deeds):
        reverse = _REVERSES.get(type(deed.revision))
        if reverse is None:
            raise NotUndoable(instead=_INSTEAD.get(type(deed.revision), _OTHERWISE))
        reversing = reverse(deed.before, deed.revision, blog, known, at)
        blog = fold(reversing, onto=blog)
        decided.extend(reversing)
    return tuple(decided)


def media_again(deeds: Iterable[Deed]) -> Iterable[tuple[str, Deed]]:
    """The names of media that stood around the posts before these and may stand there again."""
    for deed in deeds:
        hero = deed.before.description.hero
        if isinstance(deed.revision, BlogDescribed) and hero is not None:
            yield from ((each.id, deed) for each in hero.shown)


def _post(before: Blog, revision: Any, blog: Blog) -> tuple[Post, Post]:
    """A post before a revision, and now. Raises PostIsWithdrawn, PostIsRemoved."""
    return before.posts[revision.post], readable_post(blog, revision.post)


def _same(now: object, then: object) -> None:
    if now != then:
        raise ChangedSince


def _revised(before: Blog, revision: PostRevised, blog: Blog, known: Known, at: datetime) -> Sequence[Revision]:
    then, now = _post(before, revision, blog)
    _same((now.headline, now.body, now.corrections), (revision.headline, revision.body, then.corrections))
    media = (*known.values(), *then.media)
    return rules.revise(blog, now.id, Wording(headline=then.headline, body=then.body, media=media), at)


def _labelled(before: Blog, revision: PostLabelled, blog: Blog, _known: Known, at: datetime) -> Sequence[Revision]:
    then, now = _post(before, revision, blog)
    _same(now.label, revision.label)
    return rules.revise(blog, now.id, Wording(label=(then.label,)), at)


def _signed(before: Blog, revision: BylinesSet, blog: Blog, _known: Known, at: datetime) -> Sequence[Revision]:
    then, now = _post(before, revision, blog)
    _same(now.bylines, revision.bylines)
    return rules.revise(blog, now.id, Wording(bylines=tuple(each for each in then.bylines if each.name)), at)


def _claimed(before: Blog, revision: ClaimStatusSet, blog: Blog, _known: Known, at: datetime) -> Sequence[Revision]:
    then, now = _post(before, revision, blog)
    _same(now.claim, revision.claim)
    return rules.revise(blog, now.id, Wording(claim=(then.claim,)), at)


def _marked(before: Blog, revision: KeyEventMarked, blog: Blog, _known: Known, at: datetime) -> Sequence[Revision]:
    then, now = _post(before, revision, blog)
    _same(now.key_event, revision.marked)
    return rules.revise(blog, now.id, Wording(key_event=then.key_event), at)


def _pinned(before: Blog, revision: PostPinned, blog: Blog, _known: Known, at: datetime) -> Sequence[Revision]:
    _same(blog.pinned, revision.post)
    then = blog.posts.get(before.pinned) if before.pinned is not None else None
    if then is not None and then.is_readable:
        return rules.pin(blog, then.id, at)
    return rules.unpin(blog, revision.post, at)


def _unpinned(_before: Blog, revision: PostUnpinned, blog: Blog, _known: Known, at: datetime) -> Sequence[Revision]:
    _same(blog.pinned, None)
    return rules.pin(blog, readable_post(blog, revision.post).id, at)


def _pointed(before: Blog, revision: KeyPointsSet, blog: Blog, _known: Known, at: datetime) -> Sequence[Revision]:
    _same(blog.key_points, revision.points)
    # A line about a post that was taken down may say what it said.
    points = tuple(each for each in before.key_points if each.text and _leads_somewhere(each, blog))
    return furnishing.set_key_points(blog, points, at)


def _leads_somewhere(point: KeyPoint, blog: Blog) -> bool:
    post = blog.posts.get(point.post) if point.post is not None else None
    return point.post is None or (post is not None and post.is_readable)


def _reported(before: Blog, revision: LiveReportingSet, blog: Blog, _known: Known, at: datetime) -> Sequence[Revision]:
    _same(blog.reporting, revision.reporters)
    return furnishing.reporting(blog, tuple(each for each in before.reporting if each.name), at)


def _related(before: Blog, revision: RelatedLinksSet, blog: Blog, _known: Known, at: datetime) -> Sequence[Revision]:
    _same(blog.related, revision.links)
    return furnishing.relate(blog, tuple(each for each in before.related if each.title and each.url), at)


def _described(before: Blog, revision: BlogDescribed, blog: Blog, known: Known, at: datetime) -> Sequence[Revision]:
    now, made, then = blog.description, revision.description, before.description
    _same(replace(now, hero=_plain(now.hero)), replace(made, hero=_plain(made.hero)))
    hero = now.hero if _plain(then.hero) == _plain(now.hero) else _known(then.hero, known)
    sections = tuple(each for each in then.sections if each)
    described = normal(BlogDescribed(at=at, description=replace(then, hero=hero, sections=sections)))
    return () if described.description == now else (described,)


def _plain(hero: Hero | None) -> Hero | None:
    """What somebody set; what is known of its media grows by itself."""
    return replace(hero, medium=None, poster=None) if hero is not None else None


def _known(hero: Hero | None, known: Known) -> Hero | None:
    if hero is None:
        return None
    medium = hero.medium and known.get(hero.medium.id, hero.medium)
    poster = hero.poster and known.get(hero.poster.id, hero.poster)
    return replace(hero, medium=medium, poster=poster)


def _covered(before: Blog, revision: Any, blog: Blog, _known: Known, at: datetime) -> Sequence[Revision]:
    _same(blog.coverage, _AFTER[type(revision)])
    if before.continues_in is not None or blog.continues_in is not None:
        raise NotUndoable(instead="the story goes on in another blog. Say on the coverage page how it stands here.")
    if before.coverage is not Coverage.PAUSED:
        return rules.coverage(blog, before.coverage, at)
    # From the end one comes to a pause through the open.
    live = rules.coverage(blog, Coverage.LIVE, at)
    return (*live, *rules.coverage(fold(live, onto=blog), Coverage.PAUSED, at, before.pause_note))


_AFTER: Final[Mapping[type[Revision], Coverage]] = MappingProxyType(
    {
        CoveragePaused: Coverage.PAUSED,
        CoverageResumed: Coverage.LIVE,
        CoverageEnded: Coverage.ENDED,
        CoverageReopened: Coverage.LIVE,
    }
)

_REVERSES: Final[Mapping[type[Revision], Reverse]] = MappingProxyType(
    {
        PostRevised: _revised,
        PostLabelled: _labelled,
        BylinesSet: _signed,
        ClaimStatusSet: _claimed,
        KeyEventMarked: _marked,
        PostPinned: _pinned,
        PostUnpinned: _unpinned,
        KeyPointsSet: _pointed,
        LiveReportingSet: _reported,
        RelatedLinksSet: _related,
        BlogDescribed: _described,
        **dict.fromkeys(_AFTER, _covered),
    }
)
"""What can be undone, and how."""

UNDOABLE: Final = frozenset(_REVERSES)
