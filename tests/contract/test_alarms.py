"""Alarms that are written down: fired once whichever process looks, called off when somebody touches what was left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from stoppress.clockwork.alarms import Alarming
from stoppress.database.kinds import AnyDatabase, database_at
from stoppress.database.schema_desk import desk_rings
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Description, Headline
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.revisions import BlogOpened, CoveragePaused, PostPublished
from stoppress.drafts.alarm_rows import Alarms
from stoppress.drafts.alarms import SILENT, Alarm, AlarmRules, Watched
from stoppress.drafts.notice_rows import Notices
from stoppress.errors import BlogUnknown, StorageUnavailable
from tests.contract.desks import NOW, open_desk
from tests.contract.places import DURABLE

FERRY, STORM = Slug("ferry"), Slug("storm")
ADA = "person-ada"
RULES = AlarmRules(minutes={Watched.BLOG: 20, Watched.KEY_POINTS: 60, Watched.PIN: 0}, from_minute=1, to_minute=1)


class Desk:
    """Two processes that look, a clock that is set by hand, and blogs that somebody writes."""

    def __init__(self, database: AnyDatabase, other: AnyDatabase) -> None:
        self.database, self.now = database, NOW
        self.blogs: dict[Slug, Blog] = {}
        self.broken: set[Slug] = set()
        self.alarms = [Alarms(each, lambda _connection: self.now) for each in (database, other)]
        self.notices = [Notices(each, self.editors, lambda _connection: self.now) for each in (database, other)]
        self.processes = [
            Alarming(alarms, self.current, notices) for alarms, notices in zip(self.alarms, self.notices, strict=True)
        ]

    async def editors(self, verb: str, _blog: Slug | None) -> frozenset[str]:
        assert verb == "set key points"
        return frozenset({ADA})

    async def current(self, slug: Slug) -> Blog:
        if slug in self.broken:
            raise StorageUnavailable
        if slug not in self.blogs:
            raise BlogUnknown(blog=slug)
        return self.blogs[slug]

    def open(self, slug: Slug) -> None:
        description = Description(headline=Headline(text=slug.title()))
        self.blogs[slug] = fold([BlogOpened(at=self.now, slug=slug, description=description)])

    def publish(self, slug: Slug) -> None:
        name = PostId(f"p{self.blogs[slug].seq}")
        new = PostPublished(at=self.now, post=name, published_at=self.now, headline="A", body="B.")
        self.blogs[slug] = fold([new], self.blogs[slug])

    async def after(self, minutes: float) -> list[str]:
        """What Ada is told by then, newest first."""
        self.now += timedelta(minutes=minutes)
        await asyncio.gather(*(each.look() for each in self.processes))
        return [each.text for each in await self.notices[0].of(ADA)]

    async def rings(self) -> int:
        here = desk_rings.c.what == "alarms"
        found = await self.database.read(
            lambda connection: connection.execute(select(desk_rings).where(here)).mappings().all()
        )
        return sum(each["number"] for each in found)


class Killed(Alarms):
    """Those of a process that is killed before it has written anything down."""

    async def write_down(self, blog: Slug, now_standing: Sequence[Alarm]) -> None:  # noqa: ARG002 - it never came to it
        raise StorageUnavailable


@pytest.fixture(params=DURABLE)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(request.param, request, tmp_path) as database:
        other = database_at(database.url.render_as_string(hide_password=False))
        made = Desk(database, other)
        made.open(FERRY)
        yield made
        await other.close()


async def test_an_alarm_fires_once_and_is_called_off_by_a_post(desk: Desk) -> None:
    await desk.alarms[0].set_rules(FERRY, RULES)
    assert await desk.after(19) == []
    assert await desk.after(1) == ["Nobody has touched “Ferry” for 20 minutes."]
    assert await desk.alarms[1].standing() == {FERRY: {Watched.BLOG: NOW}}
    rings = await desk.rings()
    assert len(await desk.after(10)) == 1
    assert await desk.rings() == rings
    desk.publish(FERRY)
    assert len(await desk.after(0.2)) == 1
    assert await desk.alarms[0].standing() == {}
    assert await desk.rings() > rings


async def test_left_alone_again_it_fires_again(desk: Desk) -> None:
    await desk.alarms[0].set_rules(FERRY, RULES)
    await desk.after(20)
    desk.publish(FERRY)
    # Nobody looked in between.
    assert await desk.after(20) == ["Nobody has touched “Ferry” for 20 minutes."] * 2
    assert await desk.alarms[0].standing() == {FERRY: {Watched.BLOG: NOW + timedelta(minutes=20)}}


async def test_each_thing_has_an_alarm_of_its_own_and_leads_where_something_can_be_done(desk: Desk) -> None:
    await desk.alarms[0].set_rules(FERRY, RULES)
    await desk.after(50)
    assert await desk.after(10) == [
        "Nobody has touched the key points of “Ferry” for 60 minutes.",
        "Nobody has touched “Ferry” for 20 minutes.",
    ]
    assert [each.path for each in await desk.notices[0].of(ADA)] == [
        "/desk/blogs/ferry/key-points",
        "/desk/blogs/ferry",
    ]


async def test_a_pause_calls_alarms_off(desk: Desk) -> None:
    await desk.alarms[0].set_rules(FERRY, RULES)
    await desk.after(20)
    desk.blogs[FERRY] = fold([CoveragePaused(at=desk.now, note="Back.")], desk.blogs[FERRY])
    await desk.after(600)
    assert await desk.alarms[0].standing() == {}
    assert len(await desk.notices[0].of(ADA)) == 1


async def test_rules_that_are_switched_off_call_alarms_off(desk: Desk) -> None:
    await desk.alarms[0].set_rules(FERRY, RULES)
    await desk.after(20)
    await desk.alarms[1].set_rules(FERRY, SILENT)
    await desk.after(0)
    assert (await desk.alarms[0].standing(), await desk.alarms[0].watched()) == ({}, {})
    assert await desk.alarms[0].rules(FERRY) == SILENT


async def test_a_blog_that_cannot_be_read_keeps_no_other_waiting(desk: Desk) -> None:
    desk.open(STORM)
    for slug in (FERRY, STORM):
        await desk.alarms[0].set_rules(slug, RULES)
    desk.broken.add(FERRY)
    assert await desk.after(20) == ["Nobody has touched “Storm” for 20 minutes."]
    desk.broken.clear()
    assert len(await desk.after(0)) == 2


async def test_a_blog_that_is_gone_has_no_alarms(desk: Desk) -> None:
    await desk.alarms[0].set_rules(FERRY, RULES)
    await desk.after(20)
    del desk.blogs[FERRY]
    await desk.after(1)
    assert await desk.alarms[0].standing() == {}


async def test_rules_are_each_blogs_own(desk: Desk) -> None:
    await desk.alarms[0].set_rules(FERRY, RULES)
    assert (await desk.alarms[1].rules(FERRY), await desk.alarms[1].rules(STORM)) == (RULES, SILENT)
    assert await desk.after(600) != []
    assert STORM not in await desk.alarms[0].standing()


async def test_told_before_it_is_written_down(desk: Desk) -> None:
    """Whoever is killed in between leaves the alarm to the next look, which tells nothing twice."""
    await desk.alarms[0].set_rules(FERRY, RULES)
    desk.now += timedelta(minutes=20)

    killed = Alarming(Killed(desk.database, lambda _connection: desk.now), desk.current, desk.notices[0])
    await killed.look()
    assert (len(await desk.notices[0].of(ADA)), await desk.alarms[1].standing()) == (1, {})
    assert len(await desk.after(0)) == 1
    assert await desk.alarms[0].standing() == {FERRY: {Watched.BLOG: NOW}}
