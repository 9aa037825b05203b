"""Vain uses: a use is noted before the post that shows a medium stands in the log, and some never come to stand there.

Knows that one which is found without its post twice, an hour apart, is no publication under way: it is forgotten, so that
its medium can be swept. What stood in the log once is kept, withdrawn posts included (`sweeps`); so is what a draft shows.
Does not know files (`media`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import PostId, Slug
from stoppress.errors import BlogUnknown
from stoppress.media.rows import MediaRows, Use

# Of media that came earlier the uses were looked at while they were this young; blogs of years are not read for them.
_WINDOW: Final = timedelta(days=14)

IsGoingTo = Callable[[Slug, PostId], Awaitable[bool]]
"""Whether a post is a draft that may yet be published."""

FindBlog = Callable[[Slug], Awaitable[Blog]]
"""A blog as it stands. Raises BlogUnknown."""


class VainUses:
    """Forgets them. One for a process."""

    def __init__(self, rows: MediaRows, blog: FindBlog, is_going_to: IsGoingTo) -> None:
        self._rows = rows
        self._blog = blog
        self._is_going_to = is_going_to
        self._doubted: frozenset[Use] = frozenset()

    async def forget(self, before: datetime) -> None:
        """Doubt the uses, of media that came before then, that have no post; forget those doubted the last time."""
        found = {
            each for each in await self._rows.uses_of_media(before - _WINDOW, before) if not await self._stands(each)
        }
        for each in found & self._doubted:
            await self._rows.forget_uses(each.media, each.blog, each.post)
        self._doubted = frozenset(found - self._doubted)

    async def _stands(self, use: Use) -> bool:
        try:
            blog = await self._blog(use.blog)
        except BlogUnknown:
            return False
        return not use.post or use.post in blog.posts or await self._is_going_to(use.blog, use.post)
