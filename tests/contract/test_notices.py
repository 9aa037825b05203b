"""Notices: told once, to those they are for, kept for a while, and heard by nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from stoppress.database.kinds import AnyDatabase
from stoppress.database.schema_desk import desk_rings
from stoppress.database.schema_notices import notice_people, notices
from stoppress.domain.identifiers import Slug
from stoppress.drafts.notice_rows import LISTED, Notices
from stoppress.drafts.notices import TEXT_LIMIT, Choice, NewNotice, NoticeKind, Whoever, notice_id
from tests.contract.desks import NOW, open_desk
from tests.contract.places import DURABLE

FERRY = Slug("ferry")
ADA, BEN, CAT = "person-ada", "person-ben", "person-cat"

SUBMITTED = NewNotice(
    kind=NoticeKind.SUBMITTED,
    text="Cat Imre has submitted “Line 1 stops”.",
    path="/desk/blogs/ferry/queue",
    to=Whoever("approve post"),
    key="submitted d1 1",
    blog=FERRY,
    but=CAT,
)


class Told:
    """Notices, a clock that is set by hand, and two editors."""

    def __init__(self, desk: AnyDatabase) -> None:
        self.desk, self.time = desk, NOW
        self.asked: list[tuple[str, Slug | None]] = []
        self.notices = Notices(desk, self.who_may, lambda _connection: self.time)

    async def who_may(self, verb: str, blog: Slug | None) -> frozenset[str]:
        self.asked.append((verb, blog))
        return frozenset({ADA, BEN, CAT})

    async def texts(self, person: str) -> list[str]:
        return [each.text for each in await self.notices.of(person)]

    async def unread(self, person: str) -> int:
        return len(await self.notices.unread(person))

    async def rings(self) -> dict[str, int]:
        found = await self.desk.read(lambda connection: connection.execute(select(desk_rings)).mappings().all())
        assert {each["what"] for each in found} <= {"notices"}
        return {each["blog"]: each["number"] for each in found}


@pytest.fixture(params=DURABLE)
async def told(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Told]:
    async with open_desk(request.param, request, tmp_path) as database:
        yield Told(database)


async def test_everybody_who_may_is_told_but_whoever_did_it(told: Told) -> None:
    assert await told.notices.tell(SUBMITTED) == {ADA, BEN}
    assert told.asked == [("approve post", FERRY)]
    assert await told.texts(ADA) == await told.texts(BEN) == [SUBMITTED.text]
    assert await told.texts(CAT) == []
    assert await told.rings() == {ADA: 1, BEN: 1}
    (found,) = await told.notices.of(ADA)
    assert (found.kind, found.path, found.blog, found.verb, found.told_at, found.read_at) == (
        NoticeKind.SUBMITTED,
        SUBMITTED.path,
        FERRY,
        "approve post",
        NOW,
        None,
    )


async def test_somebody_can_be_told_by_name(told: Told) -> None:
    await told.notices.tell(replace(SUBMITTED, kind=NoticeKind.MENTION, to=frozenset({CAT, BEN})))
    assert (await told.texts(ADA), await told.texts(CAT), len(await told.texts(BEN))) == ([], [], 1)
    assert told.asked == []
    assert (await told.notices.of(BEN))[0].verb == "read blog"


async def test_the_same_key_is_told_once_and_rings_once(told: Told) -> None:
    answers = await asyncio.gather(*(told.notices.tell(SUBMITTED) for _ in range(5)))
    assert sorted(map(len, answers)) == [0, 0, 0, 0, 2]
    assert await told.notices.tell(replace(SUBMITTED, text="Something else.")) == frozenset()
    assert await told.texts(ADA) == [SUBMITTED.text]
    assert await told.rings() == {ADA: 1, BEN: 1}


async def test_what_is_for_nobody_is_not_kept(told: Told) -> None:
    assert await told.notices.tell(replace(SUBMITTED, to=frozenset({CAT}))) == frozenset()
    count = select(func.count()).select_from(notices)
    assert await told.desk.read(lambda connection: connection.scalar(count)) == 0


async def test_reading_is_each_ones_own(told: Told) -> None:
    for number in range(3):
        told.time += timedelta(seconds=1)
        await told.notices.tell(replace(SUBMITTED, key=str(number), text=f"Notice {number}."))
    assert await told.texts(ADA) == ["Notice 2.", "Notice 1.", "Notice 0."]
    await told.notices.read(ADA, [notice_id("1"), notice_id("unknown")])
    assert (await told.unread(ADA), await told.unread(BEN)) == (2, 3)
    await told.notices.read(ADA)
    assert (await told.unread(ADA), await told.unread(BEN)) == (0, 3)
    assert await told.rings() == {ADA: 5, BEN: 3}
    await told.notices.read(ADA)
    assert await told.rings() == {ADA: 5, BEN: 3}


async def test_notices_are_kept_for_thirty_days(told: Told) -> None:
    await told.notices.tell(SUBMITTED)
    told.time += timedelta(days=30)
    await told.notices.tell(replace(SUBMITTED, key="at the end"))
    assert len(await told.notices.of(ADA)) == 2
    told.time += timedelta(seconds=1)
    await told.notices.tell(replace(SUBMITTED, key="after it"))
    assert len(await told.notices.of(ADA)) == 2
    count = select(func.count()).select_from(notice_people)
    assert await told.desk.read(lambda connection: connection.scalar(count)) == 4


async def test_a_notice_is_one_line_and_no_longer_than_may_be(told: Told) -> None:
    await told.notices.tell(replace(SUBMITTED, text="Cat\n\nImre " + "x" * 1_000))
    (text,) = await told.texts(ADA)
    assert text.startswith("Cat Imre xxx")
    assert text.endswith("x…")
    assert len(text) == TEXT_LIMIT


async def test_the_newest_hundred_are_listed(told: Told) -> None:
    for number in range(LISTED + 1):
        told.time += timedelta(seconds=1)
        await told.notices.tell(replace(SUBMITTED, key=str(number), text=f"Notice {number}."))
    texts = await told.texts(ADA)
    assert (len(texts), texts[0], texts[-1]) == (LISTED, f"Notice {LISTED}.", "Notice 1.")


async def test_a_kind_that_somebody_does_not_want_counted_is_listed_as_read(told: Told) -> None:
    await told.notices.choose(ADA, {NoticeKind.SUBMITTED: Choice(page=False, push=True)})
    await told.notices.tell(SUBMITTED)
    assert (await told.unread(ADA), await told.unread(BEN)) == (0, 1)
    assert await told.texts(ADA) == [SUBMITTED.text]


async def test_everybody_is_told_of_everything_until_they_choose(told: Told) -> None:
    assert set((await told.notices.choices(ADA)).values()) == {Choice(page=True, push=True)}
    await told.notices.choose(ADA, {NoticeKind.ALARM: Choice(page=True, push=False)})
    await told.notices.choose(ADA, {NoticeKind.FAILURE: Choice(page=False, push=False)})
    chosen = await told.notices.choices(ADA)
    assert set(chosen) == set(NoticeKind)
    assert chosen[NoticeKind.FAILURE] == Choice(page=False, push=False)
    assert chosen[NoticeKind.ALARM] == Choice()
    assert (await told.notices.choices(BEN))[NoticeKind.FAILURE] == Choice()


async def test_two_who_choose_at_once_leave_one_choice(told: Told) -> None:
    def choosing(push: bool) -> Awaitable[None]:
        return told.notices.choose(ADA, {each: Choice(page=True, push=push) for each in NoticeKind})

    await asyncio.gather(choosing(push=True), choosing(push=False))
    assert len(set((await told.notices.choices(ADA)).values())) == 1


def test_ids_are_of_the_key_alone() -> None:
    assert notice_id("a") == notice_id("a") != notice_id("b")
    assert SUBMITTED.id == notice_id(SUBMITTED.key)
