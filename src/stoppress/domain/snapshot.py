"""Snapshots: a blog's fold as bytes, so that opening a long blog does not fold all of it.

Knows how to write a fold and read it back; a snapshot of another layout is not read, and the log is folded instead.
Does not know when one is made or dropped (`journal`).
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from rpds import HashTrieMap

from stoppress.domain.blog import Blog, Post
from stoppress.domain.codec import Tree, read, write
from stoppress.domain.order import Order

# Raised whenever the fold's result changes shape or meaning. Old snapshots are then left unread, which
# costs one whole fold and nothing else.
LAYOUT: Final = 5


def snapshot(blog: Blog) -> bytes:
    """The state of `blog`, posts oldest first, as JSON in UTF-8."""
    posts = [_sparse(write(post, _as_is)) for post in blog.oldest_first()]
    tree = {"layout": LAYOUT, "blog": write(blog, _as_is), "posts": posts}
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


def restored(state: bytes) -> Blog | None:
    """The blog that `state` was made of; None when it is of another layout."""
    with _nothing_collected():
        tree = json.loads(state)
        return _blog_in(tree) if tree.get("layout") == LAYOUT else None


def _blog_in(tree: Tree) -> Blog:
    posts = [read(Post, each, _as_is) for each in tree["posts"]]
    return replace(
        read(Blog, tree["blog"], _as_is),
        posts=HashTrieMap((post.id, post) for post in posts),
        order=Order.of([post.order for post in posts]),
        key_events=Order.of([post.order for post in posts if post.key_event]),
        corrected=Order.of([post.order for post in posts if post.corrections]),
    )


def _sparse(tree: Tree) -> Tree:
    """Without what is read as empty when it is not there. Most of a post's fields are, and each takes its time."""
    return {name: each for name, each in tree.items() if each or isinstance(each, int)}


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Without garbage collection: all that is made is kept, and looking through it again and again took a third."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _as_is(_path: str, text: str) -> str:
    return text
