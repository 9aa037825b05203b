"""Stand-ins for words that were removed by law, so that the log around them can be judged.

Knows which fields are words, and what may stand in for each.
Does not know why words are missing.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Annotated, Any, Final, TypeVar, get_args, get_origin, get_type_hints

from stoppress.domain.facts import RelatedLink
from stoppress.domain.media import SCHEME
from stoppress.domain.revisions import PostPublished, PostRevised
from stoppress.domain.words import WORDS

_Value = TypeVar("_Value")

_WORDS: Final = "…"
_ADDRESS: Final = "https://removed.invalid/"


def with_stand_ins(value: _Value) -> _Value:
    """`value` (a revision, or a part of one) with something in every text that is empty.

    An address stays empty where it may: a key point that links to a post has none.
    """
    changes: dict[str, Any] = {}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    hints = _hints(type(value))
    for each in fields(value):
        old, hint = getattr(value, each.name), hints[each.name]
        if isinstance(old, tuple):
            inner = get_args(hint)[0]
            changes[each.name] = tuple(_stand_in(each.name, inner, one, value) for one in old)
        else:
            changes[each.name] = _stand_in(each.name, hint, old, value)
    changes |= _shown_still(value)
    return replace(value, **changes)


def _shown_still(value: object) -> dict[str, str]:
    """A body for what the removed one showed, which is known still: a body has to name it."""
    if not isinstance(value, PostPublished | PostRevised) or value.body or not value.media:
        return {}
    return {"body": "\n\n".join(f"![{_WORDS}]({SCHEME}{each.id})" for each in value.media)}


def _stand_in(name: str, hint: Any, old: Any, owner: object) -> Any:
    if old == "" and get_origin(hint) is Annotated and WORDS in hint.__metadata__:
        if name != "url":
            return _WORDS
        return _ADDRESS if isinstance(owner, RelatedLink) else ""
    return with_stand_ins(old)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)
