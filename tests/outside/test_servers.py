"""The application on servers other than uvicorn: pages, streams, resumption and steps are the same there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx_sse import connect_sse

from bench.wire import free_port, wait_until_listening
from tests.outside.application import ORIGIN
from tests.outside.hearing import data_of, events_of_step, id_of
from tests.outside.pages import cursor_of
from tests.running import environment, new_token

ROOT = Path(__file__).parents[2]
APPLICATION = "tests.outside.application:application"
BLOGS = "/api/v1/blogs"
FERRY = "/live/ferry"

Event = tuple[str, str]
"""Id and data."""


def hypercorn(port: int) -> list[str]:
    return ["hypercorn", "--bind", f"127.0.0.1:{port}", "--graceful-timeout", "1", APPLICATION]


def granian(port: int) -> list[str]:
    return ["granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), APPLICATION]


@contextmanager
def served_by(command: Callable[[int], list[str]], folder: Path) -> Iterator[httpx.Client]:
    """An editor's client of the application on another server, which has ended well when this does."""
    port, token = free_port(), new_token(folder)
    program = [sys.executable, "-m", *command(port)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(program, cwd=ROOT, env=environment(folder), stdout=log, stderr=log)
    try:
        wait_until_listening(port)
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:
            yield client
    finally:
        process.terminate()
        process.wait(30)
    assert "Traceback" not in (folder / "log").read_text()


@pytest.mark.parametrize("command", [hypercorn, granian])
def test_another_server_serves_pages_streams_and_steps(command: Callable[[int], list[str]], tmp_path: Path) -> None:
    with served_by(command, tmp_path) as client:
        ask(client, "", slug="ferry", headline="Ferries stop")
        begin = the_page_is_read(client)
        with stream(client, {"after": begin}) as events:
            heard = []
            for name in ("first", "second"):
                ask(client, "/ferry/posts", id=name, body=f"The {name} is late.")
                heard.append(next(events))
        assert [name for name, _ in heard] == [f"{begin[:-1]}{seq}" for seq in (2, 3)]
        assert ["first" in data for _, data in heard] == [True, False]
        with stream(client, {"after": begin}, last_event_id=heard[0][0]) as events:
            assert next(events) == heard[1]
        step = events_of_step(client.get(f"{FERRY}/updates/{begin}").content)
        assert [(id_of(each), data_of(each).decode()) for each in step] == heard


def the_page_is_read(client: httpx.Client) -> str:
    """Read the page in several ways; where it stands."""
    page = client.get(FERRY)
    assert page.status_code == 200
    assert f"{ORIGIN}{FERRY}" in page.text
    assert page.headers["content-encoding"] in {"br", "gzip"}
    known = client.get(FERRY, headers={"If-None-Match": page.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    head = client.head(FERRY)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", page.headers["etag"])
    return cursor_of(page.content)


@contextmanager
def stream(client: httpx.Client, params: dict[str, str], last_event_id: str = "") -> Iterator[Iterator[Event]]:
    """What comes on a stream of the blog, as httpx-sse reads it."""
    headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
    with connect_sse(client, "GET", f"{FERRY}/stream", params=params, headers=headers) as source:
        events = source.iter_sse()
        assert next(events).retry is not None
        yield ((each.id, each.data) for each in events)


def ask(client: httpx.Client, path: str, **fields: Any) -> None:
    """Make something through the API."""
    answer = client.post(BLOGS + path, json=fields)
    assert answer.status_code == 201, answer.text
