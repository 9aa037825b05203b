"""What is typed at the desk is kept: through a reload, the browser's death, and other tabs."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from stoppress.web.desk.shapes import ContentShape
from tests.browser.composer_page import Answer, Asked, Room, composer_form, page_around
from tests.browser.conftest import Readers, browser_program
from tests.browser.desk_answers import BLOG, Desk


@pytest.fixture
def desk(room: Room) -> Desk:
    return Desk(room)


@pytest.fixture
def context(readers: Readers) -> BrowserContext:
    return readers()


def opened(desk: Desk, context: BrowserContext, query: str = "") -> Page:
    page = context.new_page()
    page.goto(desk.room.url + BLOG + query)
    page.wait_for_selector(".text")
    return page


def kept(page: Page) -> None:
    """Wait until the browser has it, and the page says so."""
    expect(page.locator(".kept")).not_to_be_empty()
    in_the_browser(page)


def in_the_browser(page: Page) -> None:
    """Wait until the browser has it."""
    page.wait_for_function(
        """async () => {
            const base = await new Promise((done) => {
                const asked = indexedDB.open('stoppress-desk', 1);
                asked.onsuccess = () => done(asked.result);
            });
            const all = await new Promise((done) => {
                const asked = base.transaction('drafts').objectStore('drafts').getAll();
                asked.onsuccess = () => done(asked.result);
            });
            base.close();
            const { composer } = document.querySelector('[data-composer]');
            return all.some((each) => each.content.body === composer.body);
        }"""
    )


def test_a_reload_finds_all_that_was_typed(desk: Desk, context: BrowserContext) -> None:
    page = opened(desk, context)
    page.keyboard.type("Boats *wait*")
    page.get_by_label("Headline").fill("Ferries")
    kept(page)
    page.reload()
    expect(page.locator(".text")).to_have_text("Boats wait")
    expect(page.get_by_label("Headline")).to_have_value("Ferries")


def test_the_server_has_a_copy_once_the_keys_rest(desk: Desk, context: BrowserContext) -> None:
    page = opened(desk, context)
    page.keyboard.type("Boats wait")
    expect(page.locator(".kept")).to_have_text("Saved as a draft")
    (saved,) = desk.saved.values()
    assert saved["content"]["body"] == "Boats wait"
    # Without its words it is as good as a new one, and nothing is said of it.
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("Delete")
    kept(page)
    page.reload()
    expect(page.locator(".text")).to_be_focused()
    page.keyboard.type("Others sail")
    kept(page)
    expect(page.locator(".notices .notice")).to_be_hidden()


def test_a_draft_is_taken_up_from_another_device(desk: Desk, context: BrowserContext, readers: Readers) -> None:
    page = opened(desk, context)
    page.keyboard.type("Begun on a phone")
    expect(page.locator(".kept")).to_have_text("Saved as a draft")
    (name,) = desk.saved
    other = opened(desk, readers(), f"?draft={name}")
    expect(other.locator(".text")).to_have_text("Begun on a phone")


def test_what_is_typed_before_a_draft_is_taken_up_belongs_to_it(desk: Desk, context: BrowserContext) -> None:
    """The page comes with the draft's words, and its script asks for the draft only then."""
    name, content = "d" * 26, ContentShape(body="Half a thought.")
    desk.saved[name] = {"version": 3, "content": content.model_dump(mode="json")}
    desk.room.pages[BLOG] = page_around(composer_form(content=content))
    answering, usual = threading.Event(), desk.room.says

    def late(asked: Asked) -> Answer | None:
        if asked.method == "GET" and asked.path.endswith(f"/drafts/{name}"):
            answering.wait(20)
        return usual(asked)

    desk.room.says = late
    page = opened(desk, context, f"?draft={name}")
    expect(page.locator(".text")).to_be_focused()
    page.keyboard.type(" And the other half.")
    page.get_by_role("button", name="Publish").click()
    answering.set()
    expect(page.locator(".outgoing .how")).to_contain_text("Live")
    assert desk.bodies == ["Half a thought. And the other half."]
    assert list(desk.sent) == [name]
    page.goto(desk.room.url + BLOG)
    expect(page.get_by_text("There is more that you wrote")).to_have_count(0)


