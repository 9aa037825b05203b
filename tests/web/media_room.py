"""A newsroom on SQLite and a folder, with a client that may upload, for tests of media.

Knows how a picture is made, sent and shown.
Does not know what any test expects.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from stoppress.app.building import Newsroom, now, open_newsroom, open_press
from stoppress.app.doors import door, seats_of
from stoppress.app.publishing import publication_of
from stoppress.config.settings import Settings
from stoppress.domain.identifiers import MediaId
from stoppress.press.press import Press
from stoppress.staff.permissions import Scope
from tests.laid_out import laid_out

POSTS = "/api/v1/blogs/ferry/posts"
MEDIA = "/api/v1/media"
PLACE = b"51.5007N"


def picture(kind: str = "JPEG", size: tuple[int, int] = (1400, 900), **more: Any) -> bytes:
    """A picture of nothing in particular, with a place in what it says about itself."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[270] = PLACE.decode()
    exif[315] = "Rosa Quill"
    packed = BytesIO()
    image.save(packed, kind, exif=exif, **more)
    assert PLACE in packed.getvalue()
    return packed.getvalue()


class Room:
    """A newsroom that serves, and an editor's client."""

    def __init__(self, newsroom: Newsroom, press: Press, client: httpx.AsyncClient) -> None:
        self.newsroom, self.press, self.client = newsroom, press, client

    async def upload(self, content: bytes, name: str = "quay.jpg", **fields: str) -> httpx.Response:
        """Send a file."""
        return await self.client.post(MEDIA, files={"file": (name, content)}, data=fields)

    async def show(self, medium: str, post: str = "p1") -> None:
        """Publish a post that shows a medium."""
        made = await self.client.post(POSTS, json={"id": post, "body": f"![](media:{medium})"})
        assert made.status_code == 201, made.text

    async def finish(self, medium: str) -> None:
        """What clockwork does."""
        room = self.newsroom.media
        await room.showing.prepared(await room.library.finish(MediaId(medium)))

    async def files(self, medium: str) -> list[dict[str, Any]]:
        """The files of a medium as the API tells them."""
        found: list[dict[str, Any]] = (await self.client.get(f"{MEDIA}/{medium}")).json()["files"]
        return found


@asynccontextmanager
async def opened(folder: Path, **more: Any) -> AsyncIterator[Room]:
    settings = Settings(data=laid_out(folder), **more)
    async with open_newsroom(settings) as newsroom:
        publication = publication_of(settings, "http://gazette.example")
        async with open_press(newsroom, publication) as press:
            scopes = frozenset({Scope.READ, Scope.WRITE})
            token = await newsroom.tokens.create("rosa", scopes, now=now(), random=secrets.token_bytes)
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app=door(newsroom, press, publication, seats_of(settings))),
                base_url="http://gazette.example",
                headers={"Authorization": f"Bearer {token}"},
            ) as client:
                await client.post("/api/v1/blogs", json={"slug": "ferry", "headline": "Ferries stop"})
                yield Room(newsroom, press, client)
