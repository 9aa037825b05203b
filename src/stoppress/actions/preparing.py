"""What staff do with ready words: use them, prepare them for a blog or for the whole newsroom.

Knows who may: whoever writes uses them, editors of a blog prepare its own, editors of the whole publication everybody's.
Does not know what stands in the place of what (`drafts.ready`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stoppress.actions.actions import Actions
from stoppress.domain.body import normal_form
from stoppress.domain.cleaning import clean_line
from stoppress.domain.content import Content
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import content_text
from stoppress.drafts.ready import GIVEN, NAME_LIMIT, Kind, Ready, in_use, is_name
from stoppress.drafts.ready_rows import ReadyWords
from stoppress.errors import Empty, InputInvalid, TooLong
from stoppress.errors.drafts import ReadyUnknown
from stoppress.staff.permissions import Person, Verb, require

WORDS_LIMIT: Final = 20_000
"""Characters of a template or a snippet, all its parts together."""


class Preparing:
    """Actions upon ready words."""

    def __init__(self, words: ReadyWords, actions: Actions) -> None:
        self._words = words
        self._actions = actions

    async def usable(self, person: Person, slug: Slug) -> list[Ready]:
        """What there is in a blog, by kind and name."""
        return in_use(await self._prepared(person, slug))

    async def switched_off(self, person: Person, slug: Slug) -> list[Ready]:
        """What would be there, and was switched off."""
        prepared = await self._prepared(person, slug)
        used = {each.key for each in in_use(prepared)}
        return [each for each in prepared if each.off and each.key not in used]

    async def find(self, person: Person, slug: Slug, kind: Kind, name: str) -> Ready:
        """The one of this name that there is in a blog. Raises ReadyUnknown."""
        key = Ready(kind=kind, name=name).key
        found = next((each for each in await self.usable(person, slug) if each.key == key), None)
        if found is None:
            raise ReadyUnknown(kind=kind.value, name=name[:NAME_LIMIT])
        return found

    async def put(self, person: Person, slug: Slug, ready: Ready) -> Ready:
        """Keep one for `ready.blog`, which is this blog or None. Raises InputInvalid, TooLong, Empty, ReadyChanged, ReadyFull."""
        require(person, Verb.PREPARE_WORDS, slug)
        require(person, Verb.PREPARE_WORDS, ready.blog)
        await self._actions.blog(slug)
        return await self._words.put(_checked(ready), person.id)

    async def drop(self, person: Person, slug: Slug, ready: Ready) -> None:
        """Keep one no more: what stands behind it is there again. Raises ReadyChanged."""
        require(person, Verb.PREPARE_WORDS, slug)
        require(person, Verb.PREPARE_WORDS, ready.blog)
        await self._words.drop(ready)

    async def _prepared(self, person: Person, slug: Slug) -> Sequence[Ready]:
        require(person, Verb.DRAFT_POST, slug, own=True)
        await self._actions.blog(slug)
        return await self._words.prepared(slug)


def is_given(kind: Kind, name: str) -> bool:
    """Whether everybody is given one of this name."""
    return any(each.key == Ready(kind=kind, name=name).key for each in GIVEN)


def _checked(ready: Ready) -> Ready:
    if not is_name(ready.kind, ready.name):
        how = "letters, digits and hyphens" if ready.kind is Kind.SNIPPET else "one line"
        raise InputInvalid(field="name", problem=f"use {how}, at most {NAME_LIMIT} characters.")
    content = Content(
        headline=clean_line(ready.content.headline),
        body=normal_form(ready.content.body),
        label=ready.content.label,
        key_event=ready.content.key_event,
    )
    if not ready.off and not content.headline and not content.body.strip():
        raise Empty(field="What it says")
    length = len(content_text(content))
    if length > WORDS_LIMIT:
        raise TooLong(field="It", length=length, limit=WORDS_LIMIT)
    return Ready(
        kind=ready.kind, name=ready.name, content=content, blog=ready.blog, off=ready.off, version=ready.version
    )
