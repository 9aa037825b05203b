"""JSON-LD as a graph of nodes: which are live blogs, and what their properties say.

Knows `@type`, `@id`, `@graph`, `@value`, and that publishers write one thing, a list of it or a reference to it.
Does not know what the properties mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from stoppress.domain.cleaning import clean

Node = dict[str, Any]

# A node with nothing else only names one that stands elsewhere.
_REFERENCE: Final = frozenset({"@id", "@type"})
_TYPE_PREFIX: Final = re.compile(r".*[/#:]", re.DOTALL)


class Graph:
    """All nodes of a page's JSON-LD, together: one script may refer to what stands in another."""

    def __init__(self, trees: Iterable[object]) -> None:
        self.nodes: list[Node] = [node for tree in trees for node in _walk(tree)]
        self._named: dict[str, Node] = {}
        for node in self.nodes:
            name = node.get("@id")
            if isinstance(name, str) and len(node) > len(self._named.get(name, {"@id": name})):
                self._named[name] = node

    def of_type(self, kind: str) -> list[Node]:
        """The nodes that are of `kind`, each once, in order."""
        found = (node for node in self.nodes if kind in types(node) and self.resolved(node) is node)
        return list(found)

    def resolved(self, value: object) -> object:
        """What `value` is, or what it refers to: `{"@id": …}` names a node that says more elsewhere."""
        if isinstance(value, dict) and value.keys() <= _REFERENCE and isinstance(value.get("@id"), str):
            return self._named.get(value["@id"], value)
        return value

    def listed(self, value: object) -> list[object]:
        """The values of a property that may be one thing or a list of them."""
        if value is None:
            return []
        return [self.resolved(each) for each in (value if isinstance(value, list) else [value])]

    def nodes_of(self, value: object) -> list[Node]:
        """As `listed`, nodes only."""
        return [each for each in self.listed(value) if isinstance(each, dict)]

    def text(self, value: object, *within: str) -> str:
        """The text of a property: a string, a language-tagged one, or for a node that of its property `within`."""
        for each in self.listed(value):
            inner = [each.get(name) for name in ("@value", *within)] if isinstance(each, dict) else [each]
            for said in inner:
                first = said[0] if isinstance(said, list) and said else said
                if isinstance(first, str) and (text := clean(first).strip()):
                    return text
        return ""


def types(node: Node) -> frozenset[str]:
    """A node's types, without the vocabulary's address before them."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return frozenset(_TYPE_PREFIX.sub("", each) for each in names if isinstance(each, str))


def _walk(tree: object) -> Iterator[Node]:
    """Every node of a tree, in order, without recursion: a page may nest as deeply as JSON can be read."""
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)
