"""Steps at their address: where they end, who waits, what may be kept, and that taken-back words are on none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.revisions import CoverageEnded, PostPublished, WordsRemoved
from stoppress.hub.seats import Seats
from stoppress.press import edition, editions
from stoppress.press.edition import REMEMBERED
from stoppress.web.reader.updates import updates
from tests.laws.surfaces import EPOCH, STRIDE, Newsroom, newsroom
from tests.web.test_stream import FERRY, publish

STEPS = "/live/ferry/updates"

# Longer than any test may take: nobody waits it out.
LONG = 3600.0

# The journal in memory never waits for anything but its turn.
TURNS = 200

NOW = datetime(2031, 4, 5, 9, tzinfo=UTC)

FINAL, GROWING, EMPTY = (
    f"public, max-age={browser}, s-maxage={shared}" for browser, shared in ((60, 60), (1, 2), (0, 1))
)


def at(seq: int) -> str:
    return f"{EPOCH}-{seq}"


async def step(room: Newsroom, after: str, **headers: str) -> httpx.Response:
    return await room.client.get(f"{STEPS}/{after}", headers=headers)


async def a_turn_for_all(holds: Callable[[], bool]) -> None:
    """Let others have their turn until something holds."""
    for _ in range(TURNS):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("it did not come true")


def waiting_client(room: Newsroom, seats: Seats, *, wait: float) -> httpx.AsyncClient:
    """A client of steps alone, whose seats and whose patience a test gives."""
    application = FastAPI()
    application.include_router(updates(room.press, seats, wait=wait))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url="http://test")


@settings(max_examples=15)
@given(st.integers(1, 3 * STRIDE), st.data())
def test_steps_lead_from_any_place_to_the_head_by_every_frame_once(posts: int, data: st.DataObject) -> None:
    async def story() -> None:
        async with newsroom() as room:
            await room.client.post("/api/v1/blogs", json={"slug": "ferry", "headline": "Ferries stop"})
            await publish(room, posts)
            head = posts + 1
            after = data.draw(st.integers(0, head))
            told = [json.loads(each) for each in (await room.listen(Slug("ferry"), Seq(after))).frames]
            chain = [answer.json() for answer in (await room.walk(Slug("ferry"), Seq(after))).values()]
            assert [frame for each in chain for frame in each["frames"]] == told
            assert [frame["seq"] for frame in told] == list(range(after + 1, head + 1))
            for each in chain:
                begin, end = (int(each[name].rpartition("-")[2]) for name in ("from", "to"))
                assert each["final"] is (end > begin and end % STRIDE == 0)
                assert end <= begin - begin % STRIDE + STRIDE

    asyncio.run(story())


async def test_each_kind_of_step_may_be_kept_for_so_long(room: Newsroom, client: httpx.AsyncClient) -> None:
    await publish(room, STRIDE + 1)
    lives = [(await step(room, at(after))).headers["cache-control"] for after in (0, STRIDE, STRIDE + 2)]
    assert lives == [FINAL, GROWING, EMPTY]


async def test_a_final_step_is_made_once_and_outlives_what_comes(room: Newsroom, client: httpx.AsyncClient) -> None:
    await publish(room, STRIDE)
    first = await room.press.readers.step("ferry", at(0), wait=0)
    growing = await room.press.readers.step("ferry", at(STRIDE), wait=0)
    await publish(room)
    await room.press.current(Slug("ferry"))
    assert await room.press.readers.step("ferry", at(0), wait=0) is first
    assert await room.press.readers.step("ferry", at(STRIDE), wait=0) is not growing


async def test_who_waits_is_answered_by_the_next_post(room: Newsroom, client: httpx.AsyncClient) -> None:
    seats = Seats(1)
    async with waiting_client(room, seats, wait=LONG) as reader:
        waiting = asyncio.create_task(reader.get(f"{STEPS}/{at(1)}"))
        await a_turn_for_all(lambda: room.press.readers.waiting == 1)
        assert room.press.readers.by_blog() == {"ferry": 1}
        assert seats.taken == 1
        await publish(room)
        answer = (await waiting).json()
    assert [frame["seq"] for frame in answer["frames"]] == [2]
    assert seats.taken == 0
    assert room.press.readers.by_blog() == {}


async def test_who_waits_for_a_blog_is_answered_though_others_have_taken_its_place(
    room: Newsroom, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "MOST", 1)
    await client.post("/api/v1/blogs", json={"slug": "storm", "headline": "Storm"})
    async with waiting_client(room, Seats(1), wait=LONG) as reader, asyncio.timeout(30):
        waiting = asyncio.create_task(reader.get(f"{STEPS}/{at(1)}"))
        await a_turn_for_all(lambda: room.press.readers.waiting == 1)
        await room.press.page("storm")
        await publish(room)
        assert [frame["seq"] for frame in (await waiting).json()["frames"]] == [2]


async def test_who_waits_is_reset_when_too_much_happens_at_once(
    room: Newsroom, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition, "REMEMBERED", 2)
    monkeypatch.setattr(editions, "REMEMBERED", 2)
    await client.post("/api/v1/blogs", json={"slug": "storm", "headline": "Storm"})
    names = [PostId(f"p{number}") for number in range(3)]
    posts = [PostPublished(at=NOW, post=name, published_at=NOW, body="Late.") for name in names]
    removal = WordsRemoved(at=NOW, revisions=(Seq(2),), posts=(PostId("p0"),))
    async with waiting_client(room, Seats(1), wait=LONG) as reader, asyncio.timeout(30):
        waiting = asyncio.create_task(reader.get(f"/live/storm/updates/{at(1)}"))
        await a_turn_for_all(lambda: room.press.readers.waiting == 1)
        await room.journal.append(Slug("storm"), [*posts, removal], by="the court")
        answer = (await waiting).json()
    assert (answer["reset"], answer["to"], answer["frames"]) == (True, at(5), [])


async def test_who_waits_in_vain_is_told_so_when_the_time_is_over(room: Newsroom, client: httpx.AsyncClient) -> None:
    async with waiting_client(room, Seats(1), wait=0.01) as reader:
        answer = await reader.get(f"{STEPS}/{at(1)}")
    assert answer.json() == {**answer.json(), "from": at(1), "to": at(1), "frames": [], "final": False}


async def test_without_a_seat_nobody_is_kept_waiting(room: Newsroom, client: httpx.AsyncClient) -> None:
    async with waiting_client(room, Seats(0), wait=LONG) as reader, asyncio.timeout(30):
        assert (await reader.get(f"{STEPS}/{at(1)}")).json()["frames"] == []


async def test_an_answer_without_a_body_is_not_waited_for(room: Newsroom, client: httpx.AsyncClient) -> None:
    async with waiting_client(room, Seats(1), wait=LONG) as reader, asyncio.timeout(30):
        answer = await reader.head(f"{STEPS}/{at(1)}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, EMPTY)


async def test_a_seat_is_given_back_when_there_is_no_such_blog(room: Newsroom) -> None:
    seats = Seats(1)
    async with waiting_client(room, seats, wait=LONG) as reader:
        with pytest.raises(Exception, match="ferry"):
            await reader.get(f"{STEPS}/{at(1)}")
    assert seats.taken == 0
    assert (await step(room, at(1))).status_code == 404


async def test_nobody_waits_for_a_blog_that_has_ended(room: Newsroom, client: httpx.AsyncClient) -> None:
    await room.journal.append(Slug("ferry"), [CoverageEnded(at=NOW)], by="rosa")
    await room.press.current(Slug("ferry"))
    async with waiting_client(room, Seats(1), wait=LONG) as reader, asyncio.timeout(30):
        answer = (await reader.get(f"{STEPS}/{at(2)}")).json()
    assert (answer["ended"], answer["frames"]) == (True, [])
    assert [frame["kind"] for frame in (await step(room, at(1))).json()["frames"]] == ["coverage-ended"]


@pytest.mark.parametrize("place", ["x", "otherone-1", at(9), f"{EPOCH}-01", "%00", "velmora2"])
async def test_a_place_that_is_none_of_ours_is_reset_and_never_refused(
    room: Newsroom, client: httpx.AsyncClient, place: str
) -> None:
    answer = await step(room, place)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, EMPTY)
    assert {name: answer.json()[name] for name in ("reset", "to", "frames", "final")} == {
        "reset": True,
        "to": at(1),
        "frames": [],
        "final": False,
    }


async def test_who_is_too_far_behind_is_reset(room: Newsroom, client: httpx.AsyncClient) -> None:
    names = [PostId(f"p{number}") for number in range(REMEMBERED)]
    posts = [PostPublished(at=NOW, post=name, published_at=NOW, body="Late.") for name in names]
    await room.journal.append(Slug("ferry"), posts, by="rosa")
    assert (await step(room, at(0))).json()["reset"]
    assert not (await step(room, at(1))).json()["reset"]


async def test_a_place_another_process_has_told_of_is_looked_up_in_the_journal(
    room: Newsroom, client: httpx.AsyncClient
) -> None:
    await room.press.page("ferry")
    from_afar = PostPublished(at=NOW, post=PostId("p9"), published_at=NOW, body="From afar.")
    await room.journal.append(Slug("ferry"), [from_afar], by="another process")
    # The press listens in a task, which has had no turn yet.
    answer = json.loads((await room.press.readers.step("ferry", at(2), wait=0)).body)
    assert (answer["reset"], answer["from"], answer["to"]) == (False, at(2), at(2))


async def test_words_taken_back_are_on_no_step_not_even_a_final_one(room: Newsroom, client: httpx.AsyncClient) -> None:
    await client.post(f"{FERRY}/posts", json={"id": "p1", "body": "zqxcanary"})
    await publish(room, STRIDE)
    assert b"zqxcanary" in (await step(room, at(0))).content
    assert (await client.post(f"{FERRY}/posts/p1/withdrawal", json={"reason": "Wrong."})).is_success
    again = await step(room, at(0))
    assert again.json()["final"]
    assert b"zqxcanary" not in b"".join([each.content for each in (await room.walk(Slug("ferry"), Seq(0))).values()])


async def test_words_removed_by_law_are_on_no_step(room: Newsroom, client: httpx.AsyncClient) -> None:
    await client.post(f"{FERRY}/posts", json={"id": "p1", "body": "zqxcanary"})
    await publish(room, STRIDE)
    assert b"zqxcanary" in (await step(room, at(0))).content
    removed = WordsRemoved(at=NOW, revisions=(Seq(2),), posts=(PostId("p1"),))
    await room.journal.append(Slug("ferry"), [removed], by="the court")
    await room.press.current(Slug("ferry"))
    chain = await room.walk(Slug("ferry"), Seq(0))
    assert chain
    assert b"zqxcanary" not in b"".join(each.content for each in chain.values())


async def test_asking_again_for_the_same_bytes_costs_a_304(room: Newsroom, client: httpx.AsyncClient) -> None:
    await publish(room, 2)
    answer = await step(room, at(0), **{"Accept-Encoding": "identity"})
    known = {"If-None-Match": answer.headers["etag"], "Accept-Encoding": "identity"}
    same = await step(room, at(0), **known)
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["cache-control"] == answer.headers["cache-control"]
    await publish(room)
    await room.press.current(Slug("ferry"))
    assert (await step(room, at(0), **known)).status_code == 200


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
async def test_steps_come_in_the_coding_asked_for(room: Newsroom, client: httpx.AsyncClient, coding: str) -> None:
    await publish(room, 2)
    answer = await step(room, at(0), **{"Accept-Encoding": coding})
    assert answer.headers.get("content-encoding", "identity") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert [frame["seq"] for frame in answer.json()["frames"]] == [1, 2, 3]
