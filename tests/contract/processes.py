"""Publishers as processes of their own: to be heard from afar, and to be killed.

Knows how to start one, what it has acknowledged so far, and how to end it.
Does not know what it publishes (`publisher`).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.contract.places import Place

ROOT = Path(__file__).parents[2]


@dataclass
class Publisher:
    """A running process, and the numbers it has acknowledged."""

    process: asyncio.subprocess.Process
    acknowledged: list[int] = field(default_factory=list)

    async def go_on(self, count: int) -> None:
        """Wait for so many more numbers."""
        assert self.process.stdout is not None
        for _ in range(count):
            line = await self.process.stdout.readline()
            assert line, "the publisher has stopped"
            self.acknowledged.append(int(line))

    async def finish(self) -> None:
        """Wait until it has published all it was to publish."""
        await self._drain()
        assert await self.process.wait() == 0

    async def kill(self) -> None:
        """End it with SIGKILL, and hear what it had still said."""
        self.process.kill()
        await self._drain()
        await self.process.wait()

    async def _drain(self) -> None:
        assert self.process.stdout is not None
        rest = await self.process.stdout.read()
        # A line cut off by the kill was not said.
        self.acknowledged += [int(line) for line in rest.split(b"\n")[:-1]]


@asynccontextmanager
async def publisher(place: Place, count: int = 0) -> AsyncIterator[Publisher]:
    """A process that appends to the journal at `place`; 0 is for ever, or until it is killed."""
    arguments = ["-m", "tests.contract.publisher", str(place.folder), place.url or "-", str(count)]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        yield Publisher(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
