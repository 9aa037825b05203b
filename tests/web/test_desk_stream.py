"""The desk's stream, spoken to as a server would: who hears what, and that a session that is ended hears no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from stoppress.actions.wish import Wish
from stoppress.app.building import now
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.drafts.bell import What
from stoppress.hub.seats import Seats
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.web.desk import stream
from stoppress.web.desk.asking import PLAIN_COOKIE
from stoppress.web.desk.stream import DeskStream, StreamPace
from tests.web.desk_room import Browser, DeskRoom, desk_room
from tests.web.test_stream import Connection

FERRY, STORM = Slug("ferry"), Slug("storm")
ONE = f"/blogs/ferry/drafts/{'a' * 26}"
CONTENT = {"body": "Secret words."}


@pytest.fixture
async def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DeskRoom]:
    """Two blogs, and a bell that is heard. Who it is is asked again very soon."""
    quick = StreamPace(asked_again=0.01, heartbeat=0.02)
    monkeypatch.setattr(stream.DeskStream.__init__, "__defaults__", (quick,))
    async with desk_room(tmp_path) as room:
        for slug in (FERRY, STORM):
            await room.newsroom.blogs.open(Wish(person=OPERATOR), slug, Description(headline=Headline(text=slug)))
        hearing = asyncio.ensure_future(room.newsroom.room.bell.run())
        yield room
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)


@asynccontextmanager
async def listening(room: DeskRoom, browser: Browser | None) -> AsyncIterator[Connection]:
    """A stream of this browser's, once it is open."""
    connection = Connection()
    cookie = browser.client.cookies.get(PLAIN_COOKIE) if browser else ""
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/desk/stream",
        "raw_path": b"/desk/stream",
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"cookie", f"{PLAIN_COOKIE}={cookie}".encode()), (b"accept", b"text/event-stream")],
        "client": ("127.0.0.1", 1),
        "server": ("gazette.example", 80),
    }
    task = asyncio.ensure_future(room.door(scope, connection.receive, connection.send))
    try:
        async with asyncio.timeout(30):
            await connection.until(b"\n\n" if browser else b"")
            yield connection
    finally:
        connection.leave()
        await task


async def test_what_changes_is_told_without_a_word_of_it(room: DeskRoom) -> None:
    reporter = await room.browser(Role.REPORTER)
    async with listening(room, reporter) as connection:
        headers = dict(connection.start["headers"])
        assert headers[b"cache-control"] == b"no-store, private"
        assert headers[b"content-type"].startswith(b"text/event-stream")
        assert b"access-control-allow-origin" not in headers
        await reporter.tell("PUT", ONE, {"version": 1, "content": CONTENT})
        told = await connection.until(b'event: desk\ndata: {"blog": "ferry", "what": "drafts"}\n\n')
        assert b"Secret" not in told
        assert told.startswith(b"retry: ")
        await reporter.tell("POST", f"{ONE}/send", {"version": 2, "content": CONTENT, "hold": True})
        await connection.until(b'"what": "queue"}\n\n')


async def test_nobody_hears_of_a_blog_they_may_not_see_or_write_in(room: DeskRoom) -> None:
    moderator = await room.browser(Role.MODERATOR)
    elsewhere = await room.browser(storm=Role.EDITOR)
    bell = room.newsroom.room.bell
    async with listening(room, moderator) as first, listening(room, elsewhere) as second:
        await bell.ring(FERRY, What.QUEUE)
        await bell.ring(FERRY, What.PEOPLE)
        await first.until(b'"what": "people"')
        await bell.ring(STORM, What.QUEUE)
        await second.until(b'"blog": "storm"')
        assert b"queue" not in first.body
        assert b"ferry" not in second.body


