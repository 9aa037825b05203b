"""Second factor: codes of the phone, each good once and for a minute and a half, and ten on paper."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from stoppress.database.schema_desk import recovery_codes
from stoppress.errors.people import CodeRefused, SecondFactorSet
from stoppress.staff.second_factor import is_recovery_code
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.staff_room import StaffRoom, room_of_its_own

EMAIL = "rosa@velmora.example"


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    """A staff room on each database in turn."""
    async with open_desk(request.param, request, tmp_path) as desk:
        yield StaffRoom(desk)


async def is_accepted(room: StaffRoom, person: str, code: str, now: datetime | None = None) -> bool:
    try:
        await room.second_factors.accept(person, code, now or room.now)
    except CodeRefused:
        return False
    return True


async def test_codes_are_asked_for_once_one_was_confirmed(room: StaffRoom) -> None:
    rosa = (await room.add()).id
    await room.second_factors.begin(rosa)
    offer = await room.second_factors.offer(rosa, EMAIL)
    assert offer is not None
    assert offer.address.startswith("otpauth://totp/The%20Velmora%20Courier:rosa%40velmora.example?secret=")
    assert len(offer.secret) == 32
    phone = pyotp.TOTP(offer.secret)
    assert not await is_accepted(room, rosa, phone.at(room.now))
    with pytest.raises(CodeRefused):
        await room.second_factors.confirm(rosa, "000000" if phone.at(room.now) != "000000" else "111111", room.now)
    assert not await room.second_factors.is_set(rosa)
    codes = await room.second_factors.confirm(rosa, phone.at(room.now), room.now)
    assert len(set(codes)) == 10
    assert await room.second_factors.is_set(rosa)
    assert (await room.people.row(rosa)).has_second_factor
    assert await room.second_factors.offer(rosa, EMAIL) is None
    with pytest.raises(SecondFactorSet):
        await room.second_factors.begin(rosa)


async def test_the_picture_shows_in_a_page_without_inline_styles(room: StaffRoom) -> None:
    rosa = (await room.add()).id
    await room.second_factors.begin(rosa)
    offer = await room.second_factors.offer(rosa, EMAIL)
    assert offer is not None
    kind, _, content = offer.picture.partition(",")
    assert kind.startswith("data:image/svg+xml")
    svg = b64decode(content).decode() if kind.endswith("base64") else unquote(content)
    assert svg.startswith(("<svg", "<?xml"))
    assert "style" not in svg


async def test_what_was_begun_can_be_begun_anew(room: StaffRoom) -> None:
    rosa = (await room.add()).id
    offers = []
    for _ in range(2):
        await room.second_factors.begin(rosa)
        offers.append(await room.second_factors.offer(rosa, EMAIL))
    assert offers[0] != offers[1]


async def test_a_code_is_good_one_step_early_and_late(room: StaffRoom) -> None:
    rosa = (await room.add()).id
    phone = await room.phone(rosa)
    room.wait(minutes=10)
    for steps, good in ((-2, False), (2, False), (-1, True), (0, True), (1, True)):
        assert await is_accepted(room, rosa, phone.at(room.now + timedelta(seconds=30 * steps))) == good
    for wrong in ("", "12345", "abcdef", "１２３４５６", "\ud800", phone.at(room.now)[::-1] + "0"):
        assert not await is_accepted(room, rosa, wrong)


async def test_a_code_may_be_typed_in_two_halves(room: StaffRoom) -> None:
    rosa = (await room.add()).id
    phone = await room.phone(rosa)
    room.wait(minutes=1)
    code = phone.at(room.now)
    assert await is_accepted(room, rosa, f" {code[:3]} {code[3:]} ")


async def test_of_two_who_show_the_same_code_at_once_one_is_refused(room: StaffRoom) -> None:
    rosa = (await room.add()).id
    phone = await room.phone(rosa)
    room.wait(minutes=1)
    code = phone.at(room.now)
    assert sum(await asyncio.gather(*(is_accepted(room, rosa, code) for _ in range(6)))) == 1


async def test_a_code_on_paper_is_good_once_and_for_whose_it_is(room: StaffRoom) -> None:
    rosa, ana = (await room.add("Rosa")).id, (await room.add("Ana")).id
    await room.phone(rosa)
    await room.phone(ana)
    first, second, *others = await room.second_factors.fresh_codes(rosa)
    assert all(map(is_recovery_code, (first, second, *others)))
    assert not await is_accepted(room, ana, first)
    assert await is_accepted(room, rosa, first)
    assert not await is_accepted(room, rosa, first)
    assert await is_accepted(room, rosa, f" {second.upper().replace('-', ' ')} ")
    assert await room.second_factors.codes_left(rosa) == 8
    again = await room.second_factors.fresh_codes(rosa)
    assert await room.second_factors.codes_left(rosa) == 10
    assert not await is_accepted(room, rosa, others[0])
    assert sum(await asyncio.gather(*(is_accepted(room, rosa, again[0]) for _ in range(6)))) == 1
    kept = await room.desk.read(lambda connection: str(connection.execute(select(recovery_codes)).all()))
    assert not any(each in kept or each.replace("-", "") in kept for each in again)


async def test_removed_is_removed(room: StaffRoom) -> None:
    rosa = (await room.add()).id
    phone = await room.phone(rosa)
    (paper, *_) = await room.second_factors.fresh_codes(rosa)
    await room.second_factors.remove(rosa)
    room.wait(minutes=1)
    assert not await room.second_factors.is_set(rosa)
    assert not await is_accepted(room, rosa, phone.at(room.now))
    assert not await is_accepted(room, rosa, paper)
    with pytest.raises(CodeRefused):
        await room.second_factors.fresh_codes(rosa)


@given(st.lists(st.tuples(st.integers(0, 45), st.integers(-2, 2)), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_no_code_is_accepted_twice(shown: list[tuple[int, int]]) -> None:
    """Whenever codes are shown, in whatever order: none is accepted twice, nor an older one after it. (Law)"""
    asyncio.run(_showing(shown))


async def _showing(shown: list[tuple[int, int]]) -> None:
    async with room_of_its_own() as room:
        rosa = (await room.add()).id
        phone = await room.phone(rosa)
        newest = phone.timecode(room.now)
        for seconds, offset in shown:
            room.wait(seconds=seconds)
            step = phone.timecode(room.now) + offset
            accepted = await is_accepted(room, rosa, phone.generate_otp(step))
            assert accepted == (step > newest and -1 <= offset <= 1)
            newest = step if accepted else newest
