"""Law 6: page, stream, post pages and API at one sequence tell one story."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import given
from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.domain.identifiers import Seq
from stoppress.domain.revisions import Revision
from stoppress.render.linked_blog import UPDATES
from tests.laws.doors import DOORS
from tests.laws.open_page import OpenPage
from tests.laws.stories import SLUG, logs
from tests.laws.surfaces import PUBLICATION, newsroom

ATOM = {"": "http://www.w3.org/2005/Atom"}
TAKEN = {"This post was taken down": "withdrawn", "The words of this post were removed": "removed"}

Told = dict[str, tuple[str, str]]


def told_by_html(node: LexborNode | LexborHTMLParser) -> Told:
    """State and words of every post in a document."""
    told = {}
    for article in node.css(".posts article, main > article"):
        name = str(article.attributes["id"]).removeprefix("post-")
        classes = str(article.attributes["class"]).split()
        state = next((each for each in ("withdrawn", "removed") if each in classes), "published")
        body = article.css_first(".body")
        told[name] = (state, _plain(body.text()) if body is not None else "")
    return told


def told_by_json(posts: list[dict[str, Any]]) -> Told:
    """State and words of every post in an answer of the API."""
    return {each["id"]: (each["state"], _plain(LexborHTMLParser(each.get("body_html", "")).text())) for each in posts}


def told_by_linked_data(page: LexborHTMLParser) -> dict[str, str]:
    """Words of every post search engines are told of; a post without any is told of by its heading."""
    (script,) = page.css('script[type="application/ld+json"]')
    live = next(each for each in json.loads(script.text())["@graph"] if each["@type"] == "LiveBlogPosting")
    told = live["liveBlogUpdate"]
    return {each["@id"].partition("#post-")[2]: "".join(each["articleBody"].split()) for each in told}


def told_by_feed(feed: bytes) -> Told:
    """State and words of every post in a feed."""
    told = {}
    for entry in ET.fromstring(feed).iterfind("entry", ATOM):
        name = entry.findtext("id", "", ATOM).rpartition("/")[2]
        title = entry.findtext("title", "", ATOM)
        state = next((each for words, each in TAKEN.items() if title == words), "published")
        tree = LexborHTMLParser(entry.findtext("content", "", ATOM))
        for each in tree.css(".claim, .correction"):
            each.decompose()
        told[name] = (state, _plain(tree.text()) if state == "published" else "")
    return told


def told_by_fragment(tree: LexborHTMLParser) -> dict[str, str]:
    """Words of every readable post in a fragment."""
    return {name: "".join(words.split()) for name, (state, words) in told_by_html(tree).items() if state == "published"}


def _letters(html: str) -> str:
    """The words in `html` without what buttons say, and without any space."""
    tree = LexborHTMLParser(html)
    for each in tree.css(".load"):
        each.decompose()
    return "".join(tree.text().split())


def _letters_of(told: tuple[str, str]) -> tuple[str, str]:
    return told[0], "".join(told[1].split())


def _plain(text: str) -> str:
    return " ".join(text.split())


@given(logs())
def test_all_surfaces_tell_one_story(log: list[Revision]) -> None:
    async def story() -> None:
        async with newsroom(doors=DOORS) as room:
            await room.journal.append(SLUG, log, by="rosa")
            tree = (await room.client.get(f"/api/v1/blogs/{SLUG}")).json()
            by_api = told_by_json(tree["posts"])
            page = LexborHTMLParser((await room.client.get(f"/live/{SLUG}")).content.decode())
            newest = dict(list(by_api.items())[: PUBLICATION.page_posts])
            assert tree["seq"] == len(log)
            main = page.css_first("main")
            assert main is not None
            assert main.attributes["data-live"] == f"{room.press.epoch}-{len(log)}"
            assert told_by_html(page) == newest
            fed = told_by_feed((await room.client.get(f"/live/{SLUG}/feed.atom")).content)
            assert {name: _letters_of(told) for name, told in fed.items()} == {
                name: _letters_of(told) for name, told in by_api.items()
            }
            points = [_plain(each.text()) for each in page.css(".key-points li")]
            assert points == [_plain(each["text"]) for each in tree["key_points"]]
            linked = told_by_linked_data(page)
            readable = {
                each["id"]: _letters(each["body_html"]) for each in tree["posts"] if each["state"] == "published"
            }
            assert list(linked) == list(readable)[:UPDATES]
            # A post without words is told of by its heading.
            assert {name: told for name, told in linked.items() if readable[name]} == {
                name: told for name, told in readable.items() if told and name in linked
            }
            for name, told in by_api.items():
                own = LexborHTMLParser((await room.client.get(f"/live/{SLUG}/p/{name}")).content.decode())
                assert told_by_html(own)[name] == told
            if not any(each["state"] == "removed" for each in tree["posts"]):
                stream = OpenPage("", {}, {}, complete=True)
                for frame in (await room.listen(SLUG, Seq(0))).frames:
                    stream.apply(frame)
                html = "<ol class=posts>" + "".join(f"<li>{each}</li>" for each in stream.posts.values()) + "</ol>"
                assert told_by_html(LexborHTMLParser(html)) == by_api

    asyncio.run(story())


@given(logs(most=10))
def test_what_others_carry_tells_the_same_story(log: list[Revision]) -> None:
    async def story() -> None:
        async with newsroom(doors=DOORS) as room:
            await room.journal.append(SLUG, log, by="rosa")
            trees = {
                path: LexborHTMLParser((await room.client.get(f"/live/{SLUG}{path}")).content.decode())
                for path in ("", "/embed", "/fragment", "/fragment?host=https://host.example/story")
            }
            newest = told_by_html(trees[""])
            for path, tree in trees.items():
                assert told_by_html(tree) == newest, path
                points = [[_plain(each.text()) for each in known.css(".key-points li")] for known in (tree, trees[""])]
                assert points[0] == points[1], path
            hosted = trees["/fragment?host=https://host.example/story"]
            linked, words = told_by_linked_data(hosted), told_by_fragment(hosted)
            assert list(linked) == list(words)
            assert all(linked[name] == told for name, told in words.items() if told)
            for name, told in newest.items():
                own = LexborHTMLParser((await room.client.get(f"/live/{SLUG}/p/{name}/embed")).content.decode())
                assert told_by_html(own)[name] == told

    asyncio.run(story())
