"""Lists: blogs in order, as pages of their own, as pieces of others, and for programs.

Knows every listed blog's card by the front page's projection, and what is most read by what it was told last.
Does not know how often anything was read, nor any single blog's pages (`edition`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from stoppress.domain.identifiers import Slug
from stoppress.errors import PageUnknown
from stoppress.press.finished import finished
from stoppress.press.front import Front
from stoppress.render.heads import Finished
from stoppress.render.lists import (
    ListName,
    in_section,
    latest_heading,
    lines,
    list_page,
    list_tree,
    listed,
    sections,
)
from stoppress.render.page import Card
from stoppress.render.publication import Publication
from stoppress.render.view import section_path

KEPT: Final = 256
"""Pages kept until something happens to any listed blog."""

_LIFE: Final = "public, max-age=0, s-maxage=5"
_ISLAND_LIFE: Final = "public, max-age=30, s-maxage=30"

_LATEST: Final = "/latest"


class Lists:
    """Belongs to one event loop."""

    def __init__(self, front: Front, publication: Publication) -> None:
        self._front = front
        self._publication = publication
        self._made: dict[str, Finished] = {}
        self._version = -1

    async def latest(self, before: str | None) -> Finished:
        """A page of all blogs. Raises PageUnknown for an anchor that is not among them."""
        cards = listed(await self._front.cards(), ListName.LATEST, ())
        return self._page(latest_heading(self._publication), _LATEST, cards, before)

    async def section(self, slug: str, before: str | None) -> Finished:
        """A page of a section. Raises PageUnknown where no blog is in it."""
        cards = in_section(await self._front.cards(), slug)
        if not cards:
            raise PageUnknown
        found = next(each for each in sections(cards) if each.path == f"/section/{slug}")
        return self._page(found.name, section_path(found.name), cards, before)

    async def island(self, name: str) -> Finished:
        """A list as it stands in another page. Raises PageUnknown."""
        cards = await self._cards(name)
        return self._kept(
            f"island {name}",
            lambda: finished(lines(cards, self._publication, numbered=name == ListName.TOP).encode(), _ISLAND_LIFE),
        )

    async def tree(self, name: str) -> list[dict[str, Any]]:
        """A list for programs. Raises PageUnknown."""
        return list_tree(await self._cards(name), self._publication)

    async def section_tree(self, slug: str) -> list[dict[str, Any]]:
        """A section for programs. Raises PageUnknown."""
        cards = in_section(await self._front.cards(), slug)
        if not cards:
            raise PageUnknown
        return list_tree(cards, self._publication)

    async def _cards(self, name: str) -> list[Card]:
        if name not in set(ListName):
            raise PageUnknown
        return listed(await self._front.cards(), ListName(name), self._front.ranked)

    def _page(self, heading: str, path: str, cards: Sequence[Card], before: str | None) -> Finished:
        if before is not None and all(each.slug != before for each in cards):
            raise PageUnknown
        anchor = Slug(before) if before is not None else None
        return self._kept(
            f"page {path} {before or ''}",
            lambda: finished(list_page(heading, path, cards, anchor, self._publication), _LIFE),
        )

    def _kept(self, name: str, make: Callable[[], Finished]) -> Finished:
        # What was made before something happened may hold words that were taken back.
        if self._version != self._front.version or len(self._made) >= KEPT:
            self._made.clear()
            self._version = self._front.version
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]
