"""The front page: a line for each blog, a projection of all logs.

Knows every listed blog's card once somebody has asked for the page; until then it has read nothing.
Does not know any single blog's pages (`edition`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from stoppress.domain.blog import Blog, Coverage
from stoppress.domain.identifiers import Slug, is_rehearsal
from stoppress.journal.folds import go_on, opened
from stoppress.journal.journal import JournalReader
from stoppress.press.finished import finished
from stoppress.render.heads import Finished
from stoppress.render.lists import front_page
from stoppress.render.page import Card, card
from stoppress.render.publication import Publication

_LIFE = "public, max-age=0, s-maxage=5"


class Front:
    """Cards of all blogs, by slug, save for those of rehearsals: what is a list of blogs is made of these. (ADR 0017)

    `ranked` is what is most read, as it was told last; `version` is another one whenever a page may be.
    """

    def __init__(self, journal: JournalReader, publication: Publication) -> None:
        self._journal = journal
        self._publication = publication
        self._cards: dict[Slug, Card] | None = None
        self._page: Finished | None = None
        self._lock = asyncio.Lock()
        self.ranked: tuple[Slug, ...] = ()
        self.version = 0

    def rank(self, slugs: Sequence[Slug]) -> None:
        """What is read, most read first, from now on. A rehearsal's blog is not, whoever looks at it."""
        ranked = tuple(each for each in slugs if not is_rehearsal(each))
        if ranked != self.ranked:
            self.ranked = ranked
            self.forget_page()

    def forget_page(self) -> None:
        """What stands on pages beside the cards is something else now."""
        self._page = None
        self.version += 1

    async def page(self) -> Finished:
        """The front page as it is now."""
        async with self._lock:
            cards = await self._known()
            if self._page is None:
                self._page = finished(front_page(cards.values(), self._publication, self.ranked), _LIFE)
            return self._page

    async def cards(self) -> tuple[Card, ...]:
        """Every blog's card as it is now."""
        async with self._lock:
            return tuple((await self._known()).values())

    async def _known(self) -> dict[Slug, Card]:
        if self._cards is None:
            listed = (slug for slug in await self._journal.heads() if not is_rehearsal(slug))
            self._cards = {slug: await self._card(slug) for slug in listed}
        return self._cards

    @property
    def at_hand(self) -> Finished | None:
        """The front page, if it is made and up to date."""
        return self._page

    def running(self) -> list[Slug]:
        """The blogs that have not ended, once the page was asked for; most recently updated first."""
        cards = sorted((self._cards or {}).values(), key=lambda each: each.updated_at, reverse=True)
        return [each.slug for each in cards if each.coverage is not Coverage.ENDED]

    async def hear(self, slug: Slug, blog: Blog | None) -> None:
        """There is news of a blog; `blog` is its fold where somebody has it already."""
        if is_rehearsal(slug):
            return
        async with self._lock:
            if self._cards is not None:
                self._cards[slug] = card(blog, self._publication) if blog else await self._card(slug)
                self.forget_page()

    async def _card(self, slug: Slug) -> Card:
        start, _ = await opened(self._journal, slug)
        return card(await go_on(self._journal, slug, start), self._publication)