async def test_a_notice_rings_for_whom_it_is_and_for_nobody_else(room: DeskRoom) -> None:
    one, other = await room.browser(Role.ADMINISTRATOR), await room.browser(Role.ADMINISTRATOR)
    bell = room.newsroom.room.bell
    async with listening(room, one) as first, listening(room, other) as second:
        await bell.ring(Slug(one.person), What.NOTICES)
        await bell.ring(FERRY, What.PEOPLE)
        await second.until(b'"what": "people"')
        await first.until(f'data: {{"blog": "{one.person}", "what": "notices"}}'.encode())
        assert b"notices" not in second.body


async def test_whoever_has_many_pages_open_takes_nobody_elses_seat(room: DeskRoom) -> None:
    """A newsroom's people share an address, and so would their limit be shared."""
    editor, other = await room.browser(Role.EDITOR), await room.browser(Role.EDITOR)
    app: Any = room.door._app
    (route,) = [each for each in app.router.routes if getattr(each, "path", "") == "/desk/stream"]
    route.app = DeskStream(room.newsroom.room.bell, Seats(10, 1, trusted=()), lambda: 0.5, StreamPace(heartbeat=0.02))
    async with listening(room, editor), listening(room, editor) as second, listening(room, other) as third:
        await second.until(b"retry: 30000")
        assert b"retry: 30000" not in third.body


async def test_a_session_that_is_ended_loses_its_streams_at_the_next_question(room: DeskRoom) -> None:
    editor = await room.browser(Role.EDITOR)
    async with listening(room, editor) as connection:
        await room.newsroom.sessions.end_all(editor.person)
        await connection.over()
        before = connection.body
        await room.newsroom.room.bell.ring(FERRY, What.QUEUE)
        assert connection.body == before


async def test_somebody_who_is_disabled_or_moved_hears_no_more(room: DeskRoom) -> None:
    editor, moved = await room.browser(Role.EDITOR), await room.browser(Role.EDITOR)
    bell = room.newsroom.room.bell
    async with listening(room, editor) as first, listening(room, moved) as second:
        await room.newsroom.people.set_role(moved.person, Role.MODERATOR)
        await room.newsroom.people.disable(editor.person, now())
        await bell.ring(FERRY, What.QUEUE)
        await bell.ring(FERRY, What.PEOPLE)
        await second.until(b'"what": "people"')
        assert b"queue" not in second.body
        assert b"event: desk" not in await first.over()


async def test_a_stranger_gets_no_stream(room: DeskRoom) -> None:
    async with listening(room, None) as connection:
        await connection.over()
        assert connection.start["status"] == 401


async def test_silence_is_broken_by_heartbeats_that_are_no_sign_of_somebody(room: DeskRoom) -> None:
    editor = await room.browser(Role.EDITOR)
    (before,) = await room.newsroom.sessions.of(editor.person, now())
    async with listening(room, editor) as connection:
        await connection.until(b"\n\n:\n\n:\n\n")
    (after,) = await room.newsroom.sessions.of(editor.person, now())
    assert after.seen_at == before.seen_at


async def test_at_a_stop_staff_are_let_go(room: DeskRoom) -> None:
    editor = await room.browser(Role.EDITOR)
    async with listening(room, editor) as connection:
        room.newsroom.room.bell.close()
        await connection.over()


async def test_who_finds_no_seat_is_told_to_come_later(room: DeskRoom) -> None:
    editor = await room.browser(Role.EDITOR)
    full = DeskStream(room.newsroom.room.bell, Seats(0), lambda: 0.5)
    app: Any = room.door._app
    (route,) = [each for each in app.router.routes if getattr(each, "path", "") == "/desk/stream"]
    route.app = full
    async with listening(room, editor) as connection:
        assert await connection.until(b"retry: 30000") == connection.body
        assert b"event: desk" not in connection.body


def test_a_session_that_is_ended_loses_its_streams_within_five_seconds() -> None:
    assert stream.ASKED_AGAIN_SECONDS < 5
    assert StreamPace().heartbeat + StreamPace().asked_again <= 16
