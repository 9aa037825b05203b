"""What tests of the configurations share: one server, and each proxy in front of it with a relay between.

Knows how a proxy that is missing is told of.
Does not know what is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import httpx
import pytest

from bench.programs import Missing
from bench.proxies import PROXIES, Proxy
from bench.relay import Relay, relay
from tests.running import Running, serving

# Quiet for long enough that a proxy which gives bytes on late would be seen, short enough for a test.
_SETTINGS = "heartbeat_seconds = 0.2\nstep_seconds = 20\n"

_NUMBERS = count(1)


@dataclass
class Edge:
    """A proxy, what it asks for, and a blog of the test's own."""

    proxy: Proxy
    relay: Relay
    running: Running
    slug: str

    @property
    def port(self) -> int:
        """Where readers come."""
        return self.proxy.port

    @property
    def steps(self) -> str:
        """What the addresses of all steps begin with."""
        return f"/live/{self.slug}/updates/"

    async def publish(self, body: str = "The ferry is late.") -> None:
        """Publish a post, past the proxy."""
        await asyncio.to_thread(self.running.ask, "POST", f"{self.slug}/posts", {"body": body})

    async def withdraw_all(self) -> None:
        """Withdraw every post of the blog."""
        blog = await asyncio.to_thread(self.running.ask, "GET", self.slug)
        for post in blog["posts"]:
            path = f"{self.slug}/posts/{post['id']}/withdrawal"
            await asyncio.to_thread(self.running.ask, "POST", path, {"reason": "It is not so."})

    async def cursor(self) -> str:
        """Where the blog stands."""
        answer = await asyncio.to_thread(httpx.get, f"{self.running.url}/live/{self.slug}")
        return answer.text.partition('data-live="')[2].partition('"')[0]


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that lives as long as the run."""
    folder = tmp_path_factory.mktemp("origin")
    (folder / "stoppress.toml").write_text(_SETTINGS, "utf-8")
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="session", params=sorted(PROXIES))
def proxied(request: pytest.FixtureRequest, origin: Running) -> Iterator[tuple[Proxy, Relay]]:
    """Each proxy in turn."""
    with relay(httpx.URL(origin.url).port or 0) as between:
        try:
            with PROXIES[request.param](between.port) as proxy:
                yield proxy, between
        except Missing as problem:
            pytest.skip(str(problem))


@pytest.fixture
def edge(origin: Running, proxied: tuple[Proxy, Relay]) -> Edge:
    """A proxy in front of a new blog."""
    slug = f"ferry-{next(_NUMBERS)}"
    origin.open_blog(slug)
    return Edge(*proxied, origin, slug)
