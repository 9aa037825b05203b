"""A relay between a browser and a server, which counts streams and can spoil them as a proxy on the way would.

Knows HTTP/1.1 as far as one request on one connection goes.
Does not know what is sent.
"""

from __future__ import annotations

import re
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

import httpx

_PIECE = 65_536

# However often something is asked for, a test ends.
_MOST_CONNECTIONS = 500
_PATIENCE_SECONDS = 30.0


class Streams(Enum):
    """What becomes of a stream on its way."""

    PASS = "pass"
    HELD_BACK = "held back"
    """It is asked for, and nothing of it ever comes."""
    CUT = "cut"
    """Its head comes through, and then it ends."""


@dataclass
class Relay:
    """Where to ask, and what has been asked. `open_streams` are those that a browser holds open now."""

    url: str
    streams: Streams = Streams.PASS
    paths: list[str] = field(default_factory=list)
    open_streams: set[socket.socket] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def asked(self, ending: str) -> list[str]:
        """The paths asked for so far that end so, queries left out."""
        return [path for path in self.paths if path.partition("?")[0].endswith(ending)]

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that has to do with what was asked; AssertionError when it does not come true."""
        with self._changed:
            assert self._changed.wait_for(holds, _PATIENCE_SECONDS), self.paths

    def cut(self) -> None:
        """End every open stream."""
        with self._changed:
            for each in self.open_streams:
                each.shutdown(socket.SHUT_RDWR)

    def begin(self, path: str, browser: socket.socket) -> None:
        """Note that a request has come."""
        with self._changed:
            self.paths.append(path)
            if is_stream(path):
                self.open_streams.add(browser)
            self._changed.notify_all()

    def end(self, browser: socket.socket) -> None:
        """Note that a request is over."""
        with self._changed:
            self.open_streams.discard(browser)
            self._changed.notify_all()


def is_stream(path: str) -> bool:
    """Whether a stream is asked for."""
    return path.partition("?")[0].endswith("/stream")


@contextmanager
def relaying(server: str) -> Iterator[Relay]:
    """A relay before the server at this URL, on a free port of the loopback address."""
    address = httpx.URL(server)
    upstream = (address.host, address.port or 80)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        relay = Relay(f"http://127.0.0.1:{listening.getsockname()[1]}")
        accepting = threading.Thread(target=_accept, args=(listening, upstream, relay), daemon=True)
        accepting.start()
        yield relay
        # Closing alone does not wake a thread that accepts.
        listening.shutdown(socket.SHUT_RDWR)
        accepting.join()


def _accept(listening: socket.socket, upstream: tuple[str, int], relay: Relay) -> None:
    for _ in range(_MOST_CONNECTIONS):
        try:
            browser, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(browser, upstream, relay), daemon=True).start()


def _serve(browser: socket.socket, upstream: tuple[str, int], relay: Relay) -> None:
    with browser, suppress(OSError):
        head = _head(browser)
        if not head:
            return
        path = head.split(b" ", 2)[1].decode()
        relay.begin(path, browser)
        try:
            if is_stream(path) and relay.streams is Streams.HELD_BACK:
                browser.recv(_PIECE)
                return
            with socket.create_connection(upstream) as server:
                server.sendall(head)
                _pump(browser, server, only_head=is_stream(path) and relay.streams is Streams.CUT)
        finally:
            relay.end(browser)


def _head(browser: socket.socket) -> bytes:
    """A request without a body, made one after which the connection ends."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        piece = browser.recv(_PIECE)
        if not piece:
            return b""
        head += piece
    return re.sub(rb"(?im)^connection:.*\r\n", b"", head)[:-2] + b"Connection: close\r\n\r\n"


def _pump(browser: socket.socket, server: socket.socket, *, only_head: bool) -> None:
    while True:
        ready, _, _ = select.select([browser, server], [], [])
        if browser in ready:
            return
        piece = server.recv(_PIECE)
        if not piece:
            return
        browser.sendall(piece)
        if only_head:
            return
