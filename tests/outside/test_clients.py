"""Clients written by others follow a stream across `kill -9` and a new start of the server: nothing lost or doubled."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import httpx
from httpx_sse import aconnect_sse

from tests.outside.crowd import Crowd, Reader
from tests.outside.hearing import data_of, id_of
from tests.outside.pages import cursor_of
from tests.running import Running, serving

SLUG = "ferry"
SCRIPT = Path(__file__).with_name("follow.mjs")

Event = tuple[str, str, str]
"""Id, name and data, as a client hands them out."""

OPEN = ("", "open", "")
"""Not an event: the client has been let in."""


async def with_httpx_sse(url: str, back: asyncio.Event) -> AsyncGenerator[Event, None]:
    """What httpx-sse hears. It leaves coming back to its caller, who here waits until the server is `back`."""
    place: dict[str, str] = {}
    async with httpx.AsyncClient(timeout=60) as client:
        while True:
            try:
                async with aconnect_sse(client, "GET", url, headers=place) as source:
                    yield OPEN
                    async for event in source.aiter_sse():
                        # It hands out `retry:` as an event without data, which has the id of nothing yet.
                        if event.data:
                            place = {"Last-Event-ID": event.id}
                            yield event.id, event.event, event.data
            except httpx.TransportError:
                await back.wait()


async def with_eventsource(url: str) -> AsyncGenerator[Event, None]:
    """What the npm package eventsource hears; it comes back by itself."""
    node = await asyncio.create_subprocess_exec("node", SCRIPT, url, stdout=PIPE)
    assert node.stdout is not None
    try:
        async for line in node.stdout:
            name, kind, data = json.loads(line)
            yield name, kind, data
    finally:
        if node.returncode is None:
            node.kill()
        await node.wait()


class Following:
    """What a client has heard so far."""

    def __init__(self, events: AsyncGenerator[Event, None]) -> None:
        self._events = events
        self.heard: list[Event] = []

    async def until(self, name: str) -> None:
        """Wait for an event of this name."""
        async for event in self._events:
            self.heard.append(event)
            if event[1] == name:
                return
        raise AssertionError(f"the client stopped before {name}: {self.heard}")


def publish(running: Running, *names: str) -> None:
    """Posts, one by one."""
    for name in names:
        running.ask("POST", f"{SLUG}/posts", {"id": name, "body": f"The “{name}” is late.\n\nSo is its cargo."})


async def test_clients_of_others_lose_and_double_nothing_when_the_server_is_killed(tmp_path: Path) -> None:
    back = asyncio.Event()
    with serving(tmp_path) as running:
        running.open_blog(SLUG)
        begin = cursor_of(running.client.get(f"/live/{SLUG}").content)
        url = f"{running.url}/live/{SLUG}/stream?after={begin}"
        async with followed(with_httpx_sse(url, back)) as one, followed(with_eventsource(url)) as other:
            await all_until("open", one, other)
            publish(running, "first", "second")
            await all_until("revision", one, other)
            running.kill()
            with serving(tmp_path, port=running.port, token=running.token) as again:
                publish(again, "third", "fourth")
                back.set()
                await all_until("open", one, other)
                publish(again, "fifth")
                again.ask("POST", f"{SLUG}/end")
                await all_until("ended", one, other)
                expected = await on_a_plain_socket(again.port, begin)
    assert len(expected) == 7
    for each in (one, other):
        assert each.heard.count(OPEN) == 2
        assert [event for event in each.heard if event != OPEN] == expected


@asynccontextmanager
async def followed(events: AsyncGenerator[Event, None]) -> AsyncIterator[Following]:
    """A client under way; it is let go when the context ends."""
    async with aclosing(events), asyncio.timeout(60):
        yield Following(events)


async def all_until(name: str, *following: Following) -> None:
    """Wait until each has heard an event of this name."""
    async with asyncio.TaskGroup() as group:
        for each in following:
            group.create_task(each.until(name))


async def on_a_plain_socket(port: int, begin: str) -> list[Event]:
    """All events after `begin`, as one reader has them who was never cut."""
    reader = Reader(begin)
    await Crowd(port, SLUG, [reader]).follow()
    named = [each for each in reader.heard if id_of(each)]
    return [(id_of(each), "ended" if b"event: ended" in each else "revision", data_of(each).decode()) for each in named]
