"""Grouped writes: what comes together is written in one transaction.

Knows that a commit costs more than what is in it: many readers who vote at once cost one, and each is answered once it is
on disk. One who is refused, or fails, takes nobody else's with it. On all nodes one group is written at a time, so that two
never wait for one another's rows.
Does not know what is written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.engine import Connection

from stoppress.database.database import Database, T, Work
from stoppress.database.troubles import storage_errors
from stoppress.database.turns import one_by_one
from stoppress.errors import StorageUnavailable

GATHER_SECONDS: Final = 0.1
"""How long the first of a group waits for others: nobody who votes sees it, and there are ten commits a second at most."""

MOST: Final = 500
"""Writes in one transaction."""

WAITING: Final = 10_000
"""Writes that may wait; further ones are refused."""

Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True, eq=False)
class _Waiting:
    """One write, and whoever waits for it."""

    work: Work[Any]
    done: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class GroupedWrites:
    """Writes to one database. Those of one `name` are one at a time, in every process. Close it before the database."""

    def __init__(
        self,
        database: Database,
        name: str,
        *,
        gather_seconds: float = GATHER_SECONDS,
        waiting: int = WAITING,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._database = database
        self._name = name
        self._gather_seconds = gather_seconds
        self._limit = waiting
        self._sleep = sleep
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, work: Work[T]) -> T:
        """What `work` returns, once what it did is on disk. It may read what it likes and write: nobody else does meanwhile.

        Whatever it raises undoes what it did, and nothing else. Raises StorageFull and StorageUnavailable;
        IntegrityError passes. Who no longer waits when their group begins is left out.
        """
        if len(self._waiting) >= self._limit:
            raise StorageUnavailable
        mine = _Waiting(work)
        self._waiting.append(mine)
        if self._writing is None:
            self._writing = asyncio.ensure_future(self._write_all())
        written: T = await mine.done
        return written

    async def close(self) -> None:
        """Return once everything that waits is written."""
        while self._writing is not None:
            await asyncio.wait({self._writing})

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                await self._sleep(self._gather_seconds)
                group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._write_group([each for each in group if not each.done.done()])
        finally:
            self._writing = None

    async def _write_group(self, group: list[_Waiting]) -> None:
        if not group:
            return
        try:
            answers = await self._database.write(lambda connection: self._together(connection, group))
        except Exception as problem:  # noqa: BLE001 - whatever it is, everybody who waits is told
            answers = [problem] * len(group)
        for each, answer in zip(group, answers, strict=True):
            if each.done.done():
                continue
            if isinstance(answer, Exception):
                each.done.set_exception(answer)
            else:
                each.done.set_result(answer)

    def _together(self, connection: Connection, group: list[_Waiting]) -> list[Any]:
        one_by_one(connection, f"grouped writes {self._name}")
        return [_answer(connection, each.work) for each in group]


def _answer(connection: Connection, work: Work[Any]) -> Any:
    """What a piece of work returns, or what it raised, and then nothing of it is left.

    Raises when the transaction has gone, and the group with it.
    """
    undoing = connection.begin_nested()
    try:
        with storage_errors():
            answer = work(connection)
    except Exception as problem:
        if connection.invalidated or isinstance(problem.__cause__, OSError):
            raise
        undoing.rollback()
        return problem
    undoing.commit()
    return answer
