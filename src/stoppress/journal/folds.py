"""Folds: the current state of blogs, kept up to date from the journal on demand.

Knows snapshots and how to go on from the last fold; whoever reads a log through it folds each revision once.
Does not know who wants to know: the press before it renders, the actions before they decide.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stoppress.domain.blog import BLANK, Blog
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Seq, Slug
from stoppress.domain.revisions import Revision, WordsRemoved
from stoppress.domain.snapshot import restored, snapshot
from stoppress.errors import BlogUnknown
from stoppress.journal.journal import READ_LIMIT, JournalReader, Snapshot

# A snapshot of 10,000 posts takes about 0.1 s to make; at this distance that is 0.1 ms a revision, and
# opening a blog folds at most this many.
SNAPSHOT_EVERY: Final = 1000

# A whole log of this length folds in about a tenth of a second, so it needs no snapshot to begin from.
WHOLE: Final = 3000


@dataclass(frozen=True, slots=True)
class Step:
    """One revision with the fold before it and after it."""

    revision: Revision
    before: Blog
    after: Blog


Follow = Callable[[Step], None]


class Folds:
    """The folds of all blogs that somebody asked for."""

    def __init__(self, journal: JournalReader) -> None:
        self._journal = journal
        self._blogs: dict[Slug, Blog] = {}
        self._locks: dict[Slug, asyncio.Lock] = {}

    async def current(self, slug: Slug) -> Blog:
        """The fold of everything in the journal now. Raises BlogUnknown."""
        async with self._locks.setdefault(slug, asyncio.Lock()):
            blog = await self._caught_up(slug)
        if blog.seq == 0:
            self._locks.pop(slug, None)
            raise BlogUnknown(blog=slug)
        return blog

    async def _caught_up(self, slug: Slug) -> Blog:
        known = self._blogs.get(slug)
        if known is None:
            known, _ = await opened(self._journal, slug)
        removals = 0

        def follow(step: Step) -> None:
            nonlocal removals
            removals += isinstance(step.revision, WordsRemoved)

        blog = await go_on(self._journal, slug, known, follow)
        if removals and slug in self._blogs:
            # The words are gone from the journal, but this fold was made when they were there.
            blog = await go_on(self._journal, slug, BLANK)
        if blog.seq:
            await self._keep(known, blog)
            self._blogs[slug] = blog
        return blog

    async def _keep(self, known: Blog, blog: Blog) -> None:
        crossed = known.seq // SNAPSHOT_EVERY < blog.seq // SNAPSHOT_EVERY
        outdated = blog.seq > WHOLE and len(blog.withdrawn) > len(known.withdrawn)
        if crossed or outdated:
            await self._journal.keep_snapshot(Snapshot(blog.slug, blog.seq, snapshot(blog)))


async def opened(journal: JournalReader, slug: Slug, *, at_most: Seq | None = None) -> tuple[Blog, bool]:
    """A fold to go on from: the newest snapshot (not after `at_most`) and True, or the blank one."""
    kept = await journal.newest_snapshot(slug, at_most=at_most)
    blog = restored(kept.state) if kept is not None else None
    return (blog, True) if blog is not None else (BLANK, False)


async def go_on(journal: JournalReader, slug: Slug, blog: Blog, follow: Follow = lambda _step: None) -> Blog:
    """The fold of everything after `blog`; `follow` is told of each step."""
    while True:
        records = await journal.read(slug, after=blog.seq)
        for record in records:
            after = fold([record.revision], onto=blog)
            follow(Step(record.revision, blog, after))
            blog = after
        if len(records) < READ_LIMIT:
            return blog
