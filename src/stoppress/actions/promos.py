"""Podcast promos: what staff say about a podcast, and what its feed says later.

Knows that a feed is noted before the promo that follows it stands in the log: killed in between, one feed too many is
looked at, never one too few.
Does not know feeds (`media`), nor when they are looked at (`clockwork`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.showing import CLOCKWORK, Showing
from stoppress.actions.wish import Wish
from stoppress.domain import promos
from stoppress.domain.blog import Blog, Coverage
from stoppress.domain.facts import Episode, PodcastPromo
from stoppress.domain.identifiers import MediaId, Slug
from stoppress.domain.revisions import Revision
from stoppress.errors import BlogUnknown, MediaUnknown
from stoppress.staff.permissions import Verb, require


class Feeds(Protocol):
    """The feeds that are looked at."""

    async def follow(self, blog: Slug, feed: str, due_at: datetime) -> None:
        """Look at this feed for a blog from then on, and at no other."""
        ...


class Promos:
    """Actions upon podcast promos. `noted` is called when there is a feed to be looked at."""

    def __init__(self, actions: Actions, showing: Showing, feeds: Feeds, noted: Callable[[], None]) -> None:
        self._actions = actions
        self._showing = showing
        self._feeds = feeds
        self._noted = noted

    async def set(self, wish: Wish, slug: Slug, promo: PodcastPromo | None, audio: MediaId | None = None) -> Done:
        """Say this about a podcast, or with None nothing; `audio` is a sound of ours to be heard.

        Raises MediaUnknown.
        """
        require(wish.person, Verb.SET_PROMO)
        at = self._actions.now()
        asked = Asked(verb=Verb.SET_PROMO, slug=slug, content=(promo, audio))
        if promo is not None and audio is not None:
            heard = await self._showing.around(audio, slug)
            if heard is None:
                raise MediaUnknown(media=audio)
            promo = replace(promo, audio=heard)
        if promo is not None and promo.feed:
            # A blog that is not there gets no row.
            await self._actions.blog(slug)
            await self._feeds.follow(slug, promo.feed, at)
        done = await self._actions.carry_out(wish, asked, lambda blog: promos.set_promo(blog, promo, at))
        await self._showing.settle([promo.audio] if promo is not None and promo.audio is not None else [])
        self._noted()
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
