"""The past: pages as they stood, folded anew from the log for whoever asks.

Knows that such a fold costs as much as the log is long up to then, so that few are made at a time, in slices between
which others are served, and that what was made holds only as long as today's fold does (law 10).
Does not know what may be shown of it (`render.past`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from stoppress.domain.blog import BLANK, Blog
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Slug
from stoppress.errors import NotYetBegun
from stoppress.journal.folds import opened
from stoppress.journal.journal import JournalReader
from stoppress.press.finished import finished
from stoppress.press.kept import Kept
from stoppress.press.turns import Turns
from stoppress.render.heads import Finished
from stoppress.render.moments import moment_in, moment_name
from stoppress.render.past import past_page
from stoppress.render.publication import Publication
from stoppress.render.view import blog_path, clock_of

# A revision folds in about 0.03 ms.
_SLICE: Final = 200

_LIFE: Final = "public, max-age=0, s-maxage=5"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLimits:
    """How many pages of the past are made at once, how many may wait for it, and how many are kept."""

    at_once: int = 2
    waiting: int = 16
    kept: int = 64


class Past:
    """Belongs to one event loop."""

    def __init__(self, journal: JournalReader, publication: Publication, limits: PastLimits) -> None:
        self._journal = journal
        self._publication = publication
        self.turns = Turns(limits.at_once, limits.waiting)
        self._kept = Kept(limits.kept)

    async def page(self, today: Callable[[], Blog], text: str) -> tuple[str, Finished | None]:
        """The path of the page as it stood at the time `text` says, and the page if `text` says it as the path does.

        Raises TimeUnreadable, NotYetBegun, PastBusy.
        """
        blog = today()
        moment = moment_in(text, blog.description.timezone)
        path, name = blog_path(blog.slug), moment_name(moment)
        if moment >= blog.updated_at:
            return path, None
        if moment < blog.opened_at:
            clock = clock_of(blog, self._publication)
            raise NotYetBegun(began=clock.exact(blog.opened_at), path=path)
        own = f"{path}/at/{name}"
        if name != text:
            return own, None
        return own, self._kept.get(blog.slug, name, blog.seq) or await self._made(today, moment, name)

    async def _made(self, today: Callable[[], Blog], moment: datetime, name: str) -> Finished:
        async with self.turns.taken():
            blog = today()
            page = self._kept.get(blog.slug, name, blog.seq)
            while page is None:
                then = await self._stood(blog.slug, moment)
                # Words may have been taken back meanwhile.
                if today().seq == blog.seq:
                    page = finished(past_page(then, blog, moment, self._publication), _LIFE)
                blog = today()
            return self._kept.put(blog.slug, name, blog.seq, page)

    async def _stood(self, slug: Slug, moment: datetime) -> Blog:
        """The fold of what had happened by then."""
        blog, _ = await opened(self._journal, slug)
        if blog.updated_at > moment:
            blog = BLANK
        while True:
            records = await self._journal.read(slug, after=blog.seq, limit=_SLICE)
            known = [each.revision for each in records if each.revision.at <= moment]
            blog = fold(known, onto=blog)
            if len(known) < _SLICE:
                return blog
            await asyncio.sleep(0)

    def forget(self, slug: Slug) -> None:
        """Something happened to this blog."""
        self._kept.forget(slug)
