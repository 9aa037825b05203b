"""Values to JSON trees and back, with the words taken out and kept apart.

Knows dataclasses, enums, tuples, times and which text is marked as `Words`.
Does not know any revision in particular, nor how words are salted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Final, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from stoppress.domain.words import WORDS

Tree = Any
"""What `json.loads` gives. Its shape is checked where it is read, by the type it is read as."""

TakeWords = Callable[[str, str], str]
"""Given a field's path and its text, what to write in its place (or, reading, the text that belongs there)."""

APART: Final = MappingProxyType({"apart": True})
"""Metadata of a dataclass field that is not written with the rest, and gets its default when read."""

_Value = TypeVar("_Value")
_Writer = Callable[[Any, str, TakeWords], Tree]
_Reader = Callable[[Tree, str, TakeWords], Any]


def write(value: object, take: TakeWords) -> Tree:
    """`value` as a JSON tree in which every text marked as words is what `take(path, text)` returns."""
    hint: Any = type(value)
    return _writer(hint)(value, "", take)


def read(kind: type[_Value], tree: Tree, take: TakeWords) -> _Value:
    """The value of type `kind` that `tree` stands for; each word is what `take(path, mark)` returns.

    A field the tree does not have gets its default, so that older revisions stay readable when a field is added.
    """
    hint: Any = kind
    value: _Value = _reader(hint)(tree, "", take)
    return value


def moment_text(moment: datetime) -> str:
    """A moment as `2031-04-05T09:41:07.000000Z`: UTC, fixed width, so that it also sorts."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _optional(hint: Any) -> Any:
    """X when `hint` is `X | None`, else None."""
    if get_origin(hint) not in (Union, UnionType):
        return None
    (inner,) = (arm for arm in get_args(hint) if arm is not NoneType)
    return inner


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _written(kind: type) -> list[Field[Any]]:
    return [each for each in fields(kind) if "apart" not in each.metadata]


@cache
def _writer(hint: Any) -> _Writer:
    if get_origin(hint) is Annotated and WORDS in hint.__metadata__:
        return lambda value, path, take: take(path, value) if value else ""
    inner = _optional(hint)
    if inner is not None:
        write_inner = _writer(inner)
        return lambda value, path, take: None if value is None else write_inner(value, path, take)
    if get_origin(hint) is tuple:
        write_each = _writer(get_args(hint)[0])
        return lambda value, path, take: [
            write_each(each, _below(path, str(index)), take) for index, each in enumerate(value)
        ]
    if isinstance(hint, type) and is_dataclass(hint):
        return _record_writer(hint)
    if hint is datetime:
        return lambda value, _path, _take: moment_text(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda value, _path, _take: value.value
    return lambda value, _path, _take: value


def _record_writer(kind: type) -> _Writer:
    hints = _hints(kind)
    writers = [(each.name, _writer(hints[each.name])) for each in _written(kind)]
    return lambda value, path, take: {
        name: write_field(getattr(value, name), _below(path, name), take) for name, write_field in writers
    }


@cache
def _reader(hint: Any) -> _Reader:
    if get_origin(hint) is Annotated and WORDS in hint.__metadata__:
        return lambda tree, path, take: take(path, tree) if tree else ""
    inner = _optional(hint)
    if inner is not None:
        read_inner = _reader(inner)
        return lambda tree, path, take: None if tree is None else read_inner(tree, path, take)
    if get_origin(hint) is tuple:
        read_each = _reader(get_args(hint)[0])
        return lambda tree, path, take: tuple(
            read_each(each, _below(path, str(index)), take) for index, each in enumerate(tree)
        )
    if isinstance(hint, NewType):
        return _reader(hint.__supertype__)
    if isinstance(hint, type) and is_dataclass(hint):
        return _record_reader(hint)
    if hint is datetime:
        return lambda tree, _path, _take: datetime.fromisoformat(tree)
    if hint in (str, int, bool):
        return lambda tree, _path, _take: _plain(hint, tree)
    return lambda tree, _path, _take: hint(tree)


def _plain(kind: type, tree: Tree) -> Tree:
    if type(tree) is not kind:
        wanted, got = kind.__name__, type(tree).__name__
        raise TypeError(f"expected {wanted}, not {got}")
    return tree


def _record_reader(kind: type) -> _Reader:
    hints = _hints(kind)
    readers = {each.name: _reader(hints[each.name]) for each in _written(kind)}
    required = frozenset(
        each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING
    )

    def read_record(tree: Tree, path: str, take: TakeWords) -> Any:
        missing = required - tree.keys()
        if missing:
            raise TypeError(f"{kind.__name__} lacks {', '.join(sorted(missing))}")
        return kind(
            **{name: readers[name](each, _below(path, name), take) for name, each in tree.items() if name in readers}
        )

    return read_record
