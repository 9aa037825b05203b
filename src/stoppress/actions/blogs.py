"""What staff do to a blog as a whole: open, describe, set its key points, end it, import it.

Knows what each is called and which revisions follow.
Does not know how revisions get into the journal (`actions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.showing import Showing
from stoppress.actions.wish import Wish
from stoppress.domain import rules
from stoppress.domain.blog import Coverage
from stoppress.domain.facts import Description, Hero, HeroKind, KeyPoint, Reporter
from stoppress.domain.identifiers import MediaId, Seq, Slug
from stoppress.domain.media import Medium
from stoppress.domain.revisions import BlogOpened, KeyPointsSet, LiveReportingSet, Revision
from stoppress.errors import BlogExists, MediaUnknown
from stoppress.journal.journal import Journal
from stoppress.staff.permissions import Verb, require


class Blogs:
    """Actions upon blogs."""

    def __init__(self, actions: Actions, journal: Journal, showing: Showing) -> None:
        self._actions = actions
        self._journal = journal
        self._showing = showing

    async def open(self, wish: Wish, slug: Slug, description: Description) -> Done:
        """Open a blog. Raises BlogExists."""
        opening = BlogOpened(at=self._actions.now(), slug=slug, description=description)
        asked = Asked(verb=Verb.OPEN_BLOG, slug=slug, content=description, opens=True)
        return await self._actions.carry_out(wish, asked, lambda _blog: (opening,))

    async def set_key_points(self, wish: Wish, slug: Slug, points: tuple[KeyPoint, ...]) -> Done:
        """Replace the key points."""
        revision = KeyPointsSet(at=self._actions.now(), points=points)
        asked = Asked(verb=Verb.SET_KEY_POINTS, slug=slug, content=points)
        return await self._actions.carry_out(wish, asked, lambda blog: () if blog.key_points == points else (revision,))

    async def set_live_reporting(self, wish: Wish, slug: Slug, reporters: tuple[Reporter, ...]) -> Done:
        """Say who holds the blog now."""
        revision = LiveReportingSet(at=self._actions.now(), reporters=reporters)
        asked = Asked(verb=Verb.SET_LIVE_REPORTING, slug=slug, content=reporters)
        return await self._actions.carry_out(
            wish, asked, lambda blog: () if blog.reporting == reporters else (revision,)
        )

    async def set_hero(self, wish: Wish, slug: Slug, hero: Hero | None, poster: MediaId | None = None) -> Done:
        """Put a picture, film, sound or live stream above the key points, or with None take it away.

        `poster` is the picture that stands for a live stream.

        Raises MediaUnknown.
        """
        at = self._actions.now()
        asked = Asked(verb=Verb.SET_HERO, slug=slug, content=(hero, poster))
        await self._actions.require(wish.person, asked)
        known = await self._known(hero, poster, slug) if hero is not None else None
        done = await self._actions.carry_out(wish, asked, lambda blog: rules.set_hero(blog, known, at))
        await self._showing.settle(known.shown if known is not None else ())
        return done

    async def _known(self, hero: Hero, poster: MediaId | None, slug: Slug) -> Hero:
        """The hero with the facts of what it shows. Raises MediaUnknown."""
        if poster is not None:
            hero = replace(hero, poster=await self._fact(poster, slug))
        if hero.kind is HeroKind.LIVE_STREAM:
            return hero
        medium = await self._fact(MediaId(hero.media), slug)
        if medium.kind.value != hero.kind.value:
            raise MediaUnknown(media=hero.media)
        return replace(hero, medium=medium)

    async def _fact(self, name: MediaId, slug: Slug) -> Medium:
        found = await self._showing.around(name, slug)
        if found is None:
            raise MediaUnknown(media=name)
        return found

    async def end(self, wish: Wish, slug: Slug) -> Done:
        """End coverage."""
        at = self._actions.now()
        asked = Asked(verb=Verb.END_COVERAGE, slug=slug)
        return await self._actions.carry_out(wish, asked, lambda blog: rules.coverage(blog, Coverage.ENDED, at))

    async def bring_in(self, wish: Wish, slug: Slug, revisions: Sequence[Revision]) -> Done:
        """Append a whole blog that came from elsewhere, found possible by `transfer`. Raises BlogExists."""
        require(wish.person, Verb.IMPORT_BLOG)
        if await self._journal.head(slug) > 0:
            raise BlogExists(blog=slug)
        receipt = await self._journal.append(slug, revisions, by=wish.person.id, expected=Seq(0))
        return Done(slug, receipt.last)

    async def repeat(self, wish: Wish, slug: Slug, revision: Revision) -> Done:
        """Let something happen to `slug` that has happened elsewhere, for a rehearsal."""
        asked = Asked(verb=Verb.IMPORT_BLOG, slug=slug, opens=isinstance(revision, BlogOpened))
        return await self._actions.carry_out(wish, asked, lambda _blog: (revision,))
