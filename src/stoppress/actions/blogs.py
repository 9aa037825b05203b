"""What staff do to a blog as a whole: open it, import it, rehearse it.

Knows what each is called and which revisions follow.
Does not know how revisions get into the journal (`actions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.wish import Wish
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Description
from stoppress.domain.identifiers import Seq, Slug, is_rehearsal
from stoppress.domain.revisions import BlogOpened, Revision
from stoppress.domain.slugs import slug_from
from stoppress.errors import BlogExists, InputInvalid, StorageUnavailable
from stoppress.journal.journal import Journal
from stoppress.staff.permissions import Verb, require

# Each is lost only to somebody who opens a blog of the same headline at the same moment.
_TRIES: Final = 8


class Blogs:
    """Actions upon blogs."""

    def __init__(self, actions: Actions, journal: Journal) -> None:
        self._actions = actions
        self._journal = journal

    async def open(self, wish: Wish, slug: Slug, description: Description) -> Done:
        """Open a blog. Raises BlogExists."""
        _require_listed(slug)
        opening = BlogOpened(at=self._actions.now(), slug=slug, description=description)
        asked = Asked(verb=Verb.OPEN_BLOG, slug=slug, content=description, opens=True)
        return await self._actions.carry_out(wish, asked, lambda _blog: (opening,))

    async def open_so_named(self, wish: Wish, description: Description) -> Done:
        """Open a blog under a name made of its headline. Raises every refusal of `open` but BlogExists."""
        require(wish.person, Verb.OPEN_BLOG)
        at = self._actions.now()
        for _ in range(_TRIES):
            slug = slug_from(description.headline.text, await self._journal.heads(), at.date())
            opening = BlogOpened(at=at, slug=slug, description=description)
            asked = Asked(verb=Verb.OPEN_BLOG, slug=slug, content=description, opens=True, thing="so named")
            with suppress(BlogExists):
                return await self._actions.carry_out(wish, asked, partial(_opened_by, opening))
        raise StorageUnavailable

    async def bring_in(self, wish: Wish, slug: Slug, revisions: Sequence[Revision]) -> Done:
        """Append a whole blog that came from elsewhere, found possible by `transfer`. Raises BlogExists."""
        require(wish.person, Verb.IMPORT_BLOG)
        _require_listed(slug)
        if await self._journal.head(slug) > 0:
            raise BlogExists(blog=slug)
        receipt = await self._journal.append(slug, revisions, by=wish.person.id, expected=Seq(0))
        return Done(slug, receipt.last)

    async def repeat(self, wish: Wish, slug: Slug, revision: Revision) -> Done:
        """Let something happen to `slug` that has happened elsewhere: a replay on the air."""
        _require_listed(slug)
        asked = Asked(verb=Verb.IMPORT_BLOG, slug=slug, opens=isinstance(revision, BlogOpened))
        return await self._actions.carry_out(wish, asked, lambda _blog: (revision,))


def _require_listed(slug: Slug) -> None:
    """What is called as rehearsals are stands on no list."""
    if is_rehearsal(slug):
        raise InputInvalid(field="slug", problem="this is what a rehearsal’s blog is called; choose another.")


def _opened_by(opening: BlogOpened, _blog: Blog) -> tuple[Revision, ...]:
    return (opening,)
