"""Lists of blogs: live, most read, latest, by section; as pages, pieces and for programs."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.furnishing import Describing
from stoppress.domain.identifiers import Slug
from stoppress.domain.slugs import section_slug
from stoppress.render import lists
from tests.laws.surfaces import EDITOR, Newsroom

WISH = Wish(person=EDITOR)


async def opened(room: Newsroom, *slugs: str, sections: tuple[str, ...] = ()) -> None:
    """Blogs that began one after the other, once every list knows them."""
    for slug in slugs:
        room.clock += timedelta(minutes=1)
        described = Description(headline=Headline(text=f"The {slug}"), sections=sections)
        await room.blogs.open(WISH, Slug(slug), described)
    await known(room, slugs[-1])


async def known(room: Newsroom, slug: str) -> None:
    """Once the press has heard of what was done to a blog."""
    current = await room.press.current(slug)
    await room.press._front.hear(current.slug, current)


def links(html: str, place: str = "main") -> list[str]:
    return [str(each.attributes["href"]) for each in LexborHTMLParser(html).css(f"{place} a")]


async def page(room: Newsroom, path: str) -> str:
    answer = await room.client.get(path)
    assert answer.status_code == 200, path
    return answer.text


async def test_what_is_most_read_stands_on_the_front_page_in_that_order(room: Newsroom) -> None:
    await opened(room, "ferry", "flood", "fair")
    before = await page(room, "/")
    assert "Most read" not in before
    room.press.rank([Slug("flood"), Slug("gone"), Slug("ferry")])
    shown = LexborHTMLParser(await page(room, "/"))
    assert [each.text() for each in shown.css("h2")] == ["Live now", "Most read", "Who writes"]
    assert links(await page(room, "/"), ".ranked") == ["/live/flood", "/live/ferry"]
    assert [_text(each) for each in shown.css("section[aria-labelledby=top-h] .meta")] == [
        "By views in the last 24 hours; what was read lately counts more."
    ]
    assert links(await page(room, "/lists/top")) == []  # a piece has no main
    assert re.findall(r'href="([^"]+)"', await page(room, "/lists/top")) == ["/live/flood", "/live/ferry"]
    # Told the same again, nothing is made anew.
    etag = (await room.client.get("/")).headers["etag"]
    made = room.press.at_hand("/")
    room.press.rank([Slug("flood"), Slug("gone"), Slug("ferry")])
    assert room.press.at_hand("/") is made
    room.press.rank([Slug("ferry"), Slug("flood")])
    assert (await room.client.get("/", headers={"If-None-Match": etag})).status_code == 200
    assert links(await page(room, "/"), ".ranked") == ["/live/ferry", "/live/flood"]


async def test_a_rehearsal_is_on_no_list_however_much_it_is_read(room: Newsroom) -> None:
    await opened(room, "ferry")
    rehearsal = Slug("rehearsal-" + "c" * 26)
    room.press.rank([rehearsal, Slug("ferry")])
    assert room.press._front.ranked == (Slug("ferry"),)
    for path in ("/", "/lists/top", "/lists/latest", "/latest", "/api/v1/lists/top"):
        assert rehearsal not in await page(room, path)


async def test_the_latest_are_paged_by_anchor_and_nothing_that_happens_moves_them(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    await opened(room, "a", "b", "c", "d", "e")
    assert links(await page(room, "/latest"), ".cards") == ["/live/e", "/live/d"]
    assert links(await page(room, "/latest"), ".pager") == ["/latest/before/d"]
    second = await page(room, "/latest/before/d")
    assert links(second, ".cards") == ["/live/c", "/live/b"]
    assert links(second, ".pager") == ["/latest", "/latest/before/b"]
    assert links(await page(room, "/latest/before/b"), ".cards") == ["/live/a"]
    await opened(room, "f")
    room.clock += timedelta(minutes=1)
    await room.furniture.describe(WISH, Slug("a"), Describing(headline="Anew", sections=("Sport",)))
    await known(room, "a")
    assert links(await page(room, "/latest/before/d"), ".cards") == ["/live/c", "/live/b"]
    last = await page(room, "/latest/before/a")
    assert (links(last, ".cards"), "There is nothing more." in last) == ([], True)
    assert (await room.client.get("/latest/before/nothing")).status_code == 404


async def test_a_section_is_one_however_it_is_written(room: Newsroom) -> None:
    await opened(room, "ferry", sections=("Küste & See", "Weather"))
    await opened(room, "flood", sections=("weather",))
    assert links(await page(room, "/section/weather"), ".cards") == ["/live/flood", "/live/ferry"]
    assert links(await page(room, "/section/kuste-see"), ".cards") == ["/live/ferry"]
    front = await page(room, "/")
    assert links(front, "nav[aria-labelledby=sections-h]") == ["/section/kuste-see", "/section/weather"]
    shown = LexborHTMLParser(await page(room, "/live/ferry")).css(".sections a")
    assert [each.attributes["href"] for each in shown] == ["/section/kuste-see", "/section/weather"]
    assert (await room.client.get("/section/sport")).status_code == 404
    assert (await room.client.get("/section/weather/before/nothing")).status_code == 404
    assert links(await page(room, "/section/weather/before/flood"), ".cards") == ["/live/ferry"]


async def test_a_section_that_cannot_be_written_in_latin_letters_has_a_page_too(room: Newsroom) -> None:
    await opened(room, "ferry", sections=("الأخبار",))
    (path,) = links(await page(room, "/"), "nav[aria-labelledby=sections-h]")
    assert path == f"/section/{section_slug('الأخبار')}"
    assert "الأخبار" in await page(room, path)


async def test_what_stands_on_a_list_is_escaped(room: Newsroom) -> None:
    hostile = '"><script>alert(1)</script>'
    described = Description(headline=Headline(text=hostile), standfirst=hostile, sections=(hostile,))
    await room.blogs.open(WISH, Slug("ferry"), described)
    room.press.rank([Slug("ferry")])
    for path in ("/", "/latest", "/lists/top", "/lists/latest", "/section/script-alert-1-script"):
        shown = await page(room, path)
        assert "&lt;script&gt;" in shown, path
        assert "<script>alert" not in shown, path


async def test_programs_are_told_the_same_lists(room: Newsroom) -> None:
    await opened(room, "ferry", "flood", sections=("Coast",))
    room.press.rank([Slug("ferry")])
    for name, slugs in (("live", ["flood", "ferry"]), ("latest", ["flood", "ferry"]), ("top", ["ferry"])):
        found = (await room.client.get(f"/api/v1/lists/{name}")).json()["blogs"]
        assert [each["slug"] for each in found] == slugs
    tree = (await room.client.get("/api/v1/sections/coast")).json()["blogs"][1]
    assert tree["url"].endswith("/live/ferry")
    assert (tree["headline"], tree["coverage"], tree["sections"]) == ("The ferry", "live", ["Coast"])
    for path in ("/api/v1/lists/nothing", "/lists/nothing", "/api/v1/sections/nothing"):
        assert (await room.client.get(path)).status_code == 404
    stranger = httpx.AsyncClient(transport=room.client._transport, base_url="http://test")
    for path in ("/api/v1/lists/live", "/api/v1/sections/coast", "/api/v1/authors", "/api/v1/authors/rosa-quay"):
        assert (await stranger.get(path)).status_code == 401


async def test_a_live_page_leads_to_others_without_a_script_and_is_the_same_for_all(room: Newsroom) -> None:
    await opened(room, "ferry", "flood")
    before = await page(room, "/live/ferry")
    assert links(before, "aside.stories") == ["/latest"]
    assert links(before, "aside.information") == ["/live/ferry/information"]
    places = [each.attributes["data-island"] for each in LexborHTMLParser(before).css("[data-island]")]
    assert places == ["/live/ferry/information/facts", "/lists/top", "/lists/latest"]
    room.press.rank([Slug("flood")])
    # Lists are islands: the page does not change with them.
    assert await page(room, "/live/ferry") == before
    for path in ("/live/ferry/embed", "/live/ferry/before/none"):
        assert "data-island" not in (await room.client.get(path)).text


async def test_article_information_says_who_since_when_and_when_last(room: Newsroom, client: httpx.AsyncClient) -> None:
    assert "Stoppress" in await page(room, "/live/ferry/information")
    room.clock += timedelta(minutes=7)
    body = {
        "id": "p1",
        "body": "Late.",
        "bylines": [{"name": "Rosa Quay", "role": "Correspondent", "author": "rosa-quay"}],
    }
    await client.post("/api/v1/blogs/ferry/posts", json=body)
    await room.press.current("ferry")
    for path in ("/live/ferry/information", "/live/ferry/information/facts"):
        shown = LexborHTMLParser(await page(room, path))
        told = dict(zip(map(_text, shown.css("dt")), map(_text, shown.css("dd")), strict=True))
        assert told == {
            "Written by": "Rosa Quay, Correspondent",
            "First published": "09:00, 5 April 2031",
            "Last updated": "09:07, 5 April 2031",
            "Posts": "1",
            "Corrections and changes": "What was changed",
            "Views": "0",
        }
        assert [each.attributes["href"] for each in shown.css("dd a")] == ["/author/rosa-quay", "/live/ferry/history"]
    await client.post("/api/v1/blogs/ferry/posts/p1/withdrawal", json={"reason": ""})
    await room.press.current("ferry")
    assert "Rosa" not in await page(room, "/live/ferry/information/facts")


def _text(node: object) -> str:
    return str(node.text()).strip()  # type: ignore[attr-defined]
