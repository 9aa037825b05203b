"""The machine: what it is, what processes use of it, and what others used meanwhile.

Knows /proc: CPU time and memory of a process with all its children, and of the machine as a whole.
Does not know which processes are measured, or why.
"""

from __future__ import annotations

import os
import platform
import re
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
_READABLE: Final = (OSError, ValueError, IndexError)


def description() -> str:
    """One line: processor, cores, memory, kernel, Python."""
    cpu = re.search(r"model name\s*:\s*(.+)", _text("cpuinfo"))
    total = re.search(r"MemTotal:\s+(\d+)", _text("meminfo"))
    memory = f"{int(total[1]) / 1e6:.0f} GB" if total else "unknown memory"
    name = cpu[1] if cpu else platform.machine()
    return (
        f"{name}, {os.cpu_count()} cores, {memory}, Linux {platform.release()}, Python {platform.python_version()}, "
        f"{descriptors():,} descriptors a process"
    )


def descriptors() -> int:
    """Raise this process's limit, which its children inherit, as far as it goes; how far that is."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        for children in (_PROC / str(each)).glob("task/*/children"):
            try:
                waiting += map(int, children.read_text().split())
            except _READABLE:
                continue
    return found


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its children, by the scheduler's count in nanoseconds."""
    # Not utime and stime of /proc/PID/stat: their grain is 10 ms. The two agreed to 0.6% where both were read.
    spent = 0
    for each in family(pid):
        for stat in (_PROC / str(each)).glob("task/*/schedstat"):
            try:
                spent += int(stat.read_text().split()[0])
            except _READABLE:
                continue
    return spent / 1e9


def memory_bytes(pid: int) -> int:
    """Resident memory of a process and its children; pages they share are counted once (Pss)."""
    kilobytes = 0
    for each in family(pid):
        try:
            found = re.search(r"^Pss:\s+(\d+)", (_PROC / str(each) / "smaps_rollup").read_text(), re.MULTILINE)
        except OSError:
            continue
        kilobytes += int(found[1]) if found else 0
    return kilobytes * 1024


def kernel_bytes() -> int:
    """Memory the kernel holds for sockets and the like, of the whole machine."""
    slab = re.search(r"Slab:\s+(\d+)", _text("meminfo"))
    buffers = re.search(r"TCP:.* mem (\d+)", _text("net/sockstat"))
    return (int(slab[1]) * 1024 if slab else 0) + (int(buffers[1]) * resource.getpagesize() if buffers else 0)


def busy_seconds() -> float:
    """CPU time the whole machine has spent since it was started, idling and waiting left out."""
    ticks = [int(each) for each in _text("stat").splitlines()[0].split()[1:]]
    return (sum(ticks) - ticks[3] - ticks[4]) * _TICK


@dataclass(frozen=True)
class Watch:
    """What this process with its children, and the machine, had spent at a moment."""

    ours: float
    machine: float
    at: float

    @classmethod
    def begin(cls) -> Watch:
        """From now on."""
        return cls(cpu_seconds(os.getpid()), busy_seconds(), time.monotonic())

    def others_share(self) -> float:
        """Per cent of one CPU that others took since. Distrust a run above 15; ask while all children live."""
        ours = cpu_seconds(os.getpid()) - self.ours
        seconds = time.monotonic() - self.at
        return round(max(0.0, 100 * (busy_seconds() - self.machine - ours) / seconds), 1)


def _text(name: str) -> str:
    return (_PROC / name).read_text()
