"""The interface in the blog's language."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.identifiers import Slug
from stoppress.errors import PageUnknown, TooFast
from stoppress.render.lists import front_page
from stoppress.render.page import problem_page
from stoppress.render.refusals import MET, refusal
from stoppress.render.words import spoken
from stoppress.web.problems import problem_html, problem_json
from tests.laws.surfaces import PUBLICATION, newsroom


async def page(language: str, path: str = "/live/ferry") -> LexborHTMLParser:
    """The page of a blog in this language, with one post."""
    async with newsroom() as room:
        opened = {"slug": "ferry", "headline": "Ferry", "language": language}
        assert (await room.client.post("/api/v1/blogs", json=opened)).status_code == 201
        post = {"id": "p1", "label": "breaking", "headline": "X", "bylines": [{"name": "Ada Marsh", "place": "Velm"}]}
        assert (await room.client.post("/api/v1/blogs/ferry/posts", json=post | {"body": "x"})).status_code == 201
        await room.press.current(Slug("ferry"))
        return LexborHTMLParser((await room.client.get(path)).content.decode())


def text(page: LexborHTMLParser, selector: str) -> str:
    return " ".join(page.css(selector)[0].text().split())


@pytest.mark.parametrize(
    ("language", "direction", "wait", "label", "byline"),
    [
        ("en", None, "Pause updates", "Breaking", "By Ada Marsh, in Velm"),
        ("de-AT", None, "Ticker anhalten", "Eilmeldung", "Von Ada Marsh, in Velm"),
        ("ar", "rtl", "إيقاف التحديث", "عاجل", "بقلم Ada Marsh, في Velm"),
        ("fi", None, "Pause updates", "Breaking", "By Ada Marsh, in Velm"),
    ],
)
async def test_the_blogs_language_decides(
    language: str, direction: str | None, wait: str, label: str, byline: str
) -> None:
    found = await page(language)
    html = found.css("html")[0].attributes
    assert (html["lang"], html.get("dir")) == (language, direction)
    assert text(found, ".tools .pause") == wait
    assert text(found, "#posts .label").startswith(label)
    assert text(found, ".byline") == byline


@pytest.mark.parametrize("language", ["de", "ar"])
async def test_the_script_is_told_its_sentences_where_they_are_not_english(language: str) -> None:
    told = json.loads((await page(language)).css("script#sayings")[0].text())
    assert told["paused"] not in ("", "Updates are paused.")
    assert (await page("en")).css("script#sayings") == []


@pytest.mark.parametrize(
    "path", ["/live/ferry/p/p1", "/live/ferry/embed", "/live/ferry/p/p1/embed", "/live/ferry/fragment"]
)
async def test_every_page_of_a_blog_speaks_its_language(path: str) -> None:
    found = await page("ar", path)
    assert found.css("[dir=rtl]") != []
    assert "Share" not in (found.text() or "")


def test_the_front_page_and_refusals_speak_the_publications() -> None:
    german = replace(PUBLICATION, language="de")
    assert "Im Moment gibt es keinen Liveticker." in front_page([], german).decode()
    assert 'lang="de"' in problem_page("x", "y", german).decode()


@pytest.mark.parametrize("tag", ["../../x", "de/../en", "", "x" * 99, "ДЕ", "en-GB"])
def test_what_is_no_language_of_ours_is_spoken_to_in_english(tag: str) -> None:
    assert spoken(tag) == "en"


async def test_a_refusal_is_said_in_the_language_of_the_publication() -> None:
    german = replace(PUBLICATION, language="de")
    refused = LexborHTMLParser(bytes(problem_html(PageUnknown(), german).body).decode())
    assert text(refused, "h1") == "Nicht gefunden"
    assert text(refused, "main p").startswith("Unter dieser Adresse gibt es keine Seite.")
    said = json.loads(bytes(problem_json(TooFast(seconds=9), "ar").body))
    assert "9" in said["detail"]
    assert said["detail"] != str(TooFast(seconds=9))
    # What programs go by stays as it is.
    assert (said["code"], said["title"]) == ("too-fast", "Too many requests")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_whatever_readers_may_run_into_names_its_facts_in_every_language(language: str) -> None:
    for each in MET:
        names = re.findall(r"\{(\w+)\}", each.message)
        problem = each(**{name: f"<{name}>" for name in names})
        said = refusal(problem, language)
        assert said != str(problem)
        assert [name for name in names if f"<{name}>" not in said] == []
