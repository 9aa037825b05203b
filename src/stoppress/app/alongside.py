"""Alongside: what a server does by itself for as long as readers may come.

Knows which of it the settings want, and that each goes on until it is cancelled.
Does not know sockets, nor how any of it is done (`clockwork`, `wire`).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial

import structlog

from stoppress.app.authors import keep_authors, keep_ranking
from stoppress.app.building import Newsroom, chance, now
from stoppress.app.following import FOLLOW_LIMITS, following
from stoppress.app.looking import looking
from stoppress.app.removing import finish_removals
from stoppress.app.telling import alarming, notifying, vapid_of
from stoppress.clockwork.counting import Counting
from stoppress.clockwork.forgetting import forget_again_and_again
from stoppress.clockwork.playing import Playing, Served
from stoppress.clockwork.sweeps import sweep_again_and_again
from stoppress.outbound.addresses import exceptions
from stoppress.outbound.configured import asking
from stoppress.outbound.guarded import fetching
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.wire.purges import Purges

_NODE_BYTES = 8

# What fails at once each time must not fill the log.
_AGAIN_SECONDS = 5.0

_log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]
Deed = Callable[[Newsroom], Awaitable[None]]


def deeds_of(newsroom: Newsroom, press: Press, publication: Publication, address: tuple[str, int]) -> Iterator[Deed]:
    """All of it, for a server at `address`."""
    yield partial(finish_removals, press, publication)
    yield from (finish_renditions, sweep, forget_readers, look_around, send_what_is_due, hear_the_desk)
    yield look_after_questions
    yield partial(play_rehearsals, address)
    yield partial(watch_blogs, press)
    yield partial(follow_rows, press)
    yield partial(count_readers, press)
    if newsroom.settings.push:
        yield partial(tell_devices, publication)
    if newsroom.settings.follow:
        yield partial(tell_followers, press, publication)
    if newsroom.settings.purge:
        yield purge


@asynccontextmanager
async def alongside(deed: Callable[[], Awaitable[None]], sleep: Sleep = asyncio.sleep) -> AsyncIterator[None]:
    """Do this until the context ends, and again should it fail."""
    task = asyncio.ensure_future(_persevering(deed, sleep))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _persevering(deed: Callable[[], Awaitable[None]], sleep: Sleep) -> None:
    # Each knows what may go wrong with it. Whatever else does would end it for good, and nobody would miss it before
    # posts do not go out or caches keep what was withdrawn. (Law 0)
    while True:
        try:
            return await deed()
        except Exception:  # noqa: BLE001 - it is told whatever it is
            _log.exception("what the server does by itself has failed, and begins again")
        await sleep(_AGAIN_SECONDS)


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
    vapid = vapid_of(room, settings, publication)
    async with fetching(allowed=exceptions(settings.outbound_exceptions)) as fetcher:
        await notifying(room, newsroom.staff, fetcher.post, vapid, now, publication.name).run()


async def tell_followers(press: Press, publication: Publication, newsroom: Newsroom) -> None:
    """Send alerts to the devices of readers who follow a story. Runs until cancelled."""
    settings = newsroom.settings
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
    await Counting(press.readers.by_blog, keep, newsroom.settings.readers_seconds).run()
