"""What staff do with the pages of authors.

Knows who may: everybody keeps a page of their own, administrators all of them. Nobody has one because they sign in: it is
there for readers once somebody says so.
Does not know forms, nor where pages are kept (`staff`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from stoppress.domain.authors import Author, checked
from stoppress.errors.authors import AuthorUnknown
from stoppress.staff.authors import Authors
from stoppress.staff.permissions import Person, Verb, may, require

Told = Callable[[], Awaitable[object]]
"""Has the pages show what has changed."""


class AuthorPages:
    """Actions upon authors. `told` is called once something is kept."""

    def __init__(self, authors: Authors, now: Callable[[], datetime], told: Told) -> None:
        self._authors = authors
        self._now = now
        self._told = told

    async def everybody(self, person: Person) -> Sequence[Author]:
        """All of them. Raises NotAllowed."""
        require(person, Verb.KEEP_AUTHORS)
        return await self._authors.everybody()

    async def own(self, person: Person) -> Author | None:
        """One's own. Raises NotAllowed."""
        require(person, Verb.KEEP_OWN_AUTHOR)
        return await self._authors.of(person.id)

    async def find(self, person: Person, slug: str) -> Author:
        """One of them. Raises AuthorUnknown, where it is another's as well."""
        found = await self._authors.find(slug)
        if not may(person, _verb(person, found)):
            raise AuthorUnknown(author=slug[:100])
        return found

    async def put(self, person: Person, author: Author, picture: bytes | None = None) -> Author:
        """Keep an author; with b"" the picture goes, with None it stays. A page stays whose it is.

        Raises NotAllowed, AuthorUnknown, AuthorExists, AuthorChanged, AuthorPictureLarge, and what `checked` does.
        """
        wanted = checked(author)
        if wanted.version:
            wanted = replace(wanted, person=(await self.find(person, wanted.slug)).person)
        require(person, _verb(person, wanted))
        kept = await self._authors.put(wanted, person.id, self._now(), picture)
        await self._told()
        return kept


def _verb(person: Person, author: Author) -> Verb:
    return Verb.KEEP_OWN_AUTHOR if author.person == person.id else Verb.KEEP_AUTHORS
