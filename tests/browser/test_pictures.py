"""Pictures in a browser: they arrive without moving anything, are looked at large, and go when they are taken back."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Readers
from tests.running import Running, serving

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 740}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path) as running:
        running.open_blog("ferry")
        yield running


def upload(running: Running, number: int) -> str:
    """A picture that is like no other; its id."""
    image = Image.linear_gradient("L").resize((1200, 800)).rotate(number * 60).convert("RGB")
    packed = BytesIO()
    image.save(packed, "JPEG")
    words = {"alt": f"Scene {number}", "caption": f"The quay, scene {number}.", "credit": "Rosa Quill"}
    made = running.client.post("/api/v1/media", files={"file": ("quay.jpg", packed.getvalue())}, data=words)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def publish(running: Running, name: str, media: list[str]) -> None:
    body = "\n\n".join(["Boats wait.", *(f"![](media:{each})" for each in media)])
    running.ask("POST", "ferry/posts", {"id": name, "headline": "In pictures", "body": body})


def opened(running: Running, page: Page) -> Page:
    page.goto(f"{running.url}/live/ferry")
    return page


def top(place: Locator) -> float:
    """Where it stands on the screen."""
    box = place.bounding_box()
    assert box is not None
    return box["y"]


def pressed(page: Page, number: int) -> None:
    """Open the n-th picture of the post."""
    page.locator("#post-p1 a.enlarge").nth(number).click()
    expect(page.locator("dialog.viewer")).to_be_visible()


@pytest.mark.parametrize("screen", [WIDE, PHONE])
def test_a_gallery_that_arrives_moves_nothing(running: Running, readers: Readers, screen: dict[str, int]) -> None:
    for number in range(12):
        running.ask(
            "POST", "ferry/posts", {"id": f"old-{number}", "headline": f"Post {number}", "body": "Words. " * 40}
        )
    media = [upload(running, number) for number in range(3)]
    page = opened(running, readers(viewport=screen).new_page())
    read = page.locator("#post-old-4")
    read.scroll_into_view_if_needed()
    before = top(read)
    publish(running, "p1", media)
    expect(page.locator("#post-p1 img")).to_have_count(3)
    expect(page.locator("#post-p1 source[type='image/avif']")).to_have_count(3, timeout=30_000)
    # Scrolling goes by whole pixels of the screen, posts are as high as their lines.
    assert abs(top(read) - before) < 1
    page.locator("#news .show").click()
    # Its pictures come when they are near; what was said of their size holds then as well.
    page.locator("#post-p1").scroll_into_view_if_needed()
    height = page.locator("#post-p1").evaluate("(post) => post.offsetHeight")
    page.wait_for_function("() => [...document.querySelectorAll('#post-p1 img')].every((each) => each.complete)")
    assert page.locator("#post-p1").evaluate("(post) => post.offsetHeight") == height


def test_a_picture_that_is_shown_stays_when_its_other_files_come(running: Running, readers: Readers) -> None:
    media = [upload(running, 0)]
    publish(running, "p1", media)
    page = opened(running, readers(viewport=WIDE).new_page())
    picture = page.locator("#post-p1 img")
    picture.evaluate("(image) => { image.mine = true; }")
    expect(page.locator("#post-p1 source")).not_to_have_count(0, timeout=30_000)
    running.ask("PATCH", "ferry/posts/p1", {"headline": "Revised"})
    expect(page.locator("#post-p1 h3")).to_have_text("Revised")
    assert picture.evaluate("(image) => image.mine")
    assert picture.evaluate("(image) => image.complete")


def test_pictures_are_looked_at_large_by_keys_and_focus_comes_back(running: Running, readers: Readers) -> None:
    publish(running, "p1", [upload(running, number) for number in range(3)])
    page = opened(running, readers(viewport=WIDE).new_page())
    link = page.locator("#post-p1 a.enlarge").nth(1)
    link.focus()
    page.keyboard.press("Enter")
    viewer = page.locator("dialog.viewer")
    expect(viewer.locator("img")).to_have_attribute("alt", "Scene 1")
    expect(viewer.get_by_role("status")).to_have_text("2 of 3")
    expect(viewer.locator("figcaption")).to_have_text("The quay, scene 1. Rosa Quill")
    for key, alt in (
        ("ArrowRight", "Scene 2"),
        ("ArrowRight", "Scene 0"),
        ("ArrowLeft", "Scene 2"),
        ("Home", "Scene 0"),
    ):
        page.keyboard.press(key)
        expect(viewer.locator("img")).to_have_attribute("alt", alt)
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(link).to_be_focused()
    assert page.url.endswith("/live/ferry")


def test_the_back_button_closes_the_viewer_and_leaves_the_page(running: Running, readers: Readers) -> None:
    publish(running, "p1", [upload(running, 0)])
    page = opened(running, readers(viewport=PHONE).new_page())
    page.evaluate("window.neverReloaded = true")
    pressed(page, 0)
    expect(page.get_by_role("button", name="Next picture")).to_have_count(0)
    page.go_back()
    expect(page.locator("dialog.viewer")).to_have_count(0)
    assert page.evaluate("window.neverReloaded")
    pressed(page, 0)
    page.get_by_role("button", name="Close").click()
    expect(page.locator("dialog.viewer")).to_have_count(0)
    expect(page.locator("#post-p1")).to_be_visible()


def test_a_swipe_goes_on(running: Running, readers: Readers) -> None:
    publish(running, "p1", [upload(running, number) for number in range(2)])
    page = opened(running, readers(viewport=PHONE).new_page())
    pressed(page, 0)
    page.mouse.move(300, 300)
    page.mouse.down()
    page.mouse.move(100, 310, steps=4)
    page.mouse.up()
    expect(page.locator("dialog.viewer img")).to_have_attribute("alt", "Scene 1")


def test_a_picture_that_is_taken_back_is_shown_no_longer(running: Running, readers: Readers) -> None:
    media = [upload(running, number) for number in range(2)]
    publish(running, "p1", media)
    page = opened(running, readers(viewport=WIDE).new_page())
    pressed(page, 1)
    running.ask("PATCH", "ferry/posts/p1", {"headline": "In pictures, revised"})
    expect(page.locator("#post-p1 h3")).to_have_text("In pictures, revised")
    expect(page.locator("dialog.viewer img")).to_have_attribute("alt", "Scene 1")
    running.ask("POST", "ferry/posts/p1/withdrawal", {"reason": "It was another quay."})
    expect(page.locator("dialog.viewer")).to_have_count(0)
    expect(page.locator("#post-p1.withdrawn")).to_be_visible()


def test_without_scripts_a_picture_is_a_link_to_its_file(running: Running, readers: Readers) -> None:
    publish(running, "p1", [upload(running, 0)])
    page = opened(running, readers(java_script_enabled=False).new_page())
    link = page.locator("#post-p1 a.enlarge")
    with page.expect_response("**/media/**.jpg") as answer:
        link.click()
    assert answer.value.status == 200
