"""Purges in Varnish: a blog with all its pages and steps, one address, and nothing for strangers to do."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bench.programs import Missing
from bench.proxies import varnish
from bench.wire import free_port
from tests.deploy.conftest import Edge
from tests.outside.pages import cursor_of
from tests.running import Running, serving

_LOOKS, _BETWEEN_LOOKS = 400, 0.05


@pytest.fixture
async def client(edge: Edge) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the proxy."""
    if edge.proxy.name != "Varnish":
        pytest.skip("nginx cannot be told to forget; what bounds staleness is in its configuration")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{edge.port}") as client:
        yield client


async def test_withdrawn_words_leave_a_final_step_when_the_blog_is_purged(
    edge: Edge, client: httpx.AsyncClient
) -> None:
    path = edge.steps + await edge.cursor()
    for _ in range(32):
        await edge.publish("The harbour is on fire.")
    assert "on fire" in (await client.get(path)).text
    await edge.withdraw_all()
    # So that it is the purge which is seen to work.
    assert "on fire" in (await client.get(path)).text
    answer = await client.request("PURGE", "/", headers={"xkey": edge.slug})
    assert (answer.status_code, answer.reason_phrase) == (200, "Purged 1")
    assert "on fire" not in (await client.get(path)).text


async def test_one_address_is_purged_and_others_stay(edge: Edge, client: httpx.AsyncClient) -> None:
    epoch, _, seq = (await edge.cursor()).partition("-")
    for _ in range(33):
        await edge.publish()
    one, other = (f"{edge.steps}{epoch}-{int(seq) + each}" for each in (0, 1))
    for path in (one, other):
        assert (await client.get(path)).json()["final"] is True
    assert (await client.request("PURGE", one)).status_code == 200
    for path in (one, other):
        await client.get(path)
    assert [len(edge.relay.asked(path)) for path in (one, other)] == [2, 1]


def test_withdrawn_words_leave_varnish_by_themselves_when_the_server_knows_it(tmp_path: Path) -> None:
    port = free_port()
    cache = f"http://127.0.0.1:{port}"
    try:
        with (
            serving(tmp_path, settings={"PURGE": cache}) as running,
            varnish(running.port, port),
            httpx.Client(base_url=cache) as client,
        ):
            _withdrawn_and_gone(running, client)
    except Missing as problem:
        pytest.skip(str(problem))


def _withdrawn_and_gone(running: Running, client: httpx.Client) -> None:
    running.open_blog("ferry")
    cursor = cursor_of(running.client.get("/live/ferry").content)
    running.ask("POST", "ferry/posts", {"id": "fire", "body": "The harbour is on fire."})
    for _ in range(32):
        running.ask("POST", "ferry/posts", {"body": "Late."})
    step = f"/live/ferry/updates/{cursor}"
    assert client.get(step).json()["final"] is True
    assert "on fire" in client.get(step).text
    running.ask("POST", "ferry/posts/fire/withdrawal", {"reason": "It is not so."})
    # The step is kept for a minute, which nobody waits for here. What a proxy has come to can only be looked for.
    for _ in range(_LOOKS):
        if "on fire" not in client.get(step).text:
            return
        time.sleep(_BETWEEN_LOOKS)
    raise AssertionError("withdrawn words are still shown")
