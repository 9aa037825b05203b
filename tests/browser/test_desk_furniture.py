"""Around the posts at the desk, in a real browser: lines are put in order by mouse and by keys, and readers follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from stoppress.staff.permissions import Role
from tests.browser.at_desk import sign_in
from tests.browser.conftest import Readers
from tests.browser.test_accessible import violations, widths
from tests.running import Running

POINTS = ("No boats", "Trains run", "Quays closed")


def lines(page: Page) -> list[Any]:
    found: list[Any] = page.locator("[data-reorder] [name=point]").evaluate_all("all => all.map((each) => each.value)")
    return found


def furnished(running: Running) -> None:
    running.open_blog("ferry", standfirst="No boat leaves before noon.")
    running.ask("POST", "ferry/posts", {"id": "p1", "headline": "No boats", "body": "All stopped."})
    running.ask("PUT", "ferry/key-points", [{"text": each} for each in POINTS])


def test_key_points_are_put_in_order_by_mouse_and_by_keys(readers: Readers, server: Running, tmp_path: Path) -> None:
    furnished(server)
    reader = readers().new_page()
    reader.goto(f"{server.url}/live/ferry")
    shown = reader.locator("[data-region=key-points] li")
    expect(shown).to_have_text(list(POINTS))
    desk = readers(viewport={"width": 1280, "height": 900})
    sign_in(desk, server, tmp_path, Role.EDITOR)
    page = desk.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{server.url}/desk/blogs/ferry/key-points")
    first, last = (
        page.get_by_role("button", name="Move: No boats"),
        page.get_by_role("button", name="Move: Quays closed"),
    )
    start, end = first.bounding_box(), last.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"] + end["height"] - 2, steps=8)
    page.mouse.up()
    assert lines(page) == ["Trains run", "Quays closed", "No boats"]
    expect(page.locator("[data-reorder-said]")).to_have_text("Saved.")
    expect(shown).to_have_text(["Trains run", "Quays closed", "No boats"])
    page.get_by_role("button", name="Move: No boats").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(shown).to_have_text(["No boats", "Trains run", "Quays closed"])
    page.locator("[data-down]").first.click()
    expect(shown).to_have_text(["Trains run", "No boats", "Quays closed"])
    page.reload()
    assert lines(page) == ["Trains run", "No boats", "Quays closed"]
    assert said == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_pages_around_the_posts_are_for_everybody(
    readers: Readers, server: Running, tmp_path: Path, colours: str
) -> None:
    furnished(server)
    server.ask("POST", "ferry/posts/p1/withdrawal", {"reason": "Not so."})
    desk = readers(color_scheme=colours)
    sign_in(desk, server, tmp_path, Role.ADMINISTRATOR)
    page = desk.new_page()
    at = f"{server.url}/desk/blogs"
    page.goto(f"{at}/ferry/removals?post=p1")
    page.get_by_role("button", name="Ask for it").click()
    paths = ("new", "ferry/about", "ferry/key-points", "ferry/coverage", "ferry/posts/p1/history", "ferry/removals")
    for address in (page.url, *(f"{at}/{each}" for each in paths)):
        page.goto(address)
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            assert violations(page) == [], (address, width)
            assert len(set(widths(page))) == 1, (address, width)
