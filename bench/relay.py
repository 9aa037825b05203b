"""A relay between a proxy and its origin: notes what the proxy asks for, and can hold requests back.

Knows as much of HTTP/1.1 as requests without a body need; answers pass through as they come.
Does not know which proxy asks, nor what a step is.
"""

from __future__ import annotations

import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, Self

from bench.wire import LOOPBACK

_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"\r\nContent-Length: *([0-9]+)", re.IGNORECASE)

# Longer than a step waits for news, far shorter than anybody's patience.
_LONGEST_HOLD: Final = 30.0


class Relay(socketserver.ThreadingTCPServer):
    """Listens on a free port of the loopback address; `origin` is the port it passes everything on to."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, origin: int) -> None:
        super().__init__((LOOPBACK, 0), _Passage)
        self.origin = origin
        self._heads: list[bytes] = []
        self._changed = threading.Condition()
        self._open = threading.Event()
        self._open.set()
        self._is_away = False

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def asked(self, beginning: str) -> list[str]:
        """The paths that were asked for so far and begin so, in order."""
        return [_path(each) for each in self.heads(beginning)]

    def heads(self, beginning: str) -> list[bytes]:
        """The heads of the requests for them, without their ends."""
        with self._changed:
            return [each for each in self._heads if _path(each).startswith(beginning)]

    def until_asked(self, beginning: str, times: int) -> None:
        """Wait until paths that begin so were asked for `times` times. Raises TimeoutError after half a minute."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.asked(beginning)) >= times, _LONGEST_HOLD):
                raise TimeoutError(f"{beginning} was asked for {len(self.asked(beginning))} times, not {times}")

    @contextmanager
    def holding(self) -> Iterator[Self]:
        """Within it, requests are noted and go no further."""
        self._open.clear()
        try:
            yield self
        finally:
            self._open.set()

    @contextmanager
    def away(self) -> Iterator[Self]:
        """Within it, requests are noted and their connections closed, as by an origin that is killed."""
        self._is_away = True
        try:
            yield self
        finally:
            self._is_away = False

    def note(self, head: bytes) -> None:
        """A request has come. Raises ConnectionResetError where the origin is away."""
        with self._changed:
            self._heads.append(head)
            # The condition's own lock is reentrant: whoever waits may count what was asked.
            self._changed.notify_all()
        self._open.wait(_LONGEST_HOLD)
        if self._is_away:
            raise ConnectionResetError


class _Passage(socketserver.BaseRequestHandler):
    """One connection of the proxy, and the one to the origin that it becomes."""

    def handle(self) -> None:
        """Pass requests on, one after the other, and meanwhile answers back."""
        assert isinstance(self.server, Relay)
        proxy: socket.socket = self.request
        with suppress(OSError), socket.create_connection((LOOPBACK, self.server.origin)) as origin:
            threading.Thread(target=_answers, args=(origin, proxy), daemon=True).start()
            received, body = b"", 0
            while more := proxy.recv(65_536):
                received += more
                while received:
                    if body:
                        origin.sendall(received[:body])
                        received, body = received[body:], body - min(body, len(received))
                        continue
                    head, end, rest = received.partition(_HEAD_END)
                    if not end:
                        break
                    self.server.note(head)
                    origin.sendall(head + end)
                    received, body = rest, _body_bytes(head)


def _path(head: bytes) -> str:
    return head.split(b" ", 2)[1].decode("latin-1")


def _body_bytes(head: bytes) -> int:
    """What a request has behind its head, as it says itself."""
    found = _LENGTH.search(head)
    return int(found[1]) if found else 0


def _answers(origin: socket.socket, proxy: socket.socket) -> None:
    with suppress(OSError):
        while more := origin.recv(262_144):
            proxy.sendall(more)
        proxy.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(origin: int) -> Iterator[Relay]:
    """A relay to this port of the loopback address."""
    with Relay(origin) as made:
        # Its own look whether it shall end comes every so many seconds.
        thread = threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()
