"""What staff do to what stands around the posts: description, hero, live reporting, related links, key points.

Knows what each is called and which revisions the rules make of it.
Does not know how revisions get into the journal (`actions`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.showing import Showing
from stoppress.actions.wish import Wish
from stoppress.domain import furnishing, rules
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Hero, HeroKind, KeyPoint, RelatedLink, Reporter
from stoppress.domain.furnishing import Describing
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.media import Medium
from stoppress.domain.revisions import Revision
from stoppress.errors import VersionConflict
from stoppress.errors.media import MediaUnknown
from stoppress.staff.permissions import Verb

Rule = Callable[[Blog, datetime], tuple[Revision, ...]]


class Furniture:
    """Actions upon what stands around the posts."""

    def __init__(self, actions: Actions, showing: Showing) -> None:
        self._actions = actions
        self._showing = showing

    async def describe(self, wish: Wish, slug: Slug, describing: Describing) -> Done:
        """Describe a blog so; its hero stays."""
        asked = Asked(verb=Verb.DESCRIBE_BLOG, slug=slug, content=describing)
        return await self._carry_out(wish, asked, lambda blog, at: furnishing.describe(blog, describing, at))

    async def set_related(self, wish: Wish, slug: Slug, links: tuple[RelatedLink, ...]) -> Done:
        """Replace the related links."""
        asked = Asked(verb=Verb.SET_RELATED, slug=slug, content=links)
        return await self._carry_out(wish, asked, lambda blog, at: furnishing.relate(blog, links, at))

    async def set_live_reporting(self, wish: Wish, slug: Slug, reporters: tuple[Reporter, ...]) -> Done:
        """Say who holds the blog now."""
        asked = Asked(verb=Verb.SET_LIVE_REPORTING, slug=slug, content=reporters)
        return await self._carry_out(wish, asked, lambda blog, at: furnishing.reporting(blog, reporters, at))

    async def set_key_points(
        self, wish: Wish, slug: Slug, points: tuple[KeyPoint, ...], *, seen: tuple[KeyPoint, ...] | None = None
    ) -> Done:
        """Replace the key points.

        With `seen`, the points somebody looked at, other points by then raise VersionConflict, and nothing else does:
        posts go on being published while the list is put in order.
        """
        asked = Asked(verb=Verb.SET_KEY_POINTS, slug=slug, content=points)

        def rule(blog: Blog, at: datetime) -> tuple[Revision, ...]:
            if seen is not None and blog.key_points not in (seen, points):
                raise VersionConflict(current=blog.seq)
            return furnishing.set_key_points(blog, points, at)

        return await self._carry_out(wish, asked, rule)

    async def make_key_point(self, wish: Wish, slug: Slug, post: PostId) -> Done:
        """Add a line for a post. Raises PostUnknown, PostIsWithdrawn, PostIsRemoved, TooMany."""
        asked = _pointing(slug, post, "make")
        return await self._carry_out(wish, asked, lambda blog, at: furnishing.make_key_point(blog, post, at))

    async def drop_key_point(self, wish: Wish, slug: Slug, post: PostId) -> Done:
        """Take away the lines that lead to a post."""
        asked = _pointing(slug, post, "drop")
        return await self._carry_out(wish, asked, lambda blog, at: furnishing.drop_key_point(blog, post, at))

    async def set_hero(self, wish: Wish, slug: Slug, hero: Hero | None, poster: MediaId | None = None) -> Done:
        """Put a picture, film, sound or live stream above the key points, or with None take it away.

        `poster` is the picture that stands for a live stream.

        Raises MediaUnknown.
        """
        asked = Asked(verb=Verb.SET_HERO, slug=slug, content=(hero, poster))
        await self._actions.require(wish.person, asked)
        known = await self._known(hero, poster, slug) if hero is not None else None
        done = await self._carry_out(wish, asked, lambda blog, at: rules.set_hero(blog, known, at))
        await self._showing.settle(known.shown if known is not None else ())
        return done

    async def _carry_out(self, wish: Wish, asked: Asked, rule: Rule) -> Done:
        at = self._actions.now()
        return await self._actions.carry_out(wish, asked, lambda blog: rule(blog, at))

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


def _pointing(slug: Slug, post: PostId, content: str) -> Asked:
    return Asked(verb=Verb.SET_KEY_POINTS, slug=slug, post=post, content=content)
