"""A started process: pinned to a CPU if wished, ended by its pid with all it forked.

Knows signals and how long each ending may take.
Does not know what runs.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.machine import family

SERVER_CPU = 0
CLIENT_CPU = 1
_PATIENCE = 15.0


def pinned(command: Sequence[str | Path], cpu: int | None) -> list[str]:
    """The command, held to one CPU; unpinned when there is none to hold it to."""
    words = [str(each) for each in command]
    # taskset puts itself in place of the command, so that the pid is the command's own.
    return words if cpu is None or (os.cpu_count() or 1) < 2 else ["taskset", "-c", str(cpu), *words]


@contextmanager
def started(
    command: Sequence[str | Path],
    log: Path,
    *,
    cpu: int | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """The process while it runs; what it prints goes into `log`."""
    with log.open("ab") as printed:
        process = subprocess.Popen(
            pinned(command, cpu), stdout=printed, stderr=printed, env=environment, cwd=folder, start_new_session=True
        )
        try:
            yield process
        finally:
            end(process)


def end(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """End it and what it forked: asked first, then made to."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            for pid in family(process.pid):
                _send(pid, number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE)
    # A fork may outlive its parent; it was started by us all the same.
    for pid in _session(process.pid):
        _send(pid, signal.SIGKILL)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End it as a power cut would, with what it forked."""
    for pid in family(process.pid):
        _send(pid, signal.SIGKILL)
    process.wait()


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _session(leader: int) -> set[int]:
    """Who is still alive of the session this process began: never a stranger that was given an old number."""
    alive = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if os.getsid(int(entry.name)) == leader:
                    alive.add(int(entry.name))
    return alive
