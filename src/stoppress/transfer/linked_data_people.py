"""The authors of an update in JSON-LD, as bylines.

Knows that an author is a name, a node, or a list of either, and that the publication itself signs nothing.
Does not know posts.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from stoppress.domain.facts import Byline
from stoppress.domain.identifiers import is_slug
from stoppress.domain.limits import DEFAULT_LIMITS
from stoppress.transfer.bylines import bylines_of
from stoppress.transfer.entities import line_of
from stoppress.transfer.linked_data_nodes import Graph, Node, types
from stoppress.transfer.naming import slug_of

_ORGANISATIONS: Final = frozenset({"Organization", "NewsMediaOrganization", "Corporation"})


def bylines_for(graph: Graph, author: object, publisher: str) -> tuple[tuple[Byline, ...], str]:
    """The bylines an `author` property gives, and the publisher's name if that is among them (DESIGN §10.16)."""
    bylines: list[Byline] = []
    own = ""
    for each in graph.listed(author):
        for byline in _bylines(graph, each):
            if publisher and byline.name.casefold() == publisher.casefold():
                own = byline.name
            elif byline.name not in [known.name for known in bylines]:
                bylines.append(byline)
    return tuple(bylines[: DEFAULT_LIMITS.bylines]), own


def _bylines(graph: Graph, author: object) -> tuple[Byline, ...]:
    if isinstance(author, str):
        line = line_of(author)
        # "By A and B" and "A and B" alike; what is not read as names is one name.
        return bylines_of(line) or bylines_of(f"By {line}") or _named(line.removeprefix("By "))
    if not isinstance(author, dict):
        return ()
    name = line_of(graph.text(author.get("name")))
    role = "" if types(author) & _ORGANISATIONS else line_of(graph.text(author.get("jobTitle"), "name"))
    return _named(name, role=role, author=_author_slug(graph, author, name))


def _named(name: str, *, role: str = "", author: str = "") -> tuple[Byline, ...]:
    if not name or len(name) > DEFAULT_LIMITS.byline:
        return ()
    return (Byline(name=name, role=role if len(role) <= DEFAULT_LIMITS.byline else "", author=author),)


def _author_slug(graph: Graph, author: Node, name: str) -> str:
    """The last part of the author's address, if it is their name: an address elsewhere is no author of ours."""
    try:
        path = urlsplit(graph.text(author.get("url"), "@id")).path
    except ValueError:
        return ""
    last = path.rstrip("/").rpartition("/")[2].lower()
    return last if is_slug(last) and name and last == slug_of(name) else ""
