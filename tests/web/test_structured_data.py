"""What search engines and sharers are told. Named after the rows of the reader page's specification."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.domain.revisions import BlogOpened
from stoppress.render.json_in_html import json_in_html
from stoppress.render.linked_blog import UPDATES
from stoppress.render.linked_post import HEADLINE_LENGTH
from tests.laws.surfaces import EDITOR, PUBLICATION, Newsroom, newsroom

BLOG = "/api/v1/blogs/ferry"
ORIGIN = PUBLICATION.origin
PAGE = f"{ORIGIN}/live/ferry"


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    async with newsroom() as room:
        opened = {"slug": "ferry", "headline": "Ferries stop", "standfirst": "No boat leaves.", "sections": ["Harbour"]}
        assert (await room.client.post("/api/v1/blogs", json=opened)).status_code == 201
        yield room


async def publish(room: Newsroom, **fields: Any) -> str:
    """Publish a post a minute after the one before; its id."""
    room.clock += timedelta(minutes=1)
    answer = await room.client.post(f"{BLOG}/posts", json={"headline": "No boats", "body": "Wait.", **fields})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def page(room: Newsroom, path: str = "/live/ferry") -> LexborHTMLParser:
    await room.press.current(Slug("ferry"))
    return LexborHTMLParser((await room.client.get(path)).content.decode())


def graph(page: LexborHTMLParser) -> dict[str, dict[str, Any]]:
    """The nodes of a page's linked data, by type."""
    (script,) = page.css('script[type="application/ld+json"]')
    tree = json.loads(script.text())
    assert tree["@context"] == "https://schema.org"
    return {each["@type"]: each for each in tree["@graph"]}


async def live(room: Newsroom) -> dict[str, Any]:
    return graph(await page(room))["LiveBlogPosting"]


async def test_sd1_the_page_is_a_live_blog_and_an_article(room: Newsroom) -> None:
    await publish(room)
    nodes = graph(await page(room))
    blog, article = nodes["LiveBlogPosting"], nodes["NewsArticle"]
    assert blog["headline"] == article["headline"] == "Ferries stop"
    assert blog["url"] == blog["mainEntityOfPage"] == PAGE
    assert blog["@id"] != article["@id"]
    assert blog["description"] == "No boat leaves."
    assert blog["author"] == [{"@type": "Organization", "name": PUBLICATION.name, "url": f"{ORIGIN}/"}]
    assert blog["publisher"]["logo"]["url"] == f"{ORIGIN}/logo.png"
    assert [blog["inLanguage"], blog["isAccessibleForFree"], blog["articleSection"]] == ["en", True, ["Harbour"]]
    for name in ("datePublished", "dateModified", "coverageStartTime"):
        assert datetime.fromisoformat(blog[name]).tzinfo is not None


async def test_sd1_pictures_and_logo_are_there_in_three_shapes(room: Newsroom) -> None:
    shapes = []
    images = (await live(room))["image"]
    for address in [*images, f"{ORIGIN}/logo.png"]:
        answer = await room.client.get(address.removeprefix(ORIGIN))
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/png"
        with Image.open(BytesIO(answer.content)) as drawn:
            shapes.append(drawn.size)
    assert shapes == [(1200, 675), (1200, 900), (1200, 1200), (600, 60)]
    assert (await room.client.get("/live/ferry/card-2x1.png")).status_code == 404


async def test_sd1_the_newest_fifty_are_told_newest_first(room: Newsroom) -> None:
    names = [await publish(room, headline=f"Post {number}") for number in range(UPDATES + 3)]
    told = (await live(room))["liveBlogUpdate"]
    assert [each["@id"] for each in told] == [f"{PAGE}#post-{name}" for name in reversed(names[3:])]


async def test_sd2_each_update_has_its_own_words_times_author_and_address(room: Newsroom) -> None:
    first = await publish(room, headline="", body="The **first** boat is in.")
    by = {"name": "Ada Marsh", "role": "Harbour correspondent", "place": "Velm"}
    second = await publish(room, headline="A" * 200, body="Words.", bylines=[by])
    room.clock += timedelta(minutes=5)
    await room.client.patch(f"{BLOG}/posts/{first}", json={"body": "The second boat is in."}, headers={"If-Match": "*"})
    newer, older = (await live(room))["liveBlogUpdate"]
    assert older["headline"] == older["articleBody"] == "The second boat is in."
    assert older["url"] == f"{PAGE}/p/{first}"
    assert newer["url"] == f"{PAGE}/p/{second}"
    assert len(newer["headline"]) <= HEADLINE_LENGTH
    assert newer["author"] == [{"@type": "Person", "name": "Ada Marsh", "jobTitle": "Harbour correspondent"}]
    assert older["author"][0]["@type"] == "Organization"
    assert older["dateModified"] > newer["dateModified"] > older["datePublished"]


