"""The viewer over a page that goes on: what it keeps, what it gives back, what it fetches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.exhibition import Files, append, picture, prepared, showing
from tests.running import Running, serving

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 740}
VIEWER = "dialog.viewer"
FIVE = tuple(picture(letter) for letter in "abcde")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path) as running:
        running.open_blog("ferry")
        yield running


def pressed(running: Running, page: Page, number: int) -> Files:
    """Open the page, and on it the n-th picture of the post."""
    files = Files().behind(page)
    page.goto(f"{running.url}/live/ferry")
    # The journal was written beside the server, which may have heard of it only now: what arrives is another page.
    expect(page.locator("#post-p1")).to_be_attached()
    page.reload()
    page.locator("#post-p1 a.enlarge").nth(number).click()
    expect(page.locator(VIEWER)).to_be_visible()
    return files


def test_posts_that_come_meanwhile_move_nothing_when_it_closes(
    running: Running, readers: Readers, tmp_path: Path
) -> None:
    append(tmp_path, showing("p1", *FIVE))
    for number in range(6):
        running.ask("POST", "ferry/posts", {"id": f"over-{number}", "headline": "Later", "body": "Words. " * 60})
    page = readers(viewport=WIDE).new_page()
    pressed(running, page, 2)
    tile = page.locator("#post-p1 a.enlarge").nth(2)
    before, wide = tile.evaluate("(link) => [link.getBoundingClientRect().top, link.offsetWidth]")
    assert page.evaluate("scrollY") > 0
    running.ask("POST", "ferry/posts", {"id": "news", "headline": "News", "body": "Words. " * 60})
    expect(page.locator("#post-news")).to_be_attached()
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 500)
    page.keyboard.press("PageDown")
    page.keyboard.press("Escape")
    expect(page.locator(VIEWER)).to_have_count(0)
    expect(tile).to_be_focused()
    page.wait_for_function("() => history.state === null && history.scrollRestoration === 'auto'")
    after, as_wide = tile.evaluate("(link) => [link.getBoundingClientRect().top, link.offsetWidth]")
    assert abs(after - before) < 1
    assert as_wide == wide


def test_it_says_what_the_page_says_by_now(running: Running, readers: Readers, tmp_path: Path) -> None:
    append(tmp_path, showing("p1", *FIVE[:3]))
    page = readers(viewport=WIDE).new_page()
    pressed(running, page, 1)
    image = page.locator(f"{VIEWER} img")
    image.evaluate("(image) => { image.mine = true; }")
    corrected = replace(FIVE[1], caption="The pier, not the quay.", renditions=picture("b", name="b").renditions)
    append(tmp_path, [prepared("p1", corrected)])
    expect(page.locator(f"{VIEWER} figcaption")).to_have_text("The pier, not the quay. Rosa Quill")
    assert image.evaluate("(image) => image.mine")


def test_focus_goes_to_what_is_left_of_a_post_that_was_taken_back(
    running: Running, readers: Readers, tmp_path: Path
) -> None:
    append(tmp_path, showing("p1", *FIVE))
    page = readers(viewport=WIDE).new_page()
    pressed(running, page, 1)
    running.ask("POST", "ferry/posts/p1/withdrawal", {"reason": "It was another quay."})
    expect(page.locator(VIEWER)).to_have_count(0)
    expect(page.locator("#post-p1.withdrawn .stamp a")).to_be_focused()
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("saves_data", [False, True])
def test_the_large_file_comes_when_it_is_shown(
    running: Running, readers: Readers, tmp_path: Path, saves_data: bool
) -> None:
    append(tmp_path, showing("p1", *FIVE))
    # All five are in the first window: none is withheld from those who save data.
    page = readers(viewport={"width": 390, "height": 1_400}).new_page()
    page.add_init_script(
        f"Object.defineProperty(navigator, 'connection', {{value: {{saveData: {str(saves_data).lower()}}}}})"
    )
    large = [each.renditions[-1].name for each in FIVE]
    files = pressed(running, page, 2)
    # What is shown in the end, so that what was to be fetched beside it has been asked for.
    page.wait_for_function(f"(name) => document.querySelector('{VIEWER} img').src.endsWith(name)", arg=large[2])
    asked = [
        bool([each for each in files.asked if each.endswith(f"{shown.id}/{name}")])
        for shown, name in zip(FIVE, large, strict=True)
    ]
    assert asked == ([False, False, True, False, False] if saves_data else [False, True, True, True, False])


def test_a_finger_goes_on_and_back_and_the_other_way_where_words_run_from_the_right(
    running: Running, readers: Readers, tmp_path: Path
) -> None:
    append(tmp_path, showing("p1", *FIVE))
    page = readers(viewport=PHONE, has_touch=True).new_page()
    pressed(running, page, 0)
    status = page.locator(VIEWER).get_by_role("status")
    touch = page.context.new_cdp_session(page)

    def swipe(across: int) -> None:
        for kind, x in (("touchStart", 200), ("touchMove", 200 + across // 2), ("touchMove", 200 + across)):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": 300}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    for across, said in ((-120, "2 of 5"), (-120, "3 of 5"), (120, "2 of 5"), (20, "2 of 5")):
        swipe(across)
        expect(status).to_have_text(said)
    page.evaluate("document.documentElement.dir = 'rtl'")
    swipe(120)
    expect(status).to_have_text("3 of 5")
    page.keyboard.press("ArrowRight")
    expect(status).to_have_text("2 of 5")
    page.keyboard.press("End")
    expect(status).to_have_text("5 of 5")
