"""Podcasts: the feeds that promos follow are looked at from time to time, and a new episode is told.

Knows how often. A blog that has ended, or follows another feed, is left alone.
Does not know feeds (`media`), nor when looks are due (`looking`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from stoppress.actions.promos import Promos
from stoppress.clockwork.looking import Came
from stoppress.domain.facts import Episode
from stoppress.media.looks import Look

AGAIN: Final = timedelta(hours=1)
"""How often a feed is looked at."""

Fetch = Callable[[str], Awaitable[Episode]]
"""The latest episode of a feed. Raises StoppressError."""


class Podcasts:
    """See `looking.Looker`."""

    def __init__(self, promos: Promos, fetch: Fetch) -> None:
        self._promos = promos
        self._fetch = fetch

    async def is_wanted(self, look: Look) -> bool:
        """See `Looker`."""
        return await self._promos.is_followed(look.blog, look.address)

    async def look(self, look: Look) -> Came:
        """See `Looker`."""
        await self._promos.found(look.blog, look.address, await self._fetch(look.address))
        return Came(0, AGAIN)
