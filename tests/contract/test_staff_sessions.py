"""Sessions: good for whoever holds the secret, for as long as is said, and for nobody who may no longer come in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from stoppress.database.schema_desk import sessions
from stoppress.domain.identifiers import Slug
from stoppress.errors.people import ProofNeeded
from stoppress.staff.permissions import Role
from stoppress.staff.sessions import SessionLimits, Sessions
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.staff_room import StaffRoom, room_of_its_own

FERRY = Slug("ferry")


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    """A staff room on each database in turn."""
    async with open_desk(request.param, request, tmp_path) as desk:
        yield StaffRoom(desk)


async def begin(room: StaffRoom, person: str, **options: object) -> str:
    return await room.sessions.begin(person, now=room.now, **options)  # type: ignore[arg-type]


async def is_signed_in(room: StaffRoom, secret: str) -> bool:
    return await room.sessions.who(secret, room.now) is not None


async def test_whoever_holds_the_secret_is_signed_in_and_nobody_else(room: StaffRoom) -> None:
    rosa = await room.add(role=Role.EDITOR)
    await room.people.set_blog_role(rosa.id, FERRY, Role.MODERATOR)
    secret = await begin(room, rosa.id)
    who = await room.sessions.who(secret, room.now)
    assert who is not None
    assert who.person == await room.people.by_id(rosa.id)
    for other in ("", secret[:-1], secret.upper(), who.session, who.form_token, "\ud800"):
        assert await room.sessions.who(other, room.now) is None


async def test_only_the_hash_of_a_secret_is_kept_and_no_two_are_alike(room: StaffRoom) -> None:
    rosa = await room.add()
    secrets = [await begin(room, rosa.id) for _ in range(3)]
    found = await room.desk.read(lambda connection: str(connection.execute(select(sessions)).all()))
    tokens = set()
    for secret in secrets:
        assert len(secret) >= 52
        assert secret not in found
        who = await room.sessions.who(secret, room.now)
        assert who is not None
        assert who.form_token not in found
        tokens.add(who.form_token)
    assert len({*secrets, *tokens}) == 6


@pytest.mark.parametrize(
    ("shared", "idle", "most"),
    [(False, timedelta(hours=12), timedelta(days=7)), (True, timedelta(minutes=30), timedelta(hours=8))],
)
async def test_a_session_ends_by_itself(room: StaffRoom, shared: bool, idle: timedelta, most: timedelta) -> None:
    rosa, moment = await room.add(), timedelta(seconds=1)
    idling, busy = await begin(room, rosa.id, shared=shared), await begin(room, rosa.id, shared=shared)
    began = room.now
    while room.now + idle < began + most:
        room.now += idle
        assert await is_signed_in(room, busy)
    assert not await is_signed_in(room, idling)
    room.now = began + most
    assert await is_signed_in(room, busy)
    room.now += moment
    assert not await is_signed_in(room, busy)


async def test_idle_is_idle_one_second_after_the_limit(room: StaffRoom) -> None:
    rosa = await room.add()
    secret = await begin(room, rosa.id)
    room.wait(hours=12)
    assert await room.sessions.who(secret, room.now, seen=False) is not None
    room.wait(seconds=1)
    assert not await is_signed_in(room, secret)


async def test_an_open_stream_keeps_nobody_signed_in(room: StaffRoom) -> None:
    rosa = await room.add()
    secret = await begin(room, rosa.id)
    for _ in range(24):
        room.wait(minutes=30)
        assert await room.sessions.who(secret, room.now, seen=False) is not None
    room.wait(minutes=30)
    assert await room.sessions.who(secret, room.now, seen=False) is None


async def test_it_is_noted_at_most_once_a_minute_that_somebody_was_there(room: StaffRoom) -> None:
    rosa = await room.add()
    secret, began = await begin(room, rosa.id), room.now
    for seconds, seen in ((59, 0), (1, 60), (59, 60), (1, 120)):
        room.wait(seconds=seconds)
        await is_signed_in(room, secret)
        (row,) = await room.sessions.of(rosa.id, room.now)
        assert row.seen_at == began + timedelta(seconds=seen)


async def test_sessions_are_listed_and_can_be_ended_by_whose_they_are(room: StaffRoom) -> None:
    rosa, ana = await room.add("Rosa"), await room.add("Ana")
    phone = await begin(room, rosa.id, device="Firefox on Android", network="198.51.100.7")
    room.wait(minutes=5)
    desk = await begin(room, rosa.id, device="x" * 500, shared=True)
    hers = await begin(room, ana.id)
    rows = await room.sessions.of(rosa.id, room.now)
    assert [(each.device, each.network, each.shared) for each in rows] == [
        ("x" * 200, "", True),
        ("Firefox on Android", "198.51.100.7", False),
    ]
    await room.sessions.end(ana.id, rows[1].id)
    assert await is_signed_in(room, phone)
    await room.sessions.end(rosa.id, rows[1].id)
    await room.sessions.end(rosa.id, rows[1].id)
    assert [await is_signed_in(room, each) for each in (phone, desk, hers)] == [False, True, True]
    third = await begin(room, rosa.id)
    kept = await room.sessions.who(third, room.now)
    assert kept is not None
    await room.sessions.end_all(rosa.id, but=kept.session)
    assert [await is_signed_in(room, each) for each in (desk, third, hers)] == [False, True, True]


async def test_what_changes_about_a_person_counts_at_once(room: StaffRoom) -> None:
    rosa = await room.add(role=Role.EDITOR)
    secret = await begin(room, rosa.id)
    await room.people.set_role(rosa.id, Role.REPORTER)
    await room.people.set_blog_role(rosa.id, FERRY, Role.EDITOR)
    await room.people.rename(rosa.id, "Rosa Quay")
    who = await room.sessions.who(secret, room.now)
    assert who is not None
    assert (who.person.name, who.person.role, who.person.blogs) == ("Rosa Quay", Role.REPORTER, {FERRY: Role.EDITOR})


async def test_another_password_ends_all_sessions_but_the_one_it_was_chosen_in(room: StaffRoom) -> None:
    rosa = await room.add()
    here, there = await begin(room, rosa.id), await begin(room, rosa.id)
    who = await room.sessions.who(here, room.now)
    assert who is not None
    await room.people.set_password(rosa.id, "hash", but=who.session)
    assert [await is_signed_in(room, each) for each in (here, there)] == [True, False]
    await room.people.set_password(rosa.id, "another")
    assert not await is_signed_in(room, here)


async def test_a_session_that_waits_for_a_code_is_good_for_nothing_else(room: StaffRoom) -> None:
    rosa = await room.add()
    half, whole = await begin(room, rosa.id, complete=False), await begin(room, rosa.id)
    assert not await is_signed_in(room, half)
    assert [each.complete for each in await room.sessions.of(rosa.id, room.now)] == [True]
    assert await room.sessions.waiting(whole, room.now) is None
    room.wait(minutes=10)
    row = await room.sessions.waiting(half, room.now)
    assert row is not None
    assert row.person == rosa.id
    room.wait(seconds=1)
    assert await room.sessions.waiting(half, room.now) is None


async def test_proof_is_asked_for_again_after_an_hour(room: StaffRoom) -> None:
    rosa = await room.add()
    secret = await begin(room, rosa.id)
    for _ in range(2):
        room.wait(hours=1)
        who = await room.sessions.who(secret, room.now)
        assert who is not None
        room.sessions.require_proof(who, room.now)
        room.wait(seconds=1)
        with pytest.raises(ProofNeeded):
            room.sessions.require_proof(who, room.now)
        await room.sessions.prove(who.session, room.now)


async def test_what_is_over_is_swept_away_when_somebody_signs_in(room: StaffRoom) -> None:
    rosa = await room.add()
    await begin(room, rosa.id)
    room.wait(days=8)
    await begin(room, rosa.id)
    assert len(await room.desk.read(lambda connection: connection.execute(select(sessions.c.id)).all())) == 1


async def test_limits_are_settings(room: StaffRoom) -> None:
    rosa = await room.add()
    brief = Sessions(room.desk, SessionLimits(idle=timedelta(seconds=5)), random=room.random)
    secret = await brief.begin(rosa.id, now=room.now)
    room.wait(seconds=6)
    assert await brief.who(secret, room.now) is None


ENDING = ("disable", "password", "end", "end_all")
DOING = st.lists(
    st.tuples(st.sampled_from((*ENDING, "begin", "enable", "wait", "look")), st.integers(0, 3)), max_size=25
)


@given(DOING)
@settings(max_examples=40, deadline=None)
def test_nobody_is_signed_in_by_a_session_that_was_ended(doing: list[tuple[str, int]]) -> None:
    """Whatever happens in whatever order: after the end of a session its secret is worth nothing, for ever."""
    asyncio.run(_a_day(doing))


async def _a_day(doing: list[tuple[str, int]]) -> None:
    async with room_of_its_own() as room:
        rosa = await room.add()
        # What each secret is worth by the plainest account: ended, or begun at a moment.
        alive: dict[str, str] = {}
        ended: set[str] = set()
        disabled = False
        for what, number in doing:
            some = sorted(alive)[number : number + 1]
            if what == "begin" and not disabled:
                secret = await begin(room, rosa.id)
                who = await room.sessions.who(secret, room.now)
                assert who is not None
                alive[secret] = who.session
            elif what == "end" and some:
                await room.sessions.end(rosa.id, alive[some[0]])
                ended.add(some[0])
            elif what in {"end_all", "password"}:
                but = alive[some[0]] if some else None
                ended |= set(alive) - set(some)
                if what == "password":
                    await room.people.set_password(rosa.id, "hash", but=but)
                else:
                    await room.sessions.end_all(rosa.id, but=but)
            elif what == "disable":
                await room.people.disable(rosa.id, room.now)
                ended |= set(alive)
                disabled = True
            elif what == "enable":
                await room.people.enable(rosa.id)
                disabled = False
            elif what == "wait":
                room.wait(hours=number)
            alive = {secret: session for secret, session in alive.items() if secret not in ended}
            for secret in ended:
                assert await room.sessions.who(secret, room.now) is None
                assert await room.sessions.waiting(secret, room.now) is None
            for secret in alive:
                assert await room.sessions.who(secret, room.now) is not None
