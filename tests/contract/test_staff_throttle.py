"""Throttle: whoever fails too often waits, and nobody else does."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from stoppress.database.schema_desk import sign_in_tries
from stoppress.domain.networks import network_of, site_of
from stoppress.errors import TooFast
from stoppress.staff.throttle import Throttle, ThrottleLimits
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.staff_room import StaffRoom, room_of_its_own

ROSA, ANA = "rosa@velmora.example", "ana@velmora.example"


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    """A staff room on each database in turn."""
    async with open_desk(request.param, request, tmp_path) as desk:
        yield StaffRoom(desk)


async def tries(room: StaffRoom, account: str, network: str, count: int = 1, **options: Any) -> list[int]:
    """Try so often; the seconds to wait, for each try that was refused."""
    waits = []
    for _ in range(count):
        try:
            await room.throttle.admit(account, network, room.now, **options)
        except TooFast as problem:
            waits.append(int(str(problem.facts["seconds"])))
    return waits


async def test_the_sixth_failure_waits_until_the_first_is_a_quarter_of_an_hour_old(room: StaffRoom) -> None:
    assert await tries(room, ROSA, "here", 4) == []
    room.wait(minutes=5)
    assert await tries(room, ROSA, "here", 1) == []
    assert await tries(room, ROSA, "here", 10) == [600] * 10
    room.wait(seconds=599)
    assert await tries(room, ROSA, "here") == [1]
    room.wait(seconds=1)
    # Refused tries do not count: it is over when it was said to be.
    assert await tries(room, ROSA, "here", 4) == []
    assert await tries(room, ROSA, "here") == [300]


async def test_failures_from_elsewhere_keep_nobody_out(room: StaffRoom) -> None:
    assert len(await tries(room, ROSA, "elsewhere", 50)) == 45
    assert await tries(room, ROSA, "here", 5) == []
    assert await tries(room, ANA, "elsewhere", 5) == []


async def test_whoever_gets_in_has_not_failed(room: StaffRoom) -> None:
    for _ in range(30):
        assert await tries(room, ROSA, "here", 4) == []
        await room.throttle.clear(ROSA, "here")
    await tries(room, ANA, "here", 5)
    await tries(room, ROSA, "elsewhere", 5)
    await room.throttle.clear(ROSA, "here")
    assert len(await tries(room, ANA, "here")) == len(await tries(room, ROSA, "elsewhere")) == 1


async def test_a_network_that_tries_many_accounts_waits(room: StaffRoom) -> None:
    for number in range(100):
        assert await tries(room, f"a{number}", "here") == []
    assert await tries(room, "another", "here", 10) == [3600] * 10
    assert await tries(room, "another", "elsewhere") == []
    room.wait(hours=1)
    assert await tries(room, "another", "here") == []


async def test_however_many_fail_a_newsroom_is_not_locked_out(room: StaffRoom) -> None:
    room.throttle = Throttle(room.desk, ThrottleLimits(in_all=50))
    rosa = await room.add()
    await room.sessions.begin(rosa.id, now=room.now, network="newsroom")
    for number in range(50):
        assert await tries(room, f"a{number}", f"n{number}") == []
    for _ in range(10):
        assert await tries(room, "another", "somewhere") == [3600]
    assert await tries(room, "another", "newsroom", 5) == []
    room.wait(hours=1)
    assert await tries(room, "another", "somewhere") == []


async def test_however_many_fail_a_known_browser_is_not_locked_out(room: StaffRoom) -> None:
    """A reporter is in the field, on a network that nobody has been on; somebody makes sign-ins fail all the time."""
    room.throttle = Throttle(room.desk, ThrottleLimits(in_all=10, per_network=5))
    for number in range(10):
        assert await tries(room, f"a{number}", f"n{number}") == []
    assert await tries(room, ROSA, "a train") == [3600]
    assert await tries(room, ROSA, "a train", 5, browser="browser-a") == []
    # There too five are enough; it is a place of its own.
    assert await tries(room, ROSA, "elsewhere", browser="browser-a") == [900]
    assert await tries(room, ROSA, "a train", browser="browser-b") == []
    await room.throttle.clear(ROSA, "a train", "browser-a")
    assert await tries(room, ROSA, "a train", 5, browser="browser-a") == []
    assert await tries(room, "a0", "n0") == [3600]


async def test_the_networks_of_one_site_wait_together(room: StaffRoom) -> None:
    """Whoever has a site of IPv6 has thousands of networks, and would lock everybody out by failing from each once."""
    for number in range(100):
        assert await tries(room, f"a{number}", f"2001:db8:7:{number:x}::/64") == []
    assert await tries(room, "another", "2001:db8:7:ffff::/64", 10) == [3600] * 10
    assert await tries(room, "another", "2001:db8:8:1::/64", 5) == []
    await room.throttle.clear("a0", "2001:db8:7::/64")
    assert await tries(room, "another", "2001:db8:7:ffff::/64") == []


async def test_a_try_from_a_site_counts_once_in_all(room: StaffRoom) -> None:
    room.throttle = Throttle(room.desk, ThrottleLimits(in_all=10, codes=10))
    for number in range(9):
        assert await tries(room, "code", f"2001:db8:{number:x}:1::/64", everywhere=True) == []
    assert await tries(room, "code", "192.0.2.7", everywhere=True) == []
    assert await tries(room, "another", "192.0.2.7") == [3600]


async def test_codes_count_from_everywhere(room: StaffRoom) -> None:
    for number in range(20):
        assert await tries(room, "code", f"n{number}", everywhere=True) == []
    assert await tries(room, "code", "n20", 10, everywhere=True) == [3600] * 10
    assert await tries(room, "code", "n20") == []
    assert await tries(room, "code", "n20", 5, everywhere=True, browser="browser-a") == []
    assert await tries(room, "code", "n21", everywhere=True, browser="browser-a") == [900]


async def test_tries_at_once_see_one_another(room: StaffRoom) -> None:
    done = await asyncio.gather(*(tries(room, ROSA, "here") for _ in range(12)))
    assert sum(each == [] for each in done) == 5


async def test_what_was_typed_is_not_kept_and_old_tries_are_forgotten(room: StaffRoom) -> None:
    await tries(room, "my secret by mistake", "here")
    query = select(sign_in_tries)
    found = await room.desk.read(lambda connection: str(connection.execute(query).all()))
    assert "here" in found
    assert "mistake" not in found
    room.wait(hours=1)
    await tries(room, ROSA, "elsewhere")
    assert len(await room.desk.read(lambda connection: connection.execute(query).all())) == 1


TRIES = st.lists(
    st.tuples(st.sampled_from([ROSA, ANA, "x", "y"]), st.sampled_from("abc"), st.integers(0, 400), st.booleans()),
    min_size=1,
    max_size=60,
)


@given(TRIES)
@settings(max_examples=60, deadline=None)
def test_a_stranger_locks_nobody_out(made: list[tuple[str, str, int, bool]]) -> None:
    """However others fail, from another network anybody has all their tries; and none has more than five. (Law)"""
    asyncio.run(_failing(made))


async def _failing(made: list[tuple[str, str, int, bool]]) -> None:
    async with room_of_its_own() as room:
        at: dict[tuple[str, str], list[timedelta]] = {}
        passed, started = timedelta(), room.now
        for account, network, seconds, clears in made:
            passed += timedelta(seconds=seconds)
            room.now = started + passed
            if not await tries(room, account, network):
                at.setdefault((account, network), []).append(passed)
            if clears:
                await room.throttle.clear(account, network)
                at[account, network] = []
            recent = Counter(
                {key: sum(passed - each < timedelta(minutes=15) for each in some) for key, some in at.items()}
            )
            assert max(recent.values()) <= 5
        for account in (ROSA, ANA):
            assert await tries(room, account, "the newsroom", 5) == []


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0db8:0001:0002:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
        ("unix", "unix"),
        ("x" * 99, "x" * 50),
    ],
)
def test_what_one_customer_is_given_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("2001:db8:1:ffff::", "2001:db8:1::/48"),
        ("2001:db8::1", "2001:db8::/48"),
        ("198.51.100.7", ""),
        ("::ffff:198.51.100.7", ""),
        ("unix", ""),
        ("", ""),
    ],
)
def test_what_a_company_is_given_is_one_site(address: str, site: str) -> None:
    assert site_of(address) == site
