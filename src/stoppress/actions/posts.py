"""What staff do to posts: publish, revise, correct, withdraw, pin.

Knows what each is called and which revisions the rules make of it.
Does not know how revisions get into the journal (`actions`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.showing import Showing
from stoppress.actions.wish import Wish
from stoppress.domain import rules
from stoppress.domain.content import Content
from stoppress.domain.facts import Byline, Claim, Label
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.media import Medium
from stoppress.domain.revisions import PostPublished
from stoppress.domain.rules import Wording
from stoppress.staff.permissions import Verb

NewPostId = Callable[[datetime], PostId]
"""A fresh post id for a post published at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post to be published; `published_at` None is now, `id` None a fresh one."""

    id: PostId | None = None
    published_at: datetime | None = None
    headline: str = ""
    body: str = ""
    label: Label | None = None
    bylines: tuple[Byline, ...] = ()
    key_event: bool = False
    claim: Claim | None = None


def new_post(content: Content, post: PostId | None = None) -> NewPost:
    """What is published of it, at the moment it is."""
    return NewPost(
        id=post,
        headline=content.headline,
        body=content.body,
        label=content.label,
        bylines=content.bylines,
        key_event=content.key_event,
        claim=content.claim,
    )


class Posts:
    """Actions upon posts."""

    def __init__(self, actions: Actions, new_id: NewPostId, showing: Showing) -> None:
        self._actions = actions
        self._new_id = new_id
        self._showing = showing

    async def publish(self, wish: Wish, slug: Slug, new: NewPost) -> Done:
        """Publish a post."""
        asked = Asked(verb=publishing(new.label), slug=slug, content=new)
        await self._actions.require(wish.person, asked)
        post = await self.worded(slug, new, self._actions.now())
        done = await self._actions.carry_out(wish, asked, lambda _blog: (post,))
        await self._showing.settle(post.media)
        return done

    async def worded(self, slug: Slug, new: NewPost, at: datetime) -> PostPublished:
        """The revision that publishes a post, with the facts of what it shows."""
        name = new.id or self._new_id(at)
        media = rules.chosen(new.body, await self._showing.facts(new.body, slug, name))
        return _published(new, name, at, media)

    async def check(self, wish: Wish, slug: Slug, new: NewPost) -> None:
        """Raise what `publish` would refuse by now. The media it shows are kept for it; nobody outside is asked anything."""
        asked = Asked(verb=publishing(new.label), slug=slug, content=new)
        await self._actions.require(wish.person, asked)
        at = self._actions.now()
        name = new.id or self._new_id(at)
        media = rules.chosen(new.body, await self._showing.kept(new.body, slug, name))
        post = _published(new, name, at, media)
        await self._actions.check(wish, asked, lambda _blog: (post,))

    async def revise(self, wish: Wish, slug: Slug, post: PostId, wording: Wording) -> Done:
        """Make a post be as worded."""
        at = self._actions.now()
        asked = _upon(Verb.REVISE_POST, slug, post, wording)
        await self._actions.require(wish.person, asked)
        shown = await self._shown(slug, post, wording)
        done = await self._actions.carry_out(wish, asked, lambda blog: rules.revise(blog, post, shown, at))
        await self._showing.settle(shown.media)
        return done

    async def correct(self, wish: Wish, slug: Slug, post: PostId, wrong: str, right: str, wording: Wording) -> Done:
        """Say what was wrong and what is right, and word the post anew where `wording` says so."""
        at = self._actions.now()
        asked = _upon(Verb.CORRECT_POST, slug, post, (wrong, right, wording))
        await self._actions.require(wish.person, asked)
        shown = await self._shown(slug, post, wording)
        done = await self._actions.carry_out(
            wish, asked, lambda blog: rules.correct(blog, post, shown, wrong, right, at)
        )
        await self._showing.settle(shown.media)
        return done

    async def withdraw(self, wish: Wish, slug: Slug, post: PostId, reason: str, *, reason_shown: bool = True) -> Done:
        """Take a post back."""
        at = self._actions.now()
        asked = _upon(Verb.WITHDRAW_POST, slug, post, (reason, reason_shown))
        return await self._actions.carry_out(
            wish, asked, lambda blog: rules.withdraw(blog, post, reason, reason_shown=reason_shown, at=at)
        )

    async def pin(self, wish: Wish, slug: Slug, post: PostId) -> Done:
        """Make a post the pin."""
        at = self._actions.now()
        asked = _upon(Verb.PIN_POST, slug, post, "pin")
        return await self._actions.carry_out(wish, asked, lambda blog: rules.pin(blog, post, at))

    async def _shown(self, slug: Slug, post: PostId, wording: Wording) -> Wording:
        """`wording` with the facts of what its body shows."""
        if wording.body is None:
            return wording
        return replace(wording, media=tuple(await self._showing.facts(wording.body, slug, post)))

    async def unpin(self, wish: Wish, slug: Slug, post: PostId) -> Done:
        """Take the pin away from a post."""
        at = self._actions.now()
        asked = _upon(Verb.PIN_POST, slug, post, "unpin")
        return await self._actions.carry_out(wish, asked, lambda blog: rules.unpin(blog, post, at))


def publishing(label: Label | None) -> Verb:
    """What somebody has to be allowed to do who publishes a post with this label."""
    return Verb.ANSWER_QUESTION if label is Label.QUESTION else Verb.PUBLISH_POST


def _published(new: NewPost, name: PostId, at: datetime, media: tuple[Medium, ...]) -> PostPublished:
    return PostPublished(
        at=at,
        post=name,
        published_at=new.published_at or at,
        headline=new.headline,
        body=new.body,
        label=new.label,
        bylines=new.bylines,
        key_event=new.key_event,
        claim=new.claim,
        media=media,
    )


def _upon(verb: Verb, slug: Slug, post: PostId, content: object) -> Asked:
    return Asked(verb=verb, slug=slug, post=post, content=content, by_post_version=True)
