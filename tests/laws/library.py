"""A library of media in memory, for newsrooms in memory.

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
