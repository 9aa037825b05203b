"""A desk on which rehearsals are played, by a clock that goes on only when somebody waits for it.

Knows how to make one over a database, with a crowd that hears what it is told to have heard.
Does not know what is to be tested.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from stoppress.actions.rehearsals import Order, Rehearsing
from stoppress.actions.staging import Stage, player
from stoppress.clockwork.alarms import Alarming
from stoppress.clockwork.performance import Performance
from stoppress.clockwork.playing import Playing, Served
from stoppress.database.kinds import AnyDatabase
from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import Slug
from stoppress.drafts.alarm_rows import Alarms
from stoppress.drafts.draft import DraftId
from stoppress.drafts.notices import NewNotice
from stoppress.drafts.rehearsals import Rehearsal, Rehearsals
from stoppress.outbound.crowd import Place
from stoppress.staff.permissions import Person
from tests.contract.desks import NOW
from tests.contract.sending_room import EDDA, FERRY, Desk, Everybody

_STEP = 0.25

WELL = {"missed": 0, "doubled": 0, "late": 0, "garbled": 0, "resets": 0}


class WithPlayers(Everybody):
    """As the program has it."""

    async def person(self, name: str) -> Person | None:
        """See `Staff`."""
        return player(name) or await super().person(name)


@dataclass
class Crowd:
    """A crowd that is there at once, and says at the end that all was well, or what it is told to."""

    outcome: dict[str, Any] | None = None
    places: list[Place] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    come: bool = True
    is_gone: asyncio.Event = field(default_factory=asyncio.Event)
    left: int = 0

    @asynccontextmanager
    async def reading(
        self, place: Place, readers: int, _per_second: float, heard: Callable[[dict[str, Any]], None]
    ) -> AsyncIterator[Crowd]:
        self.places.append(place)
        heard({"connected": readers if self.come else 0, "heard": 0, "frames": []})
        self.outcome = self.outcome or {"came": readers, "complete": readers, "faults": dict(WELL)}
        try:
            yield self
        finally:
            self.left += 1

    async def finish(self, end: int, _patience: float) -> dict[str, Any] | None:
        self.ends.append(end)
        return self.outcome


class Watched(Rehearsals):
    """Tells when somebody has said how a rehearsal stands."""

    def __init__(self, noted: asyncio.Event, *more: Any) -> None:
        super().__init__(*more)
        self._noted = noted

    async def note(self, name: str, progress: str) -> Rehearsal:
        """See `Rehearsals`."""
        row = await super().note(name, progress)
        self._noted.set()
        return row


class RehearsalRoom:
    """A desk with a blog, FERRY."""

    def __init__(self, database: AnyDatabase) -> None:
        self.desk = Desk(database)
        self.desk.staff = WithPlayers()
        first = self.desk.first = self.desk.process()
        names = count(1)
        self.noted = asyncio.Event()
        self.rows = Watched(self.noted, database, lambda _connection: self.desk.now)
        self.alarms = Alarms(database, lambda _connection: self.desk.now)
        self.told: list[NewNotice] = []
        self.stage = Stage(
            first.actions,
            self.desk.journal,
            first.drafts,
            first.rules,
            self.alarms,
            first.sending,
            lambda: _name(next(names)),
        )
        self.rehearsing = Rehearsing(self.rows, self.stage, first.actions, lambda: _name(next(names)))
        self.crowd = Crowd()
        self.waited = 0.0
        self.performance: Performance | None = None

    def clock(self) -> float:
        """Seconds since the beginning."""
        return (self.desk.now - NOW).total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Time passes, and what is due goes out."""
        self.waited += seconds
        while seconds > 0:
            step = min(seconds, _STEP) if self.performance is None or self.performance.on_their_way else seconds
            self.desk.wait(seconds=step)
            seconds -= step
            await self.desk.send_due()
            if self.performance is not None:
                await self.look_for_alarms()
                await self.performance.look()
        await asyncio.sleep(0)

    async def look_for_alarms(self) -> None:
        """As the clockwork does."""
        await Alarming(self.alarms, self.desk.first.actions.blog, self).look()

    async def asked(self, *, posts: int = 12, seconds: float = 600, readers: int = 0, taken: bool = True) -> Rehearsal:
        """An editor asks for one."""
        order = Order(readers=readers, seconds=seconds, posts=posts)
        return await self.rehearsing.ask(EDDA, FERRY, order, taken=taken)

    async def performed(self, posts: int, seconds: float = 600.0) -> tuple[Performance, Blog]:
        """A performance to its end, and the blog afterwards; with 0 posts, of what has happened in FERRY."""
        asked = await self.asked(posts=posts)
        script = await self.stage.script(FERRY, posts)
        await self.stage.open(FERRY, asked.sandbox, script.revisions[0][0])
        performance = Performance(self.stage, asked.sandbox, script, self.clock, self.sleep)
        self.performance = performance
        await performance.look()
        await performance.run(seconds)
        await performance.look()
        return performance, await self.desk.first.actions.blog(asked.sandbox)

    def playing(self, address: str = "127.0.0.1") -> Playing:
        """Whoever plays, by the real clock."""
        served = Served(address=address, port=8000)
        loop = asyncio.get_running_loop()
        return Playing(self.rows, self.stage, served, self, loop.time, self.crowd.reading, noted_seconds=0.01)

    async def tell(self, new: NewNotice) -> frozenset[str]:
        """See `Telling`."""
        self.told.append(new)
        return frozenset()

    async def bodies(self, slug: Slug) -> Sequence[str]:
        """What the posts of a blog say."""
        return await self.desk.bodies(slug)


def _name(number: int) -> DraftId:
    return DraftId(f"{number:026}".translate(str.maketrans("0123456789", "abcdefghij")))
