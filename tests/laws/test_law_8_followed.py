"""Law 8 for those who follow a story: whatever is killed when, each is told of the newest, and nobody of what was taken back."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from stoppress.audience.followers import Place
from stoppress.audience.owed import TAKEN_FOR, Owing
from stoppress.database.kinds import AnyDatabase
from stoppress.database.migrate import AUDIENCE
from stoppress.database.opening import database_url, open_database
from stoppress.domain.alerts import Alert, Wants
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.revisions import PostRevised, PostWithdrawn
from stoppress.outbound.browsers import Address
from stoppress.wire.push import Arrived, Later, Message, Outcome
from tests.contract.follow_room import FollowRoom, memory_journal
from tests.push_service import Device

STEPS = (
    "plain",
    "key",
    "breaking",
    "edit",
    "withdraw",
    "tell",
    "read",
    "send",
    "busy",
    "killed before the place is kept",
    "killed after the place is kept",
    "killed before it is sent",
    "killed after it is sent",
    "a minute",
)


class KilledError(Exception):
    """The process has gone."""


class Mortal(Owing):
    """Owing in a process that is killed beside the next write of a place."""

    dies = ""

    async def move(
        self, blog: Slug, before: Place, after: Place, alerts: Sequence[Alert], forget_at: datetime | None
    ) -> bool:
        """See `Owing`."""
        dies, self.dies = self.dies, ""
        if dies.startswith("killed before the place"):
            raise KilledError
        moved = await super().move(blog, before, after, alerts, forget_at)
        if dies:
            raise KilledError
        return moved


class World:
    """What happened, and what each browser was told."""

    def __init__(self, room: FollowRoom) -> None:
        self.room = room
        self.owing = Mortal(room.database, room.writes, room.clock)
        room.owing = self.owing
        self.told: dict[str, list[str]] = {"some": [], "every": []}
        self.wanted: dict[str, list[PostId]] = {"some": [], "every": []}
        self.gone: set[str] = set()
        self.kills = 0
        self.sending = ""

    async def send(self, address: Address, message: Message) -> Outcome:
        """See `wire.push.Push`."""
        step, self.sending = self.sending, ""
        if step == "busy":
            return Later("busy")
        if step == "killed before it is sent":
            raise KilledError
        post = json.loads(message.payload)["notification"]["navigate"].rpartition("#post-")[2]
        assert post not in self.gone, "it was taken back"
        self.told[address.endpoint.rpartition("/")[2]].append(post)
        if step:
            raise KilledError
        return Arrived()

    async def step(self, step: str) -> None:
        """One thing happens."""
        room, wire = self.room, self.room.following(self)
        newest = self.wanted["every"][-1:]
        match step:
            case "plain" | "key" | "breaking":
                label = Label.BREAKING if step == "breaking" else None
                post = await room.publish("Words", key_event=step == "key", label=label)
                for name in ("every",) if step == "plain" else ("some", "every"):
                    self.wanted[name].append(post)
            case "edit" | "withdraw":
                for post in newest:
                    if post in self.gone:
                        continue
                    if step == "withdraw":
                        await room.happens(PostWithdrawn(at=room.time, post=post))
                        self.gone.add(post)
                    else:
                        await room.happens(PostRevised(at=room.time, post=post, headline="Other words", body=""))
            case "read":
                await wire.read_on()
            case "a minute":
                room.later(minutes=1)
            case _:
                await self._tell(step)

    async def _tell(self, step: str) -> None:
        wire = self.room.following(self)
        self.owing.dies = step if "place" in step else ""
        self.sending = step if step in ("busy", "killed before it is sent", "killed after it is sent") else ""
        try:
            if step != "send":
                await wire.read_on()
            await wire.send_due()
        except KilledError:
            self.kills += 1
        self.owing.dies = self.sending = ""

    async def rest(self) -> None:
        """Whoever took an alert and was killed counts as killed by now, and a busy service is not any more."""
        for _ in range(3):
            self.room.later(seconds=TAKEN_FOR.total_seconds())
            await self._tell("tell")


async def run(database: AnyDatabase, steps: Sequence[str]) -> World:
    """All of it, from the first to the last."""
    journal = memory_journal()
    room = FollowRoom(database, journal, "127.0.0.1:9")
    await room.open()
    world = World(room)
    for name, wants in (("some", Wants.KEY), ("every", Wants.ALL)):
        await room.follow(Device(f"http://127.0.0.1:9/{name}"), wants)
    for step in steps:
        await world.step(step)
    await world.rest()
    await journal.close()
    return world


async def in_a_database(steps: Sequence[str]) -> World:
    with TemporaryDirectory() as folder:
        database = await open_database(database_url(AUDIENCE, Path(folder), None), AUDIENCE)
        try:
            return await run(database, steps)
        finally:
            await database.close()


@given(st.lists(st.sampled_from(STEPS), max_size=14))
def test_each_is_told_of_the_newest_whatever_is_killed(steps: list[str]) -> None:
    world = asyncio.run(in_a_database(steps))
    assert timedelta(minutes=steps.count("a minute")) < timedelta(minutes=20)
    for name, wanted in world.wanted.items():
        told = world.told[name]
        assert set(told) <= set(wanted)
        if wanted and wanted[-1] not in world.gone:
            assert told[-1:] == wanted[-1:], "the newest comes last"
        assert sum(count - 1 for count in Counter(told).values()) <= world.kills, "twice only where somebody was killed"
        assert [each for each in wanted if each in told] == list(dict.fromkeys(told)), "in order"
