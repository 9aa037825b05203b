"""Failures of what was to leave the house: told to those who can do something, once per cause and hour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from stoppress.domain.identifiers import PostId, Slug
from stoppress.drafts.failures import Failures
from stoppress.drafts.notice_rows import Notices
from stoppress.drafts.notices import NewNotice, NoticeKind
from stoppress.errors import StorageUnavailable
from stoppress.staff.allowed import Allowed
from stoppress.staff.permissions import Role
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.staff_room import StaffRoom

FERRY = Slug("ferry")


class Room(StaffRoom):
    """A staff room that is told."""

    notices: Notices
    failures: Failures


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Room]:
    async with open_desk(request.param, request, tmp_path) as database:
        made = Room(database)
        made.notices = Notices(database, Allowed(made.people).who_may, lambda _connection: made.now)
        made.failures = Failures(made.notices, made.time)
        yield made


async def told(room: Room, person: str) -> list[str]:
    return [each.text for each in await room.notices.of(person)]


async def test_a_cause_is_told_once_an_hour(room: Room) -> None:
    cat = (await room.add("Cat", Role.ADMINISTRATOR)).id
    for _ in range(3):
        await room.failures.note("purge", "A cache does not forget.")
    await room.failures.note("push", "A device could not be told.")
    assert sorted(await told(room, cat)) == ["A cache does not forget.", "A device could not be told."]
    room.now += timedelta(hours=1)
    await room.failures.note("purge", "A cache does not forget.")
    assert len(await told(room, cat)) == 3
    assert {each.kind for each in await room.notices.of(cat)} == {NoticeKind.FAILURE}


async def test_editors_are_told_of_their_blogs_and_administrators_of_the_rest(room: Room) -> None:
    ada, cat = (await room.add("Ada", Role.EDITOR)).id, (await room.add("Cat", Role.ADMINISTRATOR)).id
    rex = (await room.add("Rex", Role.REPORTER)).id
    await room.failures.note("purge", "Of the house.")
    await room.failures.note("departure d1", "Of a blog.", blog=FERRY, also=rex)
    assert (await told(room, ada), await told(room, rex)) == (["Of a blog."], ["Of a blog."])
    assert sorted(await told(room, cat)) == ["Of a blog.", "Of the house."]


async def test_whom_it_concerns_is_told_once_even_if_they_are_editors(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    await room.failures.note("departure d1", "Of a blog.", blog=FERRY, also=ada)
    assert await told(room, ada) == ["Of a blog."]


async def test_what_fails_does_not_fail_worse_because_nobody_could_be_told(room: Room) -> None:
    class Broken:
        """Where notices cannot be kept."""

        async def tell(self, _new: NewNotice) -> frozenset[str]:
            raise StorageUnavailable

    await Failures(Broken(), room.time).note("purge", "A cache does not forget.")
    cat = (await room.add("Cat", Role.ADMINISTRATOR)).id
    assert await told(room, cat) == []


async def test_notices_of_a_blog_go_with_words_that_are_removed_by_law(room: Room) -> None:
    ada = (await room.add("Ada", Role.EDITOR)).id
    await room.failures.note("one", "Of the ferry.", blog=FERRY)
    await room.failures.note("two", "Of the storm.", blog=Slug("storm"))
    await room.notices.forget_post(FERRY, PostId("any"))
    assert await told(room, ada) == ["Of the storm."]
