"""Plans of removals: what of a log goes when words are removed by law, and by what they could be found again.

Knows that key points made of a post go with it, and that a medium goes with the last revision that names it.
Does not know the journal, nor who asked. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from stoppress.domain.blog import Blog
from stoppress.domain.codec import write
from stoppress.domain.exhibits import media_named
from stoppress.domain.furnishing import drop_key_point
from stoppress.domain.identifiers import MediaId, PostId, Seq
from stoppress.domain.media import Medium
from stoppress.domain.revisions import (
    BlogDescribed,
    BlogOpened,
    EmbedFilled,
    HeroPrepared,
    KeyPointsSet,
    MediumPrepared,
    PodcastPromoSet,
    PostPublished,
    PostRevised,
    PromoPrepared,
    Revision,
    WordsRemoved,
)
from stoppress.domain.traces import Traces
from stoppress.drafts.removals import Removal

Shown = tuple[MediaId, PostId | None]
"""A medium, and the post that shows it, or None for what stands around the posts."""

Log = Sequence[tuple[Seq, Revision]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The revisions whose words go, the posts they happened to, the media that go, and traces of the words."""

    revisions: tuple[Seq, ...]
    posts: tuple[PostId, ...]
    media: tuple[Shown, ...]
    traces: Traces

    def written(self) -> str:
        """As JSON, without a word of what goes."""
        return json.dumps([self.revisions, self.posts, self.media, self.traces.written()])

    @classmethod
    def read(cls, text: str) -> Self:
        """What `written` wrote."""
        revisions, posts, media, traces = json.loads(text)
        shown = tuple((MediaId(name), PostId(post) if post else None) for name, post in media)
        return cls(tuple(map(Seq, revisions)), tuple(map(PostId, posts)), shown, Traces.read(traces))


def plan(log: Log, blog: Blog, order: Removal, salt: str) -> Plan | None:
    """What goes of `log`, of which `blog` is the fold; None where there is nothing to go."""
    gone = {seq: each for seq, each in log if _is_meant(seq, each, order)}
    if not gone:
        return None
    posts = tuple(dict.fromkeys(name for each in gone.values() if (name := _post(each)) is not None))
    kept = [each for seq, each in log if seq not in gone]
    staying = {*(each for revision in kept for each in _shown(revision)), *_around(blog)}
    media = {each for revision in gone.values() for each in _shown(revision)} - staying
    traces = Traces.of(_texts(gone.values()), [*_texts(kept), order.notice], salt)
    return Plan(tuple(gone), posts, tuple(sorted(media, key=str)), traces)


def decided(blog: Blog, order: Removal, planned: Plan, at: datetime) -> tuple[Revision, ...]:
    """The revisions that carry it out: a whole post's key points first, then the words."""
    removed = WordsRemoved(at=at, revisions=planned.revisions, posts=planned.posts, notice=order.notice)
    points = drop_key_point(blog, order.post, at) if order.is_whole_post and order.post is not None else ()
    return (*points, removed)


def _is_meant(seq: Seq, revision: Revision, order: Removal) -> bool:
    if order.is_whole_post:
        points = revision.points if isinstance(revision, KeyPointsSet) else ()
        return _post(revision) == order.post or any(each.post == order.post for each in points)
    return order.first_seq <= seq <= order.last_seq and order.post in (None, _post(revision))


def _post(revision: Revision) -> PostId | None:
    return getattr(revision, "post", None)


def _texts(revisions: Iterable[Revision]) -> list[str]:
    texts: list[str] = []

    def take(_path: str, text: str) -> str:
        texts.append(text)
        return text

    for each in revisions:
        write(each, take)
    return texts


def _shown(revision: Revision) -> Iterator[Shown]:
    match revision:
        case PostPublished() | PostRevised():
            names = (*media_named(revision.body), *(each.id for each in revision.media))
            yield from ((name, revision.post) for name in names)
        case MediumPrepared():
            yield revision.medium.id, revision.post
        case EmbedFilled():
            yield from ((each.id, revision.post) for each in _some(revision.embed.picture))
        case BlogOpened() | BlogDescribed():
            hero = revision.description.hero
            yield from ((each.id, None) for each in (hero.shown if hero is not None else ()))
        case HeroPrepared() | PromoPrepared():
            yield revision.medium.id, None
        case PodcastPromoSet():
            yield from ((each.id, None) for each in _some(revision.promo.audio if revision.promo else None))
        case _:
            pass


def _around(blog: Blog) -> Iterator[Shown]:
    """What stands around the posts now: its facts are no words, so that it goes on being shown."""
    hero, promo = blog.description.hero, blog.promo
    yield from ((each.id, None) for each in (hero.shown if hero is not None else ()))
    yield from ((each.id, None) for each in _some(promo.audio if promo is not None else None))


def _some(medium: Medium | None) -> tuple[Medium, ...]:
    return (medium,) if medium is not None else ()
