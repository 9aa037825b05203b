"""A staff room over a desk's database: its parts, cheap to guess at, and a clock that is set by hand.

Knows how to make people.
Does not know what is to be tested.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pyotp

from stoppress.database.kinds import AnyDatabase, database_at
from stoppress.database.schema_desk import metadata
from stoppress.staff.known import KnownBrowsers
from stoppress.staff.links import Links
from stoppress.staff.passwords import Cost, Passwords
from stoppress.staff.people import People
from stoppress.staff.permissions import Role
from stoppress.staff.person_rows import PersonRow
from stoppress.staff.second_factor import SecondFactors
from stoppress.staff.sessions import Sessions
from stoppress.staff.sign_in import Place, SignIn
from stoppress.staff.throttle import Throttle
from stoppress.staff.welcome import Welcome
from tests.contract.desks import NOW

CHEAP = Cost(passes=1, memory=8, lanes=1)
PASSWORD = "grey herons at the weir"
HERE = Place(address="198.51.100.7", device="Firefox on Linux")
ELSEWHERE = Place(address="203.0.113.9", device="Safari on iOS")


def counted() -> Callable[[int], bytes]:
    """Chance that comes in the same order each time."""
    numbers = itertools.count()
    return lambda count: sha256(str(next(numbers)).encode()).digest()[:count]


class StaffRoom:
    """Everything that `staff` has, and `now`, which does not move by itself."""

    def __init__(self, desk: AnyDatabase) -> None:
        self.desk = desk
        self.now = NOW
        self.random = counted()
        self.people = People(desk)
        self.passwords = Passwords(cost=CHEAP)
        self.sessions = Sessions(desk, random=self.random)
        self.second_factors = SecondFactors(desk, "The Velmora Courier", random=self.random)
        self.throttle = Throttle(desk)
        self.links = Links(desk, random=self.random)
        self.welcome = Welcome(desk, self.links, self.passwords, random=self.random)
        self.known = KnownBrowsers(desk, random=self.random)
        self.sign_in = self.signing_in()

    def signing_in(self) -> SignIn:
        """With the throttle there is by now."""
        return SignIn(
            self.people, self.passwords, self.sessions, self.second_factors, self.throttle, self.known, self.time
        )

    def time(self) -> datetime:
        return self.now

    def wait(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    async def add(self, name: str = "Rosa", role: Role | None = Role.REPORTER, password: str = PASSWORD) -> PersonRow:
        """Somebody who can sign in."""
        row = await self.people.add(f"{name.lower()}@velmora.example", name, role, now=self.now, random=self.random)
        if password:
            await self.people.set_password(row.id, await self.passwords.hashed(password))
        return await self.people.row(row.id)

    async def phone(self, person: str) -> pyotp.TOTP:
        """Ask for codes from now on; what makes them. The last step's code is used."""
        await self.second_factors.begin(person)
        offer = await self.second_factors.offer(person, "rosa@velmora.example")
        assert offer is not None
        phone = pyotp.TOTP(offer.secret)
        await self.second_factors.confirm(person, phone.at(self.now), self.now)
        return phone


@asynccontextmanager
async def room_of_its_own() -> AsyncIterator[StaffRoom]:
    """A staff room for one example of many, on a file without migrations."""
    with tempfile.TemporaryDirectory() as folder:
        desk = database_at(f"sqlite:///{Path(folder) / 'desk.db'}")
        try:
            await desk.write(metadata.create_all)
            yield StaffRoom(desk)
        finally:
            await desk.close()
