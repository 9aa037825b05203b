"""Serving: a uvicorn server over the door, from the first byte to the last goodbye.

Knows sockets, signals and draining.
Does not know what is served.
"""

from __future__ import annotations

import asyncio
import gc
import resource
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

import uvicorn

from stoppress.app.authors import keep_authors, keep_ranking, use_authors
from stoppress.app.building import (
    Newsroom,
    chance,
    door,
    lane_over,
    now,
    open_newsroom,
    open_press,
    publication_of,
    seats_of,
)
from stoppress.app.following import FOLLOW_LIMITS, following
from stoppress.app.looking import embeds, looking
from stoppress.app.removing import finish_removals
from stoppress.app.telling import alarming, notifying, vapid_of
from stoppress.app.workers import Crew, end_with_crew
from stoppress.clockwork.counting import Counting
from stoppress.clockwork.forgetting import forget_again_and_again
from stoppress.clockwork.playing import Playing, Served
from stoppress.clockwork.sweeps import sweep_again_and_again
from stoppress.config.settings import Settings
from stoppress.errors import SettingsInvalid
from stoppress.fastlane.protocol import protocol_over
from stoppress.hub import events
from stoppress.outbound.addresses import exceptions
from stoppress.outbound.configured import asking
from stoppress.outbound.guarded import fetching
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.web.desk.embed import Look
from stoppress.wire.purges import Purges

# As many as Linux lets wait by default; a crowd arrives when news breaks.
_WAITING_CONNECTIONS = 4096

# Readers that are slow to take their goodbye get this much more than the others.
_DRAIN_ALLOWANCE = 1.5

# However short the drain: who has come at the last moment is answered on a busy machine too.
_LEAST_GRACE_SECONDS = 5

# How soon a second Ctrl-C is noticed.
_IMPATIENCE_SECONDS = 0.1

# What `fileno` says of a closed socket, and in how many turns of its loop one is closed at the latest; uvloop needs two.
_CLOSED = -1
_TURNS = 100

_NODE_BYTES = 8

