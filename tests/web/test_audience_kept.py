"""What is kept of a reader who does all there is to do, and what is left when its time is over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select, update

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.app.building import now
from stoppress.database.schema_audience import vote_totals
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import OPERATOR
from tests.web.desk_room import DeskRoom, desk_room

FERRY: Final = Slug("ferry")
ADDRESS: Final = "203.0.113.77"
AGENT: Final = "Mozilla/5.0 (Zqxwatch 3) Gecko/20100101 Firefox/140.0"
KEY: Final = "zqxkey" + "0" * 26


async def be_a_reader(room: DeskRoom) -> str:
    """Read, vote with a script and without, look; the number the cookie keeps."""
    wish = Wish(person=OPERATOR)
    await room.newsroom.blogs.open(wish, FERRY, Description(headline=Headline(text="Ferries stop")))
    await room.newsroom.posts.publish(wish, FERRY, NewPost(body="The ferry is late."))
    blog = await room.press.current(FERRY)
    reader = await room.stranger()
    reader.headers.update(
        {
            "X-Forwarded-For": ADDRESS,
            "User-Agent": AGENT,
            "Referer": "https://zqxreferrer.example/",
            "Accept-Language": "zq",
        }
    )
    await reader.get("/live/ferry")
    assert (await reader.post("/live/ferry/votes", json={"key": KEY, "stars": 5, "helpful": "no"})).is_success
    answer = await reader.post("/live/ferry/votes", data={"stars": "4"})
    tree = {"page": True, "posts": [blog.newest(1)[0].id]}
    assert (await reader.post("/live/ferry/seen", json=tree)).is_success
    return answer.cookies["stoppress-vote"]


def kept(folder: Path) -> bytes:
    """Every byte of every file of ours."""
    return b"".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())


async def test_nothing_is_kept_from_which_anybody_could_be_found(tmp_path: Path) -> None:
    async with desk_room(tmp_path, ratings=True, helpful=True) as room:
        cookie = await be_a_reader(room)
        found = kept(tmp_path)
        assert b"ferry" in found
        for secret in (ADDRESS, "Zqxwatch", "zqxreferrer", KEY, cookie):
            assert secret.encode() not in found, secret


async def test_in_the_end_only_counts_are_left(tmp_path: Path) -> None:
    async with desk_room(tmp_path, ratings=True, helpful=True, vote_days=30, view_days=60) as room:
        await be_a_reader(room)
        audience = room.newsroom.audience

        async def rows() -> dict[str, int]:
            tables = vote_totals.metadata.sorted_tables
            read = audience.database.read
            found = {
                each.name: len(await read(lambda connection, each=each: connection.execute(select(each)).all()))  # type: ignore[misc]
                for each in tables
            }
            return {name: count for name, count in found.items() if count}

        before = await rows()
        assert before == {
            "votes": 2,
            "vote_totals": 3,
            "view_hours": 2,
            "view_totals": 2,
            "network_keys": 1,
            "arrivals": 1,
        }
        await audience.forget(now() + timedelta(days=29))
        assert await rows() == {"votes": 2, "vote_totals": 3, "view_hours": 2, "view_totals": 2}
        await audience.forget(now() + timedelta(days=32))
        assert await rows() == {"vote_totals": 3, "view_hours": 2, "view_totals": 2}
        await audience.forget(now() + timedelta(days=62))
        assert await rows() == {"vote_totals": 3, "view_totals": 2}
        assert await audience.faults() == []


async def test_a_check_says_what_is_wrong(tmp_path: Path) -> None:
    async with desk_room(tmp_path, ratings=True, helpful=True) as room:
        await be_a_reader(room)
        audience = room.newsroom.audience
        await audience.writes.write(lambda connection: connection.execute(update(vote_totals).values(votes=0)))
        assert len(await audience.faults()) == 3
