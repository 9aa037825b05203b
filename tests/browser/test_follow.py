"""Following a story in a browser: from the press on the page to the alert on the screen, and what is there without a press."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from tests.browser.conftest import Readers, browser_program
from tests.browser.test_accessible import violations, widths
from tests.push_service import Device, PushService, push_service_aside
from tests.running import Running, serving

PHONE: Final[Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
KEY: Final = "You follow this story. You are told of key events and breaking news."
ALL: Final = "You follow this story. You are told of every post."
PATIENCE_MS: Final = 60_000


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service_aside() as service:
        yield service


@pytest.fixture
def running(tmp_path: Path, service: PushService) -> Iterator[Running]:
    settings = {"OUTBOUND_EXCEPTIONS": service.place, "FOLLOW_PER_MINUTE": "1000"}
    with serving(tmp_path, settings=settings) as running:
        running.open_blog("ferry", headline="Ferries stop", standfirst="No boat leaves before noon.")
        running.ask("POST", "ferry/posts", {"id": "p1", "headline": "The quay is closed", "body": "Since nine."})
        yield running


@pytest.fixture
def phone(playwright: Playwright) -> Iterator[BrowserContext]:
    """A whole Chromium: the shell shows no notices."""
    browser = playwright.chromium.launch(executable_path=browser_program("chromium"), args=["--no-sandbox"])
    yield browser.new_context(permissions=["notifications"], **PHONE)
    browser.close()


# What a browser with a push service of its own does, with the keys of one that the test has. What it was given it keeps.
_SUBSCRIBE: Final = """([endpoint, p256dh, auth]) => {
    const made = {
        endpoint,
        toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
        unsubscribe: async () => { localStorage.removeItem("test-subscribed"); return true; },
    };
    PushManager.prototype.subscribe = async (options) => {
        localStorage.setItem("test-subscribed", String(new Uint8Array(options.applicationServerKey).length));
        return made;
    };
    PushManager.prototype.getSubscription = async () => (localStorage.getItem("test-subscribed") ? made : null);
}"""

# The alerts on the screen, once there is one.
_SHOWN: Final = """async () => {
    const registration = await navigator.serviceWorker.ready;
    for (let tries = 0; tries < 300; tries += 1) {
        const shown = await registration.getNotifications();
        if (shown.length) return shown.map((each) => [each.title, each.body, each.tag, each.data.navigate]);
        await new Promise((rested) => setTimeout(rested, 100));
    }
    return [];
}"""


def opened(running: Running, context: BrowserContext, path: str = "/live/ferry") -> tuple[Page, Locator]:
    """The page, and the section once it can be used. Whatever the browser complains of fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: pytest.fail(said.text) if said.type == "error" else None)
    page.goto(f"{running.url}{path}")
    section = page.locator("aside.follow")
    section.scroll_into_view_if_needed()
    expect(section).to_have_attribute("data-ready", "")
    return page, section


def subscribes(context: BrowserContext, device: Device) -> None:
    """Its browser has the push service of the test."""
    keys = json.dumps([device.endpoint, device.address.public_key, device.address.auth])
    context.add_init_script(f"({_SUBSCRIBE})({keys})")


def read(service: PushService, device: Device) -> Any:
    """The newest message the device got."""
    assert service.arrived.acquire(timeout=60), "nothing was pushed"
    return device.read(service.to(device)[-1])


def deliver(page: Page, url: str, payload: str) -> None:
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


def test_a_reader_follows_is_told_changes_that_and_stops(
    running: Running, service: PushService, phone: BrowserContext
) -> None:
    device = service.device("phone")
    subscribes(phone, device)
    page, section = opened(running, phone)
    section.get_by_role("button", name="Follow").click()
    expect(section.get_by_role("status")).to_have_text(KEY, timeout=PATIENCE_MS)
    # A point of the curve P-256, uncompressed: the newsroom's key.
    assert page.evaluate("localStorage.getItem('test-subscribed')") == "65"

    running.ask("POST", "ferry/posts", {"id": "p2", "headline": "Nothing much", "body": ""})
    running.ask("POST", "ferry/posts", {"id": "p3", "headline": "All boats stay", "body": "", "key_event": True})
    told = read(service, device)
    assert told["web_push"] == 8030
    shown = told["notification"]
    assert (shown["title"], shown["body"]) == ("Ferries stop", "All boats stay")
    assert shown["navigate"] == f"{running.url}/live/ferry#post-p3"
    deliver(page, running.url, json.dumps(told))
    assert page.evaluate(_SHOWN) == [[shown["title"], shown["body"], shown["tag"], shown["navigate"]]]

    section.get_by_role("radio", name="Every post").check()
    section.get_by_role("button", name="Save").click()
    expect(section.get_by_role("status")).to_have_text(ALL)
    running.ask("POST", "ferry/posts", {"id": "p4", "headline": "Still nothing", "body": ""})
    assert read(service, device)["notification"]["body"] == "Still nothing"

    # Come back: what was chosen is known to this browser alone.
    page, section = opened(running, phone)
    expect(section.get_by_role("status")).to_have_text(ALL)
    expect(section.get_by_role("radio", name="Every post")).to_be_checked()
    section.get_by_role("button", name="Stop following").click()
    expect(section.get_by_role("status")).to_have_text("You are told nothing more of this story.")
    expect(section.get_by_role("button", name="Stop following")).to_be_hidden()
    kept = (
        "Object.keys(localStorage).filter((each) => each.startsWith('stoppress.follow') || each === 'test-subscribed')"
    )
    assert page.evaluate(kept) == []
    assert len(service.to(device)) == 2


