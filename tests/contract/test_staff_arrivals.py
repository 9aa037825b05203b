"""Arrivals from a provider: one identity is one person, and one person one identity, whoever comes at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stoppress.errors.people import NotInvited
from stoppress.staff.arrivals import Arrivals
from stoppress.staff.open_id import Client, Identity, OpenId
from stoppress.staff.permissions import Role
from stoppress.staff.sign_in import Begun
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.staff_room import HERE, StaffRoom

ROSA = Identity(issuer="https://accounts.example", subject="17", email="rosa@velmora.example", name="Rosa Quay")


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    """A staff room on each database in turn."""
    async with open_desk(request.param, request, tmp_path) as desk:
        yield StaffRoom(desk)


async def nobody(_question: Any) -> Any:
    raise AssertionError("the provider is not asked")


def arrivals(room: StaffRoom, role: Role | None = None) -> Arrivals:
    return Arrivals(
        room.desk,
        OpenId(Client(issuer=ROSA.issuer, id="x"), nobody, room.time, room.random),
        room.people,
        room.sign_in,
        name="x",
        role=role,
        now=room.time,
        random=room.random,
    )


async def come(room: StaffRoom, identity: Identity, role: Role | None = None) -> str | None:
    """Who is signed in after that; None when they were turned away."""
    try:
        begun: Begun = await arrivals(room, role).arrive(identity, HERE)
    except NotInvited:
        return None
    who = await room.sessions.who(begun.secret, room.now)
    assert who is not None
    return who.person.id


def known_as(subject: str, email: str = ROSA.email, issuer: str = ROSA.issuer) -> Identity:
    return Identity(issuer=issuer, subject=subject, email=email, name="")


async def test_an_identity_stays_somebodys_whatever_their_address(room: StaffRoom) -> None:
    rosa = await room.add(password="")
    assert await come(room, ROSA) == rosa.id
    assert await come(room, known_as("17", "quay@elsewhere.example")) == rosa.id
    assert await come(room, known_as("17", "")) == rosa.id
    assert await come(room, known_as("18")) is None
    assert await come(room, known_as("17", issuer="https://other.example")) == rosa.id


async def test_of_two_who_come_at_once_under_one_address_one_is_let_in(room: StaffRoom) -> None:
    await room.add(password="")
    done = await asyncio.gather(*(come(room, known_as(str(number))) for number in range(6)))
    assert sum(each is not None for each in done) == 1


async def test_one_who_comes_twice_at_once_is_one_person(room: StaffRoom) -> None:
    done = await asyncio.gather(*(come(room, ROSA, Role.REPORTER) for _ in range(4)))
    # Whoever is second by a moment is turned away or let in as the same.
    assert len({each for each in done if each is not None}) == 1
    assert await come(room, ROSA) in done
    assert len(await room.people.everybody()) == 1


async def test_a_stranger_takes_nobodys_address(room: StaffRoom) -> None:
    rosa = await room.add("Rosa", password="")
    await come(room, ROSA)
    assert await come(room, known_as("18"), Role.EDITOR) is None
    await room.people.disable(rosa.id, room.now)
    assert await come(room, known_as("19"), Role.EDITOR) is None
    assert await come(room, ROSA, Role.EDITOR) is None
    assert len(await room.people.everybody()) == 1


@pytest.mark.parametrize("email", ["ROSA@VELMORA.EXAMPLE", "rosa@velmora.example"])
async def test_the_case_of_letters_is_no_difference(room: StaffRoom, email: str) -> None:
    rosa = await room.add(password="")
    assert await come(room, known_as("17", email)) == rosa.id


@pytest.mark.parametrize("email", ["ｒosa@velmora.example", "rosa@velmora.example ", "roſa@velmora.example", ""])
async def test_what_merely_looks_alike_is_another(room: StaffRoom, email: str) -> None:
    await room.add(password="")
    assert await come(room, known_as("17", email)) is None
