"""People: found however their address is written, and never without somebody who can let others in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stoppress.domain.identifiers import Slug
from stoppress.errors import InputInvalid, StoppressError
from stoppress.errors.people import LastAdministrator, PersonExists, PersonUnknown
from stoppress.staff.permissions import Role, Verb, may
from stoppress.staff.person_rows import RememberedByline
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.staff_room import StaffRoom

FERRY, STORM = Slug("ferry"), Slug("storm")


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    """A staff room on each database in turn."""
    async with open_desk(request.param, request, tmp_path) as desk:
        yield StaffRoom(desk)


async def test_nobody_works_here_until_somebody_does(room: StaffRoom) -> None:
    assert await room.people.is_empty()
    await room.add()
    assert not await room.people.is_empty()


async def test_an_address_is_found_however_it_is_written_and_is_one_persons(room: StaffRoom) -> None:
    rosa = await room.people.add("  Rosa.Weiß@Velmora.example ", "Rosa", now=room.now, random=room.random)
    assert rosa.email == "Rosa.Weiß@Velmora.example"
    for written in ("rosa.weiss@velmora.example", "ROSA.WEISS@VELMORA.EXAMPLE ", "rosa.weiß@velmora.example"):
        assert await room.people.find(written) == rosa
        with pytest.raises(PersonExists):
            await room.people.add(written, "Somebody else", now=room.now, random=room.random)
    assert await room.people.find("rosa@velmora.example") is None


@pytest.mark.parametrize(
    "email", ["", "rosa", "rosa@", "@x.example", "a b@x.example", f"{'r' * 250}@x.example", "r\n@x"]
)
async def test_what_is_no_address_is_refused(room: StaffRoom, email: str) -> None:
    with pytest.raises(InputInvalid):
        await room.people.add(email, "Rosa", now=room.now, random=room.random)


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "Rosa\x1b[2J", "Rosa\u202e"])
async def test_what_is_no_name_is_refused(room: StaffRoom, name: str) -> None:
    with pytest.raises(InputInvalid):
        await room.people.add("rosa@velmora.example", name, now=room.now, random=room.random)


async def test_a_name_may_be_spelt_with_joiners(room: StaffRoom) -> None:
    assert (await room.add("نیک\u200cنام")).name == "نیک\u200cنام"


async def test_roles_count_from_the_next_look_on(room: StaffRoom) -> None:
    row = await room.add(role=None)
    assert not (await room.people.by_id(row.id)).sees(FERRY)
    await room.people.set_blog_role(row.id, FERRY, Role.EDITOR)
    await room.people.set_role(row.id, Role.REPORTER)
    person = await room.people.by_id(row.id)
    assert may(person, Verb.PIN_POST, FERRY)
    assert not may(person, Verb.PIN_POST, STORM)
    await room.people.set_blog_role(row.id, FERRY, Role.MODERATOR)
    await room.people.set_blog_role(row.id, STORM, Role.EDITOR)
    await room.people.set_blog_role(row.id, STORM, None)
    assert (await room.people.by_id(row.id)).blogs == {FERRY: Role.MODERATOR}


async def test_somebody_disabled_has_no_rights_and_gets_them_back(room: StaffRoom) -> None:
    row = await room.add(role=Role.EDITOR)
    await room.people.set_blog_role(row.id, FERRY, Role.REPORTER)
    before = await room.people.row(row.id)
    await room.people.disable(row.id, room.now)
    gone = await room.people.row(row.id)
    assert (gone.person.role, gone.person.blogs, gone.disabled_at) == (None, {}, room.now)
    await room.people.enable(row.id)
    assert await room.people.row(row.id) == before


async def test_everybody_is_listed_by_name_and_can_be_renamed(room: StaffRoom) -> None:
    await room.add("Rosa")
    ana = await room.add("ana")
    assert [each.name for each in await room.people.everybody()] == ["ana", "Rosa"]
    await room.people.rename(ana.id, " Zoe   Quay ")
    assert [each.name for each in await room.people.everybody()] == ["Rosa", "Zoe Quay"]


async def test_the_last_administrator_stays(room: StaffRoom) -> None:
    rosa = await room.add("Rosa", Role.ADMINISTRATOR)
    # An administrator who cannot sign in lets nobody in.
    await room.add("Ana", Role.ADMINISTRATOR, password="")
    await room.people.set_role(rosa.id, Role.ADMINISTRATOR)
    for losing in (room.people.set_role(rosa.id, Role.EDITOR), room.people.disable(rosa.id, room.now)):
        with pytest.raises(LastAdministrator):
            await losing
    await room.add("Zoe", Role.ADMINISTRATOR)
    await room.people.set_role(rosa.id, None)
    assert (await room.people.row(rosa.id)).role is None


async def test_of_two_administrators_who_disable_one_another_one_stays(room: StaffRoom) -> None:
    both = [await room.add(name, Role.ADMINISTRATOR) for name in ("Rosa", "Ana")]
    done = await asyncio.gather(*(room.people.disable(each.id, room.now) for each in both), return_exceptions=True)
    assert sorted(isinstance(each, LastAdministrator) for each in done) == [False, True]
    assert sum(each.disabled_at is None for each in await room.people.everybody()) == 1


async def test_a_byline_is_remembered(room: StaffRoom) -> None:
    row = await room.add()
    assert row.byline == RememberedByline()
    byline = RememberedByline(name="Rosa Weiß", role="Asia correspondent", place="Velmora", author="rosa")
    await room.people.remember(row.id, byline)
    assert (await room.people.row(row.id)).byline == byline
    with pytest.raises(InputInvalid):
        await room.people.remember(row.id, RememberedByline(place="x" * 101))


async def test_nobody_is_nobody(room: StaffRoom) -> None:
    people = room.people
    refused: list[StoppressError | None] = []
    for asking in (
        people.row("person-x"),
        people.by_id("person-x"),
        people.rename("person-x", "Rosa"),
        people.set_role("person-x", Role.EDITOR),
        people.set_blog_role("person-x", FERRY, Role.EDITOR),
        people.disable("person-x", room.now),
        people.password("person-x"),
        people.set_password("person-x", "hash"),
    ):
        try:
            await asking
        except PersonUnknown as problem:
            refused.append(problem)
    assert len(refused) == 8
