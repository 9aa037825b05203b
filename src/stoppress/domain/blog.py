"""A blog: everything a reader can see once some revisions have happened.

Knows the shape of the fold's result, and how to read it.
Does not know how it came about (`fold`), nor what it looks like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from rpds import HashTrieMap

from stoppress.domain.codec import APART
from stoppress.domain.facts import (
    Byline,
    Claim,
    Description,
    Headline,
    KeyPoint,
    Label,
    PodcastPromo,
    RelatedLink,
    Reporter,
)
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.media import Embed, Medium
from stoppress.domain.order import Order
from stoppress.domain.words import Words


class Coverage(StrEnum):
    """Whether more is to be expected."""

    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong, what is right, since when."""

    at: datetime
    wrong: Words
    right: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """When a post was taken back and, unless the desk said not to, why."""

    at: datetime
    reason: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """When a post's words were deleted by law, and what the newsroom says about it, if anything."""

    at: datetime
    notice: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One timestamped update. A withdrawn or removed one has no words left in it.

    `touched` is the last revision that changed the post itself (its ETag, DESIGN §10.8); `shown` also counts
    those that only changed how it looks, such as another post referring to it. `written` is the revision
    its headline and body are from; `number` says the how manieth it was to be published in its blog.
    """

    id: PostId
    published_at: datetime
    touched: Seq
    shown: Seq
    written: Seq = Seq(0)
    number: int = 0
    headline: Words = ""
    body: Words = ""
    label: Label | None = None
    bylines: tuple[Byline, ...] = ()
    key_event: bool = False
    claim: Claim | None = None
    revised_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    media: tuple[Medium, ...] = ()
    embeds: tuple[Embed, ...] = ()
    withdrawal: Withdrawal | None = None
    removal: Removal | None = None
    refers_to: tuple[PostId, ...] = ()
    referred_to_by: tuple[PostId, ...] = ()

    @property
    def order(self) -> str:
        """The key posts are sorted by: displayed time, then id. No edit changes it."""
        return order_key(self.published_at, self.id)

    @property
    def is_readable(self) -> bool:
        """Whether there are words to read here."""
        return self.withdrawal is None and self.removal is None

    @property
    def is_gone(self) -> bool:
        """Whether even the place has gone: words removed by law, and nothing said about it."""
        return self.removal is not None and not self.removal.notice


if TYPE_CHECKING:
    Posts = HashTrieMap[PostId, Post]
else:
    # The Rust class takes no type arguments at run time, where `codec` evaluates these hints.
    Posts = HashTrieMap


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReporting:
    """Who held the blog earlier, and until when."""

    until: datetime
    reporters: tuple[Reporter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """The blog after `seq` revisions. Made only by `fold`; every version of it stays valid for ever."""

    seq: Seq = Seq(0)
    slug: Slug = Slug("")
    description: Description = field(default_factory=lambda: Description(headline=Headline(text="")))
    opened_at: datetime = datetime.min.replace(tzinfo=UTC)
    updated_at: datetime = datetime.min.replace(tzinfo=UTC)
    coverage: Coverage = Coverage.LIVE
    coverage_since: datetime = datetime.min.replace(tzinfo=UTC)
    pause_note: Words = ""
    continued_from: Slug | None = None
    continues_in: Slug | None = None
    continues_headline: Words = ""
    reporting: tuple[Reporter, ...] = ()
    reporting_since: datetime | None = None
    past_reporting: tuple[PastReporting, ...] = ()
    promo: PodcastPromo | None = None
    key_points: tuple[KeyPoint, ...] = ()
    key_points_at: datetime | None = None
    related: tuple[RelatedLink, ...] = ()
    pinned: PostId | None = None
    pinned_at: datetime | None = None
    withdrawn: tuple[PostId, ...] = ()
    posts: Posts = field(default_factory=HashTrieMap, metadata=APART)
    order: Order = field(default_factory=Order, metadata=APART)
    key_events: Order = field(default_factory=Order, metadata=APART)
    corrected: Order = field(default_factory=Order, metadata=APART)

    def newest(self, count: int) -> tuple[Post, ...]:
        """The newest `count` posts, newest first."""
        return tuple(self.at_keys(self.order.newest(count)))

    def before(self, post: Post, count: int) -> tuple[Post, ...]:
        """The `count` posts next older than `post`, newest first."""
        return tuple(self.at_keys(self.order.before(post.order, count)))

    def after(self, post: Post, count: int) -> tuple[Post, ...]:
        """The `count` posts next newer than `post`, oldest first."""
        return tuple(self.at_keys(self.order.after(post.order, count)))

    def next_older(self, post: Post) -> Post | None:
        """The post next older than `post` that has not gone altogether."""
        return next((each for each in self.at_keys(self.order.down_from(post.order)) if not each.is_gone), None)

    def next_newer(self, post: Post) -> Post | None:
        """The post next newer than `post` that has not gone altogether."""
        return next((each for each in self.at_keys(self.order.up_from(post.order)) if not each.is_gone), None)

    @property
    def places(self) -> int:
        """How many posts there are to see, those that only say that they were taken back included."""
        return len(self.order) - sum(self.posts[name].is_gone for name in self.withdrawn)

    def oldest_first(self) -> Iterator[Post]:
        """Every post, oldest first."""
        return self.at_keys(self.order)

    def at_keys(self, keys: Iterable[str]) -> Iterator[Post]:
        """The posts at these order keys, in that order."""
        return (self.posts[post_of(key)] for key in keys)


BLANK = Blog()


def order_key(published_at: datetime, post: PostId) -> str:
    """`2031-04-05T09:41:07.000000Z/ID`: text that sorts by displayed time, then id, in any language.

    Browsers compare it as it is, so it has a fixed width up to the slash.
    """
    moment = published_at.astimezone(UTC).replace(tzinfo=None)
    return f"{moment.isoformat(timespec='microseconds')}Z/{post}"


def post_of(key: str) -> PostId:
    """The post an order key belongs to."""
    return PostId(key.partition("/")[2])
