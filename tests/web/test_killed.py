"""Law 8, from outside: a post that the API acknowledged survives `kill -9` of the server, on both databases."""

from __future__ import annotations

import threading
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.contract.places import fresh_database
from tests.running import Running, command, serving

FERRY = "/api/v1/blogs/ferry/posts"


def publish_until_cut_off(running: Running, acknowledged: list[str], enough: threading.Event) -> None:
    """Publish one post after the other; each is noted once the server has answered for it."""
    while True:
        name = f"post-{len(acknowledged)}"
        try:
            answer = running.client.post(FERRY, json={"id": name, "body": "Late."}, headers={"Idempotency-Key": name})
        except httpx.TransportError:
            return
        # A repetition of the one that was under way when the last server was killed is answered, not doubled.
        assert answer.status_code == 201, answer.text
        acknowledged.append(name)
        if len(acknowledged) % 7 == 0:
            enough.set()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_what_was_acknowledged_survives_kill_9(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    async with AsyncExitStack() as stack:
        database = None
        if kind == "postgres":
            database = await stack.enter_async_context(fresh_database(request.getfixturevalue("postgres_url")))
        acknowledged: list[str] = []
        for life in range(3):
            with serving(tmp_path, database=database) as running:
                if life == 0:
                    running.open_blog("ferry")
                enough = threading.Event()
                publishing = threading.Thread(target=publish_until_cut_off, args=(running, acknowledged, enough))
                publishing.start()
                enough.wait()
                running.kill()
                publishing.join()
        with serving(tmp_path, database=database) as running:
            posts = running.client.get("/api/v1/blogs/ferry").json()["posts"]
        found = [each["id"] for each in posts]
        assert len(found) == len(set(found))
        assert set(acknowledged) <= set(found)
        # At most the one that was under way is there without having been acknowledged.
        assert len(found) <= len(acknowledged) + 1
        checked = command("check", folder=tmp_path, database=database)
        assert checked.returncode == 0, checked.stderr
