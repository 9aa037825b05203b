"""What staff do with their notices: look at them, read them, and say how they want to be told.

Knows that nobody goes on seeing what they may not do any more, whatever they were told before.
Does not know who tells notices, nor where they are kept (`drafts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stoppress.drafts.notice_rows import Notices
from stoppress.drafts.notices import Choice, Notice, NoticeId, NoticeKind
from stoppress.errors.notices import NoticeUnknown
from stoppress.staff.allowed import may_see
from stoppress.staff.permissions import Person


class Noticing:
    """Actions upon notices; everybody has their own alone."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    async def look(self, person: Person) -> Sequence[Notice]:
        """What this person was told and may see, newest first."""
        return [each for each in await self._notices.of(person.id) if may_see(person, each.verb, each.blog)]

    async def unread(self, person: Person) -> Sequence[Notice]:
        """What of it they have not read."""
        return [each for each in await self._notices.unread(person.id) if may_see(person, each.verb, each.blog)]

    async def open(self, person: Person, name: NoticeId) -> Notice:
        """One of them, which is read from now on. Raises NoticeUnknown."""
        found = await self._notices.find(person.id, name)
        if found is None or not may_see(person, found.verb, found.blog):
            raise NoticeUnknown
        if found.read_at is None:
            await self._notices.read(person.id, [name])
        return found

    async def read_all(self, person: Person) -> None:
        """They have read all of them."""
        await self._notices.read(person.id)

    async def choices(self, person: Person) -> Mapping[NoticeKind, Choice]:
        """How they want to be told of each kind."""
        return await self._notices.choices(person.id)

    async def choose(self, person: Person, choices: Mapping[NoticeKind, Choice]) -> None:
        """So they want to be told from now on."""
        await self._notices.choose(person.id, choices)
