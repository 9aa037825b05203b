"""A library of media, and what is watched on the network, in memory, for newsrooms in memory.

Knows facts by name, and uses in the order in which they were noted.
Does not know files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.media import Medium


class MemoryLibrary:
    """See `actions.showing.Library`."""

    def __init__(self) -> None:
        self.facts: dict[MediaId, Medium] = {}
        self.noted: list[tuple[MediaId, Slug, PostId | None]] = []

    def add(self, *media: Medium) -> None:
        """Know these media, or know more about them."""
        self.facts.update({each.id: each for each in media})

    async def known(self, names: Iterable[MediaId]) -> Sequence[Medium]:
        """See `Library`."""
        return [self.facts[each] for each in names if each in self.facts]

    async def use(self, names: Iterable[MediaId], slug: Slug, post: PostId | None) -> None:
        """See `Library`."""
        self.noted += [(each, slug, post) for each in names]

    async def uses(self, name: MediaId) -> Sequence[tuple[Slug, PostId | None]]:
        """See `Library`."""
        return list(dict.fromkeys((slug, post) for each, slug, post in self.noted if each == name))


class MemoryWatch:
    """See `actions.showing.Watching`."""

    def __init__(self) -> None:
        self.feeds: dict[Slug, str] = {}
        self.alone: list[tuple[Slug, PostId, str]] = []
        self.woken = 0

    async def cards(self, slug: Slug, post: PostId, addresses: Sequence[str]) -> None:
        """See `Watching`."""
        self.alone += [(slug, post, each) for each in addresses]

    async def feed(self, slug: Slug, feed: str) -> None:
        """See `Watching`."""
        self.feeds[slug] = feed

    def wake(self) -> None:
        """See `Watching`."""
        self.woken += 1
