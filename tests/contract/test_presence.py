"""Who is here: what open pages say, when that is over, and who hears of it, on every database alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from stoppress.actions.presence import Saying, Together
from stoppress.domain.identifiers import PostId, Slug
from stoppress.drafts.bell import DeskBell, What
from stoppress.drafts.draft import Someone, State
from stoppress.drafts.presence import LASTS, PAGES_LIMIT, Doing, PageId
from stoppress.drafts.presence_rows import Presence
from stoppress.errors import BlogUnknown, NotAllowed
from stoppress.errors.drafts import DraftUnknown
from stoppress.errors.together import PageUnnamed
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.sending_room import EDDA, FERRY, HALE, HARBOUR, MONA, ODO, REX, RHEA, Desk, draft_id, saved


class Room:
    """A desk whose clock is set by hand, and how often it rang."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.presence = Presence(desk.database, lambda _connection: desk.now, limit=3)
        self.together = Together(self.presence, desk.first.actions, desk.first.drafts)
        self.bell = DeskBell(desk.database, lambda _connection: desk.now)

    async def names(self) -> list[str]:
        return [each.person.name for each in await self.together.present(EDDA, FERRY)]

    async def rung(self) -> set[Slug]:
        """The blogs where somebody came, went or did something else since this was asked last."""
        async with self.bell.rings() as rings:
            await self.bell.look()
            heard: set[Slug] = set()
            while True:
                try:
                    async with asyncio.timeout(0):
                        ring = await anext(rings)
                except TimeoutError:
                    return heard
                heard |= {ring.blog} if ring.what is What.PRESENCE else set()


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Room]:
    async with open_desk(request.param, request, tmp_path) as database:
        desk = Desk(database)
        await desk.open(FERRY, HARBOUR)
        made = Room(desk)
        await made.rung()
        yield made


def page_id(number: int = 1) -> PageId:
    return PageId(draft_id(number))


async def test_a_page_is_there_until_it_has_not_been_heard_of_for_a_while(room: Room) -> None:
    await room.together.here(EDDA, FERRY, Saying(page_id(1)))
    await room.together.here(ODO, FERRY, Saying(page_id(2)))
    assert await room.names() == ["Edda Editor", "Odo Editor"]
    room.desk.wait(seconds=LASTS.total_seconds() - 1)
    await room.together.here(ODO, FERRY, Saying(page_id(2)))
    room.desk.wait(seconds=1)
    assert await room.names() == ["Odo Editor"]


async def test_the_next_page_in_a_tab_closes_the_one_before_and_nobody_elses(room: Room) -> None:
    await room.together.here(EDDA, FERRY, Saying(page_id(1)))
    await room.together.here(ODO, FERRY, Saying(page_id(2)))
    await room.rung()
    await room.together.here(EDDA, FERRY, Saying(page_id(3), left=page_id(1)))
    assert await room.rung() == {FERRY}
    await room.together.here(EDDA, FERRY, Saying(page_id(3), left=page_id(2)))
    assert [each.id for each in await room.together.present(EDDA, FERRY)] == [page_id(2), page_id(3)]
    with pytest.raises(PageUnnamed):
        await room.together.here(EDDA, FERRY, Saying(page_id(3), left="x" * 99))


async def test_it_is_rung_when_somebody_comes_or_goes_and_not_for_each_sign_of_life(room: Room) -> None:
    await room.together.here(EDDA, FERRY, Saying(page_id(1)))
    assert await room.rung() == {FERRY}
    for _ in range(3):
        room.desk.wait(seconds=20)
        await room.together.here(EDDA, FERRY, Saying(page_id(1)))
    assert await room.rung() == set()
    await room.together.here(EDDA, FERRY, Saying(page_id(1), Doing.KEY_POINTS))
    assert await room.rung() == {FERRY}
    await room.together.leave(EDDA, FERRY, page_id(1))
    assert await room.rung() == {FERRY}
    await room.together.leave(EDDA, FERRY, page_id(1))
    assert await room.rung() == set()
    assert await room.names() == []


async def test_of_a_browser_that_was_killed_the_next_sign_of_life_of_anybody_tells(room: Room) -> None:
    await room.together.here(EDDA, FERRY, Saying(page_id(1)))
    await room.together.here(HALE, HARBOUR, Saying(page_id(2)))
    await room.rung()
    room.desk.wait(seconds=LASTS.total_seconds() - 1)
    await room.together.here(HALE, HARBOUR, Saying(page_id(2)))
    assert await room.rung() == set()
    room.desk.wait(seconds=1)
    await room.together.here(HALE, HARBOUR, Saying(page_id(2)))
    assert await room.rung() == {FERRY}


async def test_since_is_since_one_does_that(room: Room) -> None:
    draft = await room.desk.send(1)
    first = Saying(page_id(1), Doing.EDITING, draft.post)
    begun = room.desk.now
    await room.together.here(EDDA, FERRY, first)
    room.desk.wait(seconds=30)
    await room.together.here(EDDA, FERRY, first)
    assert [each.since for each in await room.together.present(ODO, FERRY)] == [begun]
    await room.together.here(EDDA, FERRY, Saying(page_id(1)))
    assert [each.since for each in await room.together.present(ODO, FERRY)] == [begun + timedelta(seconds=30)]


