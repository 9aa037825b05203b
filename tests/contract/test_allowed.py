"""Allowed: everybody who may do something, by the rights they have now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stoppress.domain.identifiers import Slug
from stoppress.staff.allowed import Allowed
from stoppress.staff.permissions import Role
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.staff_room import StaffRoom

FERRY = Slug("ferry")


@pytest.fixture(params=DURABLE)
async def staff(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    async with open_desk(request.param, request, tmp_path) as database:
        yield StaffRoom(database)


async def test_who_may_follows_roles_in_the_publication_and_in_the_blog(staff: StaffRoom) -> None:
    allowed = Allowed(staff.people)
    ada, ben, cat, dan = [
        (await staff.add(name, role)).id
        for name, role in (
            ("Ada", Role.EDITOR),
            ("Ben", Role.REPORTER),
            ("Cat", Role.ADMINISTRATOR),
            ("Dan", Role.EDITOR),
        )
    ]
    await staff.people.set_blog_role(ben, FERRY, Role.EDITOR)
    await staff.people.set_blog_role(dan, FERRY, Role.REPORTER)
    assert await allowed.who_may("approve post", FERRY) == {ada, ben, cat}
    assert await allowed.who_may("approve post", Slug("storm")) == {ada, cat, dan}
    # A reporter may withdraw their own post, and is not told of everybody's.
    assert await allowed.who_may("withdraw post", FERRY) == {ada, ben, cat}
    assert await allowed.who_may("manage people", None) == {cat}
    await staff.people.disable(ada, staff.now)
    assert await allowed.who_may("approve post", FERRY) == {ben, cat}
