"""Share cards over HTTP: addresses that pages announce, versions, and what becomes of one that was taken back."""

from __future__ import annotations

from io import BytesIO

import httpx
import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

FERRY = "/api/v1/blogs/ferry"


@pytest.fixture(autouse=True)
async def post(client: httpx.AsyncClient) -> None:
    """The post `p1` of `ferry`."""
    await client.post(f"{FERRY}/posts", json={"id": "p1", "headline": "Late", "body": "The ferry is late."})


async def announced(client: httpx.AsyncClient, page: str) -> dict[str, str]:
    """What a page says of its card, by property."""
    tree = LexborHTMLParser((await client.get(page)).text)
    found = {str(each.attributes["property"]): str(each.attributes["content"]) for each in tree.css("meta[property]")}
    return {name.removeprefix("og:image"): value for name, value in found.items() if name.startswith("og:image")}


@pytest.mark.parametrize("page", ["/live/ferry", "/live/ferry/p/p1"])
async def test_a_page_announces_a_card_that_is_there(client: httpx.AsyncClient, page: str) -> None:
    said = await announced(client, page)
    address = said[""].removeprefix("http://127.0.0.1:8000")
    assert address.startswith(f"{page}/card.png?v=")
    card = await client.get(address)
    assert (card.status_code, card.headers["content-type"]) == (200, "image/png")
    assert card.headers["cache-control"].startswith("public")
    assert Image.open(BytesIO(card.content)).size == (int(said[":width"]), int(said[":height"]))
    assert said[":alt"]


async def test_a_card_is_sent_once_and_as_it_is(client: httpx.AsyncClient) -> None:
    card = await client.get("/live/ferry/card.png", headers={"Accept-Encoding": "br, gzip"})
    assert "content-encoding" not in card.headers
    assert "vary" not in card.headers
    again = await client.get("/live/ferry/card.png", headers={"If-None-Match": card.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await client.head("/live/ferry/card.png")
    assert (head.status_code, head.content) == (200, b"")


async def test_a_card_taken_back_is_another_under_another_address(client: httpx.AsyncClient) -> None:
    address = (await announced(client, "/live/ferry/p/p1"))[""]
    before = await client.get("/live/ferry/p/p1/card.png")
    await client.post(f"{FERRY}/posts/p1/withdrawal", json={"reason": "It was wrong."})
    after = await client.get("/live/ferry/p/p1/card.png", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.content != before.content
    assert (await announced(client, "/live/ferry/p/p1"))[""] != address


@pytest.mark.parametrize("path", ["/live/nobody/card.png", "/live/ferry/p/nothing/card.png"])
async def test_there_is_no_card_of_what_is_not_there(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404
