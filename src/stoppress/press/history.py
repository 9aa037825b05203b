"""History: what was changed of a blog or of a post, read anew from the log for whoever asks.

Knows that it costs as much as the log is long, so that it waits for the same turns as pages of the past, is read in slices
between which others are served, and holds only as long as today's fold does (law 10).
Does not know what may be told of it (`domain.changes`), nor how (`render.history`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from stoppress.domain.blog import Blog
from stoppress.domain.changes import Change, Gathering
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.errors import PageUnknown
from stoppress.journal.journal import BEGINNING, JournalReader
from stoppress.press.finished import finished
from stoppress.press.kept import Kept
from stoppress.press.turns import Turns
from stoppress.render.heads import Finished
from stoppress.render.history import Entry, entry, history_page
from stoppress.render.publication import History, Publication
from stoppress.render.view import View

PAGE: Final = 50
"""Changes on one page; what came before them has a page of its own."""

_SLICE: Final = 200
_LIFE: Final = "public, max-age=0, s-maxage=5"


class Histories:
    """Belongs to one event loop."""

    def __init__(self, journal: JournalReader, publication: Publication, turns: Turns, kept: int) -> None:
        self._journal = journal
        self._publication = publication
        self._turns = turns
        self._kept = Kept(kept)

    async def page(self, today: Callable[[], Blog], post: PostId | None, before: str | None) -> Finished:
        """What was changed, of `post` or of the whole blog, before the revision that `before` names.

        Raises PageUnknown, PastBusy.
        """
        until = _place(before, today())
        name = f"{post or ''}/{before or ''}"
        blog = today()
        return self._kept.get(blog.slug, name, blog.seq) or await self._made(today, post, until, name)

    async def _made(self, today: Callable[[], Blog], post: PostId | None, until: Seq | None, name: str) -> Finished:
        async with self._turns.taken():
            blog = today()
            page = self._kept.get(blog.slug, name, blog.seq)
            while page is None:
                changes = await self._changes(blog, post, until)
                entries = await self._entries(blog, changes[:PAGE])
                older = changes[PAGE - 1].seq if len(changes) > PAGE else None
                # Words may have been taken back meanwhile.
                if today().seq == blog.seq:
                    made = history_page(blog, post, entries, older, until, self._publication)
                    page = finished(made, _LIFE)
                blog = today()
            return self._kept.put(blog.slug, name, blog.seq, page)

    async def _changes(self, blog: Blog, post: PostId | None, until: Seq | None) -> Sequence[Change]:
        is_full = self._publication.history is History.FULL
        end = until or Seq(blog.seq + 1)
        gathering = Gathering(blog, full=is_full, most=PAGE + 1, until=end, post=post)
        after = BEGINNING
        while True:
            records = await self._journal.read(blog.slug, after=after, until=blog.seq, limit=_SLICE)
            for each in records:
                gathering.hear(each.seq, each.revision)
            if len(records) < _SLICE:
                return gathering.changes()
            after = records[-1].seq
            await asyncio.sleep(0)

    async def _entries(self, blog: Blog, changes: Sequence[Change]) -> Sequence[Entry]:
        """Comparing two long texts takes some milliseconds, so that others are served between them."""
        view, entries = View(blog, self._publication), []
        for each in changes:
            entries.append(entry(each, view))
            await asyncio.sleep(0)
        return entries

    def forget(self, slug: Slug) -> None:
        """Something happened to this blog."""
        self._kept.forget(slug)


def _place(before: str | None, blog: Blog) -> Seq | None:
    if before is None:
        return None
    is_number = before.isascii() and before.isdigit() and len(before) <= len(str(blog.seq))
    if not is_number or before.startswith("0") or int(before) > blog.seq:
        raise PageUnknown
    return Seq(int(before))
