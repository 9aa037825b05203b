"""What staff do to media: take a file in, say something about it.

Knows that posts which show a medium are told what was said.
Does not know files (`media`), nor how one arrives (`web`).
"""

from __future__ import annotations

from collections.abc import Callable

from stoppress.actions.showing import Showing
from stoppress.domain.checks import not_over
from stoppress.domain.identifiers import MediaId
from stoppress.domain.limits import DEFAULT_LIMITS, Limits
from stoppress.media.library import Arrived, Library, MediumWords
from stoppress.media.rows import MediumRow
from stoppress.staff.permissions import Person, Verb, require


class Media:
    """Actions upon media. `begun` is told of what is to be finished by itself."""

    def __init__(
        self,
        library: Library,
        showing: Showing,
        begun: Callable[[MediaId], None],
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._library = library
        self._showing = showing
        self._begun = begun
        self._limits = limits

    async def upload(self, person: Person, arrived: Arrived, words: MediumWords) -> MediumRow:
        """Take a file in. Raises NotAllowed and every refusal of the library."""
        require(person, Verb.UPLOAD_MEDIUM)
        self._not_over(words)
        row = await self._library.take(arrived, words)
        self._begun(row.id)
        return row

    async def find(self, person: Person, name: MediaId) -> MediumRow:
        """A medium. Raises MediaUnknown."""
        require(person, Verb.UPLOAD_MEDIUM)
        return await self._library.find(name)

    async def describe(self, person: Person, name: MediaId, words: MediumWords) -> MediumRow:
        """Say something else about a medium, in the posts that show it as well. Raises MediaUnknown."""
        require(person, Verb.UPLOAD_MEDIUM)
        self._not_over(words)
        row = await self._library.describe(name, words)
        await self._showing.prepared(row.medium)
        return row

    def _not_over(self, words: MediumWords) -> None:
        texts = {"alt": words.alt, "caption": words.caption, "credit": words.credit, "licence": words.licence}
        for field, text in texts.items():
            not_over(field, text or "", self._limits.caption)
