"""Allowed: everybody who may do something, for those who have something to tell them.

Knows that whoever is disabled may do nothing.
Does not know what they are told.
"""

from __future__ import annotations

from stoppress.domain.identifiers import Slug
from stoppress.staff.people import People
from stoppress.staff.permissions import Person, Verb, may


class Allowed:
    """Over the people of one publication."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def who_may(self, verb: str, blog: Slug | None) -> frozenset[str]:
        """The ids of all who may do `verb`, whosever thing it is, in `blog` or where no blog is concerned."""
        asked = Verb(verb)
        return frozenset(each.id for each in await self._people.everybody() if may(each.person, asked, blog))


def may_see(person: Person, verb: str, blog: Slug | None) -> bool:
    """Whether somebody may see what is for those who may do `verb`; what concerns no blog and asks no more, everybody may."""
    if blog is None and verb == Verb.READ_BLOG.value:
        return True
    # A verb of another version of the program is nobody's.
    return verb in set(Verb) and may(person, Verb(verb), blog)
