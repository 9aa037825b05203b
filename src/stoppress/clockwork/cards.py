"""Cards: what providers say about addresses that stand alone in published posts becomes a card of our own.

Knows that nothing is asked about a post that is not public, and that a picture is kept by us before the card shows it.
Does not know providers (`media`), nor when looks are due (`looking`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import structlog

from stoppress.actions.showing import Showing
from stoppress.clockwork.looking import Came
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.media import Embed, Medium
from stoppress.errors import StoppressError
from stoppress.media.embedding import Embedding, Filled, Gone, Later, NoEmbed
from stoppress.media.looks import Look

_log = structlog.get_logger()

Keep = Callable[[str, str, Slug, PostId], Awaitable[Medium]]
"""Keeps the picture at an address for a provider's card in a post. Raises StoppressError."""


class Cards:
    """See `looking.Looker`. Without `keep` cards have no pictures."""

    def __init__(self, embedding: Embedding, showing: Showing, keep: Keep | None, now: Callable[[], datetime]) -> None:
        self._embedding = embedding
        self._showing = showing
        self._keep = keep
        self._now = now

    async def is_wanted(self, look: Look) -> bool:
        """See `Looker`."""
        return look.post is not None and await self._showing.is_standing(look.blog, look.post, look.address)

    async def look(self, look: Look) -> Came:
        """See `Looker`."""
        assert look.post is not None
        known = await self._showing.embed(look.blog, look.post, look.address)
        age = self._now() - look.first_at
        match await self._embedding.look(look.address, known=known, age=age, failures=look.failures):
            case NoEmbed():
                return Came(0, None)
            case Later(problem=problem, look_again=again):
                _log.info("a provider could not be asked", blog=look.blog, post=look.post, problem=problem)
                return Came(look.failures + 1, again)
            case Gone(embed=embed, look_again=again):
                await self._showing.filled(look.blog, look.post, embed)
            case Filled(embed=embed, picture=picture, look_again=again):
                # What is known of the picture stays: a card is never filled in twice with the same.
                await self._showing.filled(
                    look.blog, look.post, await self._pictured(embed, picture, look.blog, look.post)
                )
        return Came(0, again)

    async def _pictured(self, embed: Embed, picture: str, slug: Slug, post: PostId) -> Embed:
        if not picture or self._keep is None:
            return embed
        try:
            return replace(embed, picture=await self._keep(picture, embed.provider, slug, post))
        except StoppressError as problem:
            # Words without a picture are a card too; the next look tries again.
            _log.info("a card goes without its picture", blog=slug, post=post, problem=str(problem))
            return embed
