"""Patience: heads without an end, bodies that never come, answers that nobody takes. Each holds a place that readers need."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from stoppress.fastlane.lane import CROWD
from stoppress.fastlane.patience import HEAD_LIMIT, PACE, PIPELINED, Patience
from tests.laws.lanes import Lanes, Wire, settle
from tests.laws.surfaces import Newsroom, newsroom
from tests.unit.fastlane.test_lane import FERRY, PAGE, following, go_round

PIECE = 4_096
LEFT = b"GET /nothing/here HTTP/1.1\r\nHost: x\r\n\r\n"
"""What the application answers."""
POST = b"POST /api/v1/blogs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


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


def send_on(wire: Wire, piece: bytes) -> int:
    """Send this again and again, as long as anybody listens; how many bytes were taken, a megabyte at most."""
    taken = 0
    while not wire.is_closing() and taken < 1_000_000:
        wire.send(piece)
        taken += len(piece)
    return taken


ENDLESS = {
    "headers": (PAGE[:-2], b"x-a: " + b"a" * PIECE + b"\r\n"),
    "one header": (PAGE[:-2] + b"x-a: ", b"a" * PIECE),
    "a target": (b"GET /", b"a" * PIECE),
}


@pytest.mark.parametrize("what", ENDLESS)
async def test_a_head_without_an_end_is_refused_and_said_so(served: Lanes, what: str) -> None:
    begin, piece = ENDLESS[what]
    wire = served.fast()
    wire.send(begin)
    assert send_on(wire, piece) <= HEAD_LIMIT + 2 * PIECE
    assert wire.received.startswith(b"HTTP/1.1 431 ")
    assert b"connection: close\r\n" in wire.received


async def test_behind_an_answer_under_way_nothing_is_said(served: Lanes) -> None:
    wire = served.fast()
    wire.send(b"GET /live/ferry/history HTTP/1.1\r\nHost: x\r\n\r\n" + PAGE[:-2])
    before = wire.received
    send_on(wire, b"x-a: " + b"a" * PIECE + b"\r\n")
    assert wire.is_closing()
    assert wire.received == before


async def test_a_long_head_is_answered_if_it_ends(served: Lanes) -> None:
    wire = served.fast()
    wire.send(PAGE[:-2])
    for number in range(10):
        wire.send(b"x-%d: " % number + b"a" * PIECE + b"\r\n")
    wire.send(b"\r\n")
    await settle(wire)
    assert wire.received.startswith(b"HTTP/1.1 200 ")


async def test_what_comes_behind_a_body_in_chunks_is_not_kept(served: Lanes) -> None:
    wire = served.fast()
    wire.send(POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
    kept = wire.protocol.headers
    before = len(kept)
    wire.send(b"x-a: a\r\n")
    assert len(kept) == before
    assert send_on(wire, b"x-a: " + b"a" * PIECE + b"\r\n") <= HEAD_LIMIT + 2 * PIECE
    assert wire.is_closing()


async def test_a_long_body_in_small_chunks_is_no_head(served: Lanes) -> None:
    wire = served.fast()
    wire.send(POST + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(HEAD_LIMIT // 20):
        wire.send(b"1\r\na\r\n" * 4)
    assert not wire.is_closing()


async def test_a_body_that_does_not_come_is_waited_for_as_long_as_a_request(served: Lanes) -> None:
    silent, dribbling, steady = served.fast(), served.fast(), served.fast()
    for each in (silent, dribbling, steady):
        each.send(POST + b"Content-Length: 50000\r\n\r\n")
    rounds = served.lane.idle_rounds + 2
    for at in range(rounds):
        assert at > served.lane.idle_rounds or not silent.is_closing()
        dribbling.send(b"a")
        steady.send(b"a" * (served.lane.pace // 4))
        await settle()
        go_round(served)
    assert [each.is_closing() for each in (silent, dribbling, steady)] == [True, True, False]


async def test_an_answer_that_nobody_takes_is_given_up(served: Lanes) -> None:
    stuck, slow, done = served.fast(), served.fast(), served.fast()
    for each in (stuck, slow, done):
        each.send(PAGE)
    stuck.unsent, slow.unsent = 100_000, 100_000
    for wire in (stuck, slow):
        wire.protocol.pause_writing()
    for _ in range(served.lane.idle_rounds + 3):
        go_round(served)
        slow.unsent -= 1
        if slow.unsent % 4 == 0:
            slow.protocol.resume_writing()
            slow.unsent = 100_000
            slow.protocol.pause_writing()
        done.send(PAGE)
    assert [each.is_closing() for each in (stuck, slow, done)] == [True, False, False]


async def test_in_a_crowd_nobody_waits_for_who_asks_for_nothing(served: Lanes) -> None:
    """Connections are files: whoever opens thousands and says nothing takes them from readers."""
    silent, following_ = served.fast(), await following(served)
    served.lane.count(CROWD + 1)
    go_round(served, 2)
    assert not silent.is_closing(), "one of these follows a stream"
    served.lane.count(CROWD + 2)
    go_round(served, 2)
    assert [silent.is_closing(), following_.is_closing()] == [True, False]
    served.lane.count(2)
    assert served.lane.idle_rounds > 2


async def test_so_many_requests_wait_behind_one_and_no_more(served: Lanes) -> None:
    patient, greedy = served.fast(), served.fast()
    patient.send(LEFT * (PIPELINED + 1))
    greedy.send(LEFT * (PIPELINED + 2))
    assert [each.is_closing() for each in (patient, greedy)] == [False, True]
    await settle(patient, greedy)
    assert patient.received.count(b"HTTP/1.1 404 ") == PIPELINED + 1
    # Nothing of it is begun any more.
    assert greedy.received == b""


async def test_nothing_more_is_read_before_what_came_is_answered(served: Lanes) -> None:
    wire = served.fast()
    wire.send(LEFT * 5)
    while wire.received.count(b"HTTP/1.1 404 ") < 5:
        assert wire.protocol.flow.read_paused or not wire.protocol.pipeline
        await asyncio.sleep(0)
    await settle(wire)
    assert not wire.protocol.flow.read_paused


def test_a_round_in_which_nobody_read_is_not_the_clients() -> None:
    patience = Patience()
    patience.begin(7)
    assert not patience.is_over(17, 10, PACE)
    assert patience.is_over(18, 10, PACE)
    patience.wait()
    assert not patience.is_over(18, 10, PACE)
