"""Web Push, against a push service of this machine: what arrives can be read by the browser it is for, and by nobody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from stoppress.domain.identifiers import Slug
from stoppress.drafts.deliveries import PAUSES, TAKEN_FOR
from stoppress.drafts.notices import Choice, NewNotice, NoticeKind, Whoever
from stoppress.errors.notices import SubscriptionInvalid, SubscriptionsFull
from stoppress.outbound.browsers import Address
from stoppress.outbound.guarded import FetchLimits, fetching
from stoppress.staff.permissions import Role
from stoppress.staff.subscriptions import SUBSCRIPTIONS_LIMIT
from stoppress.wire.push import PAYLOAD_LIMIT, Arrived, Gone, Later, Message, Push, Refused, sealed
from stoppress.wire.vapid import Vapid, vapid_key
from tests.contract.desks import NOW
from tests.contract.places import DURABLE
from tests.contract.push_room import Room, opened_room
from tests.push_service import Device, coded, opened, push_service, uncoded

FERRY = Slug("ferry")
ALARM = NewNotice(
    kind=NoticeKind.ALARM,
    text="Nobody has touched the key points of “Ferry “Marlow” aground” for 30 minutes.",
    path="/desk/blogs/ferry/key-points",
    to=Whoever("set key points"),
    key="alarm ferry key-points 1",
    blog=FERRY,
)
MESSAGE = Message(payload=b"{}", topic="a" * 26, ttl=timedelta(hours=1))


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Room]:
    async with opened_room(request.param, request, tmp_path) as made:
        yield made


def test_the_opener_of_this_test_opens_the_example_of_rfc_8291() -> None:
    """Vacuity: §5 of the standard, whose keys and message are given."""
    number = int.from_bytes(uncoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
    body = uncoded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95"
        "bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    found = opened(body, derive_private_key(number, SECP256R1()), uncoded("BTBZMqHH6r4Tts7J_aSIgg"))
    assert found == b"When I grow up, I want to be a watermelon"


def test_a_sealed_message_is_another_each_time_and_opens_for_its_device_alone() -> None:
    device, other = Device("https://push.example/1"), Device("https://push.example/2")
    first, second = sealed(device.address, b"words"), sealed(device.address, b"words")
    assert first != second
    assert b"words" not in first
    assert opened(first, device.key, device.auth) == opened(second, device.key, device.auth) == b"words"
    with pytest.raises(InvalidTag):
        opened(first, other.key, other.auth)
    with pytest.raises(InvalidTag):
        opened(first, device.key, other.auth)
    assert len(sealed(device.address, b"x" * PAYLOAD_LIMIT)) <= 4_096


async def test_a_notice_reaches_every_device_of_those_who_are_told(room: Room) -> None:
    ada, ben = (await room.add("Ada", Role.EDITOR)).id, (await room.add("Ben", Role.REPORTER)).id
    phone, _ = await room.device(ada, "phone")
    desk, _ = await room.device(ada, "desk")
    bens, _ = await room.device(ben, "bens")
    await room.notices.tell(ALARM)
    assert await room.send() == 2
    assert room.service.to(bens) == []
    for device in (phone, desk):
        (pushed,) = room.service.to(device)
        assert device.read(pushed) == {
            "title": "The Courier",
            "body": ALARM.text,
            "path": f"/desk/notices/{ALARM.id}",
            "tag": ALARM.id,
        }
        assert {name: pushed.headers[name] for name in ("content-encoding", "ttl", "topic", "urgency")} == {
            "content-encoding": "aes128gcm",
            "ttl": "43200",
            "topic": ALARM.id,
            "urgency": "high",
        }
    assert await room.send() == 0
    assert len(room.service.pushed) == 2


async def test_the_service_is_shown_who_we_are_and_no_words(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    device, _ = await room.device(ada, "phone")
    await room.notices.tell(ALARM)
    await room.send()
    (pushed,) = room.service.pushed
    claims, key = pushed.proof()
    assert claims == {
        "aud": f"http://{room.service.place}",
        "exp": int((room.now + timedelta(hours=12)).timestamp()),
        "sub": "mailto:desk@velmora.example",
    }
    assert key == Vapid(await vapid_key(room.desk), "").public
    everything = repr(pushed.headers) + pushed.path + pushed.body.decode("latin-1")
    assert not [word for word in ("Marlow", "Ferry", "ferry", "Courier", ada) if word in everything]
    assert device.read(pushed)["body"] == ALARM.text


async def test_there_is_one_key_whoever_asks_first(room: Room) -> None:
    keys = await asyncio.gather(*(vapid_key(room.desk) for _ in range(5)))
    assert len(set(keys)) == 1
    assert repr(keys[0]) not in repr(Vapid(keys[0], ""))


@pytest.mark.parametrize("status", [404, 410])
async def test_a_device_that_is_gone_is_forgotten(room: Room, status: int) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    device, _ = await room.device(ada, "phone")
    room.service.answers["/push/phone"] = [f"{status} Gone"]
    await room.notices.tell(ALARM)
    await room.notices.tell(replace(ALARM, key="another", text="Another."))
    await room.send()
    assert await room.subscriptions.of(ada) == []
    assert await room.deliveries.seconds_to_next() is None
    assert len(room.service.to(device)) <= 2


async def test_what_does_not_arrive_is_tried_again_later_and_at_last_no_more(room: Room) -> None:
    ada = (await room.add("Ada", Role.ADMINISTRATOR)).id
    device, _ = await room.device(ada, "phone")
    room.service.answers["/push/phone"] = ["503 No"] * 10
    await room.notices.tell(ALARM)
    assert await room.send() == 1
    for pause in PAUSES:
        room.now += pause - timedelta(seconds=1)
        assert await room.send() == 0
        room.now += timedelta(seconds=1)
        assert await room.send() >= 1
    # At last it is told, which is a notice again.
    (failure, _alarm) = await room.notices.of(ada)
    assert failure.kind is NoticeKind.FAILURE
    assert "503" in failure.text
    assert len([each for each in room.service.to(device) if device.read(each)["tag"] == ALARM.id]) == 1 + len(PAUSES)


async def test_a_service_that_asks_for_time_gets_it(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    await room.device(ada, "phone")
    room.service.answers["/push/phone"] = ["429 Slower\r\nRetry-After: 600"]
    await room.notices.tell(ALARM)
    await room.send()
    assert await room.deliveries.seconds_to_next() == 600
    room.now += timedelta(seconds=600)
    assert await room.send() == 1
    assert len(room.service.pushed) == 2


async def test_a_message_that_is_refused_is_not_sent_again_and_told(room: Room) -> None:
    ada = (await room.add("Ada", Role.ADMINISTRATOR)).id
    await room.device(ada, "phone")
    room.service.answers["/push/phone"] = ["400 No"]
    await room.notices.tell(ALARM)
    await room.send()
    assert [each.kind for each in await room.notices.of(ada)].count(NoticeKind.FAILURE) == 1


async def test_whoever_signs_out_is_told_nothing_there(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    _, subscription = await room.device(ada, "phone")
    await room.notices.tell(ALARM)
    await room.sessions.end(ada, subscription.session)
    assert await room.subscriptions.of(ada) == []
    assert await room.send() == 0
    assert room.service.pushed == []


async def test_a_session_that_has_run_out_ends_the_telling(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    await room.device(ada, "phone")
    room.wait(hours=13)
    await room.notices.tell(ALARM)
    assert await room.send() == 1
    assert (room.service.pushed, await room.subscriptions.of(ada)) == ([], [])


async def test_whoever_may_no_longer_see_it_is_not_told(room: Room) -> None:
    ada, ben = (await room.add("Ada", Role.EDITOR)).id, (await room.add("Ben", Role.EDITOR)).id
    await room.device(ada, "phone")
    bens, _ = await room.device(ben, "bens")
    await room.notices.tell(ALARM)
    await room.people.set_role(ada, Role.REPORTER)
    await room.people.disable(ben, room.now)
    await room.send()
    assert room.service.pushed == []
    assert room.service.to(bens) == []


async def test_what_was_read_in_the_page_is_not_pushed_any_more(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    await room.device(ada, "phone")
    await room.notices.tell(ALARM)
    room.wait(seconds=1)
    await room.notices.read(ada)
    await room.send()
    assert room.service.pushed == []


async def test_each_kind_is_pushed_to_those_who_want_it(room: Room) -> None:
    ada, ben = (await room.add("Ada", Role.EDITOR)).id, (await room.add("Ben", Role.EDITOR)).id
    adas, _ = await room.device(ada, "adas")
    bens, _ = await room.device(ben, "bens")
    await room.notices.choose(ada, {NoticeKind.ALARM: Choice(page=True, push=False)})
    await room.notices.choose(ben, {NoticeKind.ALARM: Choice(page=False, push=True)})
    await room.notices.tell(ALARM)
    await room.send()
    assert (len(room.service.to(adas)), len(room.service.to(bens))) == (0, 1)


async def test_a_browser_is_its_last_persons(room: Room) -> None:
    """Two who share a machine: what is for the first is not shown to the second."""
    ada, ben = (await room.add("Ada", Role.EDITOR)).id, (await room.add("Ben", Role.REPORTER)).id
    device, _ = await room.device(ada, "shared")
    await room.subscriptions.keep(ben, await room.signed_in(ben), device.address, room.now)
    await room.notices.tell(ALARM)
    await room.send()
    assert room.service.pushed == []
    assert (await room.subscriptions.of(ada), len(await room.subscriptions.of(ben))) == ([], 1)


async def test_saying_so_twice_is_one_browser(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    session, device = await room.signed_in(ada), room.service.device("phone")
    kept = await asyncio.gather(*(room.subscriptions.keep(ada, session, device.address, room.now) for _ in range(4)))
    assert len({each.id for each in kept}) == 1
    for number in range(SUBSCRIPTIONS_LIMIT - 1):
        await room.subscriptions.keep(ada, session, room.service.device(f"d{number}").address, room.now)
    with pytest.raises(SubscriptionsFull, match="limit"):
        await room.subscriptions.keep(ada, session, room.service.device("more").address, room.now)
    await room.subscriptions.stop("person-other", kept[0].id)
    assert len(await room.subscriptions.of(ada)) == SUBSCRIPTIONS_LIMIT
    await room.subscriptions.stop(ada, kept[0].id)
    assert len(await room.subscriptions.of(ada)) == SUBSCRIPTIONS_LIMIT - 1


async def test_a_session_that_has_ended_cannot_be_told(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    session = await room.signed_in(ada)
    await room.sessions.end(ada, session)
    with pytest.raises(SubscriptionInvalid, match="signed in"):
        await room.subscriptions.keep(ada, session, room.service.device("phone").address, room.now)


GOOD = Device("https://push.example/1").address


@pytest.mark.parametrize(
    "address",
    [
        replace(GOOD, endpoint="http://push.velmora.org/1"),
        replace(GOOD, endpoint="https://10.0.0.1/1"),
        replace(GOOD, endpoint="https://localhost/1"),
        replace(GOOD, endpoint="ftp://push.velmora.org/1"),
        replace(GOOD, endpoint="https://push.velmora.org/" + "a" * 2_000),
        replace(GOOD, endpoint=""),
        replace(GOOD, endpoint="https://push.velmora.org/1", public_key="AAAA"),
        replace(GOOD, endpoint="https://push.velmora.org/1", public_key=coded(b"\4" + b"\1" * 64)),
        replace(GOOD, endpoint="https://push.velmora.org/1", public_key="ü" * 87),
        replace(GOOD, endpoint="https://push.velmora.org/1", public_key="A" * 10_000),
        replace(GOOD, endpoint="https://push.velmora.org/1", auth="AAAA"),
        replace(GOOD, endpoint="https://push.velmora.org/1", auth=""),
    ],
    # The keys are made by chance: other names in every process would be other tests.
    ids=map(str, range(12)),
)
async def test_what_is_no_address_of_a_browser_is_refused(room: Room, address: Address) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    with pytest.raises(SubscriptionInvalid):
        await room.subscriptions.keep(ada, await room.signed_in(ada), address, room.now)


async def test_of_several_processes_one_sends(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    await room.device(ada, "phone")
    for number in range(7):
        await room.notices.tell(replace(ALARM, key=str(number)))
    counts = await asyncio.gather(*(room.send() for _ in range(4)))
    assert sum(counts) == 7
    assert len(room.service.pushed) == 7


async def test_whoever_is_killed_while_sending_leaves_it_to_others(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    await room.device(ada, "phone")
    await room.notices.tell(ALARM)
    assert len(await room.deliveries.take_due()) == 1
    assert await room.send() == 0
    room.now += TAKEN_FOR
    assert await room.send() == 1
    assert len(room.service.pushed) == 1


async def test_nothing_of_a_message_or_the_key_is_logged(room: Room) -> None:
    ada = (await room.add("Ada", Role.ADMINISTRATOR)).id
    device, _ = await room.device(ada, "phone")
    room.service.answers["/push/phone"] = ["400 No", "500 No", "410 Gone"]
    with structlog.testing.capture_logs() as logged:
        for number in range(3):
            await room.notices.tell(replace(ALARM, key=str(number)))
            await room.send()
    assert logged, "a failure is logged"
    text = json.dumps(logged, default=str)
    key = await vapid_key(room.desk)
    secret = key.hex(), coded(key), repr(key)
    assert not [each for each in ("Marlow", device.endpoint, device.address.auth, *secret) if each in text]


async def test_outcomes_are_what_the_answer_means() -> None:
    """Without a database: readers' push uses the same."""
    async with push_service() as service, fetching(allowed=frozenset({service.place})) as fetcher:
        device = service.device("phone")
        key = generate_private_key(SECP256R1())
        vapid = _vapid(key)
        push = Push(fetcher.post, vapid, lambda: NOW)
        service.answers["/push/phone"] = ["200 Fine", "202 Taken", "410 Gone", "429 No\r\nRetry-After: 7", "413 No"]
        outcomes = [await push.send(device.address, MESSAGE) for _ in range(6)]
        assert outcomes[:2] == [Arrived(), Arrived()]
        assert outcomes[2] == Gone()
        assert outcomes[3] == Later("the push service answers 429.", timedelta(seconds=7))
        assert outcomes[4] == Refused("the push service answers 413.")
        assert outcomes[5] == Arrived()
        service.answers["/push/phone"] = ["307 Elsewhere\r\nLocation: http://10.0.0.1/"]
        assert isinstance(await push.send(device.address, MESSAGE), Refused)


async def test_a_service_inside_the_house_is_never_asked() -> None:
    async with push_service() as service, fetching() as fetcher:
        push = Push(fetcher.post, _vapid(generate_private_key(SECP256R1())), lambda: NOW)
        assert isinstance(await push.send(service.device("phone").address, MESSAGE), Refused)
        assert service.pushed == []


async def test_a_service_that_is_not_there_is_asked_later() -> None:
    async with push_service() as service:
        place, device = service.place, service.device("phone")
    async with fetching(FetchLimits(seconds=2), allowed=frozenset({place})) as fetcher:
        push = Push(fetcher.post, _vapid(generate_private_key(SECP256R1())), lambda: NOW)
        assert isinstance(await push.send(device.address, MESSAGE), Later)


def _vapid(key: EllipticCurvePrivateKey) -> Vapid:
    return Vapid(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), "mailto:a@velmora.example")