Deed = Callable[[Newsroom], Awaitable[None]]


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
        await stack.enter_async_context(_alongside(newsroom, meanwhile))
        await stack.enter_async_context(_alongside(newsroom, partial(finish_removals, press, publication)))
        await stack.enter_async_context(_alongside(newsroom, finish_renditions))
        await stack.enter_async_context(_alongside(newsroom, sweep))
        await stack.enter_async_context(_alongside(newsroom, forget_readers))
        await stack.enter_async_context(_alongside(newsroom, look_around))
        await stack.enter_async_context(_alongside(newsroom, send_what_is_due))
        await stack.enter_async_context(_alongside(newsroom, hear_the_desk))
        await stack.enter_async_context(_alongside(newsroom, look_after_questions))
        await stack.enter_async_context(_alongside(newsroom, partial(play_rehearsals, listening.getsockname()[:2])))
        await stack.enter_async_context(_alongside(newsroom, partial(watch_blogs, press)))
        await stack.enter_async_context(_alongside(newsroom, partial(follow_rows, press)))
        await stack.enter_async_context(_alongside(newsroom, partial(tell_devices, publication)))
        await stack.enter_async_context(_alongside(newsroom, partial(tell_followers, press, publication)))
        await stack.enter_async_context(_alongside(newsroom, partial(count_readers, press)))
        if settings.purge:
            await stack.enter_async_context(_alongside(newsroom, purge))
        server = _Server(
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


async def purge(newsroom: Newsroom) -> None:
    """Tell the configured caches what to forget. Runs until cancelled."""
    async with asking() as ask:
        await Purges(newsroom.journal, newsroom.settings.purge, ask, failures=newsroom.telling.failures).run()


async def finish_renditions(newsroom: Newsroom) -> None:
    """Finish the renditions of what was uploaded. Runs until cancelled."""
    await newsroom.media.renditions.run()


async def sweep(newsroom: Newsroom) -> None:
    """Delete from time to time what nothing refers to. Runs until cancelled."""
    await sweep_again_and_again(newsroom.media.sweep, now)


async def forget_readers(newsroom: Newsroom) -> None:
    """Delete from time to time what is known of readers, when its time is over. Runs until cancelled."""
    await forget_again_and_again(newsroom.audience.forget, now)


async def send_what_is_due(newsroom: Newsroom) -> None:
    """Send posts when they are due, those overdue first. Runs until cancelled."""
    await newsroom.room.departures.run()


async def play_rehearsals(address: tuple[str, int], newsroom: Newsroom) -> None:
    """Play the rehearsals that are asked for, with readers of the server at `address`. Runs until cancelled."""
    room, settings = newsroom.room, newsroom.settings
    served = Served(address=address[0], port=address[1], origin=settings.origin)
    playing = Playing(room.rehearsals, room.stage, served, room.notices, asyncio.get_running_loop().time)
    await playing.run(room.bell, room.rehearsing, settings.rehearsal_days)


async def hear_the_desk(newsroom: Newsroom) -> None:
    """Hear what changes at the desk in every process. Runs until cancelled."""
    await newsroom.room.bell.run()


async def look_after_questions(newsroom: Newsroom) -> None:
    """Sort what readers ask, and tell the desk of it. Runs until cancelled."""
    await newsroom.questions.postbag.run()


async def watch_blogs(press: Press, newsroom: Newsroom) -> None:
    """Tell what nobody has touched for too long. Runs until cancelled."""
    await alarming(newsroom.telling, press).run()


async def follow_rows(press: Press, newsroom: Newsroom) -> None:
    """Have bylines lead to the pages there are, and lists say what is most read. Runs until cancelled."""
    deeds = [keep_authors(newsroom.authors, press)]
    if newsroom.settings.views:
        deeds.append(keep_ranking(newsroom.audience.views, press, now, newsroom.settings.most_read_hours))
    await asyncio.gather(*deeds)


async def tell_devices(publication: Publication, newsroom: Newsroom) -> None:
    """Send notices to the devices of those who are told. Runs until cancelled."""
    room, settings = newsroom.telling, newsroom.settings
    if not settings.push:
        return
    vapid = vapid_of(room, settings, publication)
    async with fetching(allowed=exceptions(settings.outbound_exceptions)) as fetcher:
        await notifying(room, newsroom.staff, fetcher.post, vapid, now, publication.name).run()


async def tell_followers(press: Press, publication: Publication, newsroom: Newsroom) -> None:
    """Send alerts to the devices of readers who follow a story. Runs until cancelled."""
    settings = newsroom.settings
    if not settings.follow:
        return
    async with fetching(FOLLOW_LIMITS, allowed=exceptions(settings.outbound_exceptions)) as fetcher:
        await following(newsroom, press, fetcher.post, publication, now).run()


async def look_around(newsroom: Newsroom) -> None:
    """Look from time to time at what posts and blogs refer to on the network. Runs until cancelled."""
    async with fetching(allowed=exceptions(newsroom.settings.outbound_exceptions)) as fetcher:
        await looking(newsroom.media, fetcher, newsroom.settings, now, chance, newsroom.telling.failures).run(
            newsroom.media.watch.noted
        )


async def count_readers(press: Press, newsroom: Newsroom) -> None:
    """Count again and again who reads here, under a name that lasts as long as this process. Runs until cancelled."""
    keep = partial(newsroom.reader_counts.count, secrets.token_hex(_NODE_BYTES))
    await Counting(press.readers_by_blog, keep, newsroom.settings.readers_seconds).run()


@asynccontextmanager
async def _alongside(newsroom: Newsroom, meanwhile: Deed | None) -> AsyncIterator[None]:
    if meanwhile is None:
        yield
        return
    task = asyncio.ensure_future(meanwhile(newsroom))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _Server(uvicorn.Server):
    """Says when it listens, and lets streams go before it stops."""

    def __init__(
        self,
        config: uvicorn.Config,
        press: Press,
        drain_seconds: float,
        started: Callable[[], None],
        let_staff_go: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._let_staff_go = let_staff_go
        self._press = press
        self._drain_seconds = drain_seconds
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        await super().startup(sockets)
        self._say_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn. Readers come back after a pause, each after another one (DESIGN §10.11)."""
        # Other processes on this port take new readers from here on.
        await self._stop_listening(sockets or ())
        self._let_staff_go()
        draining = asyncio.ensure_future(
            self._press.drain(lambda: events.retry(events.spread(chance())), self._drain_seconds)
        )
        while not draining.done() and not self.force_exit:
            await asyncio.wait({draining}, timeout=_IMPATIENCE_SECONDS)
        draining.cancel()
        await super().shutdown(sockets)

    async def _stop_listening(self, sockets: Sequence[socket.socket]) -> None:
        """Listen no more, and let in who has come: with a socket the kernel resets what waits to be accepted."""
        held = [each.dup() for each in sockets]
        for server in self.servers:
            server.close()
        for each in sockets:
            each.close()
        # The loop lets go of a socket in a turn to come. Until then it accepts nobody, so that what is held here does.
        for _ in range(_TURNS):
            if all(each.fileno() == _CLOSED for each in sockets):
                break
            await asyncio.sleep(0)
        for waiting in [each for listening in held for each in _emptied(listening)]:
            await asyncio.get_running_loop().connect_accepted_socket(self._connection, waiting)

    def _connection(self) -> asyncio.Protocol:
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


def _emptied(listening: socket.socket) -> Iterator[socket.socket]:
    """The connections that wait to be accepted; the socket is closed at once after the last.

    Who comes between the two is reset, unless another process holds this socket as well, as a worker's successor does.
    """
    listening.setblocking(False)
    with listening, suppress(OSError):
        while True:
            yield listening.accept()[0]


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


def allow_many_files() -> None:
    """Raise this process's limit of open files as far as the system lets it: every reader is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def address_of(host: str, port: int) -> str:
    """The address of a server for those who are not told a better one."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def inherited(number: int) -> socket.socket:
    """The socket that whoever started this process has given it."""
    return _never_blocks(socket.socket(fileno=number))


def bound(host: str, port: int, *, shared: bool) -> socket.socket:
    """A socket with this address, not listening yet. Raises SettingsInvalid when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    _never_blocks(listening)
    try:
        listening.bind((host, port))
    except OSError as problem:
        listening.close()
        raise SettingsInvalid(problem=f"{host}:{port} cannot be listened on ({problem.strerror}).") from problem
    return listening


def _never_blocks(listening: socket.socket) -> socket.socket:
    # Python's copy of a socket sets what the original was told, and for all processes that hold the socket: one that
    # was told nothing would have another process's loop stand still in `accept`.
    listening.setblocking(False)
    return listening
