"""Cross-references: `[see 9.41am post](post:ID)` in a body names another post of the same blog.

Knows how a reference is written.
Does not know whether the post it names exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stoppress.domain.body import parser, walk
from stoppress.domain.identifiers import PostId

SCHEME: Final = "post:"


def references(body: str) -> tuple[PostId, ...]:
    """The posts a body refers to, each once, in the order they are named; what is named need not be a post's id.

    Found by the parser that renders: whatever becomes a link to a post is a reference, and nothing else is.
    """
    # Most bodies name none, and parsing costs a hundred times what looking does.
    return tuple(dict.fromkeys(_named(body))) if "post" in body or "&" in body else ()


def _named(body: str) -> Iterator[PostId]:
    for token in walk(parser().parse(body)):
        href = str(token.attrGet("href") or "") if token.type == "link_open" else ""
        if href.startswith(SCHEME):
            yield PostId(href.removeprefix(SCHEME))
