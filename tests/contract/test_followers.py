"""Followers: whose browser may follow a story, and how it changes that or stops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stoppress.domain.alerts import Wants
from stoppress.domain.identifiers import REHEARSAL, Slug
from stoppress.errors import TooFast
from stoppress.errors.audience import FollowClosed, FollowersFull, PushServiceUnknown
from stoppress.errors.notices import SubscriptionInvalid
from tests.contract.follow_room import FERRY, PushedRoom, follow_room
from tests.contract.places import DURABLE
from tests.push_service import Device


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PushedRoom]:
    async with follow_room(request.param, request, tmp_path) as made:
        yield made


async def test_a_browser_changes_what_it_wants_and_stops(room: PushedRoom) -> None:
    phone = room.service.device("phone")
    await room.follow(phone)
    await room.follow(phone, Wants.ALL)
    assert await room.followers.count(FERRY) == 1
    await room.publish("The quay is closed")
    await room.tell()
    assert len(room.said(phone)) == 1
    await room.followers.stop(FERRY, phone.endpoint, "192.0.2.9")
    await room.publish("More", key_event=True)
    assert await room.tell() == 0
    assert await room.followers.count(FERRY) == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://evil.example.com/push",
        "https://fcm.googleapis.com.evil.com/1",
        "https://evilpush.apple.com/1",
        "https://xfcm.googleapis.com/1",
    ],
)
async def test_a_push_service_that_is_none_is_not_taken(room: PushedRoom, endpoint: str) -> None:
    with pytest.raises(PushServiceUnknown):
        await room.follow(Device(endpoint))


@pytest.mark.parametrize("endpoint", ["http://fcm.googleapis.com/1", "https://127.0.0.1/", "https://[::1]:9/", "", "x"])
async def test_nor_an_address_that_is_none(room: PushedRoom, endpoint: str) -> None:
    with pytest.raises(SubscriptionInvalid):
        await room.follow(Device(endpoint))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
    ],
)
async def test_those_of_the_browsers_there_are_are_taken(room: PushedRoom, endpoint: str) -> None:
    await room.follow(Device(endpoint))
    assert await room.followers.count(FERRY) == 1


async def test_a_rehearsal_is_followed_by_nobody(room: PushedRoom) -> None:
    slug = Slug(REHEARSAL + 26 * "a")
    with pytest.raises(FollowClosed):
        await room.follow(room.service.device("phone"), slug=slug)


async def test_limits(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    async with follow_room("sqlite", request, tmp_path, per_minute=3, limit=2) as room:
        await room.follow(room.service.device("1"))
        await room.follow(room.service.device("2"))
        with pytest.raises(FollowersFull):
            await room.follow(room.service.device("3"), address="198.51.100.1")
        # Who follows already may change their mind however many there are.
        await room.follow(room.service.device("2"), Wants.ALL)
        with pytest.raises(TooFast):
            await room.followers.stop(FERRY, room.service.device("1").endpoint, "192.0.2.7")
        assert await room.followers.count(FERRY) == 2
