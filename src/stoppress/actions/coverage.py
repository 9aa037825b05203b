"""What staff do about coverage: pause, resume, end, reopen, continue in another blog.

Knows that a continuation is two appends, to two blogs, and that asked again it goes on from wherever it was cut off.
Does not know how revisions get into the journal (`actions`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.posts import NewPost, Posts
from stoppress.actions.showing import Showing, Watching
from stoppress.actions.wish import Wish
from stoppress.domain import furnishing, rules
from stoppress.domain.blog import Blog, Coverage
from stoppress.domain.facts import Label
from stoppress.domain.furnishing import Continuation
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.media import Medium
from stoppress.domain.revisions import Revision
from stoppress.domain.slugs import slug_from
from stoppress.errors import BlogExists, CoverageUnsuitable
from stoppress.staff.permissions import Verb

Address = Callable[[Slug, PostId], str]
"""The web address of a post."""

Names = Callable[[], Awaitable[Container[Slug]]]
"""The names of all blogs."""


class Along(Protocol):
    """Whoever keeps something of a blog's desk: its people, its rules, who has it."""

    async def take_along(self, old: Slug, new: Slug) -> None:
        """Let it be so in `new` as it is in `old`. Doing it twice changes nothing."""
        ...


class Coverages:
    """Actions upon a blog's coverage."""

    def __init__(
        self,
        actions: Actions,
        posts: Posts,
        showing: Showing,
        watching: Watching,
        names: Names,
        along: Sequence[Along] = (),
    ) -> None:
        self._actions = actions
        self._posts = posts
        self._showing = showing
        self._watching = watching
        self._names = names
        self._along = along

    async def pause(self, wish: Wish, slug: Slug, note: str = "") -> Done:
        """Say that nothing more is expected for a while, and in `note` until when or why."""
        return await self._let_be(wish, Verb.PAUSE_COVERAGE, slug, Coverage.PAUSED, note)

    async def resume(self, wish: Wish, slug: Slug) -> Done:
        """Go on after a pause. Raises CoverageUnsuitable where coverage has ended."""
        return await self._let_be(wish, Verb.RESUME_COVERAGE, slug, Coverage.LIVE)

    async def reopen(self, wish: Wish, slug: Slug) -> Done:
        """Go on after the end. Raises CoverageUnsuitable during a pause."""
        return await self._let_be(wish, Verb.REOPEN_COVERAGE, slug, Coverage.LIVE)

    async def end(self, wish: Wish, slug: Slug, summary: NewPost | None = None) -> Done:
        """End coverage, with a closing post if one is given; both are one append, and one that has ended stays so."""
        asked = Asked(verb=Verb.END_COVERAGE, slug=slug, content=summary)
        await self._actions.require(wish.person, asked)
        at = self._actions.now()
        if summary is None:
            return await self._actions.carry_out(wish, asked, lambda blog: rules.coverage(blog, Coverage.ENDED, at))
        await self._actions.require(wish.person, Asked(verb=Verb.PUBLISH_POST, slug=slug))
        post = await self._posts.worded(slug, replace(summary, label=Label.SUMMARY), at)

        def close(blog: Blog) -> tuple[Revision, ...]:
            ending = rules.coverage(blog, Coverage.ENDED, at)
            return (post, *ending) if ending else ()

        done = await self._actions.carry_out(wish, asked, close)
        await self._showing.settle(post.media)
        return done

    async def continue_in(self, wish: Wish, slug: Slug, into: Continuation, address: Address) -> Done:
        """Open the blog in which this one continues, and say so in this one, which ends it.

        Cut off after the first of these, it is finished by asking again, with a key or without.

        Raises BlogExists where `into` is another blog's name, CoverageUnsuitable where this one continues elsewhere.
        """
        asked = Asked(verb=Verb.CONTINUE_COVERAGE, slug=slug, content=into)
        await self._actions.require(wish.person, asked)
        opening = Asked(verb=Verb.OPEN_BLOG, slug=into.slug, content=(slug, into), opens=True)
        await self._actions.require(wish.person, opening)
        old = await self._actions.blog(slug)
        if old.continues_in not in (None, into.slug):
            raise CoverageUnsuitable(coverage=f"continued in “{old.continues_in}”")
        done = await self._opened(wish, opening, old, into, address)
        for each in self._along:
            await each.take_along(slug, into.slug)
        at = self._actions.now()
        then = replace(wish, version=None, key=_second(wish.key))
        await self._actions.carry_out(then, asked, lambda blog: furnishing.hand_over(blog, into, at))
        return done

    async def name_for(self, slug: Slug, headline: str) -> Slug:
        """A name for the blog in which one continues; where that was begun and cut off, the one it was given."""
        names, tried = await self._names(), set[Slug]()
        while True:
            name = slug_from(headline, tried, self._actions.now().date())
            if name not in names or (await self._actions.blog(name)).continued_from == slug:
                return name
            tried.add(name)

    async def _opened(self, wish: Wish, opening: Asked, old: Blog, into: Continuation, address: Address) -> Done:
        at = self._actions.now()
        revisions = await self._beginning(old, into, address, at)

        def decide(_blog: Blog) -> tuple[Revision, ...]:
            # The version somebody looked at is the old blog's.
            wish.require_current(old.seq)
            return revisions

        try:
            done = await self._actions.carry_out(replace(wish, version=None), opening, decide)
        except BlogExists:
            new = await self._actions.blog(into.slug)
            if new.continued_from != old.slug:
                raise
            done = Done(into.slug, new.seq)
        if old.promo is not None and old.promo.feed:
            # Once more: whoever looked before the blog was there has forgotten about it.
            await self._watching.feed(into.slug, old.promo.feed)
            self._watching.wake()
        return done

    async def _beginning(self, old: Blog, into: Continuation, address: Address, at: datetime) -> tuple[Revision, ...]:
        """The new blog's first revisions; what it is going to show and follow is noted before."""
        described = await self._described(old, into.slug)
        if old.promo is not None and old.promo.audio is not None:
            await self._showing.around(old.promo.audio.id, into.slug)
        if old.promo is not None and old.promo.feed:
            await self._watching.feed(into.slug, old.promo.feed)
        return furnishing.continued(described, into, lambda post: address(old.slug, post), at)

    async def _described(self, old: Blog, new: Slug) -> Blog:
        hero = old.description.hero
        if hero is None:
            return old
        medium = await self._around(hero.medium, new)
        poster = await self._around(hero.poster, new)
        return replace(old, description=replace(old.description, hero=replace(hero, medium=medium, poster=poster)))

    async def _around(self, medium: Medium | None, slug: Slug) -> Medium | None:
        return medium and (await self._showing.around(medium.id, slug) or medium)

    async def _let_be(self, wish: Wish, verb: Verb, slug: Slug, coverage: Coverage, note: str = "") -> Done:
        at = self._actions.now()
        asked = Asked(verb=verb, slug=slug, content=note)
        return await self._actions.carry_out(wish, asked, lambda blog: _led(blog, verb, coverage, at, note))


def _led(blog: Blog, verb: Verb, wish: Coverage, at: datetime, note: str) -> tuple[Revision, ...]:
    """What leads to the wished state, if the verb is the one that does."""
    unsuitable = {Verb.RESUME_COVERAGE: Coverage.ENDED, Verb.REOPEN_COVERAGE: Coverage.PAUSED}
    if blog.coverage is unsuitable.get(verb):
        raise CoverageUnsuitable(coverage=blog.coverage.value)
    return rules.coverage(blog, wish, at, note)


def _second(key: str) -> str:
    """The key of the second append of a request that had `key`."""
    return f"then-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}" if key else ""
