"""Watching: notes what is to be looked at on the network, before the post or promo that it is for stands in the log.

Knows that killed in between, one look too many is taken, never one too few; and which addresses have a provider.
Does not know what is found (`looking`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from stoppress.domain.identifiers import PostId, Slug
from stoppress.media.looks import LookKind, Looks
from stoppress.media.providers import Providers


class Watch:
    """See `actions.showing.Watching`. `noted` is set when there is something to look at."""

    def __init__(self, looks: Looks, providers: Providers | None, now: Callable[[], datetime]) -> None:
        """Without `providers` nobody is asked about addresses."""
        self._looks = looks
        self._providers = providers
        self._now = now
        self.noted = asyncio.Event()

    async def cards(self, slug: Slug, post: PostId, addresses: Sequence[str]) -> None:
        """See `Watching`."""
        providers = self._providers
        known = [each for each in addresses if providers is not None and providers.recognise(each) is not None]
        if known:
            await self._looks.note(LookKind.CARD, slug, post, known, self._now())

    async def feed(self, slug: Slug, feed: str) -> None:
        """See `Watching`."""
        await self._looks.note(LookKind.FEED, slug, None, [feed], self._now())

    def wake(self) -> None:
        """See `Watching`."""
        self.noted.set()
