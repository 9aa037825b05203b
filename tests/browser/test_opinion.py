"""What readers say of a page, in a browser: with the script and without it, by keys, for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Readers
from tests.browser.test_accessible import SCREENS, violations, widths
from tests.running import Running, serving

SETTINGS = {"RATINGS": "true", "HELPFUL": "true", "VIEWS_SHOWN": "true", "VOTES_LEAST": "3", "VOTES_PER_MINUTE": "1000"}
FERRY = "/live/ferry"
TOUCH = 44


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path, settings=SETTINGS) as running:
        running.open_blog("ferry", headline="Ferries stop", standfirst="No boat leaves before noon.")
        running.ask("POST", "ferry/posts", {"id": "p1", "headline": "The quay is closed", "body": "Since nine."})
        yield running


def others_vote(running: Running, *stars: int) -> None:
    """So many others say what they think."""
    for number, each in enumerate(stars):
        tree = {"key": f"{number:0>32}", "stars": each, "helpful": "yes"}
        assert running.client.post(f"{FERRY}/votes", json=tree).is_success


def opened(running: Running, context: BrowserContext, slug: str = "ferry") -> tuple[Page, Locator]:
    """The page, and the section once it can be used. Whatever the browser complains of fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{running.url}/live/{slug}")
    section = page.locator("aside.opinion")
    section.scroll_into_view_if_needed()
    expect(section).to_have_attribute("data-ready", "")
    return page, section


def rate(section: Locator, stars: int) -> None:
    section.get_by_role("radio", name=f"{stars} of 5").check()
    section.get_by_role("button", name="Rate", exact=True).click()


def kept(page: Page) -> int:
    """How many things of ours the device keeps."""
    found: int = page.evaluate("Object.keys(localStorage).filter((each) => each.startsWith('stoppress')).length")
    return found


