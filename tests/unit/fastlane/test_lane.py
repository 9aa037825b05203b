"""The lane: rounds that stand for timers, seats that come back, requests known again, readers that are full."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from stoppress.domain.identifiers import Slug
from stoppress.fastlane import lane as lanes
from stoppress.fastlane.answers import chunk
from stoppress.hub import events
from stoppress.hub.seats import Seats
from tests.contract.invented import published
from tests.laws.lanes import Lanes, Wire, settle
from tests.laws.surfaces import Newsroom, newsroom

FERRY = Slug("ferry")
STREAM = b"GET /live/ferry/stream HTTP/1.1\r\nHost: x\r\n\r\n"
PAGE = b"GET /live/ferry HTTP/1.1\r\nHost: x\r\n\r\n"

HEARTBEAT = chunk(events.HEARTBEAT)


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    """A newsroom with a blog whose page is at hand."""
    async with newsroom() as room:
        await room.client.post("/api/v1/blogs", json={"slug": FERRY, "headline": "Ferries stop"})
        await room.client.get("/live/ferry")
        yield room


@pytest.fixture
def served(room: Newsroom) -> Lanes:
    """The newsroom behind a fast lane."""
    return Lanes(room)


async def following(served: Lanes) -> Wire:
    """A reader whose stream has begun."""
    wire = served.fast()
    wire.send(STREAM)
    await settle(wire)
    assert b"retry: " in wire.received
    return wire


async def post(served: Lanes, *numbers: int) -> None:
    """Publish posts, and let the press hear of them."""
    await served.room.journal.append(FERRY, [published(number) for number in numbers], by="rosa")
    await served.room.press.current(FERRY)
    await settle()


def go_round(served: Lanes, times: int = 1) -> None:
    """What the lane does twice in the time of a heartbeat."""
    for _ in range(times):
        served.lane.rounds += 1
        connections: set[Any] = served.state.connections
        for each in tuple(connections):
            each.visit()


async def test_silence_is_broken_at_the_second_round_and_no_earlier(served: Lanes) -> None:
    wire = await following(served)
    go_round(served)
    assert not wire.received.endswith(HEARTBEAT)
    go_round(served)
    assert wire.received.endswith(HEARTBEAT)
    assert wire.received.count(HEARTBEAT) == 1


async def test_who_is_being_told_things_gets_no_heartbeat(served: Lanes) -> None:
    wire = await following(served)
    for number in range(4):
        await post(served, number)
        go_round(served)
    assert HEARTBEAT not in wire.received


async def test_a_reader_that_is_full_is_written_nothing_and_catches_up_in_order(served: Lanes) -> None:
    wire, other = await following(served), await following(served)
    wire.protocol.pause_writing()
    before = wire.received
    await post(served, 1, 2)
    await post(served, 3)
    go_round(served, 2)
    assert wire.received == before
    assert other.received.count(b"event: revision") == 3
    wire.protocol.resume_writing()
    assert [seq for seq in range(9) if b"id: velmora2-%d\n" % seq in wire.received] == [2, 3, 4]
    assert wire.received.count(b"event: revision") == 3
    await post(served, 4)
    assert wire.received.count(b"event: revision") == 4


async def test_one_who_takes_nothing_for_too_long_is_cut(served: Lanes) -> None:
    wire = await following(served)
    wire.protocol.pause_writing()
    go_round(served, served.lane.stall_rounds)
    assert not wire.is_closing()
    go_round(served)
    assert wire.is_closing()


async def test_one_who_takes_something_in_time_is_not_cut(served: Lanes) -> None:
    wire = await following(served)
    for _ in range(3):
        wire.protocol.pause_writing()
        go_round(served, served.lane.stall_rounds)
        wire.protocol.resume_writing()
        go_round(served, 2)
    assert not wire.is_closing()


async def test_a_page_is_not_put_behind_what_the_client_has_not_taken(served: Lanes) -> None:
    wire = served.fast()
    wire.protocol.pause_writing()
    wire.send(PAGE)
    await settle(wire)
    assert b"<main" not in wire.received
    wire.protocol.resume_writing()
    await settle(wire)
    assert b"<main" in wire.received


async def test_a_connection_nobody_uses_is_closed_and_one_in_use_is_not(served: Lanes) -> None:
    idle, never_ending, busy, following_ = served.fast(), served.fast(), served.fast(), await following(served)
    idle.send(PAGE)
    never_ending.send(PAGE[:-2])
    for _ in range(served.lane.idle_rounds + 1):
        busy.send(PAGE)
        go_round(served)
    await settle()
    closing = [each.is_closing() for each in (idle, never_ending, busy, following_)]
    assert closing == [True, True, False, False]


Ending = Callable[[Lanes, Wire], object]

ENDINGS: dict[str, Ending] = {
    "the reader goes": lambda _served, wire: wire.close(),
    "it is cut": lambda _served, wire: wire.protocol.cut(),
    "it is told goodbye": lambda _served, wire: wire.protocol.finish(b": bye\n\n"),
    "the server stops": lambda _served, wire: wire.protocol.shutdown(),
}


@pytest.mark.parametrize("how", ENDINGS)
async def test_a_seat_is_free_again_however_a_stream_ends(served: Lanes, how: str) -> None:
    wire = await following(served)
    assert served.seats.taken == 1
    ENDINGS[how](served, wire)
    await settle(wire)
    assert served.seats.taken == 0
    assert not served.state.connections
    assert len(served.room.press.readers) == 0


async def test_seats_of_all_who_were_let_go_at_a_stop_are_free(served: Lanes) -> None:
    wires = [await following(served) for _ in range(3)]
    await served.room.press.readers.drain(lambda: events.retry(1000), seconds=0)
    await settle(*wires)
    assert all(each.received.endswith(chunk(b"retry: 1000\n\n") + b"0\r\n\r\n") for each in wires)
    assert served.seats.taken == 0


async def test_who_finds_no_seat_is_answered_by_the_application(room: Newsroom) -> None:
    served = Lanes(room, seats=Seats(0))
    wire = served.fast()
    wire.send(STREAM)
    await settle(wire)
    # The application of this newsroom has seats of its own.
    assert b"text/event-stream" in wire.received
    assert served.seats.taken == 0


async def test_what_comes_behind_a_stream_is_not_read(served: Lanes) -> None:
    wire = await following(served)
    before = wire.received
    wire.send(PAGE)
    wire.send(b"\0\xff")
    await settle(wire)
    assert wire.received == before
    assert not wire.is_closing()


async def test_requests_known_again_are_so_many_and_no_more(served: Lanes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "REQUESTS_SEEN", 4)
    asked = [PAGE.replace(b"Host: x", b"Host: x%d" % number) for number in range(7)]
    for each in asked:
        served.fast().send(each)
        # What is asked for again and again stays known.
        assert served.lane.seen(asked[0]) is not None
    known = [served.lane.seen(each) is not None for each in asked]
    assert known[0]
    assert known[-1]
    assert sum(known) <= lanes.REQUESTS_SEEN
    long = PAGE.replace(b"Host: x", b"Host: " + b"x" * lanes.LONGEST_SEEN)
    served.fast().send(long)
    assert served.lane.seen(long) is None


async def test_a_request_that_was_cut_or_had_one_behind_it_is_not_known_again(served: Lanes) -> None:
    wire = served.fast()
    wire.send(PAGE[:20])
    wire.send(PAGE[20:])
    served.fast().send(PAGE + PAGE)
    assert [served.lane.seen(each) for each in (PAGE[:20], PAGE[20:], PAGE + PAGE)] == [None] * 3


async def test_the_date_is_the_servers_and_written_once_for_all_answers_of_a_second(served: Lanes) -> None:
    first = [(b"date", b"Sat, 05 Apr 2031 09:00:00 GMT")]
    assert served.lane.date(first) == b"date: Sat, 05 Apr 2031 09:00:00 GMT\r\n"
    assert served.lane.date(first) is served.lane.date(first)
    assert served.lane.date([(b"date", b"later")]) == b"date: later\r\n"


async def test_the_lane_goes_round_by_itself_in_slices(served: Lanes, monkeypatch: pytest.MonkeyPatch) -> None:
    loop, later = asyncio.get_running_loop(), list[Callable[[], object]]()
    monkeypatch.setattr(lanes, "SLICE", 2)
    wires = [await following(served) for _ in range(5)]
    monkeypatch.setattr(loop, "call_later", lambda _seconds, call, *given: later.append(lambda: call(*given)))
    monkeypatch.setattr(served.lane, "_goes_round", False)
    served.lane.attend(served.state.connections)
    for _ in range(2):
        [begin] = later
        later.clear()
        begin()
        await settle(*wires)
    assert [each.received.count(HEARTBEAT) for each in wires] == [1] * 5
