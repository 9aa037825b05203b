"""Confinement: what a process may use of the machine, taken from itself before it touches a stranger's file.

Knows the kernel's limits, and that a child must not outlive its parent.
Does not know what the process is for.
"""

from __future__ import annotations

import ctypes
import os
import re
import resource
import signal
from contextlib import suppress
from pathlib import Path
from typing import Final

_OPEN_FILES: Final = 32
_NICE: Final = 10

# One is needed; the others are for what the same user starts meanwhile.
_THREADS: Final = 32

# prctl(2), from <linux/prctl.h>.
_SET_PARENT_DEATH_SIGNAL: Final = 1
_SET_NO_NEW_PRIVILEGES: Final = 38


def confine(
    *, memory: int, cpu_seconds: int, most_cpu_seconds: int, file_bytes: int, has_threads: bool = False
) -> None:
    """Limit this process, for good: `memory` bytes beside what it has now, CPU seconds, bytes of any file it writes.

    No core, no further process and no thread but where `has_threads` (the kernel does not hold root to that), few open
    files, and it gives way to whoever serves readers. `cpu_seconds` may be raised once, with `allow_encoding`.
    """
    end_with_parent()
    _limit(resource.RLIMIT_CORE, 0)
    # The kernel counts all threads of a user together, on the whole machine.
    _limit(resource.RLIMIT_NPROC, _threads_of_user() + _THREADS if has_threads else 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, most_cpu_seconds))
    _limit(resource.RLIMIT_AS, _address_space() + memory)
    with suppress(OSError):
        os.nice(_NICE)


def allow_encoding() -> None:
    """Once a picture is read and small, what is left to do has a known size: raise the CPU limit to its ceiling."""
    _, ceiling = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, ceiling))


def _limit(which: int, amount: int) -> None:
    _, ceiling = resource.getrlimit(which)
    if ceiling != resource.RLIM_INFINITY:
        amount = min(amount, ceiling)
    resource.setrlimit(which, (amount, amount))


def most_memory() -> int:
    """The most bytes this process has had resident."""
    # Not `ru_maxrss` where there is a choice: it begins with what the parent had when it started this process.
    return _told("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _address_space() -> int:
    """Bytes this process has now. Where the kernel does not tell, what Python with its libraries took: 80 MiB."""
    return _told("VmSize") or 80 * 1024 * 1024


def _told(name: str) -> int:
    with suppress(OSError):
        if found := re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text("ascii", "replace")):
            return int(found[1]) * 1024
    return 0


def _threads_of_user() -> int:
    count = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            text = status.read_text("ascii", "replace")
            if re.search(rf"^Uid:\s+{os.getuid()}\s", text, re.MULTILINE) and (
                found := re.search(r"^Threads:\s+(\d+)", text, re.MULTILINE)
            ):
                count += int(found[1])
    return count


def end_with_parent() -> None:
    """Have this process killed when its parent ends."""
    # A parent that is killed cannot end its children; one that goes on reading a bomb would take CPU from its successor.
    with suppress(OSError, AttributeError):
        prctl = ctypes.CDLL(None).prctl
        prctl(_SET_PARENT_DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)
        prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
