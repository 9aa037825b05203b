"""Editions: one for each blog somebody reads, opened from the journal and kept up with it.

Knows how far back to read, that one blog is read by one at a time, and whom to forget when there are too many.
Does not know who asks, nor when there is news (`press`).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Final

from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import Seq, Slug, is_slug
from stoppress.domain.rehearsed import is_thrown_away
from stoppress.domain.revisions import WordsRemoved
from stoppress.errors import BlogUnknown
from stoppress.journal.folds import WHOLE, Step, go_on, opened
from stoppress.journal.journal import JournalReader
from stoppress.press.edition import REMEMBERED, Edition
from stoppress.press.pace import Pace
from stoppress.press.shelf import Shelf
from stoppress.render.publication import Publication

MOST: Final = 200
"""How many blogs have an edition at a time; those with readers always have."""


class Editions:
    """Editions by blog, those asked for least lately first."""

    def __init__(self, journal: JournalReader, publication: Publication, shelf: Shelf) -> None:
        self._journal = journal
        self._publication = publication
        self._shelf = shelf
        self._editions: OrderedDict[Slug, Edition] = OrderedDict()
        self._locks: dict[Slug, asyncio.Lock] = {}

    def __iter__(self) -> Iterator[Edition]:
        return iter(self._editions.values())

    def __contains__(self, slug: str) -> bool:
        return slug in self._editions

    def get(self, slug: str) -> Edition | None:
        """The edition of a blog, if it is open."""
        return self._editions.get(Slug(slug))

    async def of(self, slug: str) -> Edition:
        """The edition of a blog, opened if need be. Raises BlogUnknown."""
        name = Slug(slug)
        edition = self._editions.get(name) or await self._opened(name)
        self._editions.move_to_end(name)
        if is_thrown_away(edition.blog):
            raise BlogUnknown(blog=slug)
        return edition

    async def advance(self, edition: Edition) -> None:
        """Go on to the newest revision of this edition's blog."""
        slug = edition.blog.slug
        # One that was forgotten meanwhile would put its page in front of the next edition's.
        with edition.held():
            async with self._lock(slug):
                await self._go_on(edition)

    async def _go_on(self, edition: Edition) -> None:
        slug = edition.blog.slug
        steps: list[Step] = []
        await go_on(self._journal, slug, edition.blog, steps.append)
        if any(isinstance(step.revision, WordsRemoved) for step in steps):
            blog, remembered = await self._read(slug)
            edition.begin_again(blog, list(remembered))
        else:
            edition.advance(steps)
        # Whoever asks next finds the first page at hand, as long as one is likely to ask.
        if steps and not edition.has_ended and not is_thrown_away(edition.blog):
            edition.page()

    async def _opened(self, slug: Slug) -> Edition:
        if not is_slug(slug):
            raise BlogUnknown(blog=slug)
        async with self._lock(slug):
            if slug in self._editions:
                return self._editions[slug]
            blog, steps = await self._read(slug)
            if blog.seq == 0:
                self._locks.pop(slug, None)
                raise BlogUnknown(blog=slug)
            if slug in self._editions:
                # Whoever asked in vain took the lock away: one more may have read the blog when it was opened.
                return self._editions[slug]
            self._make_room()
            loop = asyncio.get_running_loop()
            pace = Pace(loop.time, loop.call_at)
            edition = Edition(blog, steps, self._journal.epoch, self._publication, self._shelf, loop.call_soon, pace)
            self._editions[slug] = edition
            return edition

    async def _read(self, slug: Slug) -> tuple[Blog, deque[Step]]:
        """The fold from far enough back that the frames streams may ask for can be made."""
        head = await self._journal.head(slug)
        steps: deque[Step] = deque(maxlen=REMEMBERED)
        at_most = Seq(0 if head <= WHOLE else max(head - REMEMBERED, 0))
        start, found = await opened(self._journal, slug, at_most=at_most)
        if not found and head > WHOLE:
            # Better few frames to go on from than a fold of everything before the first page.
            start, _ = await opened(self._journal, slug)
        return await go_on(self._journal, slug, start, steps.append), steps

    def _make_room(self) -> None:
        idle = [slug for slug, edition in self._editions.items() if not edition.is_needed]
        for slug in idle[: max(0, len(self._editions) - MOST + 1)]:
            del self._editions[slug]
            # Nobody follows this blog from here on, so nobody would notice that its pages are out of date.
            self._shelf.clear(slug, final_too=True)
            self._locks.pop(slug, None)

    def _lock(self, slug: Slug) -> asyncio.Lock:
        return self._locks.setdefault(slug, asyncio.Lock())
