"""Readers in memory: votes and views without a database.

Knows as much of them as the readers' routes ask for.
"""

from __future__ import annotations

from collections.abc import Iterable

from stoppress.audience.followers import Place
from stoppress.audience.votes import Vote
from stoppress.domain.alerts import Wants
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.opinion import Opinion
from stoppress.outbound.browsers import Address


class MemoryVotes:
    """See `web.reader.board.Voting`. Everybody gives five stars."""

    def __init__(self) -> None:
        self._cast: set[tuple[Slug, str]] = set()

    async def cast(self, blog: Slug, key: str, said: Vote, address: str) -> Vote:
        """See `Voting`."""
        assert address is not None
        self._cast.add((blog, key))
        return said

    async def take_back(self, blog: Slug, key: str, address: str) -> None:
        """See `Voting`."""
        assert address is not None
        self._cast.discard((blog, key))

    async def of(self, blog: Slug) -> Opinion:
        """See `Voting`."""
        return Opinion((0, 0, 0, 0, sum(there == blog for there, _ in self._cast)))


class MemoryViews:
    """See `web.reader.seen.Counting` and `web.reader.board.Viewing`."""

    def __init__(self) -> None:
        self._pages: dict[Slug, int] = {}

    async def add(self, blog: Slug, *, page: bool, posts: Iterable[PostId] = ()) -> None:
        """See `Counting`."""
        assert all(posts)
        self._pages[blog] = self._pages.get(blog, 0) + page

    async def of(self, blog: Slug) -> int:
        """See `Viewing`."""
        return self._pages.get(blog, 0)


class MemoryFollowers:
    """See `web.reader.follow.Followed`."""

    def __init__(self) -> None:
        self._told: set[tuple[Slug, str]] = set()

    async def follow(self, blog: Slug, browser: Address, wants: Wants, here: Place, address: str) -> None:
        """See `Followed`."""
        assert address is not None, (wants, here)
        self._told.add((blog, browser.endpoint))

    async def stop(self, blog: Slug, endpoint: str, address: str) -> None:
        """See `Followed`."""
        assert address is not None
        self._told.discard((blog, endpoint))
