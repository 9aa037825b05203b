"""Showing media: from the names in a body to the facts that stand in a revision, and to those known later.

Knows that a use is noted before the facts are read, and that they are read once more when the post is there: whoever
finishes renditions meanwhile notes the facts first and looks for uses then, so that one of the two sees the other.
Does not know files (`media`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.wish import Wish
from stoppress.domain import rules
from stoppress.domain.blog import Post
from stoppress.domain.exhibits import addresses, media_named
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.media import Embed, Medium
from stoppress.errors import BlogUnknown
from stoppress.staff.permissions import Person, Scope, Verb

CLOCKWORK = Person("clockwork", "clockwork", frozenset({Scope.WRITE}))
"""Who stands in the log where something was finished by itself."""


class Library(Protocol):
    """The media that were uploaded, and where they are used."""

    async def known(self, names: Iterable[MediaId]) -> Sequence[Medium]:
        """What is known about those of these media that are there."""
        ...

    async def use(self, names: Iterable[MediaId], slug: Slug, post: PostId | None) -> None:
        """Note that a post of a blog (or with None what stands around its posts) is going to show these media."""
        ...

    async def uses(self, name: MediaId) -> Sequence[tuple[Slug, PostId | None]]:
        """Where a medium was noted to be shown."""
        ...


class Watching(Protocol):
    """What is looked at on the network. It is noted before there is a reason, and `wake` is called when there is."""

    async def cards(self, slug: Slug, post: PostId, addresses: Sequence[str]) -> None:
        """Addresses are going to stand alone in a post."""
        ...

    async def feed(self, slug: Slug, feed: str) -> None:
        """A blog's podcast promo is going to follow a feed."""
        ...

    def wake(self) -> None:
        """Look now."""
        ...


class Showing:
    """What actions upon posts and blogs ask about media, and what happens to them by itself."""

    def __init__(self, actions: Actions, library: Library, watching: Watching) -> None:
        self._actions = actions
        self._library = library
        self._watching = watching

    async def facts(self, body: str, slug: Slug, post: PostId | None) -> Sequence[Medium]:
        """The facts of what `body` shows, as far as they are known; the use is noted, and addresses that stand alone."""
        if post is not None and (alone := addresses(body)):
            await self._watching.cards(slug, post, alone)
        return await self.kept(body, slug, post)

    async def kept(self, body: str, slug: Slug, post: PostId | None) -> Sequence[Medium]:
        """The same for what is not public, or not yet: no provider is asked about its addresses."""
        names = media_named(body)
        return await self._noted(names, slug, post) if names else ()

    async def around(self, name: MediaId, slug: Slug) -> Medium | None:
        """The facts of a medium that is to stand around the posts, if they are known; the use is noted."""
        found = await self._noted((name,), slug, None)
        return found[0] if found else None

    async def settle(self, media: Iterable[Medium]) -> None:
        """Show what is known by now about media whose facts went into a revision, and have looked at what was noted."""
        self._watching.wake()
        shown = {each.id: each for each in media}
        for now in await self._library.known(shown) if shown else ():
            if now != shown[now.id]:
                await self.prepared(now)

    async def prepared(self, medium: Medium) -> None:
        """Let every post and hero that shows a medium show what is known about it now.

        Two who know different things at once may do so in any order: whoever was overtaken does it again.
        """
        await self._tell(medium)
        for now in await self._library.known([medium.id]):
            if now != medium:
                await self.prepared(now)

    async def _tell(self, medium: Medium) -> None:
        at = self._actions.now()
        posts: dict[Slug, list[PostId]] = {}
        for slug, post in await self._library.uses(medium.id):
            posts.setdefault(slug, []).extend(() if post is None else (post,))
        for slug, names in posts.items():
            asked = Asked(verb=Verb.PREPARE_MEDIUM, slug=slug)
            decide = partial(rules.prepare, names=names, medium=medium, at=at)
            # A use is noted before there is anything to see; the blog may never have been opened.
            with suppress(BlogUnknown):
                await self._actions.carry_out(Wish(person=CLOCKWORK), asked, decide)

    async def filled(self, slug: Slug, post: PostId, embed: Embed) -> Done:
        """Let a post show what is known about an address that stands alone in it."""
        at = self._actions.now()
        asked = Asked(verb=Verb.FILL_EMBED, slug=slug)
        return await self._actions.carry_out(
            Wish(person=CLOCKWORK), asked, lambda blog: rules.fill(blog, post, embed, at)
        )

    async def is_standing(self, slug: Slug, post: PostId, address: str) -> bool:
        """Whether a post that readers see has this address alone on a line."""
        found = await self._readable(slug, post)
        return found is not None and address in addresses(found.body)

    async def embed(self, slug: Slug, post: PostId, address: str) -> Embed | None:
        """What a post shows about an address by now."""
        found = await self._readable(slug, post)
        return next((each for each in found.embeds if each.address == address), None) if found else None

    async def _readable(self, slug: Slug, post: PostId) -> Post | None:
        try:
            found = (await self._actions.blog(slug)).posts.get(post)
        except BlogUnknown:
            return None
        return found if found is not None and found.is_readable else None

    async def _noted(self, names: Sequence[MediaId], slug: Slug, post: PostId | None) -> Sequence[Medium]:
        found = {each.id for each in await self._library.known(names)}
        await self._library.use([each for each in names if each in found], slug, post)
        return await self._library.known(names)
