"""Answers: the bytes before a page's body and before a stream's first event.

Knows the order in which the application says things, so that both lanes say the same. (Law 3)
Does not know connections.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from stoppress.fastlane.asking import PageAsked
from stoppress.hub import events
from stoppress.render.heads import Finished

END_OF_CHUNKS: Final = b"0\r\n\r\n"

_CLOSE: Final = b"connection: close\r\n"
_OK: Final = 200
_NOT_MODIFIED: Final = 304
_HEAD_TOO_LARGE: Final = 431

Policy = bytes
"""Header lines that stand on every answer."""


def policy_lines(headers: Iterable[tuple[str, str]]) -> Policy:
    """The headers of the publication's policy, as lines."""
    return b"".join(_line(name.lower(), value) for name, value in headers)


def page_answer(page: Finished, asked: PageAsked, date: bytes, policy: Policy) -> tuple[bytes, bytes]:
    """Head and body. `date` is the server's own header lines."""
    if page.status == _OK and asked.known and page.is_known(asked.known, asked.coding):
        return _head(page, asked, date, policy, _NOT_MODIFIED), b""
    body = b"" if asked.only_head else page.bytes_in(asked.coding)
    return _head(page, asked, date, policy, page.status), body


def stream_head(date: bytes, policy: Policy, *, closing: bool) -> bytes:
    """Everything before the first chunk."""
    said = b"".join(name + b": " + value + b"\r\n" for name, value in events.HEADERS)
    chunked = b"transfer-encoding: chunked\r\n\r\n"
    return _status_line(_OK) + date + said + policy + (_CLOSE if closing else b"") + chunked


def head_too_large(date: bytes, said: bytes) -> bytes:
    """The whole of an answer to a head that has no end (RFC 6585 §5)."""
    kind = b"content-type: text/plain; charset=utf-8\r\n"
    return _status_line(_HEAD_TOO_LARGE) + date + kind + b"content-length: %d\r\n" % len(said) + _CLOSE + b"\r\n" + said


def chunk(payload: bytes) -> bytes:
    """A chunk of a body whose length nobody knows (RFC 9112 §7.1)."""
    return b"%x\r\n%s\r\n" % (len(payload), payload)


def _head(page: Finished, asked: PageAsked, date: bytes, policy: Policy, status: int) -> bytes:
    key = (asked.coding, status)
    lines = page.heads.get(key)
    if lines is None:
        lines = page.heads[key] = _lines(page, asked, status) + policy
    return _status_line(status) + date + lines + (_CLOSE if asked.closing else b"") + b"\r\n"


def _lines(page: Finished, asked: PageAsked, status: int) -> bytes:
    headers = dict(page.headers(asked.coding))
    if status == _NOT_MODIFIED:
        headers.pop("Content-Encoding", None)
    else:
        headers["Content-Length"] = str(len(page.bytes_in(asked.coding)))
        headers["Content-Type"] = page.content_type
    return b"".join(_line(name.lower(), value) for name, value in headers.items())


def _line(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode("latin-1")


def _status_line(status: int) -> bytes:
    return _STATUS_LINES[status]


_STATUS_LINES: Final[dict[int, bytes]] = {
    status.value: b"HTTP/1.1 %d %s\r\n" % (status.value, status.phrase.encode()) for status in HTTPStatus
}
