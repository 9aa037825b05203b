"""Known browsers: whoever has signed in before can do so again, however many strangers fail; and it lets nobody in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stoppress.errors import TooFast
from stoppress.errors.people import SignInRefused
from stoppress.staff.known import GOOD_FOR, KnownBrowsers
from stoppress.staff.sign_in import Place
from stoppress.staff.throttle import Throttle, ThrottleLimits
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.staff_room import ELSEWHERE, HERE, PASSWORD, StaffRoom, counted

ROSA, ANA = "rosa@velmora.example", "ana@velmora.example"


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    """A staff room on each database in turn."""
    async with open_desk(request.param, request, tmp_path) as desk:
        yield StaffRoom(desk)


async def test_a_mark_is_good_for_one_address_for_a_while(room: StaffRoom) -> None:
    mark = await room.known.mark(ROSA, room.now)
    name = await room.known.name(mark, "ROSA@Velmora.example", room.now + GOOD_FOR - timedelta(seconds=1))
    assert name.startswith("browser-")
    assert not await room.known.name(mark, ANA, room.now)
    assert not await room.known.name(mark, ROSA, room.now + GOOD_FOR + timedelta(seconds=1))
    # Another node knows it as well.
    assert await KnownBrowsers(room.desk, random=counted()).name(mark, ROSA, room.now) == name


async def test_what_somebody_made_up_is_no_mark(room: StaffRoom) -> None:
    mark = await room.known.mark(ROSA, room.now)
    name, at, seal = mark.split(".")
    for other in ("", "x", f"{name}.{int(at) + 1}.{seal}", f"{name[:-1]}a.{at}.{seal}", f"{mark}\n", f"{name}.{at}."):
        assert not await room.known.name(other, ROSA, room.now)
    assert not await room.known.name(mark, "\ud800", room.now)


async def test_where_somebody_has_signed_in_they_can_again_while_strangers_fail(room: StaffRoom) -> None:
    await room.add()
    begun = await room.sign_in.by_password(ROSA, PASSWORD, HERE)
    await room.sessions.end_all((await room.people.find(ROSA)).id)  # type: ignore[union-attr]
    room.throttle = Throttle(room.desk, ThrottleLimits(in_all=20))
    sign_in = room.signing_in()
    for number in range(20):
        with pytest.raises(SignInRefused):
            await sign_in.by_password(f"a{number}@velmora.example", "x", Place(address=f"203.0.113.{number}"))
    with pytest.raises(TooFast):
        await sign_in.by_password(ROSA, PASSWORD, ELSEWHERE)
    known = replace(ELSEWHERE, kept=begun.mark)
    with pytest.raises(TooFast):
        await sign_in.by_password(ANA, PASSWORD, known)
    with pytest.raises(SignInRefused):
        await sign_in.by_password(ROSA, "x", known)
    assert (await sign_in.by_password(ROSA, PASSWORD, known)).complete


async def test_a_browser_is_known_once_it_is_in_and_never_one_of_many_people(room: StaffRoom) -> None:
    rosa = await room.add()
    assert not (await room.sign_in.by_password(ROSA, PASSWORD, replace(HERE, shared=True))).mark
    phone = await room.phone(rosa.id)
    room.wait(minutes=1)
    begun = await room.sign_in.by_password(ROSA, PASSWORD, HERE)
    assert (begun.complete, begun.mark) == (False, "")
    done = await room.sign_in.by_code(begun.secret, phone.at(room.now), HERE)
    assert await room.known.name(done.mark, ROSA, room.now)
