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

from stoppress.database.kinds import AnyDatabase, database_at
from stoppress.database.schema_desk import metadata
from stoppress.staff.passwords import Cost, Passwords
from stoppress.staff.people import People, PersonRow
from stoppress.staff.permissions import Role
from stoppress.staff.sessions import Sessions
from tests.contract.desks import NOW

CHEAP = Cost(passes=1, memory=8, lanes=1)
PASSWORD = "grey herons at the weir"


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
