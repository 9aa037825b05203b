"""Ready words: templates of posts, and snippets of text, as a newsroom prepares them for the hours in which nobody has time.

Knows that a blog's own stand in the place of the newsroom's of the same name, and those in the place of the ones given to
everybody; what is switched off is there no more. Pure.
Does not know who may change them (`actions.preparing`), nor where they are kept (`ready_rows`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from stoppress.domain.content import NOTHING, Content
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import Slug

READY_LIMIT: Final = 100
"""How many of a kind there may be in a blog, and as many of the whole newsroom."""

NAME_LIMIT: Final = 40
"""Characters of a name."""

FIELD_LIMIT: Final = 40
"""Characters between the braces of a field."""

# What is typed behind the semicolon: letters of any script, digits, hyphens.
_SNIPPET: Final = re.compile(r"[^\W_]([\w-]*[^\W_])?\Z")
_FIELD: Final = re.compile(rf"\{{([^{{}}\n]{{1,{FIELD_LIMIT}}})\}}")


class Kind(StrEnum):
    """What somebody takes them for."""

    TEMPLATE = "template"
    """A whole post with `{fields}` to fill in."""
    SNIPPET = "snippet"
    """A piece of text that `;name` stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """`blog` None is the whole newsroom's. `version` counts its changes, 0 for one that is given to everybody.

    Of a snippet's `content` only the body counts. `off`: in that place there is none of this name.
    """

    kind: Kind
    name: str
    content: Content = field(default_factory=lambda: NOTHING)
    blog: Slug | None = None
    off: bool = False
    version: int = 0

    @property
    def key(self) -> tuple[Kind, str]:
        """What stands in the place of what."""
        return self.kind, self.name.casefold()

    @property
    def fields(self) -> list[str]:
        """The fields to fill in, in the order in which they are read."""
        return fields_of(f"{self.content.headline}\n{self.content.body}")


def fields_of(text: str) -> list[str]:
    """What stands in braces, each once, in order."""
    return list(dict.fromkeys(_FIELD.findall(text)))


def is_name(kind: Kind, name: str) -> bool:
    """Whether something of this kind can be called so."""
    if not 0 < len(name) <= NAME_LIMIT:
        return False
    return _SNIPPET.match(name) is not None if kind is Kind.SNIPPET else name == " ".join(name.split())


def in_use(prepared: Iterable[Ready]) -> list[Ready]:
    """What there is in a blog, of those prepared for it and for the newsroom; by kind and name."""
    found = {each.key: each for each in GIVEN}
    ordered = sorted(prepared, key=lambda each: each.blog is not None)
    for each in ordered:
        found[each.key] = each
    return sorted((each for each in found.values() if not each.off), key=lambda each: each.key)


def _given(name: str, headline: str, body: str, label: Label | None, *, key_event: bool) -> Ready:
    content = Content(headline=headline, body=body, label=label, key_event=key_event)
    return Ready(kind=Kind.TEMPLATE, name=name, content=content)


GIVEN: Final = (
    _given("Score", "{home} {home score}–{away score} {away}", "{minute}' {what happened}", None, key_event=False),
    _given(
        "Toll",
        "{number} people {killed or hurt}, {source} says",
        "{source} says {number} people were {killed or hurt} in {place}.\n\nBefore, the number was {number before}.",
        Label.BREAKING,
        key_event=True,
    ),
    _given(
        "Result",
        "{winner} wins {contest}",
        "{winner} has {share} of the votes in {contest}, {counted} counted. {second} has {share of second}.",
        Label.BREAKING,
        key_event=True,
    ),
    _given(
        "Summary",
        "What we know so far",
        "- {first}\n- {second}\n- {third}\n\nWhat we do not know: {open}",
        Label.SUMMARY,
        key_event=True,
    ),
)
"""A start for everybody. A newsroom changes them, or switches them off."""
