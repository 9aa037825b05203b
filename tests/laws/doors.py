"""Doors that are made once: making the routes takes longer than most stories do.

Knows that what stands behind a door's routes can be changed, for as long as nobody is at it.
Does not know what any of it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from stoppress.media.shelf_limits import ShelfLimits
from stoppress.render.publication import Publication
from stoppress.web.door import Parts, make_door
from stoppress.web.hops import Hops
from stoppress.web.reader.stream import StreamLimits

Made = Callable[[Parts], FastAPI]

# What is the same for every door, or is looked at as one is made.
_ALIKE = (str, int, float, Path, Mapping, Publication, StreamLimits, ShelfLimits, Hops, type(None))


class Instead:
    """Whatever stands behind it now."""

    behind: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """As what stands behind it is called."""
        return self.behind(*arguments, **named)


class Doors:
    """Doors of newsrooms whose parts differ in nothing but what stands behind them."""

    def __init__(self) -> None:
        self._free: list[tuple[FastAPI, list[Instead]]] = []

    @contextmanager
    def lent(self) -> Iterator[Made]:
        """Something to make a door with, which is free again in the end. What routes remember by themselves they keep."""
        taken: list[tuple[FastAPI, list[Instead]]] = []

        def made(parts: Parts) -> FastAPI:
            door, instead = self._free.pop() if self._free else _made(parts)
            taken.append((door, instead))
            for each, behind in zip(instead, _moving(parts), strict=True):
                each.behind = behind
            return door

        try:
            yield made
        finally:
            self._free += taken


def _made(parts: Parts) -> tuple[FastAPI, list[Instead]]:
    instead: list[Instead] = []
    return make_door(_stood_in(parts, instead)), instead


def _stood_in(parts: Any, instead: list[Instead]) -> Any:
    changed: dict[str, Any] = {}
    for each, value in _fields(parts):
        if is_dataclass(value):
            changed[each] = _stood_in(value, instead)
        else:
            instead.append(Instead())
            changed[each] = instead[-1]
    return replace(parts, **changed)


def _moving(parts: Any) -> Iterator[Any]:
    for _, value in _fields(parts):
        if is_dataclass(value):
            yield from _moving(value)
        else:
            yield value


def _fields(parts: Any) -> Iterator[tuple[str, Any]]:
    for each in fields(parts):
        value = getattr(parts, each.name)
        if not isinstance(value, _ALIKE):
            yield each.name, value


DOORS = Doors()
"""Those of this process."""
