"""Furnishing: which revisions follow when what stands around the posts is to be different.

Knows that a wish fulfilled already needs no revision, and what of a blog goes along when it continues in another.
Does not know whether the result may be appended (`admission`), nor who asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from stoppress.domain.admission_posts import readable_post
from stoppress.domain.blog import Blog, Post
from stoppress.domain.body import parser, walk
from stoppress.domain.facts import Description, Headline, KeyPoint, PodcastPromo, RelatedLink, Reporter
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.normal import normal
from stoppress.domain.revisions import (
    BlogDescribed,
    BlogOpened,
    CoverageContinued,
    KeyPointsSet,
    LiveReportingSet,
    PodcastPromoSet,
    RelatedLinksSet,
    Revision,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

FIRST_WORDS: Final = 100
"""How many characters of a post without a headline a key point has."""

Address = Callable[[PostId], str]
"""The web address of a post of the blog that is continued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Describing:
    """How a blog should be described from now on; what is None stays as it is.

    The times are themselves optional, so their wish is a tuple of one: `(None,)` takes them away.
    """

    headline: str | None = None
    kicker: str | None = None
    short: str | None = None
    search: str | None = None
    standfirst: str | None = None
    language: str | None = None
    timezone: str | None = None
    sections: tuple[str, ...] | None = None
    coverage_start: tuple[datetime | None] | None = None
    planned_end: tuple[datetime | None] | None = None

    def over(self, old: Description) -> Description:
        """`old` with what is wished; its hero is another matter."""
        headline = Headline(
            text=_chosen(self.headline, old.headline.text),
            kicker=_chosen(self.kicker, old.headline.kicker),
            short=_chosen(self.short, old.headline.short),
            search=_chosen(self.search, old.headline.search),
        )
        return replace(
            old,
            headline=headline,
            standfirst=_chosen(self.standfirst, old.standfirst),
            language=_chosen(self.language, old.language),
            timezone=_chosen(self.timezone, old.timezone),
            sections=old.sections if self.sections is None else self.sections,
            coverage_start=old.coverage_start if self.coverage_start is None else self.coverage_start[0],
            planned_end=old.planned_end if self.planned_end is None else self.planned_end[0],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """The blog in which another continues."""

    slug: Slug
    headline: Headline


def describe(blog: Blog, wish: Describing, at: datetime) -> tuple[Revision, ...]:
    """Describe a blog as wished; nothing follows where it is so."""
    described = normal(BlogDescribed(at=at, description=wish.over(blog.description)))
    return () if described.description == blog.description else (described,)


def relate(blog: Blog, links: tuple[RelatedLink, ...], at: datetime) -> tuple[Revision, ...]:
    """Let these be the related links; nothing follows where they are."""
    revision = normal(RelatedLinksSet(at=at, links=links))
    return () if revision.links == blog.related else (revision,)


def set_key_points(blog: Blog, points: tuple[KeyPoint, ...], at: datetime) -> tuple[Revision, ...]:
    """Let these be the key points; nothing follows where they are."""
    revision = normal(KeyPointsSet(at=at, points=points))
    return () if revision.points == blog.key_points else (revision,)


def make_key_point(blog: Blog, name: PostId, at: datetime) -> tuple[Revision, ...]:
    """Add a line for a post, unless one leads to it. Raises PostUnknown, PostIsWithdrawn, PostIsRemoved."""
    post = readable_post(blog, name)
    if any(each.post == name for each in blog.key_points):
        return ()
    return set_key_points(blog, (*_said(blog), KeyPoint(text=gist(post), post=name)), at)


def drop_key_point(blog: Blog, name: PostId, at: datetime) -> tuple[Revision, ...]:
    """Take away what leads to a post; nothing follows where nothing does."""
    if all(each.post != name for each in blog.key_points):
        return ()
    return set_key_points(blog, tuple(each for each in _said(blog) if each.post != name), at)


def gist(post: Post) -> str:
    """A post in one line: its headline, or its first words."""
    if post.headline:
        return post.headline
    words = " ".join("".join(map(_text, walk(parser().parse(post.body)))).split())
    if len(words) <= FIRST_WORDS:
        return words or post.id
    return words[:FIRST_WORDS].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"


def continued(old: Blog, into: Continuation, address: Address, at: datetime) -> tuple[Revision, ...]:
    """How the blog begins in which `old` continues: described alike, with the same people, points and links.

    Words that were removed by law do not go along; points that lead to posts lead to the old blog's.
    """
    kept = old.description
    opening = BlogOpened(
        at=at,
        slug=into.slug,
        description=replace(
            kept,
            headline=into.headline,
            sections=tuple(filter(None, kept.sections)),
            coverage_start=None,
            planned_end=None,
        ),
        continued_from=old.slug,
    )
    return (opening, *_along(old, address, at))


def _along(old: Blog, address: Address, at: datetime) -> list[Revision]:
    along: list[Revision] = []
    if reporters := tuple(each for each in old.reporting if each.name):
        along.append(LiveReportingSet(at=at, reporters=reporters))
    if points := tuple(_pointing(each, old, address) for each in _said(old)):
        along.append(KeyPointsSet(at=at, points=points))
    if (promo := _promo(old.promo)) is not None:
        along.append(PodcastPromoSet(at=at, promo=promo))
    if links := tuple(each for each in old.related if each.title and each.url):
        along.append(RelatedLinksSet(at=at, links=links))
    return along


def hand_over(old: Blog, into: Continuation, at: datetime) -> tuple[Revision, ...]:
    """Say in `old` that it continues, which ends it; nothing follows where it says so."""
    if old.continues_in == into.slug:
        return ()
    return (CoverageContinued(at=at, blog=into.slug, headline=into.headline.text),)


def reporting(blog: Blog, reporters: tuple[Reporter, ...], at: datetime) -> tuple[Revision, ...]:
    """Let these hold the blog; nothing follows where they do."""
    revision = normal(LiveReportingSet(at=at, reporters=reporters))
    return () if revision.reporters == blog.reporting else (revision,)


def _text(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return token.content
    # Where a line or a block ends, so does a word.
    return " " if token.type.endswith("break") or (token.block and token.nesting < 0) else ""


def _chosen(wished: str | None, old: str) -> str:
    return old if wished is None else wished


def _said(blog: Blog) -> tuple[KeyPoint, ...]:
    """The points that still have words."""
    return tuple(each for each in blog.key_points if each.text)


def _pointing(point: KeyPoint, old: Blog, address: Address) -> KeyPoint:
    if point.post is None:
        return point
    post = old.posts.get(point.post)
    readable = post is not None and post.is_readable
    return replace(point, post=None, url=address(point.post) if readable else "")


def _promo(promo: PodcastPromo | None) -> PodcastPromo | None:
    if promo is None or not promo.text:
        return None
    episode = promo.episode if promo.episode and promo.episode.title and promo.episode.audio else None
    follow = tuple(each for each in promo.follow if each.name and each.address)
    return replace(promo, episode=episode, follow=follow)
