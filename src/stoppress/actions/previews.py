"""Previews: a blog as it would be with a post that is still being written.

Knows that the same rules, fold and facts make it as make the page; nothing is appended and no use of media is noted.
Does not know what it looks like (`render`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, Protocol

from stoppress.actions.actions import Actions, Asked
from stoppress.actions.posts import NewPost
from stoppress.domain.admission import admit
from stoppress.domain.blog import Blog
from stoppress.domain.exhibits import media_named
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.limits import DEFAULT_LIMITS, Limits
from stoppress.domain.media import Medium
from stoppress.domain.revisions import PostPublished
from stoppress.domain.rules import chosen
from stoppress.staff.permissions import Person, Verb

PREVIEW: Final = PostId("preview")
"""The post's name in the blog that comes back. The desk's own ids are longer."""


class Facts(Protocol):
    """The media that were uploaded."""

    async def known(self, names: Iterable[MediaId]) -> Sequence[Medium]:
        """What is known about those of these media that are there."""
        ...


class Previews:
    """Blogs that might be."""

    def __init__(self, actions: Actions, facts: Facts, limits: Limits = DEFAULT_LIMITS) -> None:
        self._actions = actions
        self._facts = facts
        self._limits = limits

    async def blog(self, person: Person, slug: Slug, new: NewPost) -> Blog:
        """The blog with `new` in it, as `PREVIEW`. Raises NotAllowed, BlogUnknown and every refusal of admission."""
        await self._actions.require(person, Asked(verb=Verb.PUBLISH_POST, slug=slug))
        blog = await self._actions.blog(slug)
        at = self._actions.now()
        post = PostPublished(
            at=at,
            post=PREVIEW,
            published_at=at,
            headline=new.headline,
            body=new.body,
            label=new.label,
            bylines=new.bylines,
            key_event=new.key_event,
            claim=new.claim,
        )
        known = await self._facts.known(media_named(new.body))
        shown = replace(post, media=chosen(new.body, known))
        return fold(admit((shown,), blog, limits=self._limits), onto=blog)
