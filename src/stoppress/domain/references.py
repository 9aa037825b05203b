"""Cross-references: `[see 9.41am post](post:ID)` in a body names another post of the same blog.

Knows how a reference is written.
Does not know whether the post it names exists.
"""

from __future__ import annotations

import re
from typing import Final

from stoppress.domain.identifiers import PostId, is_post_id

SCHEME: Final = "post:"

# Normal form writes every link inline, so the destination always follows "](", and a post id needs no escape.
_REFERENCE: Final = re.compile(r"\]\(post:([a-z0-9-]{1,64})\)")


def references(body: str) -> tuple[PostId, ...]:
    """The posts a body in normal form refers to, each once, in the order they are named."""
    return tuple(dict.fromkeys(PostId(name) for name in _REFERENCE.findall(body) if is_post_id(name)))
