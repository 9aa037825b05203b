"""Plain requests: an ASGI application asked with the very bytes of a target, which clients would put in order first.

Knows as much of HTTP as a server hands on, and that whoever reads a stream leaves after its first piece.
Does not know what any test expects.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Message

HOST = "gazette.example"
_STREAM = "text/event-stream"
_NETWORKS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def everything(self) -> bytes:
        """All of it, in which a word may be looked for."""
        return self.body + b"\n" + "\n".join(f"{name}: {value}" for name, value in self.headers).encode()


async def ask(
    app: ASGIApp,
    method: str,
    target: str,
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    body: bytes = b"",
) -> Answer:
    """What `app` answers to `target`, which may be what no client would send."""
    path, _, query = target.partition("?")
    given = dict(headers)
    lines = {"host": HOST, **{name.lower(): value for name, value in given.items()}, "content-length": str(len(body))}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("latin-1", "replace"),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in lines.items()],
        "client": (_network(), 50_000),
        "server": (HOST, 80),
        "state": {},
    }
    talk = _Talk(body)
    await app(scope, talk.receive, talk.send)
    return Answer(talk.status, tuple(talk.headers), b"".join(talk.pieces))


def path_of(address: str) -> str:
    """An address of ours as the target of a request, or "" for one elsewhere."""
    parts = urlsplit(address)
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", HOST) or not parts.path.startswith("/"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _network() -> str:
    """Another one each time: what is kept from a network that asks too often is another test's."""
    number = next(_NETWORKS)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


class _Talk:
    def __init__(self, body: bytes) -> None:
        self.status, self.headers, self.pieces = 0, list[tuple[str, str]](), list[bytes]()
        self._body: bytes | None = body
        self._gone = asyncio.Event()

    async def receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [(name.decode().lower(), value.decode("latin-1")) for name, value in message["headers"]]
            return
        self.pieces.append(message.get("body", b""))
        if not message.get("more_body", False) or ("content-type", _STREAM) in self._kinds():
            self._gone.set()

    def _kinds(self) -> set[tuple[str, str]]:
        return {(name, value.partition(";")[0]) for name, value in self.headers}
