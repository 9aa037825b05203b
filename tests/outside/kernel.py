"""What the kernel knows of other processes: children, who listens, who holds a connection, when one has ended.

Knows Linux: /proc and process descriptors.
Does not know what the processes do.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

_PATIENCE_SECONDS: Final = 30.0
_LISTENING: Final = "0A"
_ENDED: Final = "Z"

T = TypeVar("T")


class Watched:
    """A process that is not a child of ours, held so that its number cannot become another's."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._descriptor = os.pidfd_open(pid)

    def kill(self) -> None:
        """End it as the kernel does when memory runs out."""
        signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def until_ended(self) -> None:
        """Wait. Raises AssertionError when it takes too long."""
        ready, _, _ = select.select([self._descriptor], [], [], _PATIENCE_SECONDS)
        assert ready, f"{self.pid} has not ended"
        os.close(self._descriptor)


def children(pid: int) -> set[int]:
    """The processes a process has started and that run; one that has ended is listed until its parent looks."""
    listed = {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    return {each for each in listed if not _has_ended(each)}


def listening(port: int, pid: int | None = None) -> set[str]:
    """The sockets that listen on a port, or those of one process; each by a name it has to itself while it lives."""
    found = {f"socket:[{each.inode}]" for each in _connections() if each.here == port and each.state == _LISTENING}
    return found if pid is None else found & _open_by(pid)


def until_closed(port: int, sockets: set[str]) -> None:
    """Wait until none of these sockets listens any longer, whoever holds it."""
    closed = _looked_for(lambda: None if listening(port) & sockets else True)
    assert closed, f"{sockets} still listen on {port}"


def until_listening(port: int, parent: int, count: int) -> set[int]:
    """Wait until so many children of `parent` listen on a port, each with a socket of its own; which."""

    def look() -> set[int] | None:
        held = {pid: sockets for pid in children(parent) if (sockets := listening(port, pid))}
        # A child that was just forked still has what its parent has: its sisters' sockets.
        return set(held) if len(held) == len(set().union(*held.values())) == count else None

    found = _looked_for(look)
    assert found is not None, f"there are not {count} who listen on {port}"
    return found


def holder(stream: socket.socket, among: set[int]) -> int:
    """Which of these processes holds the other end of a connection over 127.0.0.1; waits until one has accepted it."""
    here, there = stream.getpeername()[1], stream.getsockname()[1]

    def look() -> int | None:
        held = {f"socket:[{each.inode}]" for each in _connections() if (each.here, each.there) == (here, there)}
        return next((pid for pid in among if held & _open_by(pid)), None)

    found = _looked_for(look)
    assert found is not None, f"nobody has accepted the connection from port {there}"
    return found


@dataclass(frozen=True, slots=True)
class _Connection:
    here: int
    there: int
    state: str
    inode: str


def _connections() -> Iterator[_Connection]:
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        yield _Connection(int(words[1][-4:], 16), int(words[2][-4:], 16), words[3], words[9])


def _looked_for(look: Callable[[], T | None]) -> T | None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while (found := look()) is None and time.monotonic() < end:
        # What another process has come to cannot be waited for, only looked for.
        time.sleep(0.005)
    return found


def _has_ended(pid: int) -> bool:
    try:
        # The state follows the name, which stands in parentheses and may hold some itself.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == _ENDED
    except FileNotFoundError:
        return True


def _open_by(pid: int) -> set[str]:
    try:
        return {str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()}
    except (FileNotFoundError, ProcessLookupError):
        # It has ended, or has just closed what was listed.
        return set()
