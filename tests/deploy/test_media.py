"""Files of media through the proxies: uploaded whole, asked of the server once, in parts for whoever wants parts, and forgotten."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.deploy.conftest import Edge
from tests.recordings import recording


@pytest.fixture
async def client(edge: Edge) -> AsyncIterator[httpx.AsyncClient]:
    """An editor's client of the proxy."""
    headers = {"Authorization": f"Bearer {edge.running.token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{edge.port}", headers=headers, timeout=30) as client:
        yield client


def large_picture() -> bytes:
    """More than a form may otherwise have."""
    packed = BytesIO()
    Image.frombytes("RGB", (1_600, 1_200), os.urandom(1_600 * 1_200 * 3)).save(packed, "PNG")
    assert len(packed.getvalue()) > 4_000_000
    return packed.getvalue()


async def shown(edge: Edge, client: httpx.AsyncClient, content: bytes) -> dict[str, Any]:
    """The first file of what was uploaded through the proxy and stands in a post."""
    made = await client.post("/api/v1/media", files={"file": ("quay", content)})
    assert made.status_code == 201, made.text
    medium: dict[str, Any] = made.json()
    await edge.publish(f"![](media:{medium['id']})")
    file: dict[str, Any] = medium["files"][0]
    return file


async def test_a_picture_is_asked_for_once_and_purged_with_its_blog(edge: Edge, client: httpx.AsyncClient) -> None:
    file = await shown(edge, client, large_picture())
    answers = await asyncio.gather(*(client.get(file["url"]) for _ in range(5)))
    assert {(each.status_code, len(each.content)) for each in answers} == {(200, file["bytes"])}
    assert len(edge.relay.asked(file["url"])) == 1
    part = await client.get(file["url"], headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, answers[0].content[10:20])
    assert answers[0].headers["content-security-policy"] == "default-src 'none'; sandbox"
    if edge.proxy.name != "Varnish":
        return
    await edge.withdraw_all()
    assert (await client.get(file["url"])).status_code == 200
    await client.request("PURGE", "/", headers={"xkey": edge.slug})
    assert (await client.get(file["url"])).status_code == 404


async def test_a_film_comes_in_parts(edge: Edge, client: httpx.AsyncClient) -> None:
    file = await shown(edge, client, recording("mp4"))
    whole = await client.get(file["url"])
    assert (whole.status_code, len(whole.content)) == (200, file["bytes"])
    for asked, found in (("bytes=5-9", whole.content[5:10]), ("bytes=-5", whole.content[-5:])):
        part = await client.get(file["url"], headers={"Range": asked})
        assert (part.status_code, part.content) == (206, found)
    beyond = await client.get(file["url"], headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