def test_a_second_tab_begins_a_post_of_its_own(desk: Desk, context: BrowserContext) -> None:
    one = opened(desk, context)
    one.keyboard.type("In one")
    kept(one)
    two = opened(desk, context)
    two.keyboard.type("In two")
    kept(two)
    one.reload()
    two.reload()
    expect(one.locator(".text")).to_have_text("In one")
    expect(two.locator(".text")).to_have_text("In two")


def test_a_tab_with_the_same_draft_is_told_and_one_takes_it(desk: Desk, context: BrowserContext) -> None:
    one = opened(desk, context)
    one.keyboard.type("Shared")
    expect(one.locator(".kept")).to_have_text("Saved as a draft")
    (name,) = desk.saved
    two = opened(desk, context, f"?draft={name}")
    expect(two.get_by_role("status").filter(has_text="being written in another tab")).to_be_visible()
    expect(two.locator(".text")).to_have_attribute("contenteditable", "false")
    one.keyboard.type(" more")
    two.get_by_role("button", name="Write it here").click()
    expect(two.locator(".text")).to_have_text("Shared more")
    expect(two.locator(".text")).to_have_attribute("contenteditable", "true")
    expect(one.get_by_role("status").filter(has_text="being written in another tab now")).to_be_visible()
    expect(one.locator(".text")).to_have_attribute("contenteditable", "false")
    two.locator(".text").focus()
    two.keyboard.press("Control+End")
    two.keyboard.type(" here")
    two.keyboard.press("Control+Enter")
    expect(two.locator(".outgoing .how")).to_contain_text("Live")
    assert desk.bodies == ["Shared more here"]


def test_what_another_person_wrote_in_this_browser_is_not_shown(desk: Desk, context: BrowserContext) -> None:
    page = opened(desk, context)
    page.keyboard.type("Private")
    kept(page)
    desk.room.pages[BLOG] = desk.room.pages[BLOG].replace('data-person="p1"', 'data-person="p2"')
    page.close()
    other = opened(desk, context)
    expect(other.locator(".text")).to_have_text("")
    other.keyboard.type("Theirs")
    kept(other)
    assert other.locator(".text").inner_text() == "Theirs"


def test_nothing_typed_two_seconds_before_the_browser_was_killed_is_lost(
    desk: Desk, playwright: Playwright, tmp_path: Path
) -> None:
    """RELIABILITY R12. Offline, so that nothing but the browser can have kept it."""
    desk.trouble = 503

    def browser() -> BrowserContext:
        return playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=browser_program(), args=["--no-sandbox"]
        )

    context = browser()
    page = opened(desk, context)
    for number in range(2):
        page.keyboard.type(f"Published {number}")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".text")).to_have_text("")
    typed: list[tuple[float, int]] = []
    for number in range(60):
        page.keyboard.type(f"word{number} ")
        typed.append((time.monotonic(), number))
    killed = time.monotonic()
    kill_browser_of(tmp_path / "profile")
    with_time = [number for at, number in typed if killed - at >= 2]
    context = browser()
    desk.trouble = 0
    page = opened(desk, context)
    expect(page.locator(".text")).to_contain_text("word0")
    words = page.locator(".text").inner_text().split()
    # The last may have been cut short.
    assert words[:-1] == [f"word{number}" for number in range(len(words) - 1)]
    assert len(words) > len(with_time)
    expect(page.locator(".outgoing .how")).to_have_count(2)
    expect(page.locator(".outgoing .how").last).to_contain_text("Live")
    assert desk.bodies == ["Published 0", "Published 1"]
    context.close()


def kill_browser_of(profile: Path) -> None:
    """Kill the browser of this profile: no other has it in its command line."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in command:
            os.kill(int(folder.name), signal.SIGKILL)
