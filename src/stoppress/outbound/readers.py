"""The child that reads: a crowd in a process of its own, which ends with whoever started it.

Run as `python -m stoppress.outbound.readers`. Standard input says where to read and how many, and later up to where; what was
heard comes on standard output, a line of JSON each second. The end of standard input is the end of the process.
Knows those lines, and that it is this machine's or the publication's own address, as its parent has checked.
Does not know its parent.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from stoppress.outbound.crowd import Crowd, Place

# Standard streams and what the loop itself has open.
_OTHER_FILES: Final = 32

_SAY_SECONDS: Final = 0.5

_STATM: Final = Path("/proc/self/statm")


def most_readers() -> int:
    """How many readers a process here may be."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(0, hard - _OTHER_FILES)


def main() -> None:
    """Do what standard input asks for."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(_read())


async def _read() -> None:
    asked = _lines()
    told = json.loads(await anext(asked))
    crowd = Crowd(
        Place(**told["place"]), told["readers"], per_second=told["per_second"], chance=random.SystemRandom().random
    )
    coming = asyncio.create_task(crowd.come())
    saying = asyncio.create_task(_say(crowd))
    try:
        # Whoever started this has gone without a word if there is no second line.
        async for line in asked:
            end = json.loads(line)
            outcome = await _unless_left(crowd.finish(end["end"], end["patience"]), asked)
            if outcome is not None:
                _put({**crowd.tally.told(), **_used(), "outcome": outcome})
            return
    finally:
        coming.cancel()
        saying.cancel()
        crowd.leave()


async def _unless_left(work: Any, asked: AsyncIterator[str]) -> Any:
    """What `work` returns; None if standard input has ended before."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(anext(asked, None))
    done, waiting = await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()
    return working.result() if working in done else None


async def _lines() -> AsyncIterator[str]:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield line.decode()


async def _say(crowd: Crowd) -> None:
    while True:
        _put({**crowd.tally.told(), **_used()})
        await asyncio.sleep(_SAY_SECONDS)


def _used() -> dict[str, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_seconds": used.ru_utime + used.ru_stime, "memory": _resident()}


def _resident() -> int:
    """Bytes of memory. Not the peak the system keeps: that began as the parent's."""
    try:
        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _put(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