def test_a_reader_says_it_changes_it_and_takes_it_back(running: Running, readers: Readers) -> None:
    context = readers()
    page, section = opened(running, context)
    assert (kept(page), context.cookies()) == (0, [])
    rate(section, 4)
    expect(section.get_by_role("status")).to_have_text("You gave this page 4 of 5.")
    expect(section.locator(".few")).to_have_text("What readers say is shown once there are 3 answers.")
    section.get_by_role("button", name="Yes").click()
    expect(section.get_by_role("status")).to_have_text("You gave this page 4 of 5. You found this page helpful.")
    expect(section.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")
    assert (kept(page), context.cookies()) == (1, [])

    others_vote(running, 5, 5)
    rate(section, 5)
    expect(section.locator(".average")).to_have_text("5.0 of 5 (3 votes)")
    expect(section.locator(".share")).to_have_text("100\N{NO-BREAK SPACE}% of readers found this helpful (3 answers)")

    page, section = opened(running, context)
    expect(section.get_by_role("radio", name="5 of 5")).to_be_checked()
    expect(section.get_by_role("status")).to_have_text("You gave this page 5 of 5. You found this page helpful.")
    section.get_by_role("button", name="Take it back").click()
    expect(section.get_by_role("status")).to_have_text("It is taken back.")
    expect(section.get_by_role("button", name="Take it back")).to_be_hidden()
    expect(section.get_by_role("radio", name="5 of 5")).not_to_be_checked()
    expect(section.locator(".few")).to_be_visible()
    assert kept(page) == 0


def test_two_readers_are_two_and_one_in_two_tabs_is_one(running: Running, readers: Readers) -> None:
    others_vote(running, 5)
    first, second = readers(), readers()
    for context, stars in ((first, 3), (first, 2), (second, 4)):
        _, section = opened(running, context)
        rate(section, stars)
        expect(section.get_by_role("status")).to_contain_text(f"You gave this page {stars} of 5.")
    expect(section.locator(".average")).to_have_text("3.7 of 5 (3 votes)")


def test_without_a_script_the_same_forms_do(running: Running, readers: Readers) -> None:
    others_vote(running, 5, 5)
    context = readers(java_script_enabled=False)
    page = context.new_page()
    page.goto(running.url + FERRY)
    assert context.cookies() == []
    rate(page.locator("aside.opinion"), 2)
    expect(page.locator(".thanks")).to_contain_text("What you said is counted")
    expect(page.locator(".average")).to_have_text("4.0 of 5 (3 votes)")
    (cookie,) = context.cookies()
    assert (cookie["path"], cookie["httpOnly"], cookie["sameSite"]) == (f"{FERRY}/votes", True, "Strict")
    page.get_by_role("button", name="No").click()
    expect(page.locator(".thanks")).to_be_visible()
    page.get_by_role("link", name="Ferries stop").click()
    expect(page.locator("aside.opinion")).to_be_visible()
    page.get_by_role("link", name="What readers say, and what is kept").click()
    expect(page.get_by_role("heading", name="What readers say", exact=True)).to_be_visible()
    counted = running.client.post(f"{FERRY}/votes", json={"key": "z" * 32, "stars": 5}).json()["figures"]
    assert "4.3 of 5 (4 votes)" in counted
    assert "67\N{NO-BREAK SPACE}% of readers found this helpful (3 answers)" in counted


def test_by_keys_alone(running: Running, readers: Readers) -> None:
    page, section = opened(running, readers())
    section.get_by_role("radio", name="1 of 5").focus()
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(section.get_by_role("radio", name="4 of 5")).to_be_focused()
    expect(section.get_by_role("radio", name="4 of 5")).to_be_checked()
    page.keyboard.press("Tab")
    expect(section.get_by_role("button", name="Rate", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(section.get_by_role("status")).to_have_text("You gave this page 4 of 5.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(section.get_by_role("button", name="No")).to_be_focused()
    page.keyboard.press("Space")
    expect(section.get_by_role("status")).to_contain_text("You did not find this page helpful.")


def test_a_vote_that_does_not_get_through_says_so_and_counts_once_when_it_does(
    running: Running, readers: Readers
) -> None:
    others_vote(running, 5, 5)
    context = readers()
    page, section = opened(running, context)

    def lose(route: Any) -> None:
        # It is counted, and the answer is lost on its way.
        running.client.post(
            f"{FERRY}/votes", content=route.request.post_data, headers={"Content-Type": "application/json"}
        )
        route.abort()

    page.route("**/votes", lose, times=1)
    rate(section, 2)
    expect(section.get_by_role("status")).to_have_text("This could not be counted. Try again when you are connected.")
    section.get_by_role("button", name="Rate", exact=True).click()
    expect(section.get_by_role("status")).to_have_text("You gave this page 2 of 5.")
    expect(section.locator(".average")).to_have_text("4.0 of 5 (3 votes)")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_ax10_ax15_nothing_stands_in_the_way_of_anybody(running: Running, readers: Readers, colours: str) -> None:
    others_vote(running, 5, 4, 4)
    page, section = opened(running, readers(color_scheme=colours))
    rate(section, 4)
    expect(section.get_by_role("status")).to_contain_text("4 of 5")
    section.get_by_role("button", name="No").click()
    expect(section.get_by_role("status")).to_contain_text("not find")
    for width, height in SCREENS.values():
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == []
        assert widths(page) == (width, width)
    for each in section.locator("button:visible, .scale label, .more a").all():
        box = each.bounding_box()
        assert box is not None
        assert (box["height"] >= TOUCH, box["width"] >= TOUCH) == (True, True)
    page.goto(f"{running.url}{FERRY}/votes/thanks")
    expect(page.locator(".average")).to_be_visible()
    for width, height in SCREENS.values():
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == []
        assert widths(page) == (width, width)


@pytest.mark.parametrize(
    ("language", "rated"), [("de", "Sie haben dieser Seite 4 von 5 gegeben."), ("ar", "أعطيت هذه الصفحة 4 من 5.")]
)
def test_it_speaks_the_pages_language(running: Running, readers: Readers, language: str, rated: str) -> None:
    running.open_blog("fjord", headline="Fjord", language=language)
    page, section = opened(running, readers(viewport={"width": 320, "height": 640}), "fjord")
    section.locator("input[value='4']").check()
    section.locator(".rating button").click()
    expect(section.get_by_role("status")).to_have_text(rated)
    assert violations(page) == []
    assert widths(page) == (320, 320)


def test_nothing_is_fetched_for_it_before_somebody_comes_near(running: Running, readers: Readers) -> None:
    for number in range(12):
        running.ask(
            "POST", "ferry/posts", {"headline": f"Post {number}", "body": "Words.\n\nMore of them.\n\nAnd more."}
        )
    page = readers(viewport={"width": 390, "height": 640}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/stream*"):
        page.goto(running.url + FERRY)
    assert not any("/figures" in each or "opinion" in each for each in asked)
    with page.expect_response("**/figures"):
        page.locator("aside.opinion").scroll_into_view_if_needed()
    expect(page.locator("aside.opinion")).to_have_attribute("data-ready", "")
