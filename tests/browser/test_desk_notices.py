"""Notices in a real browser: the bell counts them as they come, alarms fire by a clock that is put forward, devices are told."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from stoppress.app.building import open_newsroom
from stoppress.config.reading import read_settings
from stoppress.domain.identifiers import Slug
from stoppress.drafts.notices import NewNotice, NoticeKind, Whoever
from stoppress.staff.permissions import Role, Verb
from tests.browser.conftest import Readers, browser_program
from tests.browser.desk import Desk, desk_of
from tests.browser.test_accessible import violations, widths
from tests.push_service import Device, PushService, push_service_aside

MOVED = (sys.executable, Path(__file__).parents[1] / "moved_clock.py")
PHONE: Final[Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

SUBMITTED = NewNotice(
    kind=NoticeKind.SUBMITTED,
    text="Cat Imre has submitted “Line 1 stops”.",
    path="/desk/blogs/ferry/queue",
    to=Whoever(Verb.APPROVE_POST.value),
    key="submitted 1",
    blog=Slug("ferry"),
)

# The watch looks every few seconds, and the machine may do ten other things.
PATIENCE_MS = 60_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


def tell(desk: Desk, new: NewNotice) -> None:
    """Tell something beside the running server, as another process of it would."""

    async def telling() -> None:
        async with open_newsroom(read_settings({}, {"data": desk.folder / "data"})) as newsroom:
            assert await newsroom.telling.notices.tell(new), "somebody is told"

    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, telling()).result()


def listening(desk: Desk, browser: BrowserContext, path: str = "") -> Page:
    """A page that hears the desk."""
    page = browser.new_page()
    with page.expect_response(lambda answer: answer.url.endswith("/desk/stream")):
        page.goto(f"{desk.running.url}/desk{path}")
    expect(page.locator("a.bell")).to_have_attribute("data-unread", "0")
    return page


def test_the_bell_counts_what_comes_says_it_and_forgets_what_is_read(desk: Desk, readers: Readers) -> None:
    browser = readers()
    desk.sign_in(browser)
    first, second = listening(desk, browser), listening(desk, browser, "/notices")
    tell(desk, SUBMITTED)
    for page in (first, second):
        expect(page.locator("a.bell .unread")).to_have_text("1 unread")
        expect(page.locator("[data-bell-said]")).to_have_text(f"New notice: {SUBMITTED.text}")
    expect(second.locator(".notices .is-unread")).to_have_count(1)
    first.locator("a.bell").click()
    first.get_by_role("link", name=SUBMITTED.text).click()
    expect(first).to_have_url(f"{desk.running.url}/desk/blogs/ferry/queue")
    for page in (first, second):
        expect(page.locator("a.bell")).to_have_attribute("data-unread", "0")
        expect(page.locator("a.bell .unread")).to_have_count(0)
    expect(second.locator(".notices .is-unread")).to_have_count(0)


def test_nobody_else_hears_it(desk: Desk, readers: Readers) -> None:
    editor, reporter = readers(), readers()
    desk.sign_in(editor)
    desk.sign_in(reporter, Role.REPORTER, "Rex Oyelaran")
    page, other = listening(desk, editor), listening(desk, reporter)
    heard: list[str] = []
    other.on("request", lambda asked: heard.append(asked.url))
    tell(desk, SUBMITTED)
    expect(page.locator("a.bell .unread")).to_have_text("1 unread")
    # What is his comes after what was not, on the same stream.
    his = other.evaluate("document.body.dataset.person")
    tell(desk, replace(SUBMITTED, key="his", kind=NoticeKind.RETURNED, text="Yours comes back.", to=frozenset({his})))
    expect(other.locator("a.bell .unread")).to_have_text("1 unread")
    expect(other.locator("[data-bell-said]")).to_have_text("New notice: Yours comes back.")
    assert len([each for each in heard if each.endswith("/notices/bell")]) == 1


def test_choices_are_kept_with_keys_alone(desk: Desk, readers: Readers) -> None:
    browser = readers()
    desk.sign_in(browser)
    page = listening(desk, browser, "/notices")
    box = page.get_by_role("checkbox", name="Send it to my devices: Somebody mentions you in a note")
    expect(box).to_be_checked()
    box.focus()
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(box).not_to_be_checked()


def test_an_alarm_fires_when_the_clock_says_so_and_goes_with_a_post(tmp_path: Path, readers: Readers) -> None:
    minutes = tmp_path / "minutes"
    with desk_of(tmp_path, program=MOVED, TEST_MINUTES=str(minutes)) as desk:
        browser = readers()
        desk.sign_in(browser)
        page = listening(desk, browser, "/blogs/ferry/alarms")
        page.get_by_role("spinbutton", name="The blog").fill("20")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        home, blog = listening(desk, browser), listening(desk, browser, "/blogs/ferry")
        expect(blog.locator(".alarms-now .alarms")).to_have_count(0)
        minutes.write_text("21")
        strip = blog.locator(".alarms-now .alarms")
        expect(strip).to_contain_text("Nobody has touched the blog for 20 minutes.", timeout=PATIENCE_MS)
        expect(blog.locator("a.bell .unread")).to_have_text("1 unread")
        expect(home.locator("a.bell .unread")).to_have_text("1 unread")
        home.reload()
        expect(home.locator("#alarm-ferry")).to_have_text("Untouched for too long: the blog")
        minutes.write_text("0")
        desk.running.ask("POST", "ferry/posts", {"headline": "Boats sail", "body": "All of them."})
        expect(strip).to_have_count(0, timeout=PATIENCE_MS)
        # It was told once, however often somebody looked.
        expect(blog.locator("a.bell")).to_have_attribute("data-unread", "1")


# What a browser with a push service of its own does, with the keys of one that the test has.
_SUBSCRIBE = """([endpoint, p256dh, auth]) => {
    PushManager.prototype.subscribe = async (options) => {
        window.subscribedWith = [...new Uint8Array(options.applicationServerKey)].length;
        return { endpoint, toJSON: () => ({ endpoint, keys: { p256dh, auth } }) };
    };
}"""

# The notices on the screen, once there is one.
_SHOWN = """async () => {
    const registration = await navigator.serviceWorker.ready;
    for (let tries = 0; tries < 300; tries += 1) {
        const shown = await registration.getNotifications();
        if (shown.length) return shown.map((each) => [each.title, each.body, each.data.path]);
        await new Promise((rested) => setTimeout(rested, 100));
    }
    return [];
}"""


def _deliver(page: Page, url: str, payload: str) -> None:
    """Have the browser's own worker get a message, as it would from its push service."""
    line = page.context.new_cdp_session(page)
    found: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(each["registrationId"] for each in told["registrations"]),
    )
    line.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    assert found, "the worker is registered"
    line.send("ServiceWorker.deliverPushMessage", {"origin": url, "registrationId": found[0], "data": payload})


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service_aside() as service:
        yield service


