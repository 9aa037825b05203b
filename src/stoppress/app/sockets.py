"""Sockets: what a server listens on, and how many it may hold.

Knows addresses, and that several processes may share a port.
Does not know what is served.
"""

from __future__ import annotations

import resource
import socket

from stoppress.errors import SettingsInvalid


def allow_many_files() -> None:
    """Raise this process's limit of open files as far as the system lets it: every reader is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def address_of(host: str, port: int) -> str:
    """The address of a server for those who are not told a better one."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def inherited(number: int) -> socket.socket:
    """The socket that whoever started this process has given it."""
    return _never_blocks(socket.socket(fileno=number))


def bound(host: str, port: int, *, shared: bool) -> socket.socket:
    """A socket with this address, not listening yet. Raises SettingsInvalid when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    _never_blocks(listening)
    try:
        listening.bind((host, port))
    except OSError as problem:
        listening.close()
        raise SettingsInvalid(problem=f"{host}:{port} cannot be listened on ({problem.strerror}).") from problem
    return listening


def _never_blocks(listening: socket.socket) -> socket.socket:
    # Python's copy of a socket sets what the original was told, and for all processes that hold the socket: one that
    # was told nothing would have another process's loop stand still in `accept`.
    listening.setblocking(False)
    return listening
