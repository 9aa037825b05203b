"""The desk's stream: "something has changed", to those who may know of it.

Knows that it carries no content: the page then asks, with the rights of whoever looks. Who it is is asked again for every
event and every few seconds, so that a session that is ended loses its streams (RELIABILITY (b)).
Does not know what has changed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from stoppress.drafts.bell import DeskBell, DeskRing, What
from stoppress.errors import StoppressError
from stoppress.errors.people import SignedOut
from stoppress.hub import events
from stoppress.hub.seats import Seats
from stoppress.staff.permissions import Person, Verb, may
from stoppress.web.desk.asking import Visitor, cookie_of

ASKED_AGAIN_SECONDS: Final = 4.0
"""How often is asked who it is while nothing happens. A session that is ended loses its streams within five seconds."""

_HEARTBEAT_SECONDS: Final = 12.0

_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, private"),
    (b"x-accel-buffering", b"no"),
)

Chance = Callable[[], float]
"""A number in [0, 1); passed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPace:
    """Seconds between two questions who it is, and of silence before a heartbeat."""

    asked_again: float = ASKED_AGAIN_SECONDS
    heartbeat: float = _HEARTBEAT_SECONDS


class DeskStream:
    """An ASGI application behind `/desk/stream`. Raises SignedOut before it has answered."""

    def __init__(self, bell: DeskBell, seats: Seats, chance: Chance, pace: StreamPace = StreamPace()) -> None:
        self._bell = bell
        self._seats = seats
        self._chance = chance
        self._pace = pace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the stream until one side ends it."""
        request = Request(scope, receive)
        visitor = await self._visitor(request, seen=True)
        if visitor is None:
            raise SignedOut
        # A newsroom has one address: whoever has many pages open takes them from nobody else.
        seat = visitor.person.id
        await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
        if not self._seats.take(seat):
            farewell = events.full(events.spread_when_full(self._chance()))
            await send({"type": "http.response.body", "body": farewell})
            return
        try:
            await self._serve(request, visitor, send)
        finally:
            self._seats.give_back(seat)

    async def _serve(self, request: Request, visitor: Visitor, send: Send) -> None:
        async with self._bell.rings() as rings:
            await _told(send, events.retry(events.spread(self._chance())))
            talking = asyncio.ensure_future(self._talk(request, visitor, rings, send))
            leaving = asyncio.ensure_future(_gone(request.receive))
            try:
                await asyncio.wait({talking, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in (talking, leaving):
                    each.cancel()
                await asyncio.gather(talking, leaving, return_exceptions=True)
        await send({"type": "http.response.body", "body": b""})

    async def _talk(
        self, request: Request, visitor: Visitor | None, rings: AsyncIterator[DeskRing], send: Send
    ) -> None:
        silence = 0.0
        while visitor is not None:
            try:
                async with asyncio.timeout(self._pace.asked_again):
                    heard = await anext(rings, None)
                if heard is None:
                    return
            except TimeoutError:
                heard, silence = None, silence + self._pace.asked_again
            visitor = await self._visitor(request, seen=False)
            if visitor is None:
                return
            if heard is not None and may_hear(visitor.person, heard):
                await _told(send, event_of(heard))
                silence = 0.0
            elif silence >= self._pace.heartbeat:
                await _told(send, events.HEARTBEAT)
                silence = 0.0

    async def _visitor(self, request: Request, *, seen: bool) -> Visitor | None:
        secret = cookie_of(request)
        state = request.app.state
        try:
            visitor: Visitor | None = await state.sessions.who(secret, state.now(), seen=seen) if secret else None
        except StoppressError:
            if seen:
                raise
            # Nobody can say whether the session still stands; the browser comes back and is asked anew.
            return None
        return visitor


def may_hear(person: Person, heard: DeskRing) -> bool:
    """Whether this person may know that this has changed."""
    if heard.what is What.NOTICES:
        return heard.blog == person.id
    if heard.what is What.QUESTIONS:
        return may(person, Verb.SEE_QUESTIONS, heard.blog)
    if heard.what in (What.PEOPLE, What.PRESENCE):
        return person.sees(heard.blog)
    return may(person, Verb.DRAFT_POST, heard.blog, own=True)


def event_of(heard: DeskRing) -> bytes:
    """A ring as an event (HTML Standard §9.2.6)."""
    return b"event: desk\ndata: %s\n\n" % json.dumps({"blog": heard.blog, "what": heard.what.value}).encode()


async def _told(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
