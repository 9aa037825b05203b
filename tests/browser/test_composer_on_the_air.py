"""The composer at a real desk: pictures, embeds and links go out, and five posts survive all that can happen to a browser.

RELIABILITY R12. What is timed is in the soak.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, Playwright, expect

from stoppress.app.building import Newsroom, now, open_newsroom
from stoppress.config.reading import read_settings
from stoppress.staff.permissions import Role
from stoppress.web.desk.asking import PLAIN_COOKIE
from tests.browser.conftest import Readers, browser_program
from tests.browser.desk import Desk, desk_of, write
from tests.browser.test_composer_kept import in_the_browser, kill_browser_of

LIVE = re.compile(r"^Live \d\d:\d\d:\d\d$")
FERRY = "/blogs/ferry"

_Found = TypeVar("_Found")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


class Reporter:
    """Somebody who signs in again and again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        added = self._aside(
            lambda room: room.people.add(
                "ida@gazette.example", "Ida Marsh", Role.REPORTER, {}, now=now(), random=secrets.token_bytes
            )
        )
        self.id = added.id

    def sign_in(self, context: BrowserContext) -> None:
        secret = self._aside(lambda room: room.sessions.begin(self.id, now=now()))
        context.add_cookies([{"name": PLAIN_COOKIE, "value": secret, "url": self._desk.running.url}])

    def sign_out_everywhere(self) -> None:
        self._aside(lambda room: room.sessions.end_all(self.id))

    def _aside(self, act: Callable[[Newsroom], Awaitable[_Found]]) -> _Found:
        async def done() -> _Found:
            async with open_newsroom(read_settings({}, {"data": self._desk.folder / "data"})) as newsroom:
                return await act(newsroom)

        # The browser's loop is this thread's, and no other could run in it.
        with ThreadPoolExecutor(1) as aside:
            return aside.submit(asyncio.run, done()).result()


def bodies(desk: Desk) -> list[str]:
    """What is out beside the three posts of before, oldest first."""
    posts = desk.running.ask("GET", "ferry")["posts"]
    return [each["body"] for each in reversed(posts) if not re.fullmatch("p[0-9]", each["id"])]


def publish(page: Page, words: str) -> None:
    write(page, words)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".editor .text")).to_have_text("")


def png(colour: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (640, 480), colour).save(made, "png")
    return made.getvalue()


def test_a_post_with_a_gallery_a_link_and_a_reference_reaches_the_reader(desk: Desk, readers: Readers) -> None:
    reader, browser = desk.reader(readers()), readers()
    Reporter(desk).sign_in(browser)
    page = desk.open(browser, FERRY)
    write(page, "Boats **wait**, ")
    stamp = page.locator("#row-p1 time").first.inner_text()
    page.keyboard.type("/line 1")
    expect(page.locator("#offer-0")).to_contain_text("Line 1 stops")
    page.keyboard.press("Enter")
    page.keyboard.type(".")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Media").click()
    pictures = {"one.png": png("teal"), "two.png": png("orange")}
    chooser.value.set_files([FilePayload(name=name, mimeType="image/png", buffer=pictures[name]) for name in pictures])
    expect(page.locator(".figure img")).to_have_count(2)
    for number, figure in enumerate(page.locator(".figure").all()):
        figure.get_by_label("What it shows").fill(f'Quay "{number}"')
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview figure img")).to_have_count(2)
    expect(page.locator(".preview .body p a")).to_have_text(f"see {stamp} post")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".outgoing .how")).to_have_text(LIVE)
    expect(page.locator("#rows > li").first).to_contain_text("Boats wait")
    shown = reader.locator("#posts > li").first
    expect(shown.locator("strong")).to_have_text("wait")
    expect(shown.locator("figure img").first).to_have_attribute("alt", 'Quay "0"')
    expect(shown.get_by_role("link", name=f"see {stamp} post")).to_have_attribute("href", "/live/ferry/p/p1")


