"""Snapshots: a blog's fold as bytes, so that opening a long blog does not fold all of it.

Knows how to write a fold and read it back; a snapshot of another layout is not read, and the log is folded instead.
Does not know when one is made or dropped (`journal`).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from rpds import HashTrieMap

from stoppress.domain.blog import Blog, Post
from stoppress.domain.codec import read, write
from stoppress.domain.order import Order

# Raised whenever the fold's result changes shape or meaning. Old snapshots are then left unread, which
# costs one whole fold and nothing else.
LAYOUT: Final = 1


def snapshot(blog: Blog) -> bytes:
    """The state of `blog`, posts oldest first, as JSON in UTF-8."""
    posts = [write(post, _as_is) for post in blog.oldest_first()]
    tree = {"layout": LAYOUT, "blog": write(blog, _as_is), "posts": posts}
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


def restored(state: bytes) -> Blog | None:
    """The blog that `state` was made of; None when it is of another layout."""
    tree = json.loads(state)
    if tree.get("layout") != LAYOUT:
        return None
    posts = [read(Post, each, _as_is) for each in tree["posts"]]
    return replace(
        read(Blog, tree["blog"], _as_is),
        posts=HashTrieMap((post.id, post) for post in posts),
        order=Order.of([post.order for post in posts]),
        key_events=Order.of([post.order for post in posts if post.key_event]),
        corrected=Order.of([post.order for post in posts if post.corrections]),
    )


def _as_is(_path: str, text: str) -> str:
    return text
