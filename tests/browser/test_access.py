"""Nobody is shut out: keyboard, zoom, narrow screens, other colours, less motion. Named after the rows of the specification."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.ferry import PHONE, WIDE, caught_up, ferry_story, opened, publish, read
from tests.browser.test_accessible import violations, widths
from tests.running import Running

# Half of it or more of a thing under something that lies over the page is as good as hidden.
_HIDDEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const name = document.activeElement.outerHTML.slice(0, 120);
  if (!box.width || box.bottom <= 0 || box.top >= innerHeight) return "outside: " + name;
  const over = document.elementFromPoint(box.left + Math.min(box.width, 20) / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2);
  const mine = over && (document.activeElement.contains(over) || over.contains(document.activeElement));
  return mine ? "" : "under " + (over && over.outerHTML.slice(0, 80)) + ": " + name;
}"""

_SIZES = """() => [...document.querySelectorAll("button, select, input, summary, .pager a, .share, .newer a")]
  .filter((each) => each.checkVisibility())
  .map((each) => { const box = (each.closest("label") || each).getBoundingClientRect();
    return [each.outerHTML.slice(0, 80), Math.round(box.width), Math.round(box.height)]; })"""

_SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""


_LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with ferry_story(tmp_path) as running:
        running.ask("PUT", "ferry/key-points", [{"text": "No boat before noon", "post": "old-20"}])
        running.ask("PUT", "ferry/posts/old-30/pin")
        publish(running, "hot", label="breaking")
        yield running


def test_ax8_what_has_the_focus_is_not_under_anything(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=PHONE).new_page())
    read(page, "old-24")
    publish(running, "new")
    caught_up(running, page)
    expect(page.locator("#news")).to_be_visible()
    page.locator("#post-old-25 a").first.focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(_HIDDEN) == ""
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(_HIDDEN) == ""


def test_ax8_a_permalink_leads_to_the_head_of_its_post(running: Running, readers: Readers) -> None:
    page = readers(viewport=PHONE).new_page()
    for name in ("old-33", "old-20", "old-9"):
        page.goto(f"{running.url}/live/ferry#post-{name}")
        page.wait_for_function("(name) => document.querySelector(':target')?.id === 'post-' + name", arg=name)
        inside = "(id) => document.elementFromPoint(200, document.querySelector(id + ' h3').getBoundingClientRect().top + 4).closest(id) !== null"
        assert page.evaluate(inside, f"#post-{name}")


def test_ax9_every_control_can_be_hit(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=PHONE, has_touch=True).new_page())
    page.locator(".tools summary").click()
    read(page, "old-24")
    publish(running, "new")
    caught_up(running, page)
    sizes = page.evaluate(_SIZES)
    assert len(sizes) > 30
    assert [each for each in sizes if min(each[1:]) < 24 or each[2] < 44] == []


@pytest.mark.parametrize("way", ["320 px", "text twice as large", "spaced text"])
def test_ax10_nothing_stands_out_sideways(running: Running, readers: Readers, way: str) -> None:
    reader = readers(viewport={"width": 320 if way == "320 px" else 640, "height": 640})
    page = opened(running, reader.new_page())
    if way == "text twice as large":
        page.evaluate("document.documentElement.style.fontSize = '200%'")
    elif way == "spaced text":
        page.evaluate(
            "(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);"
            " document.adoptedStyleSheets = [sheet]; }",
            _SPACED,
        )
    read(page, "old-24")
    running.ask("PUT", "ferry/key-points", [{"text": _LONG, "post": "old-20"}])
    publish(running, "new", headline=_LONG, body=f"> {_LONG}\n\n```\n{_LONG * 2}\n```", key_event=True)
    caught_up(running, page)
    page.locator("#news .show").click()
    wide, window = widths(page)
    assert wide == window
    assert page.evaluate(
        "[...document.querySelectorAll('pre')].map((each) => each.scrollWidth > each.clientWidth)"
    ) == [False]
    for path in ("/live/ferry/before/old-10", "/live/ferry/p/new", "/"):
        page.goto(running.url + path)
        assert len(set(widths(page))) == 1


def test_ax11_nothing_moves_for_those_who_want_less_motion(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=WIDE).new_page())
    publish(running, "new")
    expect(page.locator("#post-new")).to_be_visible()
    assert page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_ax12_words_say_what_colours_say(running: Running, readers: Readers) -> None:
    page = opened(running, readers(forced_colors="active").new_page())
    expect(page.locator(".state strong")).to_have_text("Live")
    expect(page.locator("#post-hot .label")).to_have_text("Breaking:")
    expect(page.get_by_role("heading", name="Pinned")).to_be_visible()
    expect(page.locator("#post-old-31 .flag")).to_have_text("Key event")
    assert violations(page) == []


def test_ax13_controls_are_controls_and_a_keyboard_reaches_them(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=WIDE).new_page())
    assert page.locator("label[role], [onclick], [role=button]:not(button), [tabindex='-1']:not(.post)").count() == 0
    page.locator(".tools .pause").focus()
    reached = []
    for _ in range(5):
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.localName"))
        page.keyboard.press("Tab")
    assert reached[:4] == ["button", "only", "order", "summary"]
    page.locator(".tools .pause").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause updates", pressed=True)).to_be_visible()


def regions(page: Page) -> list[str]:
    """The names of all navigation, groups and sections; one without a name gives an empty text."""
    names: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("nav, section, aside.notices, .tools")].map((each) =>
        each.getAttribute("aria-label") ?? document.getElementById(each.getAttribute("aria-labelledby"))?.textContent ?? "")"""
    )
    return names


def test_ax14_regions_have_names_and_the_title_says_which_page(running: Running, readers: Readers) -> None:
    page = readers().new_page()
    page.goto(f"{running.url}/live/ferry")
    assert "" not in regions(page)
    assert len(regions(page)) == len(set(regions(page)))
    first = page.title()
    page.get_by_role("link", name="Older posts").click()
    page.wait_for_url("**/before/**")
    assert "" not in regions(page)
    assert page.title().startswith("Posts before ")
    assert page.title().endswith(first)
