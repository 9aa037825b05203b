"""Workers: several processes on one port, started, replaced one by one, and ended.

Knows that every worker is this very command again, given a socket, and says when it listens.
A worker that replaces one in good order is given the same socket: with a socket that is closed the kernel resets
whoever is just arriving. That of a lost worker is closed, so that the others get the readers until there is a new one.
Does not know what a worker serves. Workers speak through the journal alone: its bell rings in each of them.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import structlog

from stoppress.errors import WorkerFailed

READY: Final = "ready"
"""What a worker prints once it listens."""

# A worker that ends at once, again and again, must not keep the machine busy with starting it.
_PAUSE_SECONDS: Final = 1.0

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)
class _Worker:
    process: Process
    listening: socket.socket


class Crew:
    """`count` workers, each a process that runs `command` with the number of a socket from `bind` behind it."""

    def __init__(self, command: Sequence[str], count: int, bind: Callable[[], socket.socket]) -> None:
        self._command = command
        self._count = count
        self._bind = bind
        self._workers: list[_Worker] = []
        self._stopping = asyncio.Event()
        self._renewing = asyncio.Event()

    async def serve(self, started: Callable[[], None]) -> None:
        """Keep the workers running until SIGTERM or SIGINT; replace them one by one at SIGHUP.

        Raises WorkerFailed when one ends before it has served.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, self._renewing.set)
        try:
            await asyncio.gather(*(self._begin(self._bind()) for _ in range(self._count)))
            started()
            await self._watch()
        finally:
            # First, or whoever comes while the workers stop would wait at a socket that nobody empties.
            for worker in self._workers:
                worker.listening.close()
            await asyncio.gather(*(_ended(worker.process) for worker in self._workers))

    async def _begin(self, listening: socket.socket) -> None:
        """Return when there is one more worker that listens. Workers share the standard error, and so the log."""
        number = listening.fileno()
        process = await asyncio.create_subprocess_exec(
            *self._command, str(number), stdin=PIPE, stdout=PIPE, pass_fds=[number], start_new_session=True
        )
        worker = _Worker(process, listening)
        self._workers.append(worker)
        said = await process.stdout.readline() if process.stdout else b""
        if said.strip().decode() != READY:
            self._forget(worker)
            raise WorkerFailed(code=await process.wait())

    async def _watch(self) -> None:
        stop = asyncio.ensure_future(self._stopping.wait())
        while not self._stopping.is_set():
            ends = {asyncio.ensure_future(worker.process.wait()): worker for worker in self._workers}
            renew = asyncio.ensure_future(self._renewing.wait())
            done, waiting = await asyncio.wait({stop, renew, *ends}, return_when=asyncio.FIRST_COMPLETED)
            for each in waiting - {stop}:
                each.cancel()
            for each in done & ends.keys():
                await self._replace_lost(ends[each])
            if renew in done:
                self._renewing.clear()
                await self._renew()

    async def _replace_lost(self, lost: _Worker) -> None:
        if self._stopping.is_set():
            return
        _log.error("a worker has ended and is replaced", pid=lost.process.pid, code=lost.process.returncode)
        self._forget(lost)
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_PAUSE_SECONDS):
                    await self._stopping.wait()
            if self._stopping.is_set() or await self._begin_another(self._bind()):
                return

    async def _renew(self) -> None:
        """A new worker for each old one, the new one first: at no time do fewer serve."""
        for old in list(self._workers):
            if self._stopping.is_set() or not await self._begin_another(old.listening.dup()):
                return
            self._forget(old)
            await _ended(old.process)
            _log.info("a worker has been replaced", old=old.process.pid)

    async def _begin_another(self, listening: socket.socket) -> bool:
        try:
            await self._begin(listening)
        except WorkerFailed as problem:
            _log.error("a worker could not be started", problem=str(problem))
            return False
        return True

    def _forget(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.listening.close()


def end_with_crew() -> None:
    """In a worker: stop as if told to once whoever started it is gone, even if it was killed.

    Nothing ever comes on the standard input but its end. A worker left behind would keep the port from the next crew.
    """
    loop, crew = asyncio.get_running_loop(), sys.stdin.fileno()

    def is_gone() -> None:
        loop.remove_reader(crew)
        signal.raise_signal(signal.SIGTERM)

    loop.add_reader(crew, is_gone)


async def _ended(worker: Process) -> None:
    """Tell a worker to let its readers go and to end, and wait until it has."""
    if worker.returncode is None:
        worker.send_signal(signal.SIGTERM)
    await worker.wait()
