"""A crowd's process, as whoever started it has it.

Knows that it goes where it is told to, this machine's own address or the publication's, and nowhere else; and that it ends
with this process, even if that is killed: its standard input ends then.
Does not know what is made of what it says.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from stoppress.outbound.crowd import Place

# A line has what was heard of a few revisions, in steps of a tenth of a millisecond; after a pause of many.
_LINE_BYTES: Final = 16 * 1024 * 1024

_GOODBYE_SECONDS: Final = 2.0

Said = dict[str, Any]


def place_here(address: str, port: int, path: str, after: str) -> Place:
    """A place on this machine. `address` is what the server listens on. Raises ValueError for another machine's."""
    found = ip_address({"localhost": "127.0.0.1"}.get(address, address))
    if found.is_unspecified:
        found = ip_address("127.0.0.1" if found.version == 4 else "::1")
    if not found.is_loopback:
        raise ValueError(address)
    host = f"[{found}]" if found.version == 6 else str(found)
    return Place(address=str(found), port=port, path=path, host=f"{host}:{port}", after=after)


def place_at(origin: str, path: str, after: str) -> Place:
    """A place at the publication's own address, which its operator has set."""
    parts = urlsplit(origin)
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    return Place(
        address=parts.hostname or "", port=port, path=path, host=parts.netloc, after=after, is_secure=is_secure
    )


class ReadingChild:
    """The process. `heard` is told of each line it says; `said` is set then."""

    def __init__(self, process: Process, heard: Callable[[Said], None]) -> None:
        self._process = process
        self._heard = heard
        self.outcome: Said | None = None
        self.said = asyncio.Event()
        self.is_gone = asyncio.Event()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    async def listen(self) -> None:
        """Take what it says until it ends."""
        assert self._process.stdout is not None
        try:
            while line := await self._process.stdout.readline():
                said = json.loads(line)
                self.outcome = said.pop("outcome", self.outcome)
                self._heard(said)
                self.said.set()
        finally:
            self.is_gone.set()

    async def finish(self, end: int, patience: float) -> Said | None:
        """Let everybody hear everything up to `end`; what came of it, or None where the process has gone before."""
        await self.tell({"end": end, "patience": patience})
        await self.is_gone.wait()
        return self.outcome

    async def tell(self, line: Said) -> None:
        """One line."""
        assert self._process.stdin is not None
        with suppress(ConnectionError):
            self._process.stdin.write(json.dumps(line).encode() + b"\n")
            await self._process.stdin.drain()


@asynccontextmanager
async def reading_child(
    place: Place, readers: int, per_second: float, heard: Callable[[Said], None]
) -> AsyncIterator[ReadingChild]:
    """`readers` of `place`, in a process that is there as long as this context."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "stoppress.outbound.readers", stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=_LINE_BYTES
    )
    child = ReadingChild(process, heard)
    listening = asyncio.ensure_future(child.listen())
    try:
        await child.tell({"place": asdict(place), "readers": readers, "per_second": per_second})
        yield child
    finally:
        await _end(process)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _end(process: Process) -> None:
    """Its standard input ends, and with it the process; if it does not, it is made to."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(_GOODBYE_SECONDS):
            await process.wait()
    except (TimeoutError, asyncio.CancelledError) as problem:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if isinstance(problem, asyncio.CancelledError):
            raise
