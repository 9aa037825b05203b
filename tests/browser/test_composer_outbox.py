"""What is published on a bad network reaches the desk once, in order, and the composer says how far it is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.composer_page import Answer, Room
from tests.browser.conftest import Readers
from tests.browser.desk_answers import BLOG, Desk

LIVE = re.compile(r"^Live \d\d:\d\d:\d\d$")


@pytest.fixture
def desk(room: Room) -> Desk:
    return Desk(room)


@pytest.fixture
def context(readers: Readers) -> BrowserContext:
    return readers()


def opened(desk: Desk, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(desk.room.url + BLOG)
    expect(page.locator(".text")).to_be_focused()
    return page


def publish(page: Page, words: str) -> None:
    page.locator(".text").focus()
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".text")).to_have_text("")


def how(page: Page, words: str) -> object:
    return page.locator(".outgoing li").filter(has_text=words).locator(".how")


def test_five_posts_published_without_a_network_are_live_once_and_in_order(desk: Desk, context: BrowserContext) -> None:
    page = opened(desk, context)
    context.set_offline(True)
    for number in range(5):
        publish(page, f"Post {number}")
    expect(page.locator(".outgoing .how")).to_have_text(
        ["Not live yet: no connection. It goes out when there is one."] * 5
    )
    assert desk.bodies == []
    context.set_offline(False)
    expect(page.locator(".outgoing .how")).to_have_text([LIVE] * 3)
    assert desk.bodies == [f"Post {number}" for number in range(5)]


def test_a_server_that_has_it_and_does_not_say_so_has_it_once(desk: Desk, context: BrowserContext) -> None:
    desk.forgets_to_answer = 2
    page = opened(desk, context)
    publish(page, "Once")
    expect(page.locator(".outgoing .how")).to_have_text(LIVE)
    sends = desk.room.of("POST", "/send")
    assert len(sends) == 3
    assert len({(each.path, each.body) for each in sends}) == 1
    assert desk.bodies == ["Once"]


def test_what_was_on_its_way_goes_out_after_a_reload(desk: Desk, context: BrowserContext) -> None:
    desk.trouble = 500
    page = opened(desk, context)
    publish(page, "Kept")
    expect(page.locator(".outgoing .how")).to_have_text("Not live yet: the server has a problem. It is tried again.")
    page.reload()
    expect(page.locator(".outgoing .what")).to_have_text("Kept")
    desk.trouble = 0
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".outgoing .how")).to_have_text(LIVE)
    assert desk.bodies == ["Kept"]


def test_a_session_that_ended_asks_to_sign_in_elsewhere_and_goes_on(desk: Desk, context: BrowserContext) -> None:
    desk.trouble = 401
    page = opened(desk, context)
    publish(page, "Patience")
    page.keyboard.type("Next")
    expect(page.locator(".outgoing .how")).to_have_text("Not live yet: you are signed out. Sign in, and it goes out.")
    # Signing in: another page of the desk, in another tab.
    desk.more["/desk/sign-in"] = Answer(text=desk.room.pages[BLOG], kind="text/html")
    with context.expect_page() as other:
        page.get_by_role("link", name="Sign in").click()
    desk.trouble = 0
    other.value.reload()
    expect(page.locator(".outgoing .how")).to_have_text(LIVE)
    expect(page.locator(".text")).to_have_text("Next")
    assert desk.bodies == ["Patience"]


def test_a_token_of_a_session_that_is_over_is_renewed(desk: Desk, context: BrowserContext) -> None:
    page = opened(desk, context)
    foreign = Answer(403, {"code": "foreign-form", "detail": "No."})
    usual = desk.room.says
    desk.room.says = lambda asked: (
        foreign
        if asked.path.endswith("/send") and asked.headers["x-form-token"] != "token-2"
        else Answer(text='<meta name="form-token" content="token-2"><body data-person="p1">', kind="text/html")
        if asked.path == "/desk"
        else usual(asked)
    )
    publish(page, "Again")
    expect(page.locator(".outgoing .how")).to_have_text(LIVE)


def test_somebody_else_who_signs_in_does_not_send_it(desk: Desk, context: BrowserContext) -> None:
    page = opened(desk, context)
    usual = desk.room.says
    desk.room.says = lambda asked: (
        Answer(403, {"code": "foreign-form", "detail": "No."})
        if asked.path.endswith("/send")
        else Answer(text='<meta name="form-token" content="token-2"><body data-person="p2">', kind="text/html")
        if asked.path == "/desk"
        else usual(asked)
    )
    publish(page, "Mine")
    expect(page.locator(".outgoing .how")).to_contain_text("you are signed out")
    assert all(each.headers["x-form-token"] == "token-1" for each in desk.room.of("POST", "/send"))


def test_what_is_refused_is_back_in_the_composer_with_the_sentence(desk: Desk, context: BrowserContext) -> None:
    desk.trouble = 422
    page = opened(desk, context)
    page.keyboard.type("Too *much*")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="There is trouble.")).to_be_visible()
    assert page.evaluate("document.querySelector('[data-composer]').composer.body") == "Too *much*"
    expect(page.locator(".outgoing")).to_be_hidden()
    desk.trouble = 0
    page.locator(".text").press("Control+Enter")
    expect(page.locator(".outgoing .how")).to_have_text(LIVE)
    assert desk.bodies == ["Too *much*"]


def test_an_undo_window_counts_by_the_servers_clock_and_undo_brings_the_words_back(
    desk: Desk, context: BrowserContext
) -> None:
    """The server's clock is an hour ahead of the device's."""
    desk.window = 60
    page = opened(desk, context)
    publish(page, "Too early")
    expect(page.locator(".outgoing .how")).to_have_text(re.compile(r"^Goes out in (60|5\d) s$"))
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".text")).to_have_text("Too early")
    expect(page.locator(".outgoing")).to_be_hidden()
    assert desk.bodies == []


def test_undo_does_not_write_over_the_next_post(desk: Desk, context: BrowserContext) -> None:
    desk.window = 60
    page = opened(desk, context)
    publish(page, "Too early")
    page.keyboard.type("Next")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Take up “Too early”").click()
    expect(page.locator(".text")).to_have_text("Too early")
    page.reload()
    expect(page.locator(".text")).to_have_text("Too early")


@pytest.mark.parametrize(
    ("state", "words"),
    [("review", "Waiting for a second pair of eyes"), ("held", "Held: it does not go out before somebody releases it")],
)
def test_what_waits_for_somebody_says_so(desk: Desk, context: BrowserContext, state: str, words: str) -> None:
    desk.state = state
    page = opened(desk, context)
    publish(page, "Waiting")
    expect(page.locator(".outgoing .how")).to_have_text(words)
    (sent,) = desk.sent.values()
    sent["state"] = "sent"
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(".outgoing .how")).to_have_text(LIVE)


def test_a_post_is_scheduled_for_what_the_blogs_clocks_show(desk: Desk, context: BrowserContext) -> None:
    page = opened(desk, context)
    page.keyboard.type("Later")
    page.get_by_text("Schedule", exact=True).first.click()
    page.get_by_label("When").fill("2031-04-05T14:30")
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator(".text")).to_have_text("")
    expect(page.locator(".outgoing .how")).not_to_contain_text("Sending")
    (sent,) = desk.sent.values()
    assert sent["at"] == "2031-04-05T13:30:00.000Z"


def test_hold_and_nothing_at_all(desk: Desk, context: BrowserContext) -> None:
    page = opened(desk, context)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Write something first.")).to_be_visible()
    page.keyboard.type("On hold")
    page.get_by_role("button", name="Hold").click()
    expect(page.locator(".outgoing .how")).to_contain_text("Held")
    assert [each["hold"] for each in desk.sent.values()] == [True]


_TWICE = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const button = document.querySelector('.acts .main');
    button.click();
    while (document.querySelector('[data-composer]').composer.body) await frame();
    button.click();
    await frame();
}"""


def test_a_button_that_is_pressed_twice_publishes_once_and_complains_of_nothing(
    desk: Desk, context: BrowserContext
) -> None:
    page = opened(desk, context)
    page.keyboard.type("Boats wait")
    page.evaluate(_TWICE)
    expect(page.locator(".outgoing .how")).to_contain_text("Live")
    expect(page.locator(".notices .notice")).to_be_hidden()
    assert len(desk.sent) == 1


def test_two_tabs_send_what_is_left_once(desk: Desk, context: BrowserContext) -> None:
    desk.trouble = 500
    one = opened(desk, context)
    publish(one, "From one")
    two = opened(desk, context)
    publish(two, "From two")
    expect(one.locator(".outgoing li")).to_have_count(2)
    desk.trouble = 0
    one.evaluate("dispatchEvent(new Event('online'))")
    two.evaluate("dispatchEvent(new Event('online'))")
    for page in (one, two):
        expect(page.locator(".outgoing .how")).to_have_text([LIVE, LIVE])
    assert desk.bodies == ["From one", "From two"]
    assert len({each.path for each in desk.room.of("POST", "/send")}) == 2