@pytest.fixture
def phone(playwright: Playwright) -> Iterator[BrowserContext]:
    """A whole Chromium: the shell shows no notices."""
    browser = playwright.chromium.launch(executable_path=browser_program("chromium"), args=["--no-sandbox"])
    yield browser.new_context(permissions=["notifications"], **PHONE)
    browser.close()


def test_a_device_is_told_what_its_worker_shows(service: PushService, tmp_path: Path, phone: BrowserContext) -> None:
    """From the button in the page to the notice on the screen; the push service between them is the test's own."""
    with desk_of(tmp_path, OUTBOUND_EXCEPTIONS=service.place) as desk:
        device = service.device("phone")
        desk.sign_in(phone)
        page = listening(desk, phone, "/notices")
        page.evaluate(_SUBSCRIBE, [device.endpoint, device.address.public_key, device.address.auth])
        button = page.get_by_role("button", name="Tell me on this device")
        expect(button).to_be_visible()
        with page.expect_navigation():
            button.click()
        expect(page.get_by_role("button", name="Stop telling it")).to_be_visible()
        tell(desk, SUBMITTED)
        told = _read(service, device)
        assert (told["body"], told["path"]) == (SUBMITTED.text, f"/desk/notices/{SUBMITTED.id}")
        page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
        _deliver(page, desk.running.url, json.dumps(told))
        assert page.evaluate(_SHOWN) == [[told["title"], told["body"], told["path"]]]
        page.get_by_role("button", name="Stop telling it").click()
        expect(page.get_by_text("That device is told nothing any more.")).to_be_visible()
        expect(page.get_by_role("button", name="Stop telling it")).to_have_count(0)


def _read(service: PushService, device: Device) -> dict[str, str]:
    """The message the device gets."""
    assert service.arrived.acquire(timeout=60), "nothing was pushed"
    (pushed,) = service.to(device)
    told: dict[str, str] = device.read(pushed)
    return told


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_what_is_told_stands_in_nobodys_way(tmp_path: Path, readers: Readers, colours: str) -> None:
    minutes = tmp_path / "minutes"
    minutes.write_text("600")
    with desk_of(tmp_path, program=MOVED, TEST_MINUTES=str(minutes)) as desk:
        browser = readers(color_scheme=colours)
        desk.sign_in(browser)
        page = listening(desk, browser, "/blogs/ferry/alarms")
        for name in ("The blog", "The key points", "The pinned post"):
            page.get_by_role("spinbutton", name=name).fill("20")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".alarms-now li")).to_have_count(2)
        expect(page.locator("a.bell .unread")).to_have_text("2 unread", timeout=PATIENCE_MS)
        for path in ("/blogs/ferry", "/notices", "/blogs/ferry/alarms", ""):
            page.goto(f"{desk.running.url}/desk{path}")
            expect(page.locator("a.bell .unread")).to_have_text("2 unread")
            for width, height in ((1440, 900), (390, 844), (320, 640)):
                page.set_viewport_size({"width": width, "height": height})
                assert violations(page) == []
                assert widths(page) == (width, width)


def test_everything_to_press_is_as_large_as_a_thumb(desk: Desk, readers: Readers) -> None:
    phone = readers(**PHONE)
    desk.sign_in(phone)
    page = listening(desk, phone, "/notices")
    tell(desk, SUBMITTED)
    expect(page.locator(".notices .is-unread")).to_have_count(1)
    small = page.evaluate(
        """() => [...document.querySelectorAll("main a, main button, main label.box, a.bell")]
            .filter((each) => each.offsetParent && each.getBoundingClientRect().height < 43.5)
            .map((each) => each.outerHTML.slice(0, 120))"""
    )
    assert small == []
