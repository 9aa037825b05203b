"""The protocol: uvicorn's, with streams and finished pages answered on the transport itself.

Knows when a request may be answered at once: on a connection with nothing else in hand, and in its turn.
Does not know what is in a page or a frame. uvicorn's class is not a stable interface: its version is pinned and
tests/laws/test_law_3_lanes.py compares both lanes over hostile bytes.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from stoppress.fastlane.answers import chunk, head_too_large, page_answer, stream_head
from stoppress.fastlane.asking import PageAsked, StreamAsked, asked
from stoppress.fastlane.lane import Lane
from stoppress.fastlane.patience import HEAD_LIMIT, PIPELINED, Patience
from stoppress.fastlane.stream_reader import StreamReader
from stoppress.render.heads import Finished

_HEAD_TOO_LARGE: Final = f"A request's head may have {HEAD_LIMIT} bytes.\n".encode()

# Who has just come when the server stops has this long to ask; a request follows its handshake within a round trip.
_LAST_CALL_SECONDS: Final = 0.5


class FastLane(HttpToolsProtocol):
    """A connection. `lane` is set by `protocol_over`, since uvicorn makes the connections."""

    lane: Lane

    def __init__(self, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        self._in_request = self._in_head = self._has_body = False
        self._patience = Patience()
        self._is_answered = False
        self._is_last = False
        self._completed = 0
        self._page: PageAsked | None = None
        self._found: Finished | None = None
        self._stream: StreamAsked | None = None
        self._last_used = self.lane.rounds

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See uvicorn."""
        super().connection_made(transport)
        self.lane.attend(self.connections)

    def data_received(self, data: bytes) -> None:
        """Answer a request whose very bytes were seen before, or parse what has come."""
        within = self._in_request
        between = not within and self._has_nothing_in_hand()
        if between:
            known = self.lane.seen(data)
            page = self.lane.press.at_hand(known.path) if known is not None else None
            if known is not None and page is not None:
                self._answer(known, page)
                self._unset_keepalive_if_required()
                return
        self._completed = 0
        self._has_body = False
        super().data_received(data)
        if within and self._in_request and not (self._completed or self._has_body or self.transport.is_closing()):
            if self._patience.hear_other(len(data)):
                self._refuse()
            return
        if self._stream is not None:
            if self.transport.is_closing():
                # What came behind the request was no HTTP, and uvicorn has said so.
                self.lane.seats.give_back(self._address())
            else:
                self._become_reader(self._stream)
        elif between and self._completed == 1 and not self._in_request and self._page and not self._page.closing:
            self.lane.remember(data, self._page)

    def on_message_begin(self) -> None:
        """What uvicorn does, without the scope: a request answered here needs none."""
        self._in_request = self._in_head = True
        self._patience.begin(self.lane.rounds)
        self._page = None
        self.url = b""
        self.headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        """What uvicorn does; a request that waits for leave to send its body is looked at when it is passed on.

        What comes behind a body (RFC 9112 §7.1.2) is nobody's: the application has the head by then.
        """
        if self._in_head:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Take the request, or leave it to the application."""
        self._in_head = False
        if self._stream is not None or self.transport.is_closing():
            # A stream never ends in the client's favour: what it sends behind one is not read.
            return
        if self._has_nothing_in_hand():
            parser = self.parser
            wanted = asked(
                parser.get_method(),
                self.url,
                self.headers,
                version=parser.get_http_version(),
                keep_alive=parser.should_keep_alive(),
                elsewhere=self.lane.media_host,
            )
            if isinstance(wanted, PageAsked) and (found := self.lane.press.at_hand(wanted.path)) is not None:
                self._page, self._found = wanted, found
                return
            if isinstance(wanted, StreamAsked) and self._may_follow(wanted):
                self._stream = wanted
                return
        self._leave_to_application()

    def on_body(self, body: bytes) -> None:
        """See uvicorn; what is answered here has no body."""
        self._has_body = True
        self._patience.hear_body(len(body))
        if self._is_applications():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """See uvicorn."""
        self._in_request = False
        self._completed += 1
        if self._page is not None and self._found is not None:
            self._answer(self._page, self._found)
            # A connection that stays open must not keep a page that others have a newer one of.
            self._found = None
        elif self._is_applications():
            super().on_message_complete()

    def shutdown(self) -> None:
        """See uvicorn, which closes what has no request in hand; here whoever was not answered yet still is."""
        if self._in_request or not (self._is_answered or self.cycle):
            self._is_last = True
            self.loop.call_later(_LAST_CALL_SECONDS, self._time_is_up)
        else:
            super().shutdown()

    def _time_is_up(self) -> None:
        # A loop that was held up finds its timers due before it reads: what has arrived by now is read first. What is
        # called soon may still be called before that; what is called soon by it is not.
        self.loop.call_soon(self.loop.call_soon, self._shut)

    def _shut(self) -> None:
        # A reader has taken the transport over, and was told to come back.
        if self.transport is not None:
            super().shutdown()

    def resume_writing(self) -> None:
        """See uvicorn."""
        self._patience.taken()
        super().resume_writing()

    def visit(self) -> None:
        """Close a connection on which nothing has been asked for too long, or one request never ends, or nothing is taken."""
        lane = self.lane
        if self._patience.is_stuck(self.transport.get_write_buffer_size(), lane.idle_rounds):
            # To close it would wait for what is never taken.
            self.transport.abort()
        elif self._has_nothing_in_hand():
            if lane.rounds - self._last_used > lane.idle_rounds and not self.timeout_keep_alive_task:
                self.transport.close()
        elif self._in_request and self._is_applications():
            if self.flow.read_paused:
                self._patience.wait()
            elif self._patience.is_over(lane.rounds, lane.idle_rounds, lane.pace):
                self.transport.close()

    def _refuse(self) -> None:
        """A head without an end, or trailers: nothing of it is kept. Behind an answer that is under way nothing can be said."""
        if self._in_head and self._has_nothing_in_hand():
            said = self.lane.date(self.server_state.default_headers)
            self.transport.write(head_too_large(said, _HEAD_TOO_LARGE))
        self.transport.close()

    def _has_nothing_in_hand(self) -> bool:
        """Whether the next answer may be written now: all others are, and the client takes what it is sent."""
        return (self.cycle is None or self.cycle.response_complete) and not self.flow.write_paused

    def _is_applications(self) -> bool:
        return self._page is None and self._stream is None and self.cycle is not None

    def on_response_complete(self) -> None:
        """See uvicorn, which reads on; here not before all that came is answered."""
        super().on_response_complete()
        if self.pipeline:
            self.flow.pause_reading()

    def _leave_to_application(self) -> None:
        if len(self.pipeline) >= PIPELINED:
            self.transport.abort()
            return
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.url = url
        for name, value in headers:
            super().on_header(name, value)
        self._last_used = self.lane.rounds
        super().on_headers_complete()
        if self._is_last and self.cycle is not None:
            self.cycle.keep_alive = False

    def _answer(self, wanted: PageAsked, page: Finished) -> None:
        lane = self.lane
        self._is_answered = True
        if self._is_last:
            wanted = wanted._replace(closing=True)
        head, body = page_answer(page, wanted, lane.date(self.server_state.default_headers), lane.policy)
        self.transport.writelines((head, body)) if body else self.transport.write(head)
        self._last_used = lane.rounds
        if wanted.closing:
            self.transport.close()

    def _may_follow(self, wanted: StreamAsked) -> bool:
        # Without an edition or a seat the application answers: it can wait for the one and explain the other.
        return self.lane.press.has_edition(wanted.slug) and self.lane.seats.take(self._address())

    def _address(self) -> str:
        return self.client[0] if self.client else ""

    def _become_reader(self, wanted: StreamAsked) -> None:
        transport, lane = self.transport, self.lane
        reader = StreamReader.take_over(transport, lane, self.connections, wanted.slug, self._address())
        self.connections.discard(self)
        self.connections.add(reader)  # type: ignore[arg-type]
        head = stream_head(lane.date(self.server_state.default_headers), lane.policy, closing=wanted.closing)
        # Whatever holds this object still must not hold what a thousand readers do not need.
        self.parser = self.scope = self.headers = self.flow = self.transport = None  # type: ignore[assignment]
        transport.set_write_buffer_limits(high=lane.backlog)
        transport.write(head + chunk(lane.retry()))
        lane.let_in(reader, wanted.slug, wanted.after)
        if self._is_last:
            reader.shutdown()


def protocol_over(lane: Lane) -> type[FastLane]:
    """The class of connections of one process, for uvicorn's setting `http`."""
    return type("Connection", (FastLane,), {"lane": lane})