async def test_who_else_has_the_same_open_is_told_and_nobody_is_kept_from_it(room: Room) -> None:
    post = (await room.desk.send(1)).post
    await room.together.here(EDDA, FERRY, Saying(page_id(1), Doing.EDITING, post))
    await room.together.here(REX, FERRY, Saying(page_id(2), Doing.CORRECTING, post))
    await room.together.here(ODO, FERRY, Saying(page_id(3)))

    async def told(person: object, doing: Doing, thing: str = "") -> list[str]:
        return [each.person.name for each in await room.together.others(person, FERRY, doing, thing)]  # type: ignore[arg-type]

    assert await told(ODO, Doing.EDITING, post) == ["Edda Editor", "Rex Reporter"]
    assert await told(EDDA, Doing.CORRECTING, post) == ["Rex Reporter"]
    assert await told(ODO, Doing.EDITING, "other") == []
    assert await told(ODO, Doing.WRITING, post) == []
    # Being on the same page is no matter.
    assert await told(EDDA, Doing.HERE) == []


async def test_whoever_may_know_of_a_blog_knows_who_is_there_and_nobody_else(room: Room) -> None:
    await room.together.here(MONA, FERRY, Saying(page_id(1)))
    assert len(await room.together.present(MONA, FERRY)) == 1
    for refused in (
        room.together.present(HALE, FERRY),
        room.together.here(HALE, FERRY, Saying(page_id(2))),
        room.together.leave(HALE, FERRY, page_id(1)),
    ):
        with pytest.raises(BlogUnknown):
            await refused


async def test_a_page_says_only_what_its_person_may_do(room: Room) -> None:
    draft = await room.desk.send(1)
    await room.desk.first.drafting.save(REX, FERRY, saved(2))
    assert draft.state is State.SENT
    refusals: tuple[tuple[object, Doing, str, type[Exception]], ...] = (
        (MONA, Doing.WRITING, "", NotAllowed),
        (MONA, Doing.EDITING, draft.post, NotAllowed),
        (RHEA, Doing.EDITING, draft.post, NotAllowed),
        (REX, Doing.KEY_POINTS, "", NotAllowed),
        (RHEA, Doing.WRITING, draft_id(2), DraftUnknown),
        (EDDA, Doing.EDITING, "nothing", PageUnnamed),
        (EDDA, Doing.EDITING, "", PageUnnamed),
        (EDDA, Doing.HERE, draft_id(2), PageUnnamed),
        (EDDA, Doing.WRITING, "x" * 70, PageUnnamed),
    )
    for person, doing, thing, refusal in refusals:
        with pytest.raises(refusal):
            await room.together.here(person, FERRY, Saying(page_id(1), doing, thing))  # type: ignore[arg-type]
    for page, said in (("short", "here"), (page_id(1), "sleeping")):
        with pytest.raises(PageUnnamed):
            await room.together.here(EDDA, FERRY, Saying(page, said))
    await room.together.here(REX, FERRY, Saying(page_id(1), Doing.WRITING, draft_id(2)))
    await room.together.here(RHEA, FERRY, Saying(page_id(2), Doing.WRITING, draft_id(7)))
    await room.together.here(REX, FERRY, Saying(page_id(3), Doing.EDITING, PostId(draft.post)))
    assert await room.names() == ["Rex Reporter", "Rhea Reporter", "Rex Reporter"]


async def test_nobody_speaks_for_a_page_of_somebody_else(room: Room) -> None:
    await room.together.here(EDDA, FERRY, Saying(page_id(1)))
    with pytest.raises(PageUnnamed):
        await room.together.here(ODO, FERRY, Saying(page_id(1)))
    await room.together.leave(ODO, FERRY, page_id(1))
    assert await room.names() == ["Edda Editor"]


async def test_of_very_many_pages_of_one_person_the_oldest_are_forgotten(room: Room) -> None:
    assert PAGES_LIMIT > 3
    for number in range(1, 6):
        await room.presence.here(page_id(number), FERRY, Someone("p", "P"), Doing.HERE, "")
        room.desk.wait(seconds=1)
    await room.presence.here(page_id(9), FERRY, Someone("q", "Q"), Doing.HERE, "")
    assert [each.id for each in await room.presence.of_blog(FERRY)] == [*map(page_id, (3, 4, 5)), page_id(9)]


async def test_many_at_once_forget_who_was_killed_and_none_waits_for_another(room: Room) -> None:
    for number in range(20, 40):
        await room.presence.here(page_id(number), FERRY, Someone(f"p{number}", "Killed"), Doing.HERE, "")
    room.desk.wait(seconds=LASTS.total_seconds())
    people = [Someone(f"q{number}", f"Q{number}") for number in range(8)]
    await asyncio.gather(
        *(room.presence.here(page_id(50 + at), FERRY, each, Doing.HERE, "") for at, each in enumerate(people))
    )
    assert sorted(await room.names()) == [each.name for each in people]
    assert await room.rung() == {FERRY}


async def test_the_same_page_may_say_so_twice_at_once(room: Room) -> None:
    await asyncio.gather(*(room.together.here(EDDA, FERRY, Saying(page_id(1))) for _ in range(4)))
    assert await room.names() == ["Edda Editor"]
