"""What editors do with alarms: say what of a blog is watched, and see what stands.

Knows who may. What stands is judged anew for whoever looks: somebody who has just touched a thing sees no alarm about it.
Does not know who is told (`clockwork`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import Slug
from stoppress.drafts.alarm_rows import Alarms
from stoppress.drafts.alarms import MINUTES_OF_DAY, MOST_MINUTES, Alarm, AlarmRules, Watched, stale
from stoppress.errors import InputInvalid
from stoppress.staff.permissions import Person, Verb, may, require


class Alarming:
    """Actions upon alarms."""

    def __init__(self, alarms: Alarms) -> None:
        self._alarms = alarms

    async def look(self, person: Person, blog: Blog) -> tuple[Alarm, ...]:
        """The alarms of a blog that stand now."""
        require(person, Verb.DRAFT_POST, blog.slug, own=True)
        return stale(blog, await self._alarms.rules(blog.slug), await self._alarms.now())

    async def standing(self, person: Person, blogs: Iterable[Slug]) -> Mapping[Slug, frozenset[Watched]]:
        """The alarms of these blogs that are written down, for a list: of those this person works in."""
        found = await self._alarms.standing()
        return {
            each: frozenset(found[each])
            for each in blogs
            if each in found and may(person, Verb.DRAFT_POST, each, own=True)
        }

    async def rules(self, person: Person, slug: Slug) -> AlarmRules:
        """What is watched."""
        require(person, Verb.DRAFT_POST, slug, own=True)
        return await self._alarms.rules(slug)

    async def set_rules(self, person: Person, slug: Slug, rules: AlarmRules) -> None:
        """So it is from now on. Raises InputInvalid."""
        require(person, Verb.SET_RULES, slug)
        for what, minutes in rules.minutes.items():
            if not 0 <= minutes <= MOST_MINUTES:
                raise InputInvalid(field=what.value, problem=f"choose 0 to {MOST_MINUTES} minutes.")
        if not all(0 <= each < MINUTES_OF_DAY for each in (rules.from_minute, rules.to_minute)):
            raise InputInvalid(field="from", problem="give times of day, such as 06:00.")
        await self._alarms.set_rules(slug, rules)
