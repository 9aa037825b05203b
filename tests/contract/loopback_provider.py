"""A provider on loopback: one small server that answers for every provider as they document it, or as told to.

Knows hosts, paths and queries of oEmbed endpoints, and enough HTTP/1.1 to be asked. The client beside it goes to it whatever
the host, and keeps the promises that a guarded one makes: a limit in bytes, one deadline, three redirects.
Does not know what becomes of an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urljoin, urlsplit

from stoppress.errors import FetchFailed
from tests.unit.media.answering import ADDRESSES, OEMBED, PAGE, STATUS, as_bytes, provided

ENDPOINTS: Final = {
    "youtube": ("www.youtube.com", "/oembed", {"format": "json"}),
    "vimeo": ("vimeo.com", "/api/oembed.json", {}),
    "x": ("publish.x.com", "/oembed", {"omit_script": "1", "dnt": "1"}),
    "bluesky": ("embed.bsky.app", "/oembed", {"format": "json"}),
    "mastodon": ("masto.velmora.example", "/api/oembed", {}),
    "spotify": ("open.spotify.com", "/oembed", {}),
    "soundcloud": ("soundcloud.com", "/oembed", {"format": "json"}),
    "datawrapper": ("api.datawrapper.de", "/v3/oembed", {"format": "json"}),
}

Speak = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""Write an answer."""


def answer(body: bytes, *, status: int = 200, kind: str = "application/json", more: str = "") -> Speak:
    """A plain answer."""

    async def speak(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{more}Connection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    return speak


class Provider:
    """The server. `instead` is what it says to every oEmbed question instead of the right answer."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.instead: Speak | None = None
        self.asked: list[tuple[str, str]] = []

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one answer."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            target = head.split(" ", 2)[1]
            host = next(each[6:] for each in head.split("\r\n") if each.startswith("Host: "))
            self.asked.append((host, target))
            await self._speaker(host, target)(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _speaker(self, host: str, target: str) -> Speak:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        for name, (at, path, fixed) in ENDPOINTS.items():
            if (host, parts.path) == (at, path):
                right = query == {**fixed, "url": provided(name).canonical}
                return self.instead or (answer(as_bytes(OEMBED[name])) if right else answer(b"", status=400))
        if (host, target) == ("masto.velmora.example", "/api/v1/statuses/112640000000000000"):
            return answer(as_bytes(STATUS))
        if f"https://{host}{target}" in {provided(name).canonical for name in ADDRESSES}:
            return answer(PAGE.encode(), kind="text/html; charset=utf-8")
        return answer(b"", status=404)


@asynccontextmanager
async def serving() -> AsyncIterator[Provider]:
    """The provider, listening on loopback."""
    provider = Provider()
    server = await asyncio.start_server(provider.hear, "127.0.0.1", 0)
    provider.port = server.sockets[0].getsockname()[1]
    async with server:
        yield provider


@dataclass(frozen=True, slots=True)
class Answer:
    """See `embedding.Fetched`."""

    url: str
    status: int
    content_type: str
    body: bytes


class Client:
    """Asks the provider, whatever the host."""

    def __init__(self, provider: Provider, seconds: float = 20.0) -> None:
        self._provider = provider
        self._seconds = seconds

    async def get(self, url: str, *, most_bytes: int, accept: str) -> Answer:
        """See `embedding.Fetch`."""
        try:
            async with asyncio.timeout(self._seconds):
                for _ in range(4):
                    found, where = await self._once(url, most_bytes, accept)
                    if not where:
                        return found
                    url = urljoin(url, where)
        except TimeoutError:
            raise FetchFailed(problem="it took too long.") from None
        raise FetchFailed(problem="it sends us on and on.")

    async def _once(self, url: str, most_bytes: int, accept: str) -> tuple[Answer, str]:
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection("127.0.0.1", self._provider.port)
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            writer.write(f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: {accept}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            fields = dict(each.split(": ", 1) for each in head[1:] if each)
            body = b""
            while chunk := await reader.read(65_536):
                body += chunk
                if len(body) > most_bytes:
                    raise FetchFailed(problem="it is too large.")
        except (ConnectionError, asyncio.IncompleteReadError) as problem:
            raise FetchFailed(problem="it broke off.") from problem
        finally:
            writer.close()
        status = int(head[0].split(" ")[1])
        where = fields.get("Location", "") if 300 <= status < 400 else ""
        return Answer(url, status, fields.get("Content-Type", ""), body), where
