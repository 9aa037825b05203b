"""Serving: a uvicorn server over the door, from the first byte to the last goodbye.

Knows in which order a server begins, alone or as one of a crew.
Does not know what is served (`doors`), how it stops (`server`), nor what it does by itself (`alongside`).
"""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial

import uvicorn

from stoppress.app.alongside import Deed, alongside, deeds_of
from stoppress.app.authors import use_authors
from stoppress.app.building import Newsroom, open_newsroom, open_press
from stoppress.app.doors import door, lane_over, seats_of
from stoppress.app.looking import embeds
from stoppress.app.publishing import publication_of
from stoppress.app.server import Server
from stoppress.app.sockets import address_of, bound
from stoppress.app.workers import Crew, end_with_crew
from stoppress.config.settings import Settings
from stoppress.fastlane.protocol import protocol_over
from stoppress.outbound.addresses import exceptions
from stoppress.outbound.guarded import fetching
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.web.desk.embed import Look

# As many as Linux lets wait by default; a crowd arrives when news breaks.
_WAITING_CONNECTIONS = 4096

# Readers that are slow to take their goodbye get this much more than the others.
_DRAIN_ALLOWANCE = 1.5

# However short the drain: who has come at the last moment is answered on a busy machine too.
_LEAST_GRACE_SECONDS = 5


async def serve(
    settings: Settings,
    started: Callable[[str], None],
    *,
    before: Deed | None = None,
    meanwhile: Deed | None = None,
    given: socket.socket | None = None,
) -> None:
    """Serve until told to stop. `started` is told the address readers use.

    `before` is done before the first reader may come, `meanwhile` for as long as they may; `given` is the
    socket to listen on when this is one of a crew. Raises SettingsInvalid when the port is taken,
    StorageUnavailable when the database does not answer.
    """
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(given or bound(settings.host, settings.port, shared=False))
        newsroom = await stack.enter_async_context(open_newsroom(settings))
        publication = publication_of(settings, address_of(settings.host, listening.getsockname()[1]))
        press = await stack.enter_async_context(open_press(newsroom, publication))
        # Apart from what is looked at by itself: whoever writes does not wait behind it.
        fetcher = await stack.enter_async_context(fetching(allowed=exceptions(settings.outbound_exceptions)))
        config = _config(newsroom, press, publication, embeds(newsroom.media, fetcher, settings))
        if before is not None:
            await before(newsroom)
        await _ready(newsroom, press)
        if given:
            end_with_crew()
        deeds = deeds_of(newsroom, press, publication, listening.getsockname()[:2])
        for deed in (*deeds, *(() if meanwhile is None else (meanwhile,))):
            await stack.enter_async_context(alongside(partial(deed, newsroom)))
        server = Server(
            config, press, settings.drain_seconds, lambda: started(publication.origin), newsroom.room.bell.close
        )
        await server.serve([listening])


async def _ready(newsroom: Newsroom, press: Press) -> None:
    """The first crowd after a start finds everything at hand; what the start has made is never collected."""
    await use_authors(newsroom.authors, press)
    await press.warm()
    gc.collect()
    gc.freeze()


def _config(newsroom: Newsroom, press: Press, publication: Publication, look: Look | None) -> uvicorn.Config:
    settings, seats = newsroom.settings, seats_of(newsroom.settings)
    return uvicorn.Config(
        door(newsroom, press, publication, seats, look),
        http=protocol_over(lane_over(press, seats, settings, publication)),
        ws="none",
        # At its own "info" uvicorn says what `started` says.
        log_level="debug" if settings.log_level == "debug" else "warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        backlog=_WAITING_CONNECTIONS,
        # Whom a stream belongs to is its connection's address: a forged header must not change it.
        proxy_headers=False,
        timeout_graceful_shutdown=_LEAST_GRACE_SECONDS + round(settings.drain_seconds * _DRAIN_ALLOWANCE),
    )


async def serve_with_workers(
    settings: Settings, command: Sequence[str], started: Callable[[str], None], *, before: Deed | None = None
) -> None:
    """Serve with `settings.workers` processes, each running `command` and the number of its socket, until told to stop.

    `before` is done once, before any of them begins. Raises what `serve` does, and WorkerFailed.
    """
    # Bound and never listened on: it keeps the port for the workers, and a free one is chosen once for all.
    # Another crew's port could be had as well, and each reader would come to one crew or the other.
    bound(settings.host, settings.port, shared=False).close()
    with bound(settings.host, settings.port, shared=True) as keeping:
        port = keeping.getsockname()[1]
        # One process opens first, so that only one migrates.
        async with open_newsroom(settings) as newsroom:
            if before is not None:
                await before(newsroom)
        origin = publication_of(settings, address_of(settings.host, port)).origin
        crew = Crew(command, settings.workers, lambda: bound(settings.host, port, shared=True))
        await crew.serve(lambda: started(origin))
