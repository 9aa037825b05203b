"""Somebody at the desk, in a real browser.

Knows how a session is begun beside the running server, and which cookie a browser has of it.
Does not know what anybody does there.
"""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import BrowserContext

from stoppress.app.building import now, open_newsroom
from stoppress.config.reading import read_settings
from stoppress.staff.permissions import Role
from stoppress.web.desk.asking import PLAIN_COOKIE
from tests.laid_out import laid_out
from tests.running import Running


def sign_in(context: BrowserContext, running: Running, folder: Path, role: Role, name: str = "Ada Marsh") -> str:
    """Let this browser be somebody's who is new and has this role; the secret of their session."""
    secret = session(folder, role, name)
    let_in(context, running, secret)
    return secret


def let_in(context: BrowserContext, running: Running, secret: str) -> None:
    """Let this browser have a session."""
    context.add_cookies([{"name": PLAIN_COOKIE, "value": secret, "url": running.url}])


def session(folder: Path, role: Role, name: str = "Ada Marsh") -> str:
    """The secret of a session of somebody new who has this role."""
    with ThreadPoolExecutor(1) as aside:
        # The browser's loop is this thread's, and no other could run in it.
        return aside.submit(asyncio.run, _begun(folder, role, name)).result()


async def _begun(folder: Path, role: Role, name: str) -> str:
    async with open_newsroom(read_settings({}, {"data": laid_out(folder / "data")})) as newsroom:
        email = f"{secrets.token_hex(4)}@gazette.example"
        row = await newsroom.people.add(email, name, role, {}, now=now(), random=secrets.token_bytes)
        return await newsroom.sessions.begin(row.id, now=now())
