"""Podcast promos: what staff say about a podcast, and what its feed says later.

Knows that a feed is noted before the promo that follows it stands in the log: killed in between, one feed too many is
looked at, never one too few.
Does not know feeds (`media`), nor when they are looked at (`clockwork`).
"""

from __future__ import annotations

from dataclasses import replace

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.showing import CLOCKWORK, Showing, Watching
from stoppress.actions.wish import Wish
from stoppress.domain import promos
from stoppress.domain.blog import Blog, Coverage
from stoppress.domain.facts import Episode, PodcastPromo
from stoppress.domain.identifiers import MediaId, Slug
from stoppress.domain.revisions import Revision
from stoppress.errors import BlogUnknown
from stoppress.errors.media import MediaUnknown
from stoppress.staff.permissions import Verb


class Promos:
    """Actions upon podcast promos."""

    def __init__(self, actions: Actions, showing: Showing, watching: Watching) -> None:
        self._actions = actions
        self._showing = showing
        self._watching = watching

    async def set(self, wish: Wish, slug: Slug, promo: PodcastPromo | None, audio: MediaId | None = None) -> Done:
        """Say this about a podcast, or with None nothing; `audio` is a sound of ours to be heard.

        Raises MediaUnknown.
        """
        at = self._actions.now()
        asked = Asked(verb=Verb.SET_PROMO, slug=slug, content=(promo, audio))
        await self._actions.require(wish.person, asked)
        if promo is not None and audio is not None:
            heard = await self._showing.around(audio, slug)
            if heard is None:
                raise MediaUnknown(media=audio)
            promo = replace(promo, audio=heard)
        if promo is not None and promo.feed:
            # For a blog that is not there nobody looks at anything.
            await self._actions.blog(slug)
            await self._watching.feed(slug, promo.feed)
        done = await self._actions.carry_out(wish, asked, lambda blog: promos.set_promo(blog, promo, at))
        await self._showing.settle([promo.audio] if promo is not None and promo.audio is not None else [])
        return done

    async def found(self, slug: Slug, feed: str, episode: Episode) -> None:
        """Let a blog's promo name the latest episode of a feed, if it follows that still."""
        at = self._actions.now()

        def decide(blog: Blog) -> tuple[Revision, ...]:
            return promos.find_episode(blog, feed, episode, at)

        await self._actions.carry_out(Wish(person=CLOCKWORK), Asked(verb=Verb.FIND_EPISODE, slug=slug), decide)

    async def is_followed(self, slug: Slug, feed: str) -> bool:
        """Whether there is a reason to look at a feed: a blog that has not ended follows it."""
        try:
            blog = await self._actions.blog(slug)
        except BlogUnknown:
            return False
        return promos.follows(blog, feed) and blog.coverage is not Coverage.ENDED
