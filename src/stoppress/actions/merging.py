"""Editing a post that somebody else may be editing: nothing of either is lost, and nothing is written over unseen.

Knows how the text somebody looked at is found in the log, and that a version in which no words have changed is no other one.
Does not know how texts are put together (`domain.merging`), nor how a conflict looks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.posts import Posts
from stoppress.actions.wish import Wish
from stoppress.domain.admission_posts import readable_post
from stoppress.domain.blog import Post
from stoppress.domain.content import Content, content_of_post
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.normal import normal
from stoppress.domain.revisions import BylinesSet, ClaimStatusSet, KeyEventMarked, PostLabelled, PostRevised
from stoppress.domain.rules import Wording
from stoppress.errors import StorageUnavailable, VersionConflict
from stoppress.journal.folds import opened
from stoppress.journal.journal import READ_LIMIT, Journal
from stoppress.staff.permissions import Verb

# Each is lost only to a revision of this very post that says nothing new, such as a card that was filled in.
_TRIES: Final = 8

# What changes the words of a post that is there, as far as its form shows them.
_WORDED: Final = (PostRevised, PostLabelled, BylinesSet, ClaimStatusSet, KeyEventMarked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """Somebody else was first. `base` is what this person looked at, None where nobody knows it any more.

    `current` is the version of `theirs`; `by` are the ids of those who changed it since, and `at` is when the last did.
    """

    current: Seq
    base: Content | None
    theirs: Content
    mine: Content
    by: tuple[str, ...]
    at: datetime | None


Outcome = Done | Stale
"""Done, or not done because somebody else was first."""


class Merging:
    """Actions upon posts, by people who look at a form meanwhile."""

    def __init__(self, actions: Actions, posts: Posts, journal: Journal) -> None:
        self._actions = actions
        self._posts = posts
        self._journal = journal

    async def revise(self, wish: Wish, slug: Slug, post: PostId, mine: Content) -> Outcome:
        """Make a post be as in `mine`, or say what became of it. Raises what `Posts.revise` does, but no VersionConflict."""
        return await self._unless_stale(
            wish, Verb.REVISE_POST, slug, post, mine, lambda asked: self._posts.revise(asked, slug, post, worded(mine))
        )

    async def correct(self, wish: Wish, slug: Slug, post: PostId, wrong: str, right: str, mine: Content) -> Outcome:
        """Correct a post, or say what became of it. Raises what `Posts.correct` does, but no VersionConflict."""
        return await self._unless_stale(
            wish,
            Verb.CORRECT_POST,
            slug,
            post,
            mine,
            lambda asked: self._posts.correct(asked, slug, post, wrong, right, worded(mine)),
        )

    async def _unless_stale(
        self,
        wish: Wish,
        verb: Verb,
        slug: Slug,
        post: PostId,
        mine: Content,
        act: Callable[[Wish], Awaitable[Done]],
    ) -> Outcome:
        for _ in range(_TRIES):
            try:
                return await act(wish)
            except VersionConflict:
                await self._actions.require(wish.person, Asked(verb=verb, slug=slug, post=post))
                stale = await self._stale(slug, post, Seq(wish.version or 0), mine)
                if stale.theirs != stale.base:
                    return stale
                # It was pinned, or a card was filled in: nobody has written anything that could be lost.
                wish = replace(wish, version=stale.current)
        raise StorageUnavailable

    async def _stale(self, slug: Slug, post: PostId, looked_at: Seq, mine: Content) -> Stale:
        """What became of a post since somebody looked. Raises PostIsWithdrawn, PostIsRemoved, PostUnknown."""
        blog, _ = await opened(self._journal, slug, at_most=looked_at)
        base: Post | None = None
        by: dict[str, None] = {}
        at: datetime | None = None
        while True:
            records = await self._journal.read(slug, after=blog.seq)
            for each in records:
                if blog.seq == looked_at:
                    base = blog.posts.get(post)
                blog = fold([each.revision], onto=blog)
                if each.seq > looked_at and isinstance(each.revision, _WORDED) and each.revision.post == post:
                    by[each.by], at = None, each.revision.at
            if len(records) < READ_LIMIT:
                break
        theirs = readable_post(blog, post)
        return Stale(
            current=theirs.touched,
            base=content_of_post(base) if base is not None and base.is_readable else None,
            theirs=content_of_post(theirs),
            mine=normal(mine),
            by=tuple(by),
            at=at,
        )


def worded(content: Content) -> Wording:
    """As what a post should be from now on."""
    return Wording(
        headline=content.headline,
        body=content.body,
        label=(content.label,),
        bylines=content.bylines,
        claim=(content.claim,),
        key_event=content.key_event,
    )
