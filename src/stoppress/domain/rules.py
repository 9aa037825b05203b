"""Rules: which revisions follow from what a person asked.

Knows how a wish ("this post should read so") becomes the revisions that bring it about, and that a wish
already fulfilled needs none.
Does not know whether the result may be appended (`admission`), nor who asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from stoppress.domain.admission_posts import readable_post
from stoppress.domain.blog import Blog, Coverage
from stoppress.domain.exhibits import addresses, media_named
from stoppress.domain.facts import Byline, Claim, Hero, Label
from stoppress.domain.identifiers import PostId
from stoppress.domain.media import Embed, Medium
from stoppress.domain.normal import normal
from stoppress.domain.promos import prepare_promo
from stoppress.domain.revisions import (
    BlogDescribed,
    BylinesSet,
    ClaimStatusSet,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    EmbedFilled,
    HeroPrepared,
    KeyEventMarked,
    MediumPrepared,
    PostCorrected,
    PostLabelled,
    PostPinned,
    PostPublished,
    PostRevised,
    PostUnpinned,
    PostWithdrawn,
    Revision,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a post should be from now on; what is None stays as it is.

    `label` and `claim` are themselves optional, so their wish is a tuple of one: `(None,)` takes them away. `media` are
    the facts of what a new body shows and the old one did not.
    """

    headline: str | None = None
    body: str | None = None
    label: tuple[Label | None] | None = None
    bylines: tuple[Byline, ...] | None = None
    claim: tuple[Claim | None] | None = None
    key_event: bool | None = None
    media: tuple[Medium, ...] = ()


def revise(blog: Blog, name: PostId, wish: Wording, at: datetime) -> tuple[Revision, ...]:
    """The revisions that make a post be as wished: one for each thing that differs."""
    post = readable_post(blog, name)
    words = PostRevised(
        at=at,
        post=name,
        headline=post.headline if wish.headline is None else wish.headline,
        body=post.body if wish.body is None else wish.body,
    )
    words = normal(words)
    words = replace(words, media=chosen(words.body, (*post.media, *wish.media)))
    decided: list[Revision] = []
    if (words.headline, words.body) != (post.headline, post.body):
        decided.append(words)
    bylines = None if wish.bylines is None else tuple(map(normal, wish.bylines))
    claim = None if wish.claim is None else normal(wish.claim[0])
    if wish.label is not None and wish.label != (post.label,):
        decided.append(PostLabelled(at=at, post=name, label=wish.label[0]))
    if bylines is not None and bylines != post.bylines:
        decided.append(BylinesSet(at=at, post=name, bylines=bylines))
    if wish.claim is not None and claim != post.claim:
        decided.append(ClaimStatusSet(at=at, post=name, claim=claim))
    if wish.key_event is not None and wish.key_event != post.key_event:
        decided.append(KeyEventMarked(at=at, post=name, marked=wish.key_event))
    return tuple(decided)


def chosen(body: str, known: Iterable[Medium]) -> tuple[Medium, ...]:
    """The facts of what `body` shows, in its order, as far as they are among those known; of two the first."""
    facts = {each.id: each for each in reversed(tuple(known))}
    return tuple(facts[name] for name in media_named(body) if name in facts)


def prepare(blog: Blog, names: Iterable[PostId], medium: Medium, at: datetime) -> tuple[Revision, ...]:
    """Let those of these posts that show a medium, the hero and the promo show what is known of it now.

    Nothing follows where they do so already.
    """
    posts = (blog.posts[name] for name in names if name in blog.posts)
    decided: list[Revision] = [
        MediumPrepared(at=at, post=post.id, medium=medium)
        for post in posts
        if any(each.id == medium.id and each != medium for each in post.media)
    ]
    hero = blog.description.hero
    if hero is not None and any(each.id == medium.id and each != medium for each in hero.shown):
        decided.append(HeroPrepared(at=at, medium=medium))
    return (*decided, *prepare_promo(blog, medium, at))


def set_hero(blog: Blog, hero: Hero | None, at: datetime) -> tuple[Revision, ...]:
    """Put this above the key points; nothing follows where it stands there."""
    described = normal(BlogDescribed(at=at, description=replace(blog.description, hero=hero)))
    return () if described.description == blog.description else (described,)


def fill(blog: Blog, name: PostId, embed: Embed, at: datetime) -> tuple[Revision, ...]:
    """Show what is known about an address that stands alone in a post; nothing follows where it does so already."""
    post, embed = blog.posts.get(name), normal(embed)
    if post is None or not post.is_readable or embed in post.embeds or embed.address not in addresses(post.body):
        return ()
    return (EmbedFilled(at=at, post=name, embed=embed),)


def correct(blog: Blog, name: PostId, wish: Wording, wrong: str, right: str, at: datetime) -> tuple[Revision, ...]:
    """A correction, and the new wording that goes with it, if any."""
    return (*revise(blog, name, wish, at), PostCorrected(at=at, post=name, wrong=wrong, right=right))


def withdraw(blog: Blog, name: PostId, reason: str, *, reason_shown: bool, at: datetime) -> tuple[Revision, ...]:
    """Take a post back. One that is withdrawn already stays as it is."""
    post = blog.posts.get(name)
    if post is not None and post.withdrawal is not None:
        return ()
    return (PostWithdrawn(at=at, post=name, reason=reason, reason_shown=reason_shown),)


def pin(blog: Blog, name: PostId, at: datetime) -> tuple[Revision, ...]:
    """Make a post the pin; nothing follows if it is."""
    return () if blog.pinned == name else (PostPinned(at=at, post=name),)


def unpin(blog: Blog, name: PostId, at: datetime) -> tuple[Revision, ...]:
    """Take the pin away, if it is this post."""
    readable_post(blog, name)
    return (PostUnpinned(at=at, post=name),) if blog.pinned == name else ()


def coverage(blog: Blog, wish: Coverage, at: datetime, note: str = "") -> tuple[Revision, ...]:
    """Pause, resume, end or reopen, whichever leads to the wished state."""
    if blog.coverage is wish:
        return ()
    match wish:
        case Coverage.PAUSED:
            return (CoveragePaused(at=at, note=note),)
        case Coverage.ENDED:
            return (CoverageEnded(at=at),)
        case Coverage.LIVE:
            ended = blog.coverage is Coverage.ENDED
            return (CoverageReopened(at=at) if ended else CoverageResumed(at=at),)


def replayed(revision: Revision, at: datetime) -> Revision:
    """`revision` as it happens again at another time, for a rehearsal."""
    if isinstance(revision, PostPublished):
        return replace(revision, at=at, published_at=at)
    return replace(revision, at=at)
