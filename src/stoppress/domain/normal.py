"""Normal form of a whole revision: every text cleaned, every body in normal form, every time in UTC.

Knows which texts are one line, which are paragraphs and which are bodies.
Does not judge what they say (`admission`).
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Final, TypeVar, get_args, get_origin, get_type_hints

from stoppress.domain.body import normal_form
from stoppress.domain.cleaning import clean_line, clean_lines
from stoppress.domain.words import WORDS

_Value = TypeVar("_Value")

# The texts that are more than a line.
_FORMS: Final = {"body": normal_form, "transcript": clean_lines}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def normal(value: _Value) -> _Value:
    """`value` (a revision, or a part of one) in normal form. Normalising twice changes nothing."""
    changes: dict[str, Any] = {}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    hints = _hints(type(value))
    for each in fields(value):
        old = getattr(value, each.name)
        new = _normal_field(each.name, hints[each.name], old)
        if new is not old:
            changes[each.name] = new
    return replace(value, **changes) if changes else value


def _normal_field(name: str, hint: Any, old: Any) -> Any:
    if isinstance(old, str) and _is_words(hint):
        return _FORMS.get(name, clean_line)(old)
    if isinstance(old, datetime):
        return old.astimezone(UTC)
    if isinstance(old, tuple):
        (inner, *_) = get_args(hint) or (None,)
        return tuple(_normal_field("", inner, each) for each in old)
    return normal(old)


def _is_words(hint: Any) -> bool:
    return get_origin(hint) is Annotated and WORDS in hint.__metadata__