def test_five_posts_are_live_once_and_in_order_whatever_happens_to_the_browser(
    desk: Desk, playwright: Playwright, tmp_path: Path
) -> None:
    """The network is cut, the browser killed by its pid, the session over, and a second tab open."""
    reporter = Reporter(desk)
    context = _browser(playwright, tmp_path)
    reporter.sign_in(context)
    page = desk.open(context, FERRY)
    for number in range(2):
        publish(page, f"Post {number}")
    expect(page.locator(".outgoing .how")).to_have_text([LIVE, LIVE])
    context.set_offline(True)
    for number in (2, 3):
        publish(page, f"Post {number}")
    expect(page.locator(".outgoing .how").last).to_contain_text("Not live yet: no connection")
    write(page, "Half a thought")
    expect(page.locator(".kept")).to_have_text("Kept in this browser")
    _rested(page)
    kill_browser_of(tmp_path / "profile")
    reporter.sign_out_everywhere()
    assert bodies(desk) == ["Post 0", "Post 1"]

    context = _browser(playwright, tmp_path)
    page = desk.open(context, FERRY)
    expect(page).to_have_url(re.compile("/desk/sign-in"))
    reporter.sign_in(context)
    page.goto(f"{desk.running.url}/desk{FERRY}")
    expect(page.locator(".editor .text")).to_have_text("Half a thought")
    second = desk.open(context, FERRY)
    expect(second.locator(".editor .text")).to_have_text("")
    # What was live before is told for a minute more.
    expect(page.locator(".outgoing .how")).to_have_text([LIVE] * 3)
    page.locator(".editor .text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(", and the rest")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outgoing li").filter(has_text="Half a thought").locator(".how")).to_have_text(LIVE)
    assert bodies(desk) == ["Post 0", "Post 1", "Post 2", "Post 3", "Half a thought, and the rest"]
    context.close()


def test_a_session_that_ends_while_one_writes_loses_nothing(desk: Desk, readers: Readers) -> None:
    reporter, browser = Reporter(desk), readers()
    reporter.sign_in(browser)
    page = desk.open(browser, FERRY)
    expect(page.locator(".editor .text")).to_be_focused()
    reporter.sign_out_everywhere()
    publish(page, "Patience")
    write(page, "Next")
    expect(page.locator(".outgoing .how")).to_contain_text("Not live yet: you are signed out.")
    # The same person signs in in another tab, with another token for forms.
    reporter.sign_in(browser)
    desk.open(browser, "")
    expect(page.locator(".outgoing .how")).to_have_text(LIVE)
    expect(page.locator(".editor .text")).to_have_text("Next")
    expect(page.locator(".kept")).to_have_text("Saved as a draft")
    assert bodies(desk) == ["Patience"]


def test_an_edit_that_was_not_saved_is_offered_again(desk: Desk, readers: Readers) -> None:
    browser = readers()
    desk.sign_in(browser)
    page = desk.open(browser, f"{FERRY}/posts/p1/edit")
    editor = page.locator(".editor .text")
    expect(editor).to_have_text("Until the evening.")
    editor.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Or noon.")
    in_the_browser(page)
    page.reload()
    page.get_by_role("button", name="Take up what you wrote").click()
    expect(editor).to_have_text("Until the evening. Or noon.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(f"/desk{FERRY}\\?said="))
    assert desk.running.ask("GET", "ferry/posts/p1")["body"] == "Until the *evening*. Or noon."
    page.goto(f"{desk.running.url}/desk{FERRY}/posts/p1/edit")
    expect(editor).to_have_text("Until the evening. Or noon.")
    expect(page.get_by_role("button", name="Take up what you wrote")).to_have_count(0)


def test_signing_out_leaves_nothing_behind_that_the_server_has(desk: Desk, readers: Readers) -> None:
    reporter, browser = Reporter(desk), readers()
    reporter.sign_in(browser)
    page = desk.open(browser, FERRY)
    write(page, "Private words")
    expect(page.locator(".kept")).to_have_text("Saved as a draft")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/desk/sign-in"))
    assert "Private words" not in page.evaluate(
        """async () => {
            const base = await new Promise((done) => {
                const asked = indexedDB.open('stoppress-desk', 1);
                asked.onsuccess = () => done(asked.result);
            });
            const all = await Promise.all(['drafts', 'parcels'].map((name) => new Promise((done) => {
                const asked = base.transaction(name).objectStore(name).getAll();
                asked.onsuccess = () => done(asked.result);
            })));
            return JSON.stringify([all, { ...sessionStorage }, { ...localStorage }]);
        }"""
    )


def _browser(playwright: Playwright, folder: Path) -> BrowserContext:
    profile = folder / "profile"
    return playwright.chromium.launch_persistent_context(
        profile, executable_path=browser_program(), args=["--no-sandbox"]
    )


def _rested(page: Page) -> None:
    """Wait until the browser's store has what stands in the composer."""
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
            return all.some((each) => each.content.body === 'Half a thought');
        }"""
    )
