"""Everything at the desk by keyboard alone: what is wanted is reached by Tab, and done by Enter, Space and letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of, editor_of

FERRY = "/blogs/ferry"

# More controls than any page of the desk has before what is looked for.
STEPS = 120


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus is called so, or is labelled so."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => {
              const at = document.activeElement;
              const label = at?.labels?.[0]?.textContent;
              return `${at?.getAttribute('aria-label') ?? label ?? at?.textContent ?? ''}`.trim();
            }"""
        )
        if re.match(words, name):
            return
    raise AssertionError(f"“{words}” is not reached by Tab")


def test_publish_correct_pin_and_take_down(desk: Desk, readers: Readers) -> None:
    reader, browser = desk.reader(readers()), readers()
    desk.sign_in(browser)
    page = desk.open(browser, FERRY)
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type("By keys alone.")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(reader.locator("#posts > li").first).to_contain_text("By keys alone.")
    page.reload()
    expect(editor_of(page)).to_be_focused()
    tab_to(page, "Correct the post")
    page.keyboard.press("Enter")
    page.wait_for_url("**/correct")
    tab_to(page, "What was wrong")
    page.keyboard.type("Keys.")
    page.keyboard.press("Tab")
    page.keyboard.type("Keys and nothing else.")
    tab_to(page, "Publish the correction")
    page.keyboard.press("Enter")
    expect(reader.locator("#posts > li .correction ins")).to_have_text("Keys and nothing else.")
    page.wait_for_url("**/ferry?said=corrected")
    expect(editor_of(page)).to_be_focused()
    tab_to(page, "Pin the post")
    page.keyboard.press("Enter")
    expect(reader.locator("[data-region=pinned]")).to_contain_text("By keys alone.")
    page.wait_for_url("**/ferry?said=pinned*")
    expect(editor_of(page)).to_be_focused()
    tab_to(page, "Take down the post")
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-down")
    tab_to(page, "Why")
    page.keyboard.type("A test of keys.")
    tab_to(page, "Take it down")
    page.keyboard.press("Enter")
    expect(reader.locator("#posts > li").first).to_contain_text("A test of keys.")


def test_a_key_point_moves_and_everything_is_held(desk: Desk, readers: Readers) -> None:
    reader, browser = desk.reader(readers()), readers()
    desk.sign_in(browser)
    page = desk.open(browser, f"{FERRY}/key-points")
    tab_to(page, "Move: A storm is near")
    page.keyboard.press("ArrowUp")
    expect(reader.locator(".key-points li")).to_have_text(["A storm is near", "All lines stopped"])
    page.goto(f"{desk.running.url}/desk{FERRY}")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type("Not yet.")
    tab_to(page, "Hold")
    page.keyboard.press("Enter")
    expect(page.locator(".outgoing .how")).to_contain_text("Held")
    page.goto(f"{desk.running.url}/desk{FERRY}/queue")
    tab_to(page, "Release")
    page.keyboard.press("Enter")
    expect(reader.locator("#posts > li").first).to_contain_text("Not yet.")
