"""A wire: one keep-alive HTTP connection to the loopback address, several requests under way at once if need be.

Knows HTTP/1.1 as far as our own requests and their answers need it.
Does not know what is asked.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

LOOPBACK: Final = "127.0.0.1"
_PATIENCE: Final = 60.0
_HEAD_END: Final = b"\r\n\r\n"
_LAST_CHUNK: Final = b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: its head as it came, and its body."""

    status: int
    head: bytes
    body: bytes


class Wire:
    """Raises OSError when the other side goes away."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((LOOPBACK, port), timeout=_PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._socket.close()

    def ask(self, request: bytes) -> Answer:
        """Send one request and wait for its answer."""
        self.send(request)
        return self.answer()

    def send(self, requests: bytes) -> None:
        """Send requests whose answers are asked for later, in the same order."""
        self._socket.sendall(requests)

    def answer(self) -> Answer:
        """The next answer."""
        head = self._until(_HEAD_END)
        lower = head.lower()
        status = int(head.split(b" ", 2)[1])
        if b"\r\ncontent-length:" in lower:
            body = self._exactly(int(lower.split(b"\r\ncontent-length:")[1].split(b"\r\n")[0]))
        elif b"chunked" in lower:
            body = self._until(_LAST_CHUNK)
        else:
            body = b""
        return Answer(status, head, body)

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._received:
            self._more()
        end = self._received.index(mark) + len(mark)
        found, self._received = self._received[:end], self._received[end:]
        return found

    def _exactly(self, length: int) -> bytes:
        while len(self._received) < length:
            self._more()
        found, self._received = self._received[:length], self._received[length:]
        return found

    def _more(self) -> None:
        got = self._socket.recv(262_144)
        if not got:
            raise ConnectionResetError("the server has closed the connection")
        self._received += got


def get(path: str, *headers: str) -> bytes:
    """A GET request; each header is `Name: value`."""
    return _request("GET", path, headers, b"")


def post(path: str, body: bytes, *headers: str) -> bytes:
    """A POST request with a body."""
    return _request("POST", path, (*headers, f"Content-Length: {len(body)}"), body)


def _request(method: str, path: str, headers: tuple[str, ...], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {LOOPBACK}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as asking:
        asking.bind((LOOPBACK, 0))
        port: int = asking.getsockname()[1]
        return port


def wait_until_listening(port: int, seconds: float = 30.0) -> None:
    """Return once connections are accepted. Raises OSError when they are not in time."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((LOOPBACK, port), timeout=1.0).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            # A refused connect cannot be waited for, only tried again.
            time.sleep(0.002)
