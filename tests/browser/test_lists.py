"""Lists, authors and article information in a browser: with the script and without it, for everybody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from stoppress.app.building import now, open_newsroom
from stoppress.config.reading import read_settings
from stoppress.domain.authors import Author, AuthorLink
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import OPERATOR
from tests.browser.conftest import Readers
from tests.browser.test_accessible import SCREENS, violations, widths
from tests.laid_out import laid_out
from tests.running import Running, serving
from tests.web.cast import picture

ROSA = Author(
    slug="rosa-quay",
    name="Rosa Quay",
    role="Coast correspondent",
    place="Velmora",
    introduction="Rosa Quay writes of boats, and of those who wait for them.\n\nShe came to the coast as a child.",
    links=(
        AuthorLink("Boats of Velmora", "https://boats.example/rosa"),
        AuthorLink("Letters", "mailto:rosa@a.example"),
    ),
    public=True,
)
SIGNED = {"name": "Rosa Quay", "role": "Coast correspondent", "author": "rosa-quay"}
PAGES = ("/", "/latest", "/section/coast", "/author/rosa-quay", "/live/ferry/information", "/live/ferry/history")
TOUCH = 44


async def _prepared(data: Path) -> None:
    async with open_newsroom(read_settings({}, {"data": laid_out(data)})) as newsroom:
        await newsroom.authors.put(ROSA, OPERATOR.id, now(), picture())
        for slug, views in (("flood", 5), ("ferry", 3)):
            for _ in range(views):
                await newsroom.audience.views.add(Slug(slug), page=True)


def prepared(data: Path) -> None:
    """An author with a page, and blogs that were looked at, before anybody serves."""
    # The loop of what drives the browser is this thread's.
    working = threading.Thread(target=lambda: asyncio.run(_prepared(data)))
    working.start()
    working.join()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    prepared(tmp_path / "data")
    with serving(tmp_path) as running:
        for slug, headline in (("fair", "The fair opens"), ("flood", "Rivers rise"), ("ferry", "Ferries stop")):
            running.open_blog(slug, headline=headline, standfirst="What we know.", sections=["Coast"])
        for number in range(3):
            body: dict[str, Any] = {"id": f"p{number}", "headline": f"Headline {number}", "body": "The quay is closed."}
            running.ask("POST", "ferry/posts", body | {"bylines": [SIGNED]})
        running.ask("POST", "ferry/posts/p1/correction", {"wrong": "The quay is closed.", "right": "One quay is."})
        for path, text in ((ROSA.path, "Headline 2"), ("/lists/top", "/live/ferry"), (PAGES[-1], "One quay is.")):
            shown(running, path, text)
        yield running


def shown(running: Running, path: str, text: str) -> None:
    """Ask until readers are shown it: what was acknowledged is heard of a moment later."""
    for _ in range(10_000):
        if text in running.client.get(path).text:
            return
    pytest.fail(f"{path} never said {text}")


def test_a_reader_goes_from_a_byline_to_the_author_and_on_to_the_front_page(running: Running, readers: Readers) -> None:
    for options in ({}, {"java_script_enabled": False}):
        page = readers(**options).new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(f"{running.url}/live/ferry")
        page.locator("#posts").get_by_role("link", name="Rosa Quay").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Rosa Quay")
        expect(page.locator(".written h3")).to_have_text(["Headline 2", "Headline 1", "Headline 0"])
        expect(page.locator(".who img")).to_be_visible()
        assert page.locator(".who img").evaluate("(each) => each.decode().then(() => each.naturalWidth)") > 0
        page.get_by_role("link", name="Headline 1").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Headline 1")
        page.get_by_role("link", name="Front page").last.click()
        expect(page.get_by_role("heading", name="Live now")).to_be_visible()
        expect(page.locator(".front .ranked a")).to_have_text(["Rivers rise", "Ferries stop"])
        page.get_by_role("link", name="Coast", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Coast")
        expect(page.locator(".cards h2")).to_have_text(["Ferries stop", "Rivers rise", "The fair opens"])


def test_a_live_page_names_others_and_who_makes_it_once_somebody_comes_near(running: Running, readers: Readers) -> None:
    page = readers().new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{running.url}/live/ferry")
    stories = page.locator("aside.stories")
    stories.scroll_into_view_if_needed()
    # The page itself is not among the others.
    expect(stories.locator("section", has_text="Top stories").locator("a")).to_have_text(["Rivers rise"])
    expect(stories.locator("section", has_text="Latest").locator("a")).to_have_text(["Rivers rise", "The fair opens"])
    facts = page.locator("aside.information .facts")
    expect(facts.get_by_role("link", name="Rosa Quay")).to_be_visible()
    expect(facts).to_contain_text("First published")
    running.ask("POST", "ferry/posts", {"id": "p9", "headline": "The quay opens", "body": "At last."})
    expect(page.locator("#news .show")).to_be_visible()


def test_without_a_script_links_stand_where_lists_would(running: Running, readers: Readers) -> None:
    page = readers(java_script_enabled=False).new_page()
    page.goto(f"{running.url}/live/ferry")
    expect(page.get_by_role("heading", name="Top stories")).to_be_hidden()
    page.get_by_role("link", name="Who writes, since when, and last updated").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Article information")
    expect(page.locator(".facts")).to_contain_text("Rosa Quay, Coast correspondent")
    page.go_back()
    page.get_by_role("link", name="All live pages").click()
    expect(page.locator(".cards h2").first).to_have_text("Ferries stop")


@pytest.mark.parametrize("path", PAGES)
def test_for_everybody(path: str, running: Running, readers: Readers) -> None:
    for width, height in SCREENS.values():
        for scheme in ("light", "dark"):
            page = readers(viewport={"width": width, "height": height}, color_scheme=scheme).new_page()
            page.goto(running.url + path)
            assert violations(page) == [], (width, scheme)
            assert widths(page)[0] <= widths(page)[1], width
    phone = readers(viewport={"width": 390, "height": 844}).new_page()
    phone.goto(running.url + path)
    small = phone.locator(".ranked a, .by a, .contact a, .pager a, .feed a").evaluate_all(
        f"(all) => all.filter((each) => each.getBoundingClientRect().height < {TOUCH}).map((each) => each.textContent)"
    )
    assert small == []
