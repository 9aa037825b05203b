"""A newsroom on SQLite with people who are signed in at its desk.

Knows how a browser of ours asks: the session's cookie, the form token, and what it says of where a request comes from.
Does not know what any test expects.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from stoppress.app.building import Newsroom, now, open_newsroom, open_press
from stoppress.app.doors import door, seats_of
from stoppress.app.publishing import publication_of
from stoppress.config.settings import Settings
from stoppress.domain.identifiers import Slug
from stoppress.press.press import Press
from stoppress.staff.permissions import Role
from stoppress.staff.sessions import form_token
from stoppress.web.desk.asking import PLAIN_COOKIE
from stoppress.web.desk.embed import Look
from tests.laid_out import laid_out

ORIGIN = "http://gazette.example"


class Browser:
    """Somebody's browser at the desk."""

    def __init__(self, client: httpx.AsyncClient, person: str, secret: str) -> None:
        self.client, self.person, self.token = client, person, form_token(secret)

    async def see(self, path: str, **more: Any) -> httpx.Response:
        """Open a page."""
        return await self.client.get(f"/desk{path}", **more)

    async def send(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form of ours."""
        return await self.client.post(f"/desk{path}", data={"form_token": self.token, **fields})

    async def tell(self, method: str, path: str, tree: Any = None, **headers: str) -> httpx.Response:
        """What the desk's script sends."""
        given = {"X-Form-Token": self.token, "Accept": "application/json", **headers}
        return await self.client.request(method, f"/desk{path}", json=tree, headers=given)


class DeskRoom:
    """A newsroom that serves its desk."""

    def __init__(self, newsroom: Newsroom, press: Press, stack: AsyncExitStack, embeds: Look | None) -> None:
        self.newsroom, self.press, self._stack = newsroom, press, stack
        self.door = door(newsroom, press, press_publication(newsroom), seats_of(newsroom.settings), embeds)
        self.people = 0

    async def stranger(self) -> httpx.AsyncClient:
        """A browser in which nobody is signed in."""
        return await self._stack.enter_async_context(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app=self.door), base_url=ORIGIN, headers={"Accept": "text/html"}
            )
        )

    async def browser(self, role: Role | None = None, **blogs: Role) -> Browser:
        """The browser of somebody new with these rights."""
        self.people += 1
        people = self.newsroom.people
        email = f"p{self.people}@gazette.example"
        rights = {Slug(slug): each for slug, each in blogs.items()}
        row = await people.add(email, f"Person {self.people}", role, rights, now=now(), random=secrets.token_bytes)
        person = row.id
        secret = await self.newsroom.sessions.begin(person, now=now())
        client = await self.stranger()
        client.cookies.set(PLAIN_COOKIE, secret)
        return Browser(client, person, secret)


def press_publication(newsroom: Newsroom) -> Any:
    """The publication as it is served."""
    return publication_of(newsroom.settings, ORIGIN)


@asynccontextmanager
async def desk_room(folder: Path, *, embeds: Look | None = None, **more: Any) -> AsyncIterator[DeskRoom]:
    """A newsroom with nobody and nothing in it."""
    async with AsyncExitStack() as stack:
        newsroom = await stack.enter_async_context(open_newsroom(Settings(data=laid_out(folder), **more)))
        press = await stack.enter_async_context(open_press(newsroom, press_publication(newsroom)))
        yield DeskRoom(newsroom, press, stack, embeds)
