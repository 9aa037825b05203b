"""Links: good once, for a while, for whom they were made; and the first one in is administrator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from stoppress.database.schema_desk import links
from stoppress.errors import InputInvalid
from stoppress.errors.people import LinkUnknown, PasswordWeak
from stoppress.staff.links import LinkKind
from stoppress.staff.permissions import Role
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.staff_room import HERE, PASSWORD, StaffRoom

NEW = "a bittern in the reeds"


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    """A staff room on each database in turn."""
    async with open_desk(request.param, request, tmp_path) as desk:
        yield StaffRoom(desk)


async def make(room: StaffRoom, kind: LinkKind, person: str | None) -> str:
    return await room.links.make(kind, person, by="operator", now=room.now)


async def test_an_invitation_is_looked_at_often_and_taken_up_once(room: StaffRoom) -> None:
    rosa = await room.add(password="")
    secret = await make(room, LinkKind.INVITATION, rosa.id)
    for _ in range(5):
        link = await room.links.look(secret, room.now)
    assert (link.kind, link.person, link.name, link.email) == (LinkKind.INVITATION, rosa.id, rosa.name, rosa.email)
    assert await room.welcome.accept(secret, NEW, room.now) == rosa.id
    for again in (room.links.look(secret, room.now), room.welcome.accept(secret, PASSWORD, room.now)):
        with pytest.raises(LinkUnknown):
            await again
    assert (await room.sign_in.by_password(rosa.email, NEW, HERE)).complete


async def test_of_many_at_once_one_takes_it_up(room: StaffRoom) -> None:
    rosa = await room.add()
    secret = await make(room, LinkKind.RESET, rosa.id)
    words = [f"{NEW} {each}" for each in "abcdef"]
    done = await asyncio.gather(
        *(room.welcome.accept(secret, each, room.now) for each in words), return_exceptions=True
    )
    assert sum(each == rosa.id for each in done) == 1
    assert sum(isinstance(each, LinkUnknown) for each in done) == 5


@pytest.mark.parametrize(
    ("kind", "life"),
    [
        (LinkKind.INVITATION, timedelta(days=7)),
        (LinkKind.RESET, timedelta(hours=24)),
        (LinkKind.FIRST_RUN, timedelta(hours=1)),
    ],
)
async def test_a_link_is_good_for_a_while(room: StaffRoom, kind: LinkKind, life: timedelta) -> None:
    person = None if kind is LinkKind.FIRST_RUN else (await room.add()).id
    secret = await make(room, kind, person)
    room.now += life - timedelta(seconds=1)
    assert (await room.links.look(secret, room.now)).kind is kind
    room.wait(seconds=1)
    with pytest.raises(LinkUnknown):
        await room.links.look(secret, room.now)


@pytest.mark.parametrize("kind", [LinkKind.RESET, LinkKind.INVITATION])
async def test_a_link_is_worth_nothing_after_a_new_password_or_for_who_was_disabled_since(
    room: StaffRoom, kind: LinkKind
) -> None:
    await room.add("Ana", Role.ADMINISTRATOR)
    rosa = await room.add("Rosa")
    for disabled in (False, True):
        secret = await make(room, kind, rosa.id)
        if disabled:
            await room.people.disable(rosa.id, room.now)
            await room.people.enable(rosa.id)
        else:
            await room.people.set_password(rosa.id, "hash")
        with pytest.raises(LinkUnknown):
            await room.links.look(secret, room.now)


async def test_a_new_link_makes_the_one_before_worthless_and_nobody_elses(room: StaffRoom) -> None:
    rosa, ana = await room.add("Rosa"), await room.add("Ana")
    hers = await make(room, LinkKind.RESET, ana.id)
    first = await make(room, LinkKind.INVITATION, rosa.id)
    second = await make(room, LinkKind.RESET, rosa.id)
    with pytest.raises(LinkUnknown):
        await room.links.look(first, room.now)
    assert (await room.links.look(second, room.now)).person == rosa.id
    assert (await room.links.look(hers, room.now)).person == ana.id


async def test_a_reset_ends_all_sessions_and_leaves_the_second_factor(room: StaffRoom) -> None:
    rosa = await room.add()
    await room.phone(rosa.id)
    session = await room.sessions.begin(rosa.id, now=room.now)
    await room.welcome.accept(await make(room, LinkKind.RESET, rosa.id), NEW, room.now)
    assert await room.sessions.who(session, room.now) is None
    assert not (await room.sign_in.by_password(rosa.email, NEW, HERE)).complete


async def test_whoever_is_disabled_is_let_in_by_no_link(room: StaffRoom) -> None:
    rosa = await room.add()
    secret = await make(room, LinkKind.RESET, rosa.id)
    await room.people.disable(rosa.id, room.now)
    for trying in (room.links.look(secret, room.now), room.welcome.accept(secret, NEW, room.now)):
        with pytest.raises(LinkUnknown):
            await trying


async def test_a_weak_password_uses_nothing_up(room: StaffRoom) -> None:
    rosa = await room.add()
    secret = await make(room, LinkKind.RESET, rosa.id)
    for weak in ("short", "rosa@velmora.example"):
        with pytest.raises(PasswordWeak):
            await room.welcome.accept(secret, weak, room.now)
    assert await room.welcome.accept(secret, NEW, room.now) == rosa.id


async def test_the_first_one_in_is_administrator_and_nobody_after_them(room: StaffRoom) -> None:
    secret = await make(room, LinkKind.FIRST_RUN, None)
    with pytest.raises(InputInvalid):
        await room.welcome.found(secret, "Rosa", "rosa", NEW, room.now)
    with pytest.raises(LinkUnknown):
        await room.welcome.accept(secret, NEW, room.now)
    founders = [room.welcome.found(secret, each, f"{each}@velmora.example", NEW, room.now) for each in ("rosa", "ana")]
    done = await asyncio.gather(*founders, return_exceptions=True)
    assert sum(isinstance(each, LinkUnknown) for each in done) == 1
    (row,) = await room.people.everybody()
    assert (row.role, row.has_password) == (Role.ADMINISTRATOR, True)
    late = await make(room, LinkKind.FIRST_RUN, None)
    with pytest.raises(LinkUnknown):
        await room.welcome.found(late, "Zoe", "zoe@velmora.example", NEW, room.now)


async def test_an_invitation_founds_nothing(room: StaffRoom) -> None:
    rosa = await room.add()
    secret = await make(room, LinkKind.INVITATION, rosa.id)
    with pytest.raises(LinkUnknown):
        await room.welcome.found(secret, "Zoe", "zoe@velmora.example", NEW, room.now)


async def test_only_the_hash_of_a_link_is_kept(room: StaffRoom) -> None:
    rosa = await room.add()
    secret = await make(room, LinkKind.RESET, rosa.id)
    assert len(secret) >= 52
    assert secret not in await room.desk.read(lambda connection: str(connection.execute(select(links)).all()))
    assert secret not in repr(await room.links.look(secret, room.now))
    for other in ("", secret[:-1], secret.upper()):
        with pytest.raises(LinkUnknown):
            await room.links.look(other, room.now)
