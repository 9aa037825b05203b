"""A confined child process, from outside: started with nothing of ours, asked once, ended by its pid whatever happens.

Knows how long it may take and how much it may say.
Does not know what it is for (`workshop`), nor the limits it sets itself (`confinement`).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MOST_WORDS: Final = 65_536
_LAST_SECONDS: Final = 5.0

# One arena: each further one would reserve 64 MiB of address space, which is what the child's limit counts.
_ENVIRONMENT: Final = {"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}

# `-I`: neither the folder it stands in nor anybody's settings can put code in the way.
PICTURES_CHILD: Final = (sys.executable, "-I", "-m", "stoppress.media.child")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its exit code, the negative number of the signal that ended it, or None when it took too long.

    `said` is what it wrote, cut one byte after the most that is taken.
    """

    code: int | None
    said: bytes

    @property
    def is_too_long(self) -> bool:
        """Whether it said more than any answer is long."""
        return len(self.said) > _MOST_WORDS


async def ask(command: Sequence[str], words: bytes, *, folder: Path, seconds: float) -> Ended:
    """Start it in `folder`, give it `words`, and wait. It has ended when this returns, is cancelled or raises OSError."""
    child = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=folder, env=_ENVIRONMENT, start_new_session=True
    )
    try:
        async with asyncio.timeout(seconds):
            said = await _conversation(child, words)
            return Ended(await child.wait(), said)
    except TimeoutError:
        return Ended(None, b"")
    finally:
        await _end(child)


async def _conversation(child: Process, words: bytes) -> bytes:
    assert child.stdin is not None
    assert child.stdout is not None
    # A child that ends before it has read everything is judged by how it ended.
    with suppress(ConnectionError):
        child.stdin.write(words)
        await child.stdin.drain()
    child.stdin.close()
    said = b""
    while len(said) <= _MOST_WORDS and (more := await child.stdout.read(_MOST_WORDS + 1 - len(said))):
        said += more
    if len(said) > _MOST_WORDS:
        # It would wait for ever for somebody to read the rest.
        await _end(child)
    return said


async def _end(child: Process) -> None:
    assert child.stdout is not None
    _kill(child)
    # asyncio says that a child has ended only once its pipe is at its end. Of one that is dead little is left in there; one
    # that has handed its end to somebody who got away is not waited for.
    with suppress(TimeoutError):
        async with asyncio.timeout(_LAST_SECONDS):
            while await child.stdout.read(_MOST_WORDS):
                pass
            await child.wait()


def _kill(child: Process) -> None:
    # Once it has been seen to end, its number may be another's.
    if child.returncode is None:
        # It leads a session of its own: whatever it has started ends with it.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
