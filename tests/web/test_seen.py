"""Views over HTTP: what counts, and what does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.app.building import now
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.revisions import BlogOpened
from stoppress.staff.permissions import OPERATOR
from tests.web.desk_room import DeskRoom, desk_room

FERRY = Slug("ferry")
PATH = "/live/ferry/seen"
PHONE = "Mozilla/5.0 (Linux; Android 14; Cubot X30) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
WISH = Wish(person=OPERATOR)


async def open_blog(room: DeskRoom) -> PostId:
    """A blog with a post; its id."""
    await room.newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="Ferries stop")))
    await room.newsroom.posts.publish(WISH, FERRY, NewPost(body="The ferry is late."))
    return (await room.press.current(FERRY)).newest(1)[0].id


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path, views_shown=True) as room:
        yield room


@pytest.fixture
async def post(room: DeskRoom) -> PostId:
    return await open_blog(room)


@pytest.fixture
async def reader(room: DeskRoom, post: PostId) -> httpx.AsyncClient:
    """A browser nobody knows."""
    assert post
    return await room.stranger()


async def look(reader: httpx.AsyncClient, agent: str = PHONE, headers: Any = None, **tree: Any) -> httpx.Response:
    """What the script sends."""
    return await reader.post(PATH, json=tree, headers={"User-Agent": agent, **(headers or {})})


async def counted(room: DeskRoom) -> tuple[int, dict[PostId, int]]:
    views = room.newsroom.audience.views
    return await views.of(FERRY), dict(await views.of_posts(FERRY))


async def test_a_beacon_counts_a_page_and_posts(room: DeskRoom, reader: httpx.AsyncClient, post: PostId) -> None:
    answer = await look(reader, page=True)
    assert (answer.status_code, answer.content, "set-cookie" in answer.headers) == (204, b"", False)
    await look(reader, posts=[post, post, "unknown"])
    # As `sendBeacon` sends text.
    beacon = {"Content-Type": "text/plain;charset=UTF-8", "User-Agent": PHONE, "Sec-Fetch-Site": "same-origin"}
    await reader.post(PATH, content=b'{"page":true}', headers=beacon)
    assert await counted(room) == (2, {post: 1})
    assert "2 views" in (await reader.get("/live/ferry/figures")).text
    assert "How often this page was looked at" in (await reader.get("/live/ferry")).text


async def test_many_at_once_are_all_counted(room: DeskRoom, reader: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(look(reader, page=True) for _ in range(200)))
    assert {each.status_code for each in answers} == {204}
    assert await counted(room) == (200, {})


async def test_a_post_that_was_taken_down_is_not_counted(
    room: DeskRoom, reader: httpx.AsyncClient, post: PostId
) -> None:
    await room.newsroom.posts.withdraw(WISH, FERRY, post, "It was wrong.")
    await room.press.current(FERRY)
    await look(reader, page=True, posts=[post])
    assert await counted(room) == (1, {})


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Examplebot/2.1; +http://example.org/bot.html)",
        "ExampleBot",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0.0.0 Safari/537.36",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 Chrome-Lighthouse",
        "curl/8.5.0",
        "python-httpx/0.28",
        "Slackbot-LinkExpanding 1.0",
        "Mozilla/5.0 (compatible; Yahoo! Slurp)",
    ],
)
async def test_programs_that_say_what_they_are_count_nothing(
    room: DeskRoom, reader: httpx.AsyncClient, agent: str
) -> None:
    assert (await look(reader, agent, page=True)).status_code == 204
    assert await counted(room) == (0, {})


@pytest.mark.parametrize(
    ("name", "value"), [("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"), ("X-Moz", "prefetch")]
)
async def test_what_is_fetched_ahead_counts_nothing(
    room: DeskRoom, reader: httpx.AsyncClient, name: str, value: str
) -> None:
    assert (await look(reader, headers={name: value}, page=True)).status_code == 204
    assert await counted(room) == (0, {})


@pytest.mark.parametrize(
    "agent",
    [
        PHONE,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ],
)
async def test_browsers_of_people_count(room: DeskRoom, reader: httpx.AsyncClient, agent: str) -> None:
    await look(reader, agent, page=True)
    assert (await counted(room))[0] == 1


@pytest.mark.parametrize(
    ("tree", "status"),
    [
        ({"page": "yes"}, 422),
        ({"page": 1}, 422),
        ({"posts": "all"}, 422),
        ({"posts": [1]}, 422),
        ({"posts": ["a"] * 61}, 422),
        ({"posts": ["a" * 5_000]}, 413),
    ],
)
async def test_what_is_no_beacon_is_refused(
    room: DeskRoom, reader: httpx.AsyncClient, tree: dict[str, Any], status: int
) -> None:
    answer = await look(reader, **tree)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert await counted(room) == (0, {})


async def test_no_other_page_is_counted_as_ours(room: DeskRoom, reader: httpx.AsyncClient) -> None:
    assert (await look(reader, headers={"Sec-Fetch-Site": "cross-site"}, page=True)).status_code == 403
    assert await counted(room) == (0, {})


async def test_there_is_no_such_blog(reader: httpx.AsyncClient) -> None:
    answer = await reader.post("/live/nowhere/seen", json={"page": True}, headers={"User-Agent": PHONE})
    assert answer.status_code == 404


async def test_where_a_day_is_rehearsed_nothing_is_counted(room: DeskRoom, reader: httpx.AsyncClient) -> None:
    slug = Slug(f"rehearsal-{'a' * 26}")
    opened = BlogOpened(at=now(), slug=slug, description=Description(headline=Headline(text="A rehearsal")))
    await room.newsroom.journal.append(slug, [opened], by="operator")
    answer = await reader.post(f"/live/{slug}/seen", json={"page": True}, headers={"User-Agent": PHONE})
    assert answer.status_code == 204
    assert await room.newsroom.audience.views.of(slug) == 0


async def test_one_network_counts_so_often_in_a_minute(tmp_path: Path) -> None:
    async with desk_room(tmp_path, views_per_minute=5) as room:
        await open_blog(room)
        reader = await room.stranger()
        here = {"X-Forwarded-For": "2001:db8::1, 2001:db8:1::7"}
        answers = [await look(reader, headers=here, page=True) for _ in range(50)]
        refused = [each for each in answers if each.status_code == 429]
        # The minute may have turned once meanwhile, before as many were left as a minute has room for.
        assert 5 <= len(answers) - len(refused) <= 10
        assert all(1 <= int(each.headers["retry-after"]) <= 60 for each in refused)
        assert (await counted(room))[0] == len(answers) - len(refused)
        assert (await look(reader, headers={"X-Forwarded-For": "2001:db8:2::7"}, page=True)).status_code == 204


async def test_pages_say_where_a_beacon_goes_and_those_elsewhere_do_not(
    room: DeskRoom, reader: httpx.AsyncClient, post: PostId
) -> None:
    assert 'data-seen="/live/ferry/seen"' in (await reader.get("/live/ferry")).text
    assert f'data-seen="/live/ferry/seen" data-post="{post}"' in (await reader.get(f"/live/ferry/p/{post}")).text
    assert "data-seen" not in (await reader.get("/live/ferry/fragment")).text


async def test_where_views_are_not_counted_there_is_no_beacon(tmp_path: Path) -> None:
    async with desk_room(tmp_path, views=False, views_shown=True) as room:
        await open_blog(room)
        reader = await room.stranger()
        page = (await reader.get("/live/ferry")).text
        assert ("data-seen" in page, "opinion" in page) == (False, False)
        assert (await look(reader, page=True)).status_code == 404
