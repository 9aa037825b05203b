"""Along: those who have a role in a blog have it in the one in which it continues.

Knows that a role somebody has there already stays.
Does not know blogs.
"""

from __future__ import annotations

from stoppress.domain.identifiers import Slug
from stoppress.staff.people import People


class PeopleAlong:
    """See `actions.coverage.Along`."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def take_along(self, old: Slug, new: Slug) -> None:
        """Let those who have a role in `old` have it in `new`. Doing it twice changes nothing."""
        for each in await self._people.everybody():
            if old in each.blogs and new not in each.blogs:
                await self._people.set_blog_role(each.id, new, each.blogs[old])
