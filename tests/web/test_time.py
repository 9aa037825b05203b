"""Times and addresses that last. Named after the rows of the reader page's specification."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.revisions import BlogOpened, CoverageEnded, PostPublished
from tests.laws.surfaces import PUBLICATION, Newsroom, newsroom

BLOG = "/api/v1/blogs/ferry"
FERRY = Slug("ferry")
LONG = 500


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    async with newsroom() as room:
        opened = {"slug": "ferry", "headline": "Ferries stop", "timezone": "Europe/London"}
        assert (await room.client.post("/api/v1/blogs", json=opened)).status_code == 201
        yield room


async def publish(room: Newsroom, name: str, **fields: Any) -> None:
    room.clock += timedelta(minutes=1)
    body = {"id": name, "headline": f"Post {name}", "body": "Wait.", **fields}
    answer = await room.client.post(f"{BLOG}/posts", json=body)
    assert answer.status_code == 201, answer.text
    await room.press.current(FERRY)


async def page(room: Newsroom, path: str) -> LexborHTMLParser:
    answer = await room.client.get(path)
    assert answer.status_code == 200, path
    return LexborHTMLParser(answer.content.decode())


def names(page: LexborHTMLParser) -> list[str | None]:
    return [each.attributes["data-post"] for each in page.css("#posts > li")]


async def test_ti1_every_time_has_its_zone_and_says_which(room: Newsroom) -> None:
    await publish(room, "one")
    (time,) = (await page(room, "/live/ferry")).css("#posts .stamp time")
    assert time.attributes["datetime"] == "2031-04-05T10:01:00+01:00"
    assert time.attributes["title"] == "5 April 2031, 10:01:00 BST"
    assert time.text() == "10:01"


async def test_ti2_another_day_an_edit_and_a_correction_are_told(room: Newsroom) -> None:
    await publish(room, "one")
    room.clock += timedelta(days=1)
    await publish(room, "two")
    await room.client.patch(f"{BLOG}/posts/two", json={"body": "Wait on."}, headers={"If-Match": "*"})
    correction = {"wrong": "Noon", "right": "One o'clock"}
    await room.client.post(f"{BLOG}/posts/two/correction", json=correction, headers={"If-Match": "*"})
    await room.press.current(FERRY)
    found = await page(room, "/live/ferry")
    assert [each.text() for each in found.css(".stamp .day")] == ["6 April 2031"]
    assert len(found.css("#post-two .revised time[datetime]")) == 1
    assert "One o'clock" in found.css("#post-two .correction")[0].text()


async def test_ti3_a_post_has_a_page_of_its_own_that_leads_into_the_stream(room: Newsroom) -> None:
    await publish(room, "one", body="A boat is in.")
    found = await page(room, "/live/ferry/p/one")
    told = {each.attributes["property"]: each.attributes["content"] for each in found.css("meta[property]")}
    assert told["og:title"] == "Post one"
    assert told["og:url"] == f"{PUBLICATION.origin}/live/ferry/p/one"
    assert found.css("title")[0].text().startswith("Post one - ")
    assert [each.attributes["href"] for each in found.css(".up a")] == ["/live/ferry#post-one"]
    assert [each.text() for each in found.css(".up strong")] == ["Live"]
    # Whoever comes by a link, years later, sees the day; on the page among others of that day it goes without saying.
    assert [each.text() for each in found.css(".stamp .day")] == ["5 April 2031"]
    assert (await page(room, "/live/ferry")).css(".stamp .day") == []


async def test_ti3_the_page_of_an_older_post_leads_to_where_it_stands(room: Newsroom) -> None:
    for number in range(PUBLICATION.page_posts + 2):
        await publish(room, f"p{number}")
    found = await page(room, "/live/ferry/p/p1")
    path, _, place = (found.css(".up a")[0].attributes["href"] or "").partition("#")
    assert path == "/live/ferry/before/p2"
    assert len((await page(room, path)).css(f"#{place}")) == 1


async def test_ti4_every_permalink_of_a_long_blog_that_has_ended_holds() -> None:
    async with newsroom() as room:
        start = room.clock
        opened = BlogOpened(at=start, slug=FERRY, description=Description(headline=Headline(text="Ferries stop")))
        posts = [
            PostPublished(at=at, post=PostId(f"p{number}"), published_at=at, headline=f"Post {number}", body="Wait.")
            for number in range(LONG)
            if (at := start + timedelta(minutes=number))
        ]
        end = CoverageEnded(at=start + timedelta(days=1))
        await room.journal.append(FERRY, [opened, *posts, end], by="rosa")
        for post in posts:
            found = await page(room, f"/live/ferry/p/{post.post}")
            assert found.css(f"article#post-{post.post} h1")[0].text() == post.headline


async def test_ti5_an_older_page_keeps_its_posts_while_others_are_published(room: Newsroom) -> None:
    for number in range(12):
        await publish(room, f"old-{number}")
    second = str((await page(room, "/live/ferry")).css("a[rel=next]")[0].attributes["href"])
    third = str((await page(room, second)).css("a[rel=next]")[0].attributes["href"])
    before = names(await page(room, third))
    assert len(before) == PUBLICATION.page_posts
    for number in range(30):
        await publish(room, f"new-{number}")
    assert names(await page(room, third)) == before
