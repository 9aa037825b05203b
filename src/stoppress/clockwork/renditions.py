"""Renditions: what was begun is finished, and every post that shows it is told.

Knows that a process may be killed at any moment: what was begun and not finished is looked for at the start and from
time to time. Finishing twice gives the same files and no second revision, so that two nodes do no harm.
Does not know how renditions are made (`media`), nor what a post looks like.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from stoppress.actions.showing import Showing
from stoppress.domain.identifiers import MediaId
from stoppress.drafts.failures import UNNOTED, Noting
from stoppress.errors import StoppressError
from stoppress.media.library import Library

LOOK_SECONDS: Final = 60.0
"""How often is looked for what another process has left."""

_AT_ONCE: Final = 2

_log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]


class Renditions:
    """`run` it; `begun` says that there is something to do."""

    def __init__(
        self, library: Library, showing: Showing, sleep: Sleep = asyncio.sleep, *, failures: Noting = UNNOTED
    ) -> None:
        self._library = library
        self._showing = showing
        self._failures = failures
        self._sleep = sleep
        self._waiting: asyncio.Queue[MediaId] = asyncio.Queue()
        self._taken: set[MediaId] = set()

    def begun(self, name: MediaId) -> None:
        """There is a medium to be finished."""
        if name not in self._taken:
            self._taken.add(name)
            self._waiting.put_nowait(name)

    async def run(self) -> None:
        """Finish what comes, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look())
            for _ in range(_AT_ONCE):
                group.create_task(self._finish())

    async def _note(self) -> None:
        await self._failures.note("renditions", "The files of a picture, film or sound could not be finished.")

    async def _look(self) -> None:
        while True:
            try:
                for name in await self._library.unfinished():
                    self.begun(name)
            except StoppressError as problem:
                _log.warning("nobody knows which renditions are missing", problem=str(problem))
            await self._sleep(LOOK_SECONDS)

    async def _finish(self) -> None:
        while True:
            name = await self._waiting.get()
            try:
                await self._showing.prepared(await self._library.finish(name))
            except StoppressError as problem:
                _log.warning("renditions could not be finished, and are begun again", medium=name, problem=str(problem))
                await self._note()
            except Exception:  # noqa: BLE001 - one medium must not keep all others from being finished
                _log.exception("renditions could not be finished", medium=name)
                await self._note()
            finally:
                self._taken.discard(name)
                self._waiting.task_done()
