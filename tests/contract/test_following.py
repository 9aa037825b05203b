"""Following a story: who is told of what, once, and nothing of what was taken back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from stoppress.audience.followers import KEPT_DAYS, QUIET_DAYS, forget_followers
from stoppress.audience.owed import GOOD_FOR, MOST_FAILED, PAUSES, TAKEN_FOR
from stoppress.database.schema_follow import alerted, followed, followers
from stoppress.domain.alerts import FRESH, Wants
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import Slug
from stoppress.domain.revisions import (
    CoverageEnded,
    CoverageReopened,
    KeyEventMarked,
    PostCorrected,
    PostLabelled,
    PostPinned,
    PostRevised,
    PostWithdrawn,
)
from stoppress.wire.following import topic_of
from tests.contract.follow_room import FERRY, STORM, PushedRoom, follow_room, memory_journal
from tests.contract.places import DURABLE


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PushedRoom]:
    async with follow_room(request.param, request, tmp_path) as made:
        yield made


def rows(table: Table, connection: Connection) -> Sequence[object]:
    """All there is."""
    return connection.execute(select(table)).all()


@pytest.mark.parametrize(
    ("more", "is_key"),
    [({}, False), ({"key_event": True}, True), ({"label": Label.BREAKING}, True), ({"label": Label.ANALYSIS}, False)],
)
async def test_key_events_and_breaking_news_are_for_all_and_the_rest_for_those_who_want_it(
    room: PushedRoom, more: dict[str, Any], *, is_key: bool
) -> None:
    some, every = room.service.device("some"), room.service.device("every")
    await room.follow(some)
    await room.follow(every, Wants.ALL)
    await room.publish("The quay is closed", **more)
    await room.tell()
    assert (len(room.said(some)), len(room.said(every))) == (int(is_key), 1)


async def test_what_is_told_can_be_read_by_the_browser_and_says_nothing_to_its_service(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    post = await room.publish("The quay is closed", label=Label.BREAKING)
    assert await room.tell() == 1
    (pushed,) = room.service.to(phone)
    assert phone.read(pushed) == {
        "web_push": 8030,
        "notification": {
            "title": "Ferries stop",
            "body": "Breaking: The quay is closed",
            "navigate": f"https://courier.example/live/ferry#post-{post}",
            "tag": topic_of(FERRY),
            "lang": "en",
            "dir": "ltr",
        },
    }
    assert {name: pushed.headers[name] for name in ("ttl", "topic", "urgency", "content-encoding")} == {
        "ttl": "1800",
        "topic": topic_of(FERRY),
        "urgency": "high",
        "content-encoding": "aes128gcm",
    }
    assert pushed.proof()[0]["sub"] == "mailto:desk@courier.example"
    everything = repr(pushed.headers) + pushed.path + pushed.body.decode("latin-1")
    assert not [word for word in ("ferry", "Ferries", "quay", "courier.example/live") if word in everything]


async def test_the_urgency_is_that_of_the_news(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone, Wants.ALL)
    for more in ({}, {"key_event": True}, {"label": Label.BREAKING}):
        await room.publish("News", **more)
        await room.tell()
    pinned = await room.publish("News")
    await room.happens(PostPinned(at=room.time, post=pinned))
    await room.tell()
    assert [each.headers["urgency"] for each in room.service.to(phone)] == ["low", "normal", "high", "normal"]


async def test_nobody_is_told_of_a_post_twice_whatever_becomes_of_it(room: PushedRoom) -> None:
    some, every = room.service.device("some"), room.service.device("every")
    await room.follow(some)
    await room.follow(every, Wants.ALL)
    post = await room.publish("The quay is closed")
    await room.tell()
    at: dict[str, Any] = {"at": room.time, "post": post}
    for revision in (
        KeyEventMarked(**at, marked=True),
        PostRevised(**at, headline="The quay is shut", body=""),
        PostCorrected(**at, wrong="closed", right="shut"),
        PostLabelled(**at, label=Label.BREAKING),
        PostPinned(**at),
        KeyEventMarked(**at, marked=False),
        KeyEventMarked(**at, marked=True),
        PostWithdrawn(**at),
    ):
        await room.happens(revision)
        await room.tell()
    assert room.said(every) == ["The quay is closed"]
    assert room.said(some) == ["The quay is closed"]


async def test_what_was_taken_back_is_told_to_nobody_even_if_it_was_owed(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    post = await room.publish("Zqxsecret", key_event=True)
    await room.wire.read_on()
    await room.happens(PostWithdrawn(at=room.time, post=post))
    assert await room.tell() == 1
    assert room.service.pushed == []
    assert await room.tell() == 0


async def test_an_edit_before_it_is_sent_is_what_is_told(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    post = await room.publish("The key is closed", key_event=True)
    await room.wire.read_on()
    await room.happens(PostRevised(at=room.time, post=post, headline="The quay is closed", body=""))
    await room.tell()
    assert room.said(phone) == ["The quay is closed"]


async def test_a_newer_alert_replaces_one_that_nobody_has_sent(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    for number in range(5):
        await room.publish(f"News {number}", key_event=True)
    assert await room.tell() == 1
    assert room.said(phone) == ["News 4"]
    assert await room.tell() == 0


async def test_what_became_owed_while_another_was_on_its_way_is_sent_as_well(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    await room.publish("First", key_event=True)
    await room.wire.read_on()
    (taken,) = await room.owing.take_due()
    await room.publish("Second", key_event=True)
    await room.wire.read_on()
    await room.owing.is_over([taken])
    await room.tell()
    assert room.said(phone) == ["Second"]


async def test_who_comes_later_is_told_of_what_is_new_then_and_old_news_are_none(room: PushedRoom) -> None:
    await room.publish("Before", key_event=True)
    phone = room.service.device("phone")
    await room.follow(phone)
    await room.tell()
    await room.publish("Imported", key_event=True, published_at=room.time - FRESH - timedelta(seconds=1))
    await room.tell()
    assert room.said(phone) == []
    await room.publish("Now", key_event=True)
    await room.tell()
    assert room.said(phone) == ["Now"]


async def test_several_processes_tell_it_once(room: PushedRoom) -> None:
    phones = [room.service.device(f"phone{number}") for number in range(5)]
    for phone in phones:
        await room.follow(phone)
    await room.publish("The quay is closed", key_event=True)
    await asyncio.gather(*(room.wire.read_on() for _ in range(4)))
    assert sum(await asyncio.gather(*(room.wire.send_due() for _ in range(4)))) == 5
    assert [len(room.said(phone)) for phone in phones] == [1] * 5


async def test_who_was_killed_leaves_it_to_others(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    await room.publish("The quay is closed", key_event=True)
    await room.wire.read_on()
    assert len(await room.owing.take_due()) == 1
    assert await room.tell() == 0
    room.later(seconds=TAKEN_FOR.total_seconds())
    assert await room.tell() == 1
    assert room.said(phone) == ["The quay is closed"]


@pytest.mark.parametrize("answer", ["404 Not Found", "410 Gone"])
async def test_a_browser_that_has_gone_follows_nothing_any_more(room: PushedRoom, answer: str) -> None:
    gone, stays = room.service.device("gone"), room.service.device("stays")
    await room.open(STORM)
    for slug in (FERRY, STORM):
        await room.follow(gone, slug=slug)
        await room.follow(stays, slug=slug)
    room.service.answers["/push/gone"] = [answer]
    await room.publish("The quay is closed", key_event=True)
    await room.tell()
    assert await room.followers.counts() == {FERRY: 1, STORM: 1}
    assert room.noted.told == []


async def test_what_does_not_arrive_is_tried_later_and_not_before_it_may(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    room.service.answers["/push/phone"] = ["503 Busy", "429 Slow down\r\nRetry-After: 120"]
    await room.publish("The quay is closed", key_event=True)
    assert await room.tell() == 1
    assert await room.tell() == 0
    room.later(seconds=PAUSES[0].total_seconds())
    assert await room.tell() == 1
    room.later(seconds=119)
    assert await room.tell() == 0
    room.later(seconds=1)
    assert await room.tell() == 1
    assert len(room.service.to(phone)) == 3
    room.later(hours=1)
    assert await room.tell() == 0


async def test_an_alert_is_tried_no_longer_than_it_is_worth_anything(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    room.service.answers["/push/phone"] = ["503 Busy"] * 100
    await room.publish("The quay is closed", key_event=True)
    for _ in range(100):
        await room.tell()
        room.later(seconds=30)
    assert 3 <= len(room.service.pushed) <= len(PAUSES) + 2
    assert [cause for cause, _ in room.noted.told] == ["follow"]
    assert await room.followers.count(FERRY) == 1


async def test_after_a_pause_of_the_newsroom_nothing_stale_is_sent(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    await room.publish("The quay is closed", key_event=True)
    await room.wire.read_on()
    room.later(seconds=GOOD_FOR.total_seconds())
    assert await room.tell() == 1
    assert room.service.pushed == []


async def test_who_can_never_be_told_is_forgotten_in_the_end_and_staff_hear_of_it(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    room.service.answers["/push/phone"] = ["403 Forbidden"] * MOST_FAILED
    for number in range(MOST_FAILED):
        assert await room.followers.count(FERRY) == 1
        await room.publish(f"News {number}", key_event=True)
        await room.tell()
    assert await room.followers.count(FERRY) == 0
    assert {cause for cause, _ in room.noted.told} == {"follow"}


async def test_one_that_arrives_makes_good_for_those_that_did_not(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    for number in range(2 * MOST_FAILED):
        room.service.answers["/push/phone"] = [] if number % 5 == 4 else ["403 Forbidden"]
        await room.publish(f"News {number}", key_event=True)
        await room.tell()
    assert await room.followers.count(FERRY) == 1


async def test_the_end_is_the_last_that_is_told(room: PushedRoom) -> None:
    some, every = room.service.device("some"), room.service.device("every")
    await room.follow(some)
    await room.follow(every, Wants.ALL)
    await room.happens(CoverageEnded(at=room.time))
    await room.tell()
    last = "Coverage has ended. You are told nothing more of this story."
    assert room.said(some) == room.said(every) == [last]
    assert json.dumps(some.read(room.service.to(some)[0])).count("#post") == 0


async def test_an_end_that_was_none_is_not_told(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    await room.happens(CoverageEnded(at=room.time))
    await room.wire.read_on()
    await room.happens(CoverageReopened(at=room.time))
    await room.tell()
    assert room.service.pushed == []


async def test_followers_are_forgotten_a_stated_time_after_the_end(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.open(STORM)
    await room.follow(phone)
    await room.follow(phone, slug=STORM)
    await room.happens(CoverageEnded(at=room.time))
    await room.tell()

    async def forget() -> dict[Slug, int]:
        await room.writes.write(lambda connection: forget_followers(connection, room.time))
        return dict(await room.followers.counts())

    room.later(days=KEPT_DAYS)
    assert await forget() == {FERRY: 1, STORM: 1}
    room.later(seconds=1)
    assert await forget() == {STORM: 1}
    # A blog that nobody has ended, and in which nothing happens.
    room.later(days=QUIET_DAYS - KEPT_DAYS)
    assert await forget() == {}
    for table in (followers, followed, alerted):
        assert await room.database.read(partial(rows, table)) == []


async def test_a_blog_in_which_things_happen_keeps_its_followers(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    for _ in range(4):
        room.later(days=QUIET_DAYS - 1)
        await room.publish("Still here")
        await room.tell()
        await room.writes.write(lambda connection: forget_followers(connection, room.time))
    assert await room.followers.count(FERRY) == 1


async def test_after_a_restore_what_is_new_is_told_and_what_was_told_is_not(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    await room.publish("Kept", key_event=True)
    await room.publish("Lost", key_event=True)
    await room.tell()
    records = await room.journal.read(FERRY)
    room.journal = memory_journal("restored")
    await room.happens(*(each.revision for each in records[:-1]))
    await room.publish("New", key_event=True)
    assert len(await room.journal.read(FERRY)) == len(records)
    room.wire._journal = room.journal
    await room.tell()
    assert room.said(phone) == ["Lost", "New"]


async def test_who_follows_another_story_is_told_of_that_one(room: PushedRoom) -> None:
    phone, other = room.service.device("phone"), room.service.device("other")
    await room.open(STORM)
    await room.follow(phone)
    await room.follow(other, slug=STORM)
    await room.publish("A gale", slug=STORM, key_event=True)
    await room.tell()
    assert (room.said(phone), room.said(other)) == ([], ["A gale"])


async def test_it_runs_by_itself(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    task = asyncio.ensure_future(room.wire.run(seconds=0.05))
    try:
        await room.publish("The quay is closed", key_event=True)
        await asyncio.to_thread(room.service.arrived.acquire, timeout=60)
        await room.publish("It is open", key_event=True)
        await asyncio.to_thread(room.service.arrived.acquire, timeout=60)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert room.said(phone) == ["The quay is closed", "It is open"]
