"""A page on paper: one column, black on white whatever the screen is set to, and nothing that only works on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.exhibition import Files, append, embed, film, picture, showing, sound
from tests.running import Running, serving

Colours = Literal["light", "dark"]

A4, A4_WIDE = {"width": 794, "height": 1123}, {"width": 1123, "height": 794}

# Every text that is printed, with its colour and the ground behind it, as channels.
_TEXTS = """() => [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility() &&
    !each.closest(".unseen") && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((each) => {
    let ground = each;
    const clear = (place) => getComputedStyle(place).backgroundColor === "rgba(0, 0, 0, 0)";
    while (ground.parentElement && clear(ground)) ground = ground.parentElement;
    const channels = (colour) => colour.match(/[0-9.]+/g).slice(0, 3).map(Number);
    const shown = getComputedStyle(ground).backgroundColor;
    return {text: each.textContent.trim().slice(0, 40), ink: channels(getComputedStyle(each).color),
      ground: clear(ground) ? [255, 255, 255] : channels(shown)};
  })"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path) as running:
        running.open_blog("ferry", standfirst="No boat leaves before noon.")
        for number in range(32):
            fields = {"label": "breaking"} if number == 31 else {"key_event": number > 28}
            words = "See [elsewhere](https://elsewhere.example/a). " * 20
            running.ask(
                "POST", "ferry/posts", {"id": f"p-{number}", "headline": f"Post {number}", "body": words, **fields}
            )
        running.ask("POST", "ferry/posts/p-30/correction", {"wrong": "noon", "right": "one"})
        running.ask("PATCH", "ferry/posts/p-28", {"claim": {"status": "unverified"}})
        running.ask("PUT", "ferry/key-points", [{"text": f"Point {number}"} for number in range(10)])
        append(tmp_path, showing("played", film(), "And the horn:", sound(), picture("t", (800, 1200))))
        append(tmp_path, showing("card", embed()))
        yield running


def printed(running: Running, readers: Readers, colours: Colours = "light", sheet: dict[str, int] = A4) -> Page:
    page = readers(viewport=sheet, color_scheme=colours).new_page()
    Files().behind(page)
    page.goto(f"{running.url}/live/ferry")
    # So that what a script writes while one reads stands there too.
    page.evaluate("document.querySelector('#post-p-30').dataset.since = 'New since 9:00'")
    page.emulate_media(media="print", color_scheme=colours)
    return page


def test_what_only_works_on_a_screen_is_left_out(running: Running, readers: Readers) -> None:
    page = printed(running, readers)
    expect(page.locator("#post-p-31")).to_be_visible()
    for name in (".tools", ".notices", ".pager", ".skip", ".foot", "button", "video", "audio"):
        assert page.locator(name).count(), f"the page has no {name}"
        assert page.locator(f"{name}:visible").count() == 0, name
    marks = "[getComputedStyle(document.querySelector('#post-p-30'), '::before').content]"
    assert page.evaluate(marks) == ["none"]
    address = page.evaluate("getComputedStyle(document.querySelector('.body a'), '::after').content")
    assert address in ("none", "normal")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_paper_is_white_and_ink_is_dark(running: Running, readers: Readers, colours: Colours) -> None:
    texts = printed(running, readers, colours).evaluate(_TEXTS)
    assert len(texts) > 100
    for each in texts:
        assert each["ground"] == [255, 255, 255], each
        assert max(each["ink"]) < 160, each


def test_no_post_is_cut_in_two(running: Running, readers: Readers) -> None:
    page = printed(running, readers)
    for name in (".post", "figure", ".correction", ".embed"):
        assert (
            page.locator(name).evaluate_all("all => all.map((each) => getComputedStyle(each).breakInside)")
            == ["avoid"] * page.locator(name).count()
        )


@pytest.mark.parametrize("sheet", [A4, A4_WIDE], ids=["upright", "wide"])
def test_everything_stands_in_one_column_and_nothing_is_cut_off(
    running: Running, readers: Readers, sheet: dict[str, int]
) -> None:
    page = printed(running, readers, sheet=sheet)
    assert page.evaluate("getComputedStyle(document.querySelector('main')).display") == "block"
    points = page.locator("[data-region=key-points]")
    assert points.evaluate("(each) => getComputedStyle(each).position") == "static"
    assert points.evaluate("(each) => each.scrollHeight <= each.clientHeight")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The whole of it as the browser would print it: more than a sheet, and not hundreds.
    assert 2 < page.pdf(format="A4", landscape=sheet is A4_WIDE).count(b"/Type /Page\n") < 40
