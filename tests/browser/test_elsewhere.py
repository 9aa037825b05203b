"""A live blog on another site's page: its element and its frame. (READER EM7)"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.ferry import PHONE, WIDE, ferry_story, publish
from tests.browser.host_page import HOSTILE, host_page
from tests.browser.test_accessible import violations
from tests.running import Running

SCREENS = [WIDE, PHONE]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with ferry_story(tmp_path) as running:
        yield running


def strict(origin: str) -> str:
    """A policy that allows what docs/howto/embed.md asks for and nothing else."""
    return (
        f"default-src 'none'; script-src {origin}; connect-src {origin}; img-src {origin}; style-src 'self'; "
        f"frame-src {origin}; base-uri 'none'; require-trusted-types-for 'script'; trusted-types stoppress"
    )


def element(running: Running) -> str:
    return (
        f'<live-blog src="{running.url}/live/ferry"><a href="{running.url}/live/ferry">Ferries stop, live</a></live-blog>'
        f'<script type="module" src="{running.url}/embed.js"></script>'
    )


def complaints(page: Page) -> list[str]:
    """Fills up with what the browser has against the page."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda problem: found.append(str(problem)))
    return found


@pytest.mark.parametrize("screen", SCREENS, ids=["wide", "phone"])
def test_em7_the_element_is_live_on_a_page_that_resets_and_forbids_everything(
    running: Running, readers: Readers, screen: dict[str, int]
) -> None:
    with host_page(element(running), strict(running.url), HOSTILE) as address:
        page = readers(viewport=screen).new_page()
        found = complaints(page)
        page.goto(address)
        posts = page.locator("live-blog #posts > li")
        expect(posts).to_have_count(30)
        expect(posts.first).to_be_visible()
        expect(page.locator("live-blog [role=status]")).to_have_text("")
        expect(page.locator("live-blog #connection")).to_have_attribute("data-connection", "live")
        publish(running, "new")
        expect(page.locator("live-blog #post-new")).to_be_visible()
        expect(page.locator("live-blog [role=status]")).to_have_text("1 new update")
        assert page.locator("live-blog #post-new .stamp a").get_attribute("href") == f"{running.url}/live/ferry/p/new"
        wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide == window
        assert page.evaluate("[localStorage.length, document.cookie, document.title]") == [0, "", "The Gazette"]
        assert [each for each in found if "favicon" not in each] == []


def test_em7_what_is_read_in_the_element_stays_and_news_waits(running: Running, readers: Readers) -> None:
    with host_page(element(running), strict(running.url)) as address:
        page = readers(viewport=PHONE).new_page()
        page.goto(address)
        expect(page.locator("live-blog #connection")).to_have_attribute("data-connection", "live")
        read = page.locator("live-blog #post-old-20")
        read.evaluate("(post) => post.scrollIntoView({block: 'start', behavior: 'instant'})")
        before = read.bounding_box()
        for number in range(3):
            publish(running, f"new-{number}")
        running.ask("PATCH", "ferry/posts/old-30", {"body": "Much longer. " * 200})
        show = page.locator("live-blog #news .show")
        expect(show).to_have_text("3 new updates")
        expect(page.locator("live-blog #post-old-30")).to_contain_text("Much longer")
        after = read.bounding_box()
        assert before is not None
        assert after is not None
        assert abs(after["y"] - before["y"]) <= 1
        assert violations(page) == []
        show.click()
        expect(page.locator("live-blog #post-new-0")).to_be_focused()


def test_em7_without_a_script_there_is_a_link(running: Running, readers: Readers) -> None:
    with host_page(element(running)) as address:
        page = readers(java_script_enabled=False).new_page()
        page.goto(address)
        expect(page.get_by_role("link", name="Ferries stop, live")).to_have_attribute(
            "href", f"{running.url}/live/ferry"
        )


def test_em7_where_the_blog_cannot_be_had_the_link_stays(running: Running, readers: Readers) -> None:
    body = element(running).replace("/live/ferry", "/live/nothing")
    with host_page(body) as address:
        page = readers().new_page()
        with page.expect_event("requestfailed", lambda request: request.url.endswith("/live/nothing/embed")):
            page.goto(address)
        expect(page.get_by_role("link", name="Ferries stop, live")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS, ids=["wide", "phone"])
def test_em7_the_frame_is_live_and_its_links_lead_out_of_it(
    running: Running, readers: Readers, screen: dict[str, int]
) -> None:
    frame = running.client.get("/oembed", params={"url": f"{running.url}/live/ferry"}).json()["html"]
    with host_page(frame, strict(running.url)) as address:
        page = readers(viewport=screen).new_page()
        page.goto(address)
        inside = page.frame_locator("iframe")
        expect(inside.locator("#posts > li")).to_have_count(30)
        expect(inside.locator("#connection")).to_have_attribute("data-connection", "live")
        publish(running, "new")
        expect(inside.locator("#post-new")).to_be_attached()
        inside.get_by_role("link", name="The whole live page").click()
        page.wait_for_url("**/live/ferry")
