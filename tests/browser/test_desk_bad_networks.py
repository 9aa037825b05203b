"""The desk on a bad network, against the real server: five posts, a cut, a killed browser, an ended session, two tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.at_desk import let_in
from tests.browser.conftest import browser_program
from tests.browser.desk import Desk, desk_of, editor_of
from tests.browser.test_composer_kept import kept, kill_browser_of

FERRY = "/blogs/ferry"
FIVE = [f"Number {number}." for number in range(5)]

Start = Callable[[], BrowserContext]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


@pytest.fixture
def start(playwright: Playwright, tmp_path: Path) -> Iterator[Start]:
    """Starts the same person's browser, again after it was killed."""
    begun: list[BrowserContext] = []

    def browser() -> BrowserContext:
        begun.append(
            playwright.chromium.launch_persistent_context(
                tmp_path / "profile", executable_path=browser_program(), args=["--no-sandbox"]
            )
        )
        return begun[-1]

    yield browser
    begun[-1].close()


def publish(page: Page, words: str) -> None:
    """Write and publish; the composer is empty again at once, network or not."""
    editor_of(page).click()
    page.keyboard.type(words)
    page.keyboard.press("ControlOrMeta+Enter")
    expect(editor_of(page)).to_have_text("")


def live(desk: Desk) -> list[str]:
    """The bodies that are out, oldest first, of those written here."""
    bodies = [str(each["body"]) for each in desk.running.ask("GET", "ferry")["posts"]]
    return [each for each in reversed(bodies) if each.startswith("Number")]


def wait_until_live(page: Page) -> None:
    """Wait until nothing is under way any more."""
    expect(page.locator(".outgoing [data-draft]:not([data-state=sent], [data-state=live])")).to_have_count(0)


def test_a_cut_in_the_middle_of_five_posts_costs_nothing(desk: Desk, start: Start) -> None:
    browser = start()
    desk.sign_in(browser)
    page = desk.open(browser, FERRY)
    for number, words in enumerate(FIVE):
        browser.set_offline(number in (2, 3))
        publish(page, words)
        if number == 3:
            expect(page.locator(".outgoing")).to_contain_text("no connection")
    expect(page.locator(".outgoing")).not_to_contain_text("no connection", timeout=60_000)
    wait_until_live(page)
    assert live(desk) == FIVE


def test_a_killed_browser_goes_on_where_it_was(desk: Desk, start: Start, tmp_path: Path) -> None:
    browser = start()
    secret = desk.sign_in(browser)
    page = desk.open(browser, FERRY)
    # An hour off, the clock of this device is.
    page.clock.install(time="2026-11-27T03:00:00Z")
    publish(page, FIVE[0])
    wait_until_live(page)
    browser.set_offline(True)
    for words in FIVE[1:]:
        publish(page, words)
    editor_of(page).click()
    page.keyboard.type("And half a")
    kept(page)
    kill_browser_of(tmp_path / "profile")
    browser = start()
    let_in(browser, desk.running, secret)
    page = desk.open(browser, FERRY)
    expect(editor_of(page)).to_have_text("And half a")
    second = desk.open(browser, FERRY)
    wait_until_live(page)
    expect(second.locator("#rows > li").first).to_contain_text(FIVE[-1])
    assert live(desk) == FIVE


def test_an_ended_session_keeps_what_is_under_way(desk: Desk, start: Start) -> None:
    browser = start()
    desk.sign_in(browser)
    page = desk.open(browser, FERRY)
    publish(page, FIVE[0])
    wait_until_live(page)
    browser.clear_cookies()
    publish(page, FIVE[1])
    expect(page.locator(".outgoing").get_by_role("link", name="Sign in")).to_be_visible()
    assert live(desk) == FIVE[:1]
    # Somebody else signing in here does not send it.
    desk.sign_in(browser, name="Ben Quay")
    other = desk.open(browser, FERRY)
    expect(editor_of(other)).to_have_text("")
    assert live(desk) == FIVE[:1]
