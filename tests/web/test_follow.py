"""Following a story over HTTP: by the reader's own press, from our own page, through a push service there is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import OPERATOR
from stoppress.web.door import STATIC
from stoppress.web.reader.follow import FOLLOW_WORKER
from stoppress.wire.vapid import Vapid
from tests.push_service import Device
from tests.web.desk_room import DeskRoom, desk_room

FERRY = Slug("ferry")
PATH = "/live/ferry/follow"
WISH = Wish(person=OPERATOR)
PHONE = Device("https://fcm.googleapis.com/fcm/send/phone")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path, follow_per_minute=1_000) as room:
        await room.newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="Ferries stop")))
        await room.newsroom.posts.publish(WISH, FERRY, NewPost(body="The ferry is late."))
        await room.press.current(FERRY)
        yield room


@pytest.fixture
async def reader(room: DeskRoom) -> httpx.AsyncClient:
    """A browser nobody knows."""
    return await room.stranger()


def told(device: Device = PHONE, **more: Any) -> dict[str, Any]:
    """What the script sends."""
    address = device.address
    keys = {"p256dh": address.public_key, "auth": address.auth}
    return {"endpoint": address.endpoint, "keys": keys, "wants": "key", **more}


async def test_a_browser_follows_changes_its_mind_and_stops(room: DeskRoom, reader: httpx.AsyncClient) -> None:
    followers = room.newsroom.audience.followers
    answer = await reader.post(PATH, json=told())
    assert (answer.status_code, answer.json(), answer.headers["cache-control"]) == (200, {"wants": "key"}, "no-store")
    assert "set-cookie" not in answer.headers
    assert (await reader.post(PATH, json=told(wants="all"))).json() == {"wants": "all"}
    assert await followers.count(FERRY) == 1
    assert (await reader.post(PATH, json={"endpoint": PHONE.endpoint, "stop": True})).json() == {"wants": None}
    assert await followers.count(FERRY) == 0
    # Once more, as whoever heard no answer does.
    assert (await reader.post(PATH, json={"endpoint": PHONE.endpoint, "stop": True})).status_code == 200


async def test_what_is_asked_for_before_is_the_same_for_everybody(room: DeskRoom, reader: httpx.AsyncClient) -> None:
    key = Vapid(room.newsroom.telling.key, "").public
    for path in ("/live/ferry", PATH, f"{PATH}/key"):
        answer = await reader.get(path)
        assert answer.status_code == 200
        assert "public" in answer.headers["cache-control"]
        assert "set-cookie" not in answer.headers
    assert (await reader.get(f"{PATH}/key")).json() == {"key": key}
    assert key not in (await reader.get("/live/ferry")).text


async def test_what_is_chosen_from_is_as_the_standard_has_it(reader: httpx.AsyncClient) -> None:
    """HTML 4.10.18.7: `autocomplete` is for what is typed, and for the form; browsers put a choice back otherwise."""
    page = LexborHTMLParser((await reader.get("/live/ferry")).text)
    chosen = page.css("input[type=radio][name=wants]")
    assert len(chosen) == 2
    assert [each for each in chosen if "autocomplete" in each.attributes] == []
    assert [each.attributes["autocomplete"] for each in page.css("form.wants")] == ["off"]


async def test_the_page_says_how_else_and_what_is_kept_without_a_script(reader: httpx.AsyncClient) -> None:
    page = (await reader.get(PATH)).text
    assert '<a href="/live/ferry/calendar.ics" download>' in page
    assert '<a href="/live/ferry/feed.atom" type="application/atom+xml">' in page
    assert "7 days after the end of the coverage" in page
    # What only a script can do is not offered where there is none.
    assert '<form class="wants" autocomplete="off" hidden>' in page
    assert f'href="{PATH}"' in (await reader.get("/live/ferry")).text


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({}, "input-invalid"),
        ({"endpoint": 7}, "input-invalid"),
        ({"endpoint": "x" * 2_001}, "input-invalid"),
        (told(wants="most"), "input-invalid"),
        (told(wants=None), "input-invalid"),
        (told(keys=None), "input-invalid"),
        (told(keys={}), "input-invalid"),
        (told(keys={"p256dh": "x", "auth": "y"}), "subscription-invalid"),
        (told(Device("http://fcm.googleapis.com/1")), "subscription-invalid"),
        (told(Device("https://10.0.0.1/1")), "subscription-invalid"),
        (told(Device("https://push.evil.com/1")), "push-service-unknown"),
    ],
)
async def test_what_is_refused_says_why(
    room: DeskRoom, reader: httpx.AsyncClient, tree: dict[str, Any], code: str
) -> None:
    answer = await reader.post(PATH, json=tree)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await room.newsroom.audience.followers.counts() == {}


async def test_another_page_may_not_have_a_browser_follow(reader: httpx.AsyncClient) -> None:
    answer = await reader.post(PATH, json=told(), headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign-page")


async def test_a_form_is_told_that_following_needs_a_script(reader: httpx.AsyncClient) -> None:
    answer = await reader.post(PATH, data={"wants": "key"})
    assert answer.status_code == 422
    assert "Following needs a script." in answer.text
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_story_that_has_ended_is_followed_by_nobody_new(room: DeskRoom, reader: httpx.AsyncClient) -> None:
    await reader.post(PATH, json=told())
    await room.newsroom.coverages.end(WISH, FERRY)
    await room.press.current(FERRY)
    answer = await reader.post(PATH, json=told(Device("https://fcm.googleapis.com/2")))
    assert (answer.status_code, answer.json()["code"]) == (403, "follow-closed")
    assert "nothing more is expected here" in (await reader.get(PATH)).text
    assert (await reader.post(PATH, json={"endpoint": PHONE.endpoint, "stop": True})).status_code == 200


async def test_a_blog_there_is_not(reader: httpx.AsyncClient) -> None:
    for path in ("follow", "follow/key", "calendar.ics"):
        assert (await reader.get(f"/live/nowhere/{path}")).status_code == 404
    assert (await reader.post("/live/nowhere/follow", json=told())).status_code == 404


async def test_nobody_may_do_it_again_and_again(tmp_path: Path) -> None:
    async with desk_room(tmp_path, follow_per_minute=2) as room:
        await room.newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="Ferries stop")))
        reader = await room.stranger()
        forged = [{"X-Forwarded-For": f"198.51.100.{number}, 192.0.2.7"} for number in range(3)]
        codes = [(await reader.post(PATH, json=told(), headers=each)).status_code for each in forged]
        assert codes == [200, 200, 429]


async def test_where_nobody_can_follow_there_is_nothing_of_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path, follow=False) as room:
        await room.newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="Ferries stop")))
        reader = await room.stranger()
        assert "Follow this story" not in (await reader.get("/live/ferry")).text
        for path in (PATH, f"{PATH}/key", "/worker.js"):
            assert (await reader.get(path)).status_code == 404
        assert (await reader.get("/live/ferry/calendar.ics")).status_code == 200


async def test_the_worker_may_be_that_of_live_pages_and_keeps_nothing(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/worker.js")
    if not (STATIC / FOLLOW_WORKER).exists():
        assert answer.status_code == 404
        return
    assert answer.headers["content-type"].startswith("text/javascript")
    assert (answer.headers["service-worker-allowed"], answer.headers["cache-control"]) == ("/live/", "no-cache")
    assert "caches" not in answer.text
    assert '"fetch"' not in answer.text
    assert (await reader.get(f"/static/{FOLLOW_WORKER}")).status_code == 404


async def test_endpoints_come_back_to_nobody(room: DeskRoom, reader: httpx.AsyncClient) -> None:
    await reader.post(PATH, json=told())
    editor = await room.browser(None)
    for path in ("/live/ferry", PATH, f"{PATH}/key", "/live/ferry/figures", "/desk/blogs/ferry"):
        assert "fcm.googleapis" not in (await editor.client.get(path)).text
