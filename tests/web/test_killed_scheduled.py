"""What is scheduled survives `kill -9` of the server: overdue, it goes out at the start, and once, whoever was sending it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from stoppress.actions.drafting import Saved
from stoppress.app.building import now, open_newsroom
from stoppress.app.desk import DeskRoom
from stoppress.config.reading import read_settings
from stoppress.domain.content import Content
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import State
from stoppress.staff.permissions import OPERATOR
from tests.contract.places import fresh_database
from tests.contract.sending_room import draft_id
from tests.running import Running, command, serving

FERRY = Slug("ferry")
COUNT = 5

T = TypeVar("T")


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest) -> AsyncIterator[str | None]:
    """Where the server keeps its things."""
    async with AsyncExitStack() as stack:
        yield (
            None
            if request.param == "sqlite"
            else await stack.enter_async_context(fresh_database(request.getfixturevalue("postgres_url")))
        )


async def at_the_desk(folder: Path, database: str | None, do: Callable[[DeskRoom], Awaitable[T]]) -> T:
    """Do something in another process's desk over the same data."""
    settings = read_settings({}, {"data": folder / "data", "database": database})
    async with open_newsroom(settings) as newsroom:
        return await do(newsroom.room)


def shown(running: Running) -> list[str]:
    """What the blog's posts say, newest first."""
    return [each["body"] for each in running.client.get("/api/v1/blogs/ferry").json()["posts"]]


async def until_shown(running: Running, count: int) -> list[str]:
    """What the posts say once there are as many."""
    while len(found := await asyncio.to_thread(shown, running)) < count:
        continue
    return found


async def test_what_came_due_while_the_server_was_dead_goes_out_at_the_start_once(
    tmp_path: Path, database: str | None
) -> None:
    async def schedule(room: DeskRoom) -> None:
        for number in range(COUNT):
            saved = Saved(draft_id(number), 1, Content(body=f"Number {number}."))
            await room.sending.send(OPERATOR, FERRY, saved, at=now() + timedelta(seconds=2 + number / 10))

    async def left(room: DeskRoom) -> int:
        return len(await room.drafts.of_blog(FERRY, State.WAITING, State.SENDING))

    async def sent(room: DeskRoom) -> int:
        return len(await room.drafts.of_blog(FERRY, State.SENT))

    with serving(tmp_path, database=database) as running:
        running.open_blog("ferry")
        await at_the_desk(tmp_path, database, schedule)
        assert shown(running) == []
        # As the last come due, so that some are out, one is on its way, and some are not.
        await until_shown(running, 2)
        running.kill()
    for _ in range(2):
        with serving(tmp_path, database=database, token=running.token) as running:
            found = await until_shown(running, COUNT)
            assert found == [f"Number {number}." for number in reversed(range(COUNT))]
            while await at_the_desk(tmp_path, database, left):
                continue
            running.kill()
    assert await at_the_desk(tmp_path, database, sent) == COUNT
    checked = command("check", folder=tmp_path, database=database)
    assert checked.returncode == 0, checked.stderr