async def test_sd2_what_was_taken_back_is_not_told(room: Newsroom) -> None:
    await publish(room, headline="This stays")
    name = await publish(room, headline="Hushed words", body="Nobody shall read this.")
    assert "Hushed" in json.dumps(await live(room))
    await room.client.post(f"{BLOG}/posts/{name}/withdrawal", json={}, headers={"If-Match": "*"})
    told = (await live(room))["liveBlogUpdate"]
    assert [each["headline"] for each in told] == ["This stays"]
    own = await page(room, f"/live/ferry/p/{name}")
    assert "BlogPosting" not in graph(own)


async def test_sd3_and_sd4_nothing_moves_with_the_clock(room: Newsroom) -> None:
    before = await live(room)
    await publish(room)
    after = await live(room)
    for name in ("datePublished", "coverageStartTime"):
        assert before[name] == after[name]
    assert after["dateModified"] > before["dateModified"]
    assert "coverageEndTime" not in after
    room.clock += timedelta(hours=1)
    await room.client.post(f"{BLOG}/end", headers={"If-Match": "*"})
    ended = await live(room)
    assert datetime.fromisoformat(ended["coverageEndTime"]) == room.clock
    assert ended["datePublished"] == before["datePublished"]


async def test_sd5_hostile_words_end_nothing(room: Newsroom) -> None:
    hostile = "</script><img src=x onerror=alert(1)><!--<script>\u2028"
    await publish(room, headline=hostile, body=f"`{hostile}`")
    found = await page(room)
    assert found.css_first("img[src=x]") is None
    assert graph(found)["LiveBlogPosting"]["liveBlogUpdate"][0]["headline"].startswith("</script>")


@given(st.text())
def test_sd5_whatever_is_written_is_read_back_and_holds_no_markup(text: str) -> None:
    found = json_in_html({"headline": text})
    assert json.loads(found) == {"headline": text}
    assert not set(found) & set("<>&\u2028\u2029")


async def test_sd6_each_page_has_one_canonical_without_a_query(room: Newsroom) -> None:
    names = [await publish(room, headline=f"Post {number}") for number in range(6)]
    older = f"/live/ferry/before/{names[2]}"
    wanted = {
        "/live/ferry": PAGE,
        "/live/ferry?order=oldest": PAGE,
        f"/live/ferry/p/{names[0]}": PAGE,
        older: ORIGIN + older,
    }
    for path, canonical in wanted.items():
        shown = await page(room, path)
        assert [each.attributes["href"] for each in shown.css("link[rel=canonical]")] == [canonical]
        # Programs that read feeds find the blog's from each of them.
        fed = shown.css("link[rel=alternate][type='application/atom+xml']")
        assert [each.attributes["href"] for each in fed] == [f"{PAGE}/feed.atom"]


async def test_sd6_older_and_own_pages_say_what_they_are_part_of(room: Newsroom) -> None:
    names = [await publish(room, headline=f"Post {number}") for number in range(6)]
    for path in (f"/live/ferry/before/{names[2]}", f"/live/ferry/p/{names[0]}"):
        nodes = graph(await page(room, path))
        assert nodes["WebPage"]["isPartOf"]["@id"] == (await live(room))["@id"]
        assert nodes["BlogPosting"]["headline"].startswith("Post ")


async def test_sd7_every_page_tells_sharers_everything(room: Newsroom) -> None:
    names = [await publish(room, headline=f"Post {number}") for number in range(6)]
    for path in ("/live/ferry", f"/live/ferry/p/{names[0]}", f"/live/ferry/before/{names[2]}"):
        found = await page(room, path)
        told = {
            each.attributes.get("property") or each.attributes.get("name"): each.attributes["content"]
            for each in found.css("meta[property], meta[name]")
        }
        for name in (
            "title",
            "type",
            "url",
            "image",
            "image:width",
            "image:height",
            "image:alt",
            "description",
            "site_name",
        ):
            assert told[f"og:{name}"]
        for name in ("published_time", "modified_time", "section"):
            assert told[f"article:{name}"]
        assert told["twitter:card"] == "summary_large_image"
        assert told["robots"] == "max-image-preview:large"
    front = (await page(room, "/")).css("meta[name=robots]")
    assert [each.attributes["content"] for each in front] == ["max-image-preview:large"]


async def test_sd9_a_crawler_gets_the_whole_page_and_is_told_when_it_has_it(room: Newsroom) -> None:
    name = await publish(room)
    answer = await room.client.get("/live/ferry")
    again = await room.client.get("/live/ferry", headers={"If-None-Match": answer.headers["etag"]})
    assert (answer.status_code, again.status_code) == (200, 304)
    await room.client.post(f"{BLOG}/posts/{name}/withdrawal", json={}, headers={"If-Match": "*"})
    await room.press.current(Slug("ferry"))
    assert (await room.client.get(f"/live/ferry/p/{name}")).status_code == 410
    assert (await room.client.get("/live/nothing")).status_code == 404


def test_a_blog_without_posts_is_told_too() -> None:
    async def story() -> None:
        async with newsroom() as room:
            opened = BlogOpened(
                at=room.clock, slug=Slug("ferry"), description=Description(headline=Headline(text="Soon"))
            )
            await room.journal.append(Slug("ferry"), [opened], by=EDITOR.name)
            assert (await live(room))["liveBlogUpdate"] == []

    asyncio.run(story())
