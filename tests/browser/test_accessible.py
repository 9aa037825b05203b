"""A page with media, by axe: no violation in light and in dark, wide, on a phone and on 320 px, and none in the viewer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.exhibition import Files, append, embed, film, picture, showing, sound
from tests.browser.test_pictures import upload
from tests.running import Running, serving

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {"wide": (1440, 900), "phone": (390, 844), "narrow": (320, 640)}

_ASK = """async ([rules, within]) => {
  const found = await axe.run(within || document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]});
  return {passed: found.passes.length, violations: found.violations.map((each) =>
    `${each.id}: ${each.help}: ${each.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`)};
}"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path) as running:
        running.open_blog("ferry", standfirst="No boat leaves before noon.")
        hero = {"kind": "picture", "media": upload(running, 1), "alt": "A quay", "credit": "Ada Marsh"}
        assert running.client.put("/api/v1/blogs/ferry/hero", json=hero).is_success
        gallery = [picture("a"), picture("b", (800, 1200)), picture("c"), picture("d"), picture("i")]
        append(tmp_path, showing("gallery", *gallery))
        append(tmp_path, showing("played", film(), "And the horn:", sound()))
        append(tmp_path, showing("card", embed()) + showing("gone", embed(5, with_picture=False)))
        yield running


def violations(page: Page, within: str = "") -> list[str]:
    """What axe has against the page as it stands, or against what is within a selector."""
    # By the debugger, which the page's own policy does not bind.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(_ASK, [RULES, within])
    assert found["passed"] > (3 if within else 10)
    violated: list[str] = found["violations"]
    return violated


def widths(page: Page) -> tuple[int, int]:
    """How wide the page is, and how wide its window."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return int(wide), int(window)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_ax10_ax15_nothing_stands_in_the_way_of_anybody(
    running: Running, readers: Readers, tmp_path: Path, colours: str
) -> None:
    page = readers(color_scheme=colours).new_page()
    Files().behind(page)
    page.goto(f"{running.url}/live/ferry")
    for name, (width, height) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == []
        append(tmp_path, showing(f"new-{name}", picture("n"), picture("o")))
        expect(page.locator(f"#post-new-{name} .gallery img")).to_have_count(2)
        assert violations(page) == []
        assert widths(page) == (width, width)
    page.locator("#post-gallery a.enlarge").first.click()
    expect(page.locator("dialog.viewer")).to_be_visible()
    assert violations(page) == []


def test_axe_finds_what_is_wrong(running: Running, readers: Readers) -> None:
    """Without which the empty lists above would say nothing."""
    page = readers().new_page()
    page.goto(f"{running.url}/live/ferry")
    page.evaluate("document.querySelector('#post-gallery img').removeAttribute('alt')")
    assert [each.split(":")[0] for each in violations(page)] == ["image-alt", "link-name"]
