"""What revisions do to the posts of a blog.

Knows how a post changes, how cross-references leave a mark at both ends, and what a withdrawal takes along.
Does not know the rest of the blog (`fold`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from stoppress.domain.blog import Blog, Correction, Post, Removal, Withdrawal
from stoppress.domain.exhibits import addresses
from stoppress.domain.identifiers import PostId
from stoppress.domain.media import Medium
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


def after(revision: PostRevision, blog: Blog) -> Blog:
    """The blog after something happened to one of its posts. `blog.seq` is already that revision's."""
    match revision:
        case PostPublished():
            return _published(revision, blog)
        case PostRevised():
            return _revised(revision, blog)
        case PostCorrected():
            return _corrected(revision, blog)
        case PostWithdrawn():
            reason = revision.reason if revision.reason_shown else ""
            withdrawal = Withdrawal(at=revision.at, reason=reason)
            return emptied(blog, blog.posts[revision.post], withdrawal=withdrawal)
        case PostPinned():
            return _touched(replace(blog, pinned=revision.post, pinned_at=revision.at), revision.post)
        case PostUnpinned():
            return _touched(replace(blog, pinned=None, pinned_at=None), revision.post)
        case KeyEventMarked():
            return _marked(revision, blog)
        case PostLabelled():
            return _changed(blog, replace(blog.posts[revision.post], label=revision.label))
        case BylinesSet():
            return _changed(blog, replace(blog.posts[revision.post], bylines=revision.bylines))
        case ClaimStatusSet():
            return _changed(blog, replace(blog.posts[revision.post], claim=revision.claim))
        case MediumPrepared():
            return _prepared(revision, blog)
        case EmbedFilled():
            return _filled(revision, blog)
        case _:
            assert_never(revision)


def kept(blog: Blog, post: Post) -> Blog:
    """The blog with `post` as it is now."""
    return replace(blog, posts=blog.posts.insert(post.id, post))


def emptied(blog: Blog, post: Post, *, withdrawal: Withdrawal | None = None, removal: Removal | None = None) -> Blog:
    """The blog after a post's words have gone, and with them pin, mark, corrections and references. (Law 10)"""
    blog = _unreferred(blog, post)
    empty = Post(
        number=post.number,
        id=post.id,
        published_at=post.published_at,
        touched=blog.seq,
        shown=blog.seq,
        withdrawal=withdrawal,
        removal=removal,
        referred_to_by=blog.posts[post.id].referred_to_by,
    )
    return replace(
        kept(blog, empty),
        pinned=None if blog.pinned == post.id else blog.pinned,
        pinned_at=None if blog.pinned == post.id else blog.pinned_at,
        key_events=blog.key_events.without_key(post.order),
        corrected=blog.corrected.without_key(post.order),
        withdrawn=(*blog.withdrawn, post.id),
    )


def _published(revision: PostPublished, blog: Blog) -> Blog:
    post = Post(
        number=len(blog.posts) + 1,
        id=revision.post,
        published_at=revision.published_at,
        touched=blog.seq,
        shown=blog.seq,
        written=blog.seq,
        headline=revision.headline,
        body=revision.body,
        label=revision.label,
        bylines=revision.bylines,
        key_event=revision.key_event,
        claim=revision.claim,
        media=revision.media,
    )
    blog = replace(kept(blog, post), order=blog.order.with_key(post.order))
    if post.key_event:
        blog = replace(blog, key_events=blog.key_events.with_key(post.order))
    return _referred(blog, post, references(revision.body))


def _revised(revision: PostRevised, blog: Blog) -> Blog:
    post = blog.posts[revision.post]
    still = addresses(revision.body)
    post = replace(
        post,
        written=blog.seq,
        headline=revision.headline,
        body=revision.body,
        media=revision.media,
        embeds=tuple(each for each in post.embeds if each.address in still),
        revised_at=revision.at,
    )
    blog = _changed(blog, post)
    return _referred(blog, blog.posts[post.id], references(revision.body))


def _corrected(revision: PostCorrected, blog: Blog) -> Blog:
    post = blog.posts[revision.post]
    correction = Correction(at=revision.at, wrong=revision.wrong, right=revision.right)
    blog = _changed(blog, replace(post, corrections=(*post.corrections, correction)))
    return replace(blog, corrected=blog.corrected.with_key(post.order))


def _marked(revision: KeyEventMarked, blog: Blog) -> Blog:
    post = replace(blog.posts[revision.post], key_event=revision.marked)
    events = blog.key_events
    events = events.with_key(post.order) if revision.marked else events.without_key(post.order)
    return replace(_changed(blog, post), key_events=events)


def _prepared(revision: MediumPrepared, blog: Blog) -> Blog:
    """Nobody has changed the post: whoever is about to may go on, so that its version stays (DESIGN §10.8)."""
    post = blog.posts[revision.post]
    return kept(blog, replace(post, media=with_medium(post.media, revision.medium), shown=blog.seq))


def _filled(revision: EmbedFilled, blog: Blog) -> Blog:
    post = blog.posts[revision.post]
    if revision.embed.address not in addresses(post.body):
        return blog
    others = tuple(each for each in post.embeds if each.address != revision.embed.address)
    return kept(blog, replace(post, embeds=(*others, revision.embed), shown=blog.seq))


def with_medium(media: tuple[Medium, ...], medium: Medium) -> tuple[Medium, ...]:
    """`media` with what is known about this one now."""
    return tuple(medium if each.id == medium.id else each for each in media)


def _changed(blog: Blog, post: Post) -> Blog:
    return kept(blog, replace(post, touched=blog.seq, shown=blog.seq))


def _touched(blog: Blog, name: PostId) -> Blog:
    return _changed(blog, blog.posts[name])


def _referred(blog: Blog, post: Post, targets: tuple[PostId, ...]) -> Blog:
    """Give every post referred to its back-link. A name that no post bears is left alone: it shows as text."""
    blog = _unreferred(blog, post)
    for name in targets:
        target = blog.posts.get(name)
        if target is not None and name != post.id:
            by = tuple(sorted({*target.referred_to_by, post.id}, key=lambda each: blog.posts[each].order))
            blog = kept(blog, replace(target, referred_to_by=by, shown=blog.seq))
    return kept(blog, replace(blog.posts[post.id], refers_to=targets))


def _unreferred(blog: Blog, post: Post) -> Blog:
    """Take away the back-links `post` had left at others."""
    for name in post.refers_to:
        target = blog.posts.get(name)
        if target is not None and post.id in target.referred_to_by:
            by = tuple(each for each in target.referred_to_by if each != post.id)
            blog = kept(blog, replace(target, referred_to_by=by, shown=blog.seq))
    return blog
