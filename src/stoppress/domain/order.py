"""The order of posts: a sorted set of order keys that never forgets an earlier version of itself.

Knows how to put a key in its place and how to read from any place, either way, in time that does not grow
with the blog in practice (a B-tree whose nodes are never changed, only replaced).
Does not know what a key stands for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

_Item = TypeVar("_Item")

# A node is copied on every insertion along the path: 32 pointers are one cache line or four, and three
# levels hold 32,768 posts.
FAN_OUT: Final = 32


@dataclass(frozen=True, slots=True)
class _Branch:
    children: tuple[_Node, ...]
    lows: tuple[str, ...]
    size: int


_Node = tuple[str, ...] | _Branch


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Order keys, oldest first. `with_key` gives another order and leaves this one as it was."""

    _root: _Node = ()

    def with_key(self, key: str) -> Order:
        """This order and `key` in its place; the same order if it is there already."""
        halves = _insert(self._root, key)
        return Order(halves[0] if len(halves) == 1 else _branch(halves))

    def without_key(self, key: str) -> Order:
        """This order without `key`; the same order if it is not there."""
        return Order(_remove(self._root, key))

    @classmethod
    def of(cls, keys: Sequence[str]) -> Order:
        """The order of these keys, which are sorted and differ: in one pass, where one by one takes a split each."""
        nodes: list[_Node] = [tuple(part) for part in _parts(keys)]
        while len(nodes) > 1:
            nodes = [_branch(tuple(part)) for part in _parts(nodes)]
        return cls(nodes[0] if nodes else ())

    def newest(self, count: int) -> tuple[str, ...]:
        """The newest `count` keys, newest first."""
        return tuple(islice(reversed(self), count))

    def before(self, key: str, count: int) -> tuple[str, ...]:
        """The `count` keys next older than `key`, newest first. `key` itself need not be there."""
        return tuple(islice(self.down_from(key), count))

    def after(self, key: str, count: int) -> tuple[str, ...]:
        """The `count` keys next newer than `key`, oldest first. `key` itself need not be there."""
        return tuple(islice(self.up_from(key), count))

    def down_from(self, key: str) -> Iterator[str]:
        """The keys older than `key`, newest first; each is looked for when it is asked for."""
        return _down(self._root, key)

    def up_from(self, key: str) -> Iterator[str]:
        """The keys newer than `key`, oldest first; each is looked for when it is asked for."""
        return _up(self._root, key)

    def __len__(self) -> int:
        return _size(self._root)

    def __iter__(self) -> Iterator[str]:
        return _up(self._root, "")

    def __reversed__(self) -> Iterator[str]:
        return _down(self._root, None)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Order):
            return NotImplemented
        return len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def _size(node: _Node) -> int:
    return node.size if isinstance(node, _Branch) else len(node)


def _low(node: _Node) -> str:
    return node.lows[0] if isinstance(node, _Branch) else node[0]


def _branch(children: tuple[_Node, ...]) -> _Branch:
    return _Branch(children, tuple(map(_low, children)), sum(map(_size, children)))


def _parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    # Half full, so that what comes next seldom splits a node.
    step = FAN_OUT // 2
    return (items[start : start + step] for start in range(0, len(items), step))


def _split(items: tuple[_Item, ...]) -> tuple[tuple[_Item, ...], ...]:
    if len(items) <= FAN_OUT:
        return (items,)
    half = len(items) // 2
    return items[:half], items[half:]


def _insert(node: _Node, key: str) -> tuple[_Node, ...]:
    if isinstance(node, _Branch):
        at = max(bisect_right(node.lows, key) - 1, 0)
        children = node.children[:at] + _insert(node.children[at], key) + node.children[at + 1 :]
        return tuple(_branch(part) for part in _split(children))
    at = bisect_left(node, key)
    if at < len(node) and node[at] == key:
        return (node,)
    return _split((*node[:at], key, *node[at:]))


def _remove(node: _Node, key: str) -> _Node:
    if isinstance(node, _Branch):
        at = max(bisect_right(node.lows, key) - 1, 0)
        child = _remove(node.children[at], key)
        kept = (child,) if _size(child) else ()
        children = node.children[:at] + kept + node.children[at + 1 :]
        return _branch(children) if children else ()
    return tuple(there for there in node if there != key)


def _up(node: _Node, floor: str) -> Iterator[str]:
    """Keys above `floor`, oldest first."""
    if isinstance(node, _Branch):
        first = max(bisect_right(node.lows, floor) - 1, 0)
        for child in node.children[first:]:
            yield from _up(child, floor)
    else:
        yield from node[bisect_right(node, floor) :]


def _down(node: _Node, ceiling: str | None) -> Iterator[str]:
    """Keys below `ceiling`, or all of them, newest first."""
    if isinstance(node, _Branch):
        stop = len(node.lows) if ceiling is None else bisect_left(node.lows, ceiling)
        for child in reversed(node.children[:stop]):
            yield from _down(child, ceiling)
    else:
        stop = len(node) if ceiling is None else bisect_left(node, ceiling)
        yield from reversed(node[:stop])