def test_nothing_is_asked_or_kept_before_a_press(running: Running, readers: Readers) -> None:
    context = readers()
    context.add_init_script("Notification.requestPermission = () => { throw new Error('asked'); }")
    page, section = opened(running, context)
    expect(section.get_by_role("button", name="Follow")).to_be_visible()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
    assert (
        context.cookies(),
        page.evaluate("Object.keys(localStorage).filter((each) => each.includes('follow'))"),
    ) == (
        [],
        [],
    )


def test_a_reader_who_says_no_is_told_what_to_do(running: Running, readers: Readers) -> None:
    context = readers()
    context.add_init_script("Notification.requestPermission = async () => 'denied'")
    _, section = opened(running, context)
    section.get_by_role("button", name="Follow").click()
    expect(section.get_by_role("status")).to_contain_text("Allow notifications for it, then press again.")
    expect(section.get_by_role("button", name="Stop following")).to_be_hidden()


def test_a_browser_that_has_dropped_it_says_so_when_one_comes_back(
    running: Running, service: PushService, phone: BrowserContext
) -> None:
    subscribes(phone, service.device("phone"))
    page, section = opened(running, phone)
    section.get_by_role("button", name="Follow").press("Enter")
    expect(section.get_by_role("status")).to_have_text(KEY, timeout=PATIENCE_MS)
    page.evaluate("localStorage.removeItem('test-subscribed')")
    _, section = opened(running, phone)
    expect(section.get_by_role("status")).to_contain_text("Your browser has stopped telling you of this story.")


def test_where_alerts_cannot_be_had_the_page_says_how_else(running: Running, readers: Readers) -> None:
    context = readers()
    context.add_init_script("delete window.PushManager")
    _, section = opened(running, context)
    expect(section.locator(".cannot")).to_be_visible()
    expect(section.get_by_role("button")).to_have_count(0)


def test_a_telephone_of_one_maker_is_told_of_its_home_screen(running: Running, readers: Readers) -> None:
    context = readers(user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15")
    context.add_init_script("delete window.PushManager")
    _, section = opened(running, context)
    expect(section.locator(".apple")).to_contain_text("Add to Home Screen")


def test_without_a_script_there_are_other_ways(running: Running, readers: Readers) -> None:
    page = readers(java_script_enabled=False).new_page()
    page.goto(f"{running.url}/live/ferry")
    expect(page.locator("aside.follow form")).to_be_hidden()
    page.get_by_role("link", name="Other ways to follow, and what is kept").click()
    expect(page.get_by_role("heading", name="Ways to follow this story")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Calendar file of the coverage").click()
    assert download.value.suggested_filename == "ferry.ics"
    assert Path(download.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_story_that_ends_is_no_longer_offered_on_an_open_page(running: Running, readers: Readers) -> None:
    page, section = opened(running, readers())
    expect(section).to_be_visible()
    running.ask("POST", "ferry/end", {})
    expect(section).to_be_hidden(timeout=PATIENCE_MS)
    expect(page.locator(".to-follow")).to_be_hidden()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_stands_in_nobodys_way(running: Running, readers: Readers, colours: str) -> None:
    for path in ("/live/ferry", "/live/ferry/follow"):
        page, _ = opened(running, readers(color_scheme=colours), path)
        for width, height in ((1440, 900), (390, 844), (320, 640)):
            page.set_viewport_size({"width": width, "height": height})
            assert violations(page) == []
            assert widths(page) == (width, width)
        page.set_viewport_size({"width": 390, "height": 844})
        small = page.evaluate(
            """() => [...document.querySelectorAll(".follow :is(a, button, label), .to-follow, .follows section a")]
                .filter((each) => each.offsetParent && each.getBoundingClientRect().height < 43.5)
                .map((each) => each.outerHTML.slice(0, 120))"""
        )
        assert small == []


def test_it_can_be_done_by_keys_alone(running: Running, service: PushService, phone: BrowserContext) -> None:
    subscribes(phone, service.device("phone"))
    page, section = opened(running, phone)
    section.get_by_role("radio", name="Key events and breaking news").focus()
    page.keyboard.press("ArrowDown")
    expect(section.get_by_role("radio", name="Every post")).to_be_checked()
    page.keyboard.press("Tab")
    expect(section.get_by_role("button", name="Follow")).to_be_focused()
    page.keyboard.press("Enter")
    expect(section.get_by_role("status")).to_have_text(ALL, timeout=PATIENCE_MS)
