"""Older pages: they say that there is news, and stay what they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from stoppress.domain.identifiers import PostId
from stoppress.domain.revisions import PostPublished
from stoppress.render.moments import moment_after, moment_name
from tests.browser.conftest import Readers
from tests.browser.exhibition import append
from tests.browser.ferry import PHONE, ferry_story, opened, publish, shown
from tests.browser.open_pages import LISTENING
from tests.browser.test_accessible import violations
from tests.running import Running

POSTS = 100


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with ferry_story(tmp_path, POSTS) as running:
        yield running


def test_pl10_an_older_page_only_says_how_many_are_new(running: Running, readers: Readers) -> None:
    page = readers(viewport=PHONE).new_page()
    page.add_init_script(LISTENING % "null")
    page.goto(f"{running.url}/live/ferry")
    page.get_by_role("link", name="Older posts").click()
    # One stream says where the blog is, the other goes on from there.
    page.wait_for_function("() => window.streams > 1")
    before, height = page.locator("#posts").inner_html(), page.evaluate("document.body.scrollHeight")
    for number in range(3):
        publish(running, f"new-{number}")
    running.ask("PATCH", "ferry/posts/new-0", {"body": "Other words."})
    expect(page.locator(".newer .count")).to_have_text("3 new updates")
    assert page.locator("#posts").inner_html() == before
    assert page.evaluate("document.body.scrollHeight") == height
    assert violations(page) == []
    page.locator(".newer").get_by_role("link", name="Newest posts").click()
    assert shown(page)[:3] == ["new-2", "new-1", "new-0"]


def test_ti5_one_walks_through_all_pages_and_back(running: Running, readers: Readers) -> None:
    page = readers(java_script_enabled=False).new_page()
    page.goto(f"{running.url}/live/ferry")
    down = [page.locator("#posts > li").evaluate_all("(all) => all.map((each) => each.dataset.post)")]
    addresses = [page.url]
    while page.get_by_role("link", name="Older posts").count():
        page.get_by_role("link", name="Older posts").click()
        down.append(page.locator("#posts > li").evaluate_all("(all) => all.map((each) => each.dataset.post)"))
        addresses.append(page.url)
    assert [name for each in down for name in each] == [f"old-{n}" for n in reversed(range(POSTS))]
    assert page.get_by_role("link", name="Oldest posts").count() == 0
    for address in reversed(addresses[1:-1]):
        page.get_by_role("link", name="Newer posts").click()
        assert page.url == address
    page.locator("nav").get_by_role("link", name="Newest posts").click()
    assert page.url == addresses[0]
    page.get_by_role("link", name="Oldest posts").click()
    assert page.locator("#posts > li").last.get_attribute("data-post") == "old-0"
    assert page.get_by_role("link", name="Older posts").count() == 0


def test_pl6_a_reader_whose_post_is_on_an_older_page_is_led_there(running: Running, readers: Readers) -> None:
    reader = readers(viewport=PHONE)
    page = opened(running, reader.new_page())
    page.evaluate(
        """() => history.replaceState({stopped: {newest: document.querySelector('[data-post=old-99]').dataset.order,
        post: 'old-40', time: '09:00'}}, '')"""
    )
    publish(running, "new")
    page.reload()
    page.get_by_role("button", name="Go on from there").click()
    page.wait_for_url("**/live/ferry/p/old-40")


def test_pe2_without_a_script_one_goes_back_in_time(running: Running, readers: Readers, tmp_path: Path) -> None:
    said = running.client.get("/api/v1/blogs/ferry/posts/old-50").json()["published_at"]
    there = moment_after(datetime.fromisoformat(said))
    # An address says a time to the second, and all posts may have come within one: something has to have come after it.
    later = there + timedelta(seconds=9)
    append(tmp_path, [PostPublished(at=later, post=PostId("later"), published_at=later, body="Later.")])
    page = readers(java_script_enabled=False).new_page()
    page.goto(f"{running.url}/live/ferry")
    expect(page.get_by_text("Later.")).to_have_count(1)
    page.goto(f"{running.url}/live/ferry/at?time={moment_name(there)}")
    expect(page.locator(".then")).to_contain_text("as it stood at")
    page.get_by_role("link", name="Go to the page of now").click()
    assert page.locator(".then-form input[name=time]").count() == 1


def test_paper_has_the_story_and_none_of_the_controls(running: Running, readers: Readers) -> None:
    page = opened(running, readers(color_scheme="dark").new_page())
    page.emulate_media(media="print", color_scheme="light")
    for selector in (".tools", ".notices", "nav.pager", ".then-form", ".masthead .shell", ".share", ".foot"):
        assert page.locator(f"{selector} >> visible=true").count() == 0, selector
    assert page.locator("#posts article >> visible=true").count() == 30
    colours = page.evaluate("(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
