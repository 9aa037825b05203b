"""What other people's pages ask for, through the door. Named after the rows EM7 and EM8 where they are about one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.identifiers import Slug
from stoppress.press.elsewhere import KEPT
from tests.laws.surfaces import PUBLICATION, Newsroom, newsroom

BLOG = "/api/v1/blogs/ferry"
PAGE = f"{PUBLICATION.origin}/live/ferry"
HOST = "https://gazette.example/storm?id=1&x=2"


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    async with newsroom() as room:
        opened = {"slug": "ferry", "headline": "Ferries <stop>"}
        assert (await room.client.post("/api/v1/blogs", json=opened)).status_code == 201
        for name in ("one", "two"):
            body = {
                "id": name,
                "headline": f"Post {name}",
                "body": "Wait, as [we said](post:one)." if name == "two" else "Wait.",
            }
            assert (await room.client.post(f"{BLOG}/posts", json=body)).status_code == 201
        await room.press.current(Slug("ferry"))
        yield room


def hrefs(tree: LexborHTMLParser, selector: str = "a") -> list[str | None]:
    return [each.attributes["href"] for each in tree.css(selector)]


async def told(room: Newsroom, **query: Any) -> dict[str, Any]:
    answer = await room.client.get("/oembed", params=query)
    assert answer.status_code == 200, answer.text
    tree: dict[str, Any] = answer.json()
    return tree


async def test_em8_a_fragment_has_the_hosts_addresses_and_its_linked_data(room: Newsroom) -> None:
    answer = await room.client.get("/live/ferry/fragment", params={"host": HOST})
    tree = LexborHTMLParser(answer.text)
    assert hrefs(tree, ".stamp a") == [f"{HOST}#post-two", f"{HOST}#post-one"]
    assert hrefs(tree, ".body a") == [f"{HOST}#post-one"]
    assert hrefs(tree, ".whole a") == [PAGE]
    live, article = json.loads(tree.css("script")[0].text())["@graph"]
    assert (live["url"], article["mainEntityOfPage"]) == (HOST, HOST)
    assert [each["url"] for each in live["liveBlogUpdate"]] == [f"{HOST}#post-two", f"{HOST}#post-one"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers
    assert "id=1&amp;x=2#post-one" in answer.text
    assert "id=1\\u0026x=2#post-one" in answer.text


async def test_em8_without_a_host_every_address_is_ours_and_whole(room: Newsroom) -> None:
    tree = LexborHTMLParser((await room.client.get("/live/ferry/fragment")).text)
    assert hrefs(tree, ".stamp a") == [f"{PAGE}/p/two", f"{PAGE}/p/one"]
    assert tree.css("script, link, main, html > head > *") == []
    assert not [each for each in hrefs(tree) if each is None or each.startswith("/")]


async def test_em8_a_fragment_says_what_the_page_says_and_its_links_lead_where_they_lead_there(room: Newsroom) -> None:
    said = 'Write `<a href="/x" src="/y">` to [them](//gazette.example/x), [us](/about), [here](more) or [?](?x=1&y=2).'
    assert (await room.client.post(f"{BLOG}/posts", json={"id": "odd", "body": said})).status_code == 201
    await room.press.current(Slug("ferry"))
    here, there = [
        LexborHTMLParser((await room.client.get(path)).text).css("#post-odd .body")[0]
        for path in ("/live/ferry", f"/live/ferry/fragment?host={HOST.partition('&')[0]}")
    ]
    assert there.text() == here.text()
    assert [urljoin(PAGE, str(each.attributes["href"])) for each in here.css("a")] == [
        each.attributes["href"] for each in there.css("a")
    ]


async def test_em8_a_fragment_stands_below_the_hosts_own_heading_and_needs_no_script(room: Newsroom) -> None:
    body = "# Heading\n\n###### Least"
    assert (await room.client.post(f"{BLOG}/posts", json={"id": "odd", "body": body})).status_code == 201
    await room.press.current(Slug("ferry"))
    tree = LexborHTMLParser((await room.client.get("/live/ferry/fragment")).text)
    assert [each.text() for each in tree.css("h1, h2")] == ["Ferries <stop>"]
    assert [each.text().strip() for each in tree.css("h4")] == ["Post two", "Post one", "Post at 09:00"]
    assert [each.text() for each in tree.css("h5, h6")] == ["Heading", "Least"]
    assert tree.css("button, form, script") == []


async def test_who_invents_hosts_pushes_no_frame_out(room: Newsroom) -> None:
    frame = await room.press.embedded("ferry")
    for number in range(KEPT + 1):
        await room.press.fragment("ferry", f"https://gazette.example/{number}", 1)
    assert await room.press.embedded("ferry") is frame
    kept = await room.press.fragment("ferry", f"https://gazette.example/{KEPT}", 1)
    assert await room.press.fragment("ferry", f"https://gazette.example/{KEPT}", 1) is kept


async def test_a_fragment_has_as_many_posts_as_are_asked_for_and_changes_with_the_blog(room: Newsroom) -> None:
    path = "/live/ferry/fragment?posts=1"
    first = await room.client.get(path)
    assert hrefs(LexborHTMLParser(first.text), ".stamp a") == [f"{PAGE}/p/two"]
    await room.client.post(f"{BLOG}/posts/two/withdrawal", json={}, headers={"If-Match": "*"})
    await room.press.current(Slug("ferry"))
    assert "Post two" not in (await room.client.get(path)).text


@pytest.mark.parametrize(
    "query",
    [
        "host=javascript:alert(1)",
        "host=//gazette.example",
        "host=https://gazette.example/" + "y" * 500,
        "host=https://a%20b/",
        "host=http://[x",
        "host=https://gazette.example:99999/",
        "host=https://reader:secret@gazette.example/",
        "host=https://gazette.example/%3Cscript%3E",
        "host=https://gazette.example/%22x",
        "host=https://gazette.example/%00",
        "posts=-1",
        "posts=0",
        "posts=5",
        "posts=a",
        "posts=%C2%B2",
    ],
)
async def test_a_fragment_for_nobody_is_refused_in_a_sentence(room: Newsroom, query: str) -> None:
    answer = await room.client.get(f"/live/ferry/fragment?{query}")
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (400, "query-invalid", query.partition("=")[0])
    assert told["detail"].endswith((" at most.", " from 1 to 4."))
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_em7_only_pages_for_frames_may_be_framed(room: Newsroom) -> None:
    for path in ("/live/ferry/embed", "/live/ferry/p/one/embed"):
        answer = await room.client.get(path)
        tree = LexborHTMLParser(answer.text)
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert hrefs(tree, "link[rel=canonical]") == [PAGE]
        assert [each.attributes["content"] for each in tree.css("meta[name=robots]")] == ["noindex"]
        assert [each.attributes["target"] for each in tree.css("base")] == ["_top"]
        assert tree.css("nav.pager, .masthead, form") == []
    for path in ("/", "/live/ferry", "/live/ferry/p/one", "/live/ferry/fragment"):
        assert "frame-ancestors 'none'" in (await room.client.get(path)).headers["content-security-policy"]


async def test_a_post_that_was_taken_back_says_so_in_a_frame_too(room: Newsroom) -> None:
    await room.client.post(f"{BLOG}/posts/two/withdrawal", json={}, headers={"If-Match": "*"})
    await room.press.current(Slug("ferry"))
    answer = await room.client.get("/live/ferry/p/two/embed")
    assert answer.status_code == 410
    assert "Post two" not in answer.text
    assert (await room.client.get("/oembed", params={"url": f"{PAGE}/p/two"})).status_code == 404


async def test_oembed_is_found_from_the_page_and_answers_with_a_frame(room: Newsroom) -> None:
    page = LexborHTMLParser((await room.client.get("/live/ferry")).text)
    (address,) = hrefs(page, "link[type='application/json+oembed']")
    assert address is not None
    answer = (await room.client.get(address.removeprefix(PUBLICATION.origin))).json()
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", "Ferries <stop>")
    frame = LexborHTMLParser(answer["html"]).css("iframe")[0].attributes
    assert (frame["src"], frame["title"]) == (f"{PAGE}/embed", "Ferries <stop>")
    post = await told(room, url=f"{PAGE}/p/one")
    assert f"{PAGE}/p/one/embed" in post["html"]


async def test_oembed_answers_in_xml_and_keeps_to_the_size_it_is_given(room: Newsroom) -> None:
    answer = await room.client.get("/oembed", params={"url": PAGE, "format": "xml", "maxwidth": 400, "maxheight": 1})
    assert answer.headers["content-type"].startswith("text/xml")
    tree = ET.fromstring(answer.text)
    assert (tree.findtext("title"), tree.findtext("width"), tree.findtext("height")) == (
        "Ferries <stop>",
        "400",
        "1",
    )


@pytest.mark.parametrize(
    ("most", "has_one"),
    [
        ({}, True),
        ({"maxwidth": 1200, "maxheight": 630}, True),
        ({"maxwidth": 1199}, False),
        ({"maxheight": 629}, False),
    ],
)
async def test_oembed_has_a_picture_where_there_is_room_for_it(
    room: Newsroom, most: dict[str, int], has_one: bool
) -> None:
    answer = await told(room, url=PAGE, **most)
    assert ("thumbnail_url" in answer) is has_one
    assert answer["width"] <= most.get("maxwidth", answer["width"])
    assert answer["height"] <= most.get("maxheight", answer["height"])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": "http://[x"}, 404),
        ({"url": "https://elsewhere.example/live/ferry"}, 404),
        ({"url": f"{PUBLICATION.origin}/"}, 404),
        ({"url": f"{PUBLICATION.origin}/live/nothing"}, 404),
        ({"url": f"{PAGE}/p/nothing"}, 404),
        ({"url": PAGE, "format": "yaml"}, 501),
        ({"url": PAGE, "maxwidth": "wide"}, 400),
        ({"url": PAGE, "maxheight": "10001"}, 400),
    ],
)
async def test_oembed_refuses_what_it_cannot_show(room: Newsroom, query: dict[str, str], status: int) -> None:
    answer = await room.client.get("/oembed", params=query)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_the_script_of_the_element_may_be_had_by_any_page(room: Newsroom) -> None:
    answer = await room.client.get("/embed.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age=300" in answer.headers["cache-control"]
