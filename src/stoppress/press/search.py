"""Search: posts of a blog by their words, or by the time they bear.

Knows what somebody at the desk may be looking for; words are compared without case and accents.
Does not know where the blog came from. It reads the fold post by post, the newest first, and stops when it has enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

from stoppress.domain.blog import Blog, Post
from stoppress.render.clock import Clock

# 9.41, 9:41am, 09:41
_TIME: Final = re.compile(r"\s*(\d{1,2})[.:](\d{2})\s*([ap]m)?\s*", re.IGNORECASE | re.ASCII)


def find(blog: Blog, query: str, clock: Clock, most: int) -> tuple[Post, ...]:
    """The newest `most` readable posts that have every word of `query`, or were published at the time it is."""
    return tuple(islice(_fitting(blog, query, clock), most))


def _fitting(blog: Blog, query: str, clock: Clock) -> Iterator[Post]:
    wanted, time = _folded(query).split(), _TIME.fullmatch(query)
    for post in blog.at_keys(reversed(blog.order)):
        if not post.is_readable:
            continue
        words = _words(post)
        if all(each in words for each in wanted) or (time is not None and _is_at(post, time, clock)):
            yield post


def _words(post: Post) -> str:
    names = " ".join(f"{each.name} {each.role} {each.place}" for each in post.bylines)
    return _folded(f"{post.label.value if post.label else ''} {post.headline} {post.body} {names}")


def _is_at(post: Post, time: re.Match[str], clock: Clock) -> bool:
    """Whether a post bears this time; without "am" or "pm" it may be either half of the day."""
    local = clock.local(post.published_at)
    hour, half = int(time[1]), (time[3] or "").lower()
    hours = {hour % 12 + 12 * (half == "pm")} if half else {hour, hour % 12 + 12}
    return local.hour in hours and local.minute == int(time[2])


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))
