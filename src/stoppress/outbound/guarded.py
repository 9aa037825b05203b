"""Guarded requests: to addresses that a person or a page supplied, and to nothing on the inside.

Knows that a name is resolved once and the very address that was looked at is connected to, so that a second answer of
the resolver (rebinding) is never asked for; that each redirect begins from scratch; and that one deadline covers all.
Does not know what is asked for, nor why.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from typing import Final
from weakref import WeakValueDictionary

import httpx

from stoppress.errors import FetchFailed
from stoppress.outbound.addresses import Target, require_public, target
from stoppress.outbound.trust import authorities

USER_AGENT: Final = "Stoppress (live-blog platform)"

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NOT_PACKED: Final = ("", "identity")

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a name, for a port. Raises OSError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """`seconds` for everything, redirects included; `most_bytes` unless asked otherwise; connections at once."""

    seconds: float = 5.0
    most_bytes: int = 1_048_576
    redirects: int = 3
    at_once: int = 16
    at_once_a_host: int = 4


DEFAULT_FETCH_LIMITS: Final = FetchLimits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, whatever its status. `url` is where it came from in the end; `content_type` as it was said."""

    url: str
    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """What was answered to something sent. `retry_after` as it was said."""

    status: int
    retry_after: str


class Fetcher:
    """Made by `fetching`. Everything raises AddressRefused and FetchFailed, whose words never hold an answer's."""

    def __init__(
        self, client: httpx.AsyncClient, limits: FetchLimits, resolve: Resolve, allowed: frozenset[str]
    ) -> None:
        self._client = client
        self._limits = limits
        self._resolve = resolve
        self._allowed = allowed
        self._places = asyncio.Semaphore(limits.at_once)
        # A host is known for as long as somebody asks it, or waits to.
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def get(self, url: str, *, most_bytes: int = 0, accept: str = "*/*") -> Fetched:
        """What is at `url`, of at most so many bytes."""
        async with self._within_limits():
            return await self._followed(url, most_bytes or self._limits.most_bytes, accept)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        """What is answered to `body` at `url`. Nothing leads on from there, and what is answered beside is not read."""
        async with self._within_limits():
            asked = target(url, self._allowed)
            async with self._answered(asked, "POST", headers, body) as answer:
                return Posted(answer.status_code, answer.headers.get("retry-after", ""))

    @asynccontextmanager
    async def _within_limits(self) -> AsyncIterator[None]:
        try:
            async with self._places, asyncio.timeout(self._limits.seconds):
                yield
        except TimeoutError as problem:
            raise FetchFailed(problem=f"it took longer than {self._limits.seconds:g} seconds.") from problem
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as problem:
            raise FetchFailed(problem="it does not answer as a web server does.") from problem

    async def _followed(self, url: str, most_bytes: int, accept: str) -> Fetched:
        asked = target(url, self._allowed)
        for _ in range(self._limits.redirects + 1):
            answer = await self._asked(asked, most_bytes, accept)
            if isinstance(answer, Fetched):
                return answer
            onward = target(str(asked.url.join(answer)), self._allowed)
            if asked.url.scheme == "https" and onward.url.scheme == "http":
                raise FetchFailed(problem="it leads from a safe connection to one that is not.")
            asked = onward
        raise FetchFailed(problem=f"it leads on more than {self._limits.redirects} times.")

    async def _asked(self, asked: Target, most_bytes: int, accept: str) -> Fetched | str:
        """The answer, or where it leads on to."""
        async with self._answered(asked, "GET", {"Accept": accept, "Accept-Encoding": "identity"}) as answer:
            onward: str = answer.headers.get("location", "")
            if answer.status_code in _REDIRECTS and onward:
                return onward
            body = await _read(answer, most_bytes)
        return Fetched(str(asked.url), answer.status_code, answer.headers.get("content-type", ""), body)

    @asynccontextmanager
    async def _answered(
        self, asked: Target, method: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> AsyncIterator[httpx.Response]:
        address = await self._address(asked)
        request = self._client.build_request(
            method,
            asked.url.copy_with(host=address),
            headers={**headers, "Host": asked.url.netloc.decode("ascii"), "User-Agent": USER_AGENT},
            content=body,
            # The certificate has to be the name's, whatever address it was found at.
            extensions={"sni_hostname": asked.host},
        )
        async with self._hosts.setdefault(asked.host, asyncio.Semaphore(self._limits.at_once_a_host)):
            answer = await self._client.send(request, stream=True)
            try:
                yield answer
            finally:
                await answer.aclose()

    async def _address(self, asked: Target) -> str:
        try:
            return str(ip_address(asked.host))
        except ValueError:
            pass
        found = await self._resolve(asked.host, asked.port)
        if not found:
            raise FetchFailed(problem="its name leads nowhere.")
        # One of many on the inside is enough: who answers so means to be asked again until it is that one.
        for each in found:
            require_public(ip_address(each))
        return found[0]


@asynccontextmanager
async def fetching(
    limits: FetchLimits = DEFAULT_FETCH_LIMITS,
    *,
    resolve: Resolve | None = None,
    allowed: frozenset[str] = frozenset(),
) -> AsyncIterator[Fetcher]:
    """A fetcher, while the context lasts. `allowed` are the exact addresses of `addresses.exceptions`."""
    # A connection is used once: a second request might be another name's at the same address.
    once = httpx.Limits(max_connections=limits.at_once, max_keepalive_connections=0)
    nobody = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(
        timeout=limits.seconds,
        limits=once,
        trust_env=False,
        verify=authorities(),
        follow_redirects=False,
        cookies=nobody,
    ) as client:
        yield Fetcher(client, limits, resolve or _resolved, allowed)


async def _resolved(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


async def _read(answer: httpx.Response, most_bytes: int) -> bytes:
    if answer.headers.get("content-encoding", "").strip().lower() not in _NOT_PACKED:
        raise FetchFailed(problem="it is packed, although it was asked not to be.")
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += chunk
        if len(body) > most_bytes:
            raise FetchFailed(problem=f"it has more than {most_bytes:,} bytes.")
    return bytes(body)
