"""The bell: "there is more to read", told to everybody in this process who wants to hear it.

Knows blogs and numbers, never content. Rings that come faster than they are listened to become one.
Does not know what makes it ring (`sqlite`, `postgres`, `memory`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final, Self

import structlog

from stoppress.domain.identifiers import Seq, Slug
from stoppress.journal.journal import Ring

POLL_SECONDS: Final = 1.0
"""How long a lost ring may go unheard: half of what RELIABILITY R6 allows."""

Lose = Callable[[Ring], bool]
"""Says of a ring that it gets lost on its way. How tests of law 5 make a bell deaf."""

_log = structlog.get_logger()


def lose_none(_ring: Ring) -> bool:
    """A bell as it should be."""
    return False


class Bell:
    """Hands each ring to every listener, and no number twice."""

    def __init__(self, lose: Lose = lose_none) -> None:
        self._listeners: set[Rings] = set()
        self._lose = lose
        self._rung: dict[Slug, Seq] = {}
        self._closed = False

    def ring(self, ring: Ring) -> None:
        """What a commit says, the moment it happens. It may get lost."""
        if not self._lose(ring):
            self.catch_up(ring)

    def catch_up(self, ring: Ring) -> None:
        """What a look at the log says. It cannot get lost, so it stands behind `ring`. (Law 5)"""
        if ring.seq > self._rung.get(ring.blog, Seq(0)):
            self._rung[ring.blog] = ring.seq
            for listener in self._listeners:
                listener.hear(ring)

    def know(self, heads: Mapping[Slug, Seq]) -> None:
        """Take these heads for old news: whoever listens from now on reads them anyway."""
        self._rung.update(heads)

    def add(self, listener: Rings) -> None:
        """Tell this listener too, from now on."""
        self._listeners.add(listener)
        if self._closed:
            listener.close()

    def remove(self, listener: Rings) -> None:
        """Tell this listener no more."""
        self._listeners.discard(listener)

    def close(self) -> None:
        """Let every listener go."""
        self._closed = True
        for listener in self._listeners:
            listener.close()


class Rings:
    """One listener: an asynchronous context, and within it an iterator that ends when the bell is closed."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._waiting: dict[Slug, Seq] = {}
        self._news = asyncio.Event()
        self._closed = False

    async def __aenter__(self) -> AsyncIterator[Ring]:
        self._bell.add(self)
        return self

    async def __aexit__(self, *_problem: object) -> None:
        self._bell.remove(self)

    def hear(self, ring: Ring) -> None:
        """Remember a ring until it is asked for."""
        self._waiting[ring.blog] = ring.seq
        self._news.set()

    def close(self) -> None:
        """Let whoever waits go."""
        self._closed = True
        self._news.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Ring:
        while not self._waiting:
            if self._closed:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        # Nothing may wait between here and the return, or a cancelled listener would lose a ring.
        blog = next(iter(self._waiting))
        return Ring(blog, self._waiting.pop(blog))


async def look_again(look: Callable[[], Awaitable[None]], seconds: float) -> None:
    """Look, and again after `seconds`, whatever happens, until cancelled.

    Says so when looking begins to fail, and when it works again.
    """
    failing = False
    while True:
        try:
            await look()
            if failing:
                _log.warning("the bell is heard again")
            failing = False
        except Exception:  # noqa: BLE001
            # Whatever went wrong, a bell that gave up would leave every reader waiting in silence.
            if not failing:
                _log.warning("the bell cannot be heard", exc_info=True)
            failing = True
        await asyncio.sleep(seconds)
