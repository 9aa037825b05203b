"""The machine: how busy it is, how much memory is left, and what this process takes of it.

Knows `/proc` (Linux); where there is none, nothing is known, and nothing is said.
Does not know why anybody asks.
"""

from __future__ import annotations

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_IDLE: Final = (3, 4)
"""Of the columns of `/proc/stat`: idle, and waiting for a disk."""

_COLUMNS: Final = 8
_KIB: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Shares are of one processor for this process, of all of them for the machine; bytes of memory. None: unknown."""

    machine: float | None
    process: float
    memory: int | None
    memory_left: int | None


class Machine:
    """Says the load since it was asked before."""

    def __init__(self, proc: Path = _PROC) -> None:
        self._proc = proc
        self._before = (time.monotonic(), _own_seconds(), self._ticks())

    def load(self) -> Load:
        """Since the last time, or since this was made."""
        then, own, ticks = self._before
        self._before = now, mine, total = (time.monotonic(), _own_seconds(), self._ticks())
        return Load(
            machine=_busy(ticks, total),
            process=(mine - own) / max(now - then, 1e-6),
            memory=self._resident(),
            memory_left=self._left(),
        )

    def _ticks(self) -> tuple[int, int] | None:
        """All, and those in which nothing was done."""
        try:
            words = (self._proc / "stat").read_text().splitlines()[0].split()[1 : _COLUMNS + 1]
        except OSError:
            return None
        counts = [int(each) for each in words]
        return sum(counts), sum(counts[each] for each in _IDLE)

    def _resident(self) -> int | None:
        try:
            pages = int((self._proc / "self" / "statm").read_text().split()[1])
        except OSError:
            return None
        return pages * os.sysconf("SC_PAGE_SIZE")

    def _left(self) -> int | None:
        try:
            lines = (self._proc / "meminfo").read_text().splitlines()
        except OSError:
            return None
        found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
        return int(found[0]) * _KIB if found else None


def _own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _busy(before: tuple[int, int] | None, after: tuple[int, int] | None) -> float | None:
    if before is None or after is None or after[0] <= before[0]:
        return None
    return 1 - (after[1] - before[1]) / (after[0] - before[0])
