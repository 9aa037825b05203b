"""Paging: the way from one page of posts to the others.

Knows that pages are anchored on posts, never numbered, so that they stay what they are while posts arrive (READER TI5).
Does not know what stands on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from stoppress.domain.blog import Blog, Post


@dataclass(frozen=True, slots=True)
class Paging:
    """Paths of the neighbouring pages; None where there is none, or it is the one next to this."""

    newest: str | None = None
    newer: str | None = None
    older: str | None = None
    oldest: str | None = None


def paging(blog: Blog, path: str, shown: Sequence[Post], length: int, anchor: Post | None = None) -> Paging:
    """Around the page that shows `shown`, of pages `length` posts long; `anchor` is what an older page is before."""
    older = _older(blog, path, shown)
    newer = path if anchor is None else _newer(blog, path, anchor, length)
    return Paging(
        newest=None if anchor is None else path,
        newer=None if newer == path else newer,
        older=older,
        oldest=_oldest(blog, path, shown, length),
    )


def _older(blog: Blog, path: str, shown: Sequence[Post]) -> str | None:
    last = next((post for post in reversed(shown) if not post.is_gone), shown[-1] if shown else None)
    if last is None or blog.next_older(last) is None:
        return None
    return f"{path}/before/{last.id}"


def _newer(blog: Blog, path: str, anchor: Post, length: int) -> str:
    """The page that ends with `anchor`, or the newest where it would be that one."""
    above = blog.after(anchor, length)
    if len(above) < length:
        return path
    top = above[-1]
    # Nobody need know the name of a post that has gone altogether.
    post = blog.next_newer(top) if top.is_gone else top
    return path if post is None else f"{path}/before/{post.id}"


def _oldest(blog: Blog, path: str, shown: Sequence[Post], length: int) -> str | None:
    """The last page, unless it is this one or the next."""
    if not shown or len(blog.before(shown[-1], length + 1)) <= length:
        return None
    posts = blog.at_keys(islice(blog.order, length, None))
    first = next((post for post in posts if not post.is_gone), None)
    return None if first is None else f"{path}/before/{first.id}"
