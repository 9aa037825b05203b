"""Allowed: everybody who may do something, for those who have something to tell them.

Knows that whoever is disabled may do nothing.
Does not know what they are told.
"""

from __future__ import annotations

from stoppress.domain.identifiers import Slug
from stoppress.staff.people import People
from stoppress.staff.permissions import Verb, may


class Allowed:
    """Over the people of one publication."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def who_may(self, verb: str, blog: Slug | None) -> frozenset[str]:
        """The ids of all who may do `verb`, whosever thing it is, in `blog` or where no blog is concerned."""
        asked = Verb(verb)
        return frozenset(each.id for each in await self._people.everybody() if may(each.person, asked, blog))
