"""Votes over HTTP: with a script and without, by whoever opens the page, and not by anybody else's page."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline, Label
from stoppress.domain.identifiers import Slug
from stoppress.domain.opinion import Opinion
from stoppress.staff.permissions import OPERATOR
from tests.web.desk_room import DeskRoom, desk_room

FERRY = Slug("ferry")
PATH = "/live/ferry/votes"
KEY = "k" * 32
ON: dict[str, Any] = {"ratings": True, "helpful": True, "votes_least": 3, "votes_per_minute": 10_000}


async def open_blog(room: DeskRoom, slug: Slug = FERRY, **description: Any) -> None:
    """A blog with a post."""
    wish = Wish(person=OPERATOR)
    given = Description(headline=Headline(text="Ferries stop"), **description)
    await room.newsroom.blogs.open(wish, slug, given)
    await room.newsroom.posts.publish(wish, slug, NewPost(body="The ferry is late."))
    await room.press.current(slug)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path, **ON) as room:
        await open_blog(room)
        yield room


@pytest.fixture
async def reader(room: DeskRoom) -> httpx.AsyncClient:
    """A browser nobody knows."""
    return await room.stranger()


async def say(reader: httpx.AsyncClient, path: str = PATH, headers: Any = None, **tree: Any) -> httpx.Response:
    """What the script sends."""
    return await reader.post(path, json={"key": KEY, **tree}, headers=headers)


async def counted(room: DeskRoom) -> Opinion:
    return await room.newsroom.audience.votes.of(FERRY)


async def test_the_script_says_it_and_hears_what_others_say(room: DeskRoom, reader: httpx.AsyncClient) -> None:
    answer = await say(reader, stars=4)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (answer.json()["stars"], answer.json()["helpful"]) == (4, None)
    assert "shown once there are 3 answers" in answer.json()["figures"]
    assert "set-cookie" not in answer.headers
    answer = await say(reader, helpful="no")
    assert (answer.json()["stars"], answer.json()["helpful"]) == (4, False)
    for number in range(2):
        answer = await say(reader, key=f"{number}" * 32, stars=5, helpful="yes")
    assert "4.7 of 5 (3 votes)" in answer.json()["figures"]
    assert "67\N{NO-BREAK SPACE}% of readers found this helpful (3 answers)" in answer.json()["figures"]
    for path in ("information", "information/facts"):
        page = (await reader.get(f"/live/ferry/{path}")).text
        assert "4.7 of 5 (3 votes)" in page
        assert "67\N{NO-BREAK SPACE}% of readers found this helpful (3 answers)" in page
        # Views are told where the publication wants it.
        assert "Views" not in page
    answer = await say(reader, forget=True)
    assert (answer.json()["stars"], answer.json()["helpful"]) == (None, None)
    assert await counted(room) == Opinion((0, 0, 0, 0, 2), yes=2)


async def test_without_a_script_the_browser_is_known_by_a_cookie_of_its_own_press(
    room: DeskRoom, reader: httpx.AsyncClient
) -> None:
    for path in ("/live/ferry", PATH, "/live/ferry/figures", f"{PATH}/thanks"):
        assert "set-cookie" not in (await reader.get(path)).headers
    answer = await reader.post(PATH, data={"stars": "2"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}/thanks")
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(
        r"stoppress-vote=[\w-]{22,64}; HttpOnly; Max-Age=7776000; Path=/live/ferry/votes; SameSite=strict", cookie
    )
    assert "Thank you" in (await reader.get(answer.headers["location"])).text
    await reader.post(PATH, data={"stars": "5"})
    await reader.post(PATH, data={"helpful": "yes"})
    assert await counted(room) == Opinion((0, 0, 0, 0, 1), yes=1)
    await reader.post(PATH, data={"forget": ""})
    assert await counted(room) == Opinion()


async def test_what_is_shown_is_the_same_for_everybody_and_may_be_kept(reader: httpx.AsyncClient) -> None:
    before = (await reader.get("/live/ferry")).content
    await say(reader, stars=4)
    await reader.post(PATH, data={"stars": "2"})
    for path in (PATH, "/live/ferry/figures"):
        answer = await reader.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=10, s-maxage=10")
        again = await reader.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    # The page itself knows nothing of votes: caches keep it as it is.
    assert (await reader.get("/live/ferry")).content == before


async def test_an_average_is_told_to_search_engines_where_readers_are_told_it(
    room: DeskRoom, reader: httpx.AsyncClient
) -> None:
    def graph(html: str) -> Any:
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
        return json.loads(found[1]) if found else None

    for number in range(3):
        assert graph((await reader.get(f"{PATH}?{number}")).text) is None
        await say(reader, key=f"{number}" * 32, stars=5)
    thanks = (await reader.get(f"{PATH}/thanks")).text
    assert "5.0 of 5 (3 votes)" in thanks
    assert graph(thanks)["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": "5.0",
        "bestRating": "5",
        "worstRating": "1",
        "ratingCount": 3,
    }


@pytest.mark.parametrize(
    ("tree", "status", "code"),
    [
        ({"stars": 0}, 422, "input-invalid"),
        ({"stars": 6}, 422, "input-invalid"),
        ({"stars": "five"}, 422, "input-invalid"),
        ({"stars": True}, 422, "input-invalid"),
        ({"stars": 4.5}, 422, "input-invalid"),
        ({"stars": [1]}, 422, "input-invalid"),
        ({"helpful": "perhaps"}, 422, "input-invalid"),
        ({"helpful": ["yes"]}, 422, "input-invalid"),
        ({"helpful": 1.5}, 422, "input-invalid"),
        ({}, 422, "input-invalid"),
        ({"key": "short", "stars": 1}, 422, "input-invalid"),
        ({"key": "k" * 20 + "\0\u202e", "stars": 1}, 422, "input-invalid"),
        ({"key": None, "stars": 1}, 422, "input-invalid"),
        ({"key": "k" * 2_000, "stars": 1}, 413, "body-too-large"),
    ],
)
async def test_what_is_no_vote_is_refused_and_counts_nothing(
    room: DeskRoom, reader: httpx.AsyncClient, tree: dict[str, Any], status: int, code: str
) -> None:
    answer = await say(reader, **tree)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert await counted(room) == Opinion()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 900, b'{"stars": NaN}'])
async def test_what_cannot_be_read_is_refused(room: DeskRoom, reader: httpx.AsyncClient, body: bytes) -> None:
    answer = await reader.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "input-invalid")
    assert await counted(room) == Opinion()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
async def test_no_other_page_votes_for_its_visitors(
    room: DeskRoom, reader: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await say(reader, headers=headers, stars=1)).json()["code"] == "foreign-page"
    answer = await reader.post(PATH, data={"stars": "1"}, headers=headers)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert "not ours" in answer.text
    assert await counted(room) == Opinion()


async def test_a_hundred_at_once_count_once(room: DeskRoom, reader: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(say(reader, stars=1 + each % 5) for each in range(100)))
    assert {each.status_code for each in answers} == {200}
    assert (await counted(room)).ratings == 1


async def test_a_limit_that_no_forged_header_gets_round(tmp_path: Path) -> None:
    async with desk_room(tmp_path, **{**ON, "votes_per_minute": 30}) as room:
        await open_blog(room)
        reader = await room.stranger()

        # The stranger's connection comes from a trusted proxy's address, as behind one on this machine: what stands at the
        # end of the header was written there, and what a reader forged stands before it.
        def forged(number: int) -> dict[str, str]:
            return {
                "X-Forwarded-For": f"203.0.113.{number}, 198.51.100.{number}, 192.0.2.7",
                "Forwarded": f"for=192.0.2.{number}",
            }

        tries = [say(reader, headers=forged(each), key=f"{each:0>32}", stars=5) for each in range(60)]
        answers = await asyncio.gather(*tries)
        refused = [each for each in answers if each.status_code == 429]
        assert len(refused) == 30
        assert {each.json()["code"] for each in refused} == {"too-fast"}
        assert all(int(each.headers["retry-after"]) >= 1 for each in refused)
        assert (await counted(room)).ratings == 30
        elsewhere = {"X-Forwarded-For": "192.0.2.8"}
        assert (await say(reader, headers=elsewhere, key="e" * 32, stars=1)).status_code == 200
        form = await reader.post(PATH, data={"stars": "1"}, headers={"X-Forwarded-For": "192.0.2.7"})
        assert (form.status_code, form.headers["content-type"]) == (429, "text/html; charset=utf-8")


@pytest.mark.parametrize("barred", [("Obituaries",), ("eyewitness",), ("sport", "obituaries")])
async def test_nobody_is_asked_where_it_is_barred(tmp_path: Path, barred: tuple[str, ...]) -> None:
    async with desk_room(tmp_path, **ON, votes_barred=",".join(barred)) as room:
        await open_blog(room, sections=("Obituaries",))
        wish = Wish(person=OPERATOR)
        await room.newsroom.posts.publish(wish, FERRY, NewPost(body="I was there.", label=Label.EYEWITNESS))
        await room.press.current(FERRY)
        reader = await room.stranger()
        assert "opinion" not in (await reader.get("/live/ferry")).text
        assert (await say(reader, stars=1)).json()["code"] == "votes-closed"
        assert (await reader.post(PATH, data={"helpful": "yes"})).status_code == 403
        for path in (PATH, "/live/ferry/figures", f"{PATH}/thanks"):
            assert (await reader.get(path)).status_code == 404
        assert await counted(room) == Opinion()
        await open_blog(room, Slug("storm"), sections=("Weather",))
        assert (await say(reader, "/live/storm/votes", stars=1)).status_code == 200


async def test_by_default_nobody_is_asked_anything(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await open_blog(room)
        reader = await room.stranger()
        page = (await reader.get("/live/ferry")).text
        assert ("opinion" in page, "data-figures" in page) == (False, False)
        assert (await say(reader, stars=1)).status_code == 403
        assert (await reader.get(PATH)).status_code == 404


async def test_only_what_is_asked_can_be_said(tmp_path: Path) -> None:
    async with desk_room(tmp_path, helpful=True) as room:
        await open_blog(room)
        reader = await room.stranger()
        page = (await reader.get("/live/ferry")).text
        assert ('name="stars"' in page, 'name="helpful"' in page) == (False, True)
        assert (await say(reader, stars=5)).json()["code"] == "votes-closed"
        assert (await say(reader, helpful="yes")).status_code == 200


async def test_there_is_no_such_blog(reader: httpx.AsyncClient) -> None:
    assert (await say(reader, "/live/nowhere/votes", stars=1)).status_code == 404
    assert (await reader.get("/live/nowhere/votes")).status_code == 404


async def test_a_page_in_a_frame_or_of_older_posts_asks_nothing(room: DeskRoom, reader: httpx.AsyncClient) -> None:
    assert "opinion" in (await reader.get("/live/ferry")).text
    blog = await room.press.current(FERRY)
    for path in ("/live/ferry/embed", f"/live/ferry/before/{blog.newest(1)[0].id}"):
        assert "opinion" not in (await reader.get(path)).text
