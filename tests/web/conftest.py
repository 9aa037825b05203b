"""What tests of the doors share: a newsroom in memory and a client that signs as an editor."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.laws.surfaces import Newsroom, newsroom


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    """A newsroom with nothing in it."""
    async with newsroom() as room:
        yield room


@pytest.fixture
async def client(room: Newsroom) -> httpx.AsyncClient:
    """An editor's client, of a newsroom with one blog: `ferry`."""
    made = await room.client.post("/api/v1/blogs", json={"slug": "ferry", "headline": "Ferries stop"})
    assert made.status_code == 201
    return room.client
