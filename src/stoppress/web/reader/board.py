"""The board: what readers are told of what all of them say, and of how often a page was looked at.

Knows that it is kept for a moment: however many ask at once, the database is asked once.
Does not know who says it (`votes`), nor how it is counted (`audience`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from stoppress.audience.votes import Vote
from stoppress.domain.identifiers import Slug
from stoppress.domain.opinion import Opinion
from stoppress.errors import PageUnknown
from stoppress.press.finished import finished
from stoppress.press.press import Press
from stoppress.render.heads import Finished
from stoppress.render.opinion import Figures, figures, figures_html, votes_page
from stoppress.render.publication import Publication
from stoppress.render.view import View

LIFE: Final = "public, max-age=10, s-maxage=10"
"""How long caches keep what readers say: nobody needs it to the second, and a crowd asks once."""

KEPT: Final = timedelta(seconds=5)
"""How long this process does."""

_PAGES_KEPT: Final = 1_000


class Voting(Protocol):
    """Who counts votes. See `audience.votes.Votes`."""

    async def cast(self, blog: Slug, key: str, said: Vote, address: str) -> Vote:
        """A reader's vote, from now on."""
        ...

    async def take_back(self, blog: Slug, key: str, address: str) -> None:
        """Nothing of theirs any more."""
        ...

    async def of(self, blog: Slug) -> Opinion:
        """What all say."""
        ...


class Viewing(Protocol):
    """Who knows views. See `audience.views.Views`."""

    async def of(self, blog: Slug) -> int:
        """How often a blog's page was looked at."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteParts:
    """What the routes need. A vote can be changed for `days`; `new_key` makes one for a browser that makes none."""

    votes: Voting
    views: Viewing
    now: Callable[[], datetime]
    new_key: Callable[[], str]
    days: int


class Board:
    """What is shown, kept for a moment: however many ask at once, the database is asked once."""

    def __init__(self, press: Press, parts: VoteParts, publication: Publication) -> None:
        self._press = press
        self._parts = parts
        self._publication = publication
        self._pages: dict[tuple[str, str], tuple[datetime, Finished]] = {}
        self._told: dict[Slug, tuple[datetime, Figures]] = {}

    async def view(self, slug: str) -> View:
        """A blog as its page shows it. Raises BlogUnknown."""
        return View(await self._press.shown(slug), self._publication)

    async def figures(self, view: View) -> str:
        """The lines as they are now."""
        return str(figures_html(figures(*await self._counted(view), view), view))

    async def told(self, view: View) -> Figures | None:
        """The figures where they are one thing of several; None where nobody is told any."""
        if not view.asked().anything:
            return None
        slug, now = view.blog.slug, self._parts.now()
        at, kept = self._told.get(slug, (None, None))
        if at is not None and at > now - KEPT:
            return kept
        if len(self._told) >= _PAGES_KEPT:
            self._told.clear()
        made = figures(*await self._counted(view), view)
        self._told[slug] = (now, made)
        return made

    async def island(self, slug: str) -> Finished:
        """The lines, for the page that is open. Raises BlogUnknown, PageUnknown."""
        return await self._kept(slug, "island", self.figures)

    async def page(self, slug: str, *, thanks: bool = False) -> Finished:
        """A page about them. Raises BlogUnknown, PageUnknown."""

        async def made(view: View) -> str:
            opinion, views = await self._counted(view)
            return votes_page(opinion, views, view, thanks=thanks, days=self._parts.days).decode()

        return await self._kept(slug, f"page {thanks}", made)

    async def _kept(self, slug: str, name: str, make: Callable[[View], Awaitable[str]]) -> Finished:
        view, now = await self.view(slug), self._parts.now()
        if not view.asked().anything:
            raise PageUnknown
        at, kept = self._pages.get((slug, name), (None, None))
        if at is not None and kept is not None and at > now - KEPT:
            return kept
        if len(self._pages) >= _PAGES_KEPT:
            self._pages.clear()
        made = finished((await make(view)).encode(), LIFE)
        self._pages[slug, name] = (now, made)
        return made

    async def _counted(self, view: View) -> tuple[Opinion, int]:
        asked, slug = view.asked(), view.blog.slug
        opinion = await self._parts.votes.of(slug) if asked.votes else Opinion()
        return opinion, await self._parts.views.of(slug) if asked.views else 0
