"""A desk in Chromium: people who are signed in, and a reader beside them.

Knows how somebody comes to have a session without a form, and how a reader's page is opened.
Does not know what any test expects.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from stoppress.app.building import now, open_newsroom
from stoppress.config.reading import read_settings
from stoppress.staff.permissions import Role
from stoppress.web.desk.asking import PLAIN_COOKIE
from tests.browser.ferry import opened
from tests.running import Running, serving


@dataclass
class Desk:
    """A server with people at its desk."""

    running: Running
    folder: Path

    def session(self, role: Role, email: str = "") -> str:
        """The secret of a session of somebody new with this role."""
        name = email or f"{role.value}-{secrets.token_hex(3)}@courier.example"
        with ThreadPoolExecutor(1) as aside:
            # A caller may be within a loop, which must not be entered again.
            return aside.submit(asyncio.run, _session(self.folder, name, role)).result()

    def sign_in(self, context: BrowserContext, role: Role = Role.EDITOR) -> None:
        """Have somebody of this role be signed in in a browser."""
        context.add_cookies([{"name": PLAIN_COOKIE, "value": self.session(role), "url": self.running.url}])

    def open(self, context: BrowserContext, path: str) -> Page:
        """A page of the desk."""
        page = context.new_page()
        page.goto(f"{self.running.url}/desk{path}")
        return page

    def reader(self, context: BrowserContext, slug: str = "ferry") -> Page:
        """A reader's page that follows a blog."""
        return opened(self.running, context.new_page(), f"/live/{slug}")


async def _session(folder: Path, email: str, role: Role) -> str:
    async with open_newsroom(read_settings({}, {"data": folder / "data"})) as newsroom:
        name = email.partition("@")[0].replace("-", " ").title()
        row = await newsroom.people.add(email, name, role, now=now(), random=secrets.token_bytes)
        return await newsroom.sessions.begin(row.id, now=now())


@contextmanager
def desk_of(folder: Path, **settings: str) -> Iterator[Desk]:
    """A server with a blog, `ferry`, that has three posts and two key points."""
    with serving(folder, settings=settings) as running:
        running.open_blog("ferry", headline="Ferries stop")
        for number in range(3):
            post = {"id": f"p{number}", "headline": f"Line {number} stops", "body": "Until the *evening*."}
            running.ask("POST", "ferry/posts", post)
        points = [{"text": "All lines stopped", "post": "p1"}, {"text": "A storm is near"}]
        running.ask("PUT", "ferry/key-points", points)
        yield Desk(running, folder)
