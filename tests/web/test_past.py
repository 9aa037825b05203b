"""Pages as they stood, through the door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import Seq, Slug
from stoppress.errors import PastBusy
from stoppress.journal.journal import BEGINNING, READ_LIMIT, Recorded
from stoppress.press.past import Past, PastLimits
from stoppress.render.moments import moment_name
from tests.laws.surfaces import PUBLICATION, Newsroom, newsroom

BLOG = "/api/v1/blogs/ferry"
FERRY = Slug("ferry")


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    async with newsroom() as room:
        opened = {"slug": "ferry", "headline": "Ferries stop", "timezone": "Europe/London"}
        assert (await room.client.post("/api/v1/blogs", json=opened)).status_code == 201
        yield room


async def publish(room: Newsroom, name: str, **fields: Any) -> str:
    """Publish a post a minute after whatever came before; the address of the page as it then stood."""
    room.clock += timedelta(minutes=1)
    answer = await room.client.post(f"{BLOG}/posts", json={"id": name, "headline": name, "body": "Wait.", **fields})
    assert answer.status_code == 201, answer.text
    await room.press.current(FERRY)
    return f"/live/ferry/at/{moment_name(room.clock)}"


async def change(room: Newsroom, method: str, path: str, body: Any = None) -> None:
    room.clock += timedelta(minutes=1)
    answer = await room.client.request(method, f"{BLOG}/{path}", json=body, headers={"If-Match": "*"})
    assert answer.is_success, answer.text
    await room.press.current(FERRY)


async def page(room: Newsroom, path: str) -> LexborHTMLParser:
    answer = await room.client.get(path)
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.content.decode())


def names(page: LexborHTMLParser) -> list[str | None]:
    return [each.attributes["data-post"] for each in page.css("#posts > li")]


async def test_it_shows_the_posts_of_then_and_leads_to_other_times(room: Newsroom) -> None:
    first = await publish(room, "first", key_event=True)
    second = await publish(room, "second")
    await change(room, "PUT", "key-points", [{"text": "No boat before noon"}])
    third = await publish(room, "third", key_event=True)
    await publish(room, "fourth")
    found = await page(room, second)
    assert names(found) == ["second", "first"]
    assert found.css(".key-points") == []
    assert [each.attributes["href"] for each in found.css(".then nav.around a")] == [first, third]
    assert [each.text(strip=True) for each in found.css(".then p a")] == ["Go to the page of now"]
    assert [each.attributes["content"] for each in found.css("meta[name=robots]")] == ["noindex"]
    assert [each.attributes["href"] for each in found.css("link[rel=canonical]")] == [
        f"{PUBLICATION.origin}/live/ferry"
    ]
    assert found.css("[data-live], [data-stream], [data-region=state]") == []
    assert [each.attributes["href"] for each in (await page(room, third)).css("nav.around a")] == [first]


async def test_what_was_taken_back_is_gone_from_what_was_made_before_too(room: Newsroom) -> None:
    await publish(room, "first")
    there = await publish(room, "second", body="Hushed words.")
    await publish(room, "third")
    assert "Hushed" in (await room.client.get(there)).text
    await change(room, "POST", "posts/second/withdrawal", {})
    answer = await room.client.get(there)
    assert "Hushed" not in answer.text
    assert names(LexborHTMLParser(answer.text)) == ["second", "first"]


async def test_a_changed_post_reads_as_today(room: Newsroom) -> None:
    there = await publish(room, "first", body="Twelve boats.")
    await change(room, "PATCH", "posts/first", {"body": "Ten boats."})
    found = await page(room, there)
    assert [each.text(strip=True) for each in found.css("#posts .body")] == ["Ten boats."]
    assert "as it reads today" in (found.text() or "")


@pytest.mark.parametrize("text", ["{local}", "{local}:00", "{utc}+00:00", "{local}:00+01:00"])
async def test_a_time_may_be_written_in_other_ways(room: Newsroom, text: str) -> None:
    there = await publish(room, "first")
    await publish(room, "second")
    utc = there.rpartition("/")[2].removesuffix("Z")
    local = (room.clock - timedelta(minutes=1) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    wanted = text.format(utc=utc, local=local)
    for answer in (
        await room.client.get(f"/live/ferry/at/{wanted}"),
        await room.client.get("/live/ferry/at", params={"time": wanted}),
    ):
        assert (answer.status_code, answer.headers["location"]) == (302, there)


async def test_what_has_not_been_left_behind_is_the_live_page(room: Newsroom) -> None:
    there = await publish(room, "first")
    for time in (there.rpartition("/")[2], "2099-01-01T00:00:00Z"):
        answer = await room.client.get(f"/live/ferry/at/{time}")
        assert (answer.status_code, answer.headers["location"]) == (302, "/live/ferry")
        assert "max-age=0" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("at/noon", "time-unreadable"),
        ("at", "time-unreadable"),
        ("at/0001-01-01", "not-yet-begun"),
        ("at/9999-12-31T23:59-23:59", "time-unreadable"),
        ("at/2001-01-01", "not-yet-begun"),
    ],
)
async def test_what_is_no_time_or_too_early_is_refused_in_a_sentence(room: Newsroom, path: str, code: str) -> None:
    await publish(room, "first")
    answer = await room.client.get(f"/live/ferry/{path}")
    wanted = {
        "time-unreadable": "Write it like 2031-04-05T13:45",
        "not-yet-begun": "This live page began at 5 April 2031",
    }
    assert answer.status_code in (302, 404)
    if answer.status_code == 302:
        answer = await room.client.get(answer.headers["location"])
    assert answer.status_code == 404
    assert wanted[code] in answer.text


async def test_a_page_is_kept_until_something_happens(room: Newsroom) -> None:
    there = await publish(room, "first")
    await publish(room, "second")
    reads = 0
    read = room.journal.read

    async def counted(
        blog: Slug, *, after: Seq = BEGINNING, until: Seq | None = None, limit: int = READ_LIMIT
    ) -> Sequence[Recorded]:
        nonlocal reads
        reads += 1
        return await read(blog, after=after, until=until, limit=limit)

    room.journal.read = counted  # type: ignore[method-assign, assignment]
    first = await room.client.get(there)
    again = await room.client.get(there, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, reads) == (304, 1)


async def test_few_are_made_at_a_time_and_further_ones_are_refused(room: Newsroom) -> None:
    there = await publish(room, "first")
    await publish(room, "second")
    text = there.rpartition("/")[2]
    blog: Blog = await room.press.current(FERRY)
    read, asked, may_go_on = room.journal.read, asyncio.Event(), asyncio.Event()

    async def slow(blog: Slug, **wanted: Any) -> Sequence[Recorded]:
        asked.set()
        await may_go_on.wait()
        return await read(blog, **wanted)

    room.journal.read = slow  # type: ignore[method-assign, assignment]
    past = Past(room.journal, PUBLICATION, PastLimits(at_once=1, waiting=3))
    pages = [asyncio.ensure_future(past.page(lambda: blog, text)) for _ in range(5)]
    await asked.wait()
    may_go_on.set()
    answers = await asyncio.gather(*pages, return_exceptions=True)
    assert [isinstance(each, PastBusy) for each in answers] == [False, False, False, True, True]
    assert not isinstance(await past.page(lambda: blog, text), BaseException)


async def test_the_live_page_offers_the_way_without_a_script(room: Newsroom) -> None:
    await publish(room, "first")
    form = (await page(room, "/live/ferry")).css_first("form.then-form")
    assert form is not None
    assert (form.attributes["action"], form.attributes["method"]) == ("/live/ferry/at", "get")
    assert form.css_first("input[name=time]") is not None
