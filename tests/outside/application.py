"""The application for servers that are not ours: its parts are opened when the server starts, closed when it stops.

Knows the lifespan protocol of ASGI, and the settings in the environment.
Does not know which server it runs on. There is no fast lane: the application answers everything itself.
"""

from __future__ import annotations

import os
from contextlib import AsyncExitStack
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from stoppress.app.building import open_newsroom, open_press
from stoppress.app.doors import door, seats_of
from stoppress.app.publishing import publication_of
from stoppress.config.reading import read_settings

ORIGIN: Final = "https://gazette.example"

_opened: list[ASGIApp] = []


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The door, once it is open."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    else:
        await _opened[0](scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    await receive()
    settings = read_settings(os.environ, {})
    async with AsyncExitStack() as stack:
        newsroom = await stack.enter_async_context(open_newsroom(settings))
        publication = publication_of(settings, ORIGIN)
        press = await stack.enter_async_context(open_press(newsroom, publication))
        _opened.append(door(newsroom, press, publication, seats_of(settings)))
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})
