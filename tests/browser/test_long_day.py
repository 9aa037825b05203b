"""A page that stays open all day: what is far off is folded, and can still be reached. (READER PE4)"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.ferry import PHONE, caught_up, ferry_story, opened, publish, read, shown, top
from tests.browser.open_pages import cut_to, seen
from tests.browser.test_accessible import violations
from tests.running import Running

NEW = 70


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with ferry_story(tmp_path) as running:
        yield running


def long_open(running: Running, readers: Readers, *, reading: str | None = None) -> Page:
    """A page to which many posts have come, those far off folded."""
    page = opened(running, readers(viewport=PHONE).new_page())
    if reading:
        read(page, reading)
    for number in range(NEW):
        publish(running, f"new-{number}", key_event=number == 20)
    caught_up(running, page)
    expect(page.locator("#posts > .folded").first).to_be_attached()
    return page


def posts(page: Page) -> list[str]:
    """Every post of the page, folded or not, as they stand."""
    names: list[str] = page.evaluate(
        "[...document.querySelectorAll('#posts > li')].flatMap((each) => (each.dataset.posts ?? each.dataset.post).split(' '))"
    )
    return names


ALL = [f"new-{number}" for number in reversed(range(NEW))] + [f"old-{number}" for number in reversed(range(4, 34))]


def test_pe4_what_is_far_off_is_folded_and_nothing_moves(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=PHONE).new_page())
    height = page.evaluate("document.body.scrollHeight")
    page = long_open(running, readers)
    assert posts(page) == ALL
    page.wait_for_function("() => document.querySelectorAll('#posts > li:not(.folded)').length < 60")
    grown = page.evaluate("document.body.scrollHeight") / height
    assert grown > len(ALL) / 30 * 0.8
    assert violations(page) == []
    fresh = readers(viewport=PHONE).new_page()
    fresh.goto(page.url)
    assert cut_to(seen(page), seen(fresh)) == seen(fresh)


def test_pe4_scrolling_there_puts_it_back(running: Running, readers: Readers) -> None:
    page = long_open(running, readers)
    page.locator("#posts > .folded").last.scroll_into_view_if_needed()
    expect(page.locator("#post-old-10")).to_be_visible()
    assert posts(page) == ALL


@pytest.mark.parametrize("way", ["link", "address", "search", "button"])
def test_pe4_a_folded_post_can_be_reached(running: Running, readers: Readers, way: str) -> None:
    page = long_open(running, readers)
    name = page.locator("#posts > .folded").first.get_attribute("data-posts", timeout=5_000) or ""
    folded = name.split()[3]
    assert not page.locator(f"#post-{folded}").count()
    if way == "link":
        page.evaluate(
            """(name) => { const link = document.createElement("a"); link.href = "#post-" + name;
            document.body.append(link); link.click(); }""",
            folded,
        )
    elif way == "address":
        page.evaluate("(name) => { location.hash = 'post-' + name; }", folded)
    elif way == "search":
        words = "document.querySelector('#posts > .folded [hidden=until-found]')"
        assert f"Post {folded}" in page.evaluate(f"{words}.textContent")
        page.evaluate(f"{words}.dispatchEvent(new Event('beforematch', {{bubbles: true}}))")
    else:
        page.locator("#posts > .folded button").first.focus()
        page.keyboard.press("Enter")
    expect(page.locator(f"#post-{folded}")).to_be_attached()
    if way in ("link", "address"):
        assert 0 <= top(page, folded) < PHONE["height"]
    assert posts(page) == ALL


def test_pe4_what_waits_is_folded_too_and_shown_from_the_oldest_on(running: Running, readers: Readers) -> None:
    page = long_open(running, readers, reading="old-20")
    before = top(page, "old-20")
    expect(page.locator("#news .show")).to_have_text(f"{NEW} new updates")
    assert shown(page)[0] == "old-33"
    page.wait_for_function("() => document.querySelectorAll('#posts > li:not(.folded)').length < 75")
    assert abs(top(page, "old-20") - before) <= 1
    page.locator("#news .show").click()
    assert page.evaluate("document.activeElement.id") == "post-new-0"
    assert 0 <= top(page, "new-0") < PHONE["height"]
    assert posts(page) == ALL


def test_pe4_an_edit_and_a_withdrawal_reach_a_folded_post(running: Running, readers: Readers) -> None:
    page = long_open(running, readers)
    first, second = (page.locator("#posts > .folded").first.get_attribute("data-posts") or "").split()[3:5]
    running.ask("PATCH", f"ferry/posts/{first}", {"headline": "Changed"})
    running.ask("POST", f"ferry/posts/{second}/withdrawal", {"reason": "It was wrong."})
    caught_up(running, page)
    page.evaluate("(name) => { location.hash = 'post-' + name; }", first)
    expect(page.locator(f"#post-{first} h3")).to_have_text("Changed")
    expect(page.locator(f"#post-{second}")).to_contain_text("taken down")
    assert posts(page) == ALL


def test_pe4_a_choice_counts_what_is_folded(running: Running, readers: Readers) -> None:
    page = long_open(running, readers)
    page.locator(".tools [name=only]").select_option("key")
    expect(page.locator(".tools .hides")).to_have_text(f"{len(ALL) - 2} posts left out")
    expect(page.locator("#post-new-20")).to_be_visible()
    page.locator(".tools [name=only]").select_option("")
    page.locator(".tools [name=order]").select_option("oldest")
    assert posts(page)[0] == "old-4" or page.locator("#posts > .folded").count()
    assert sorted(posts(page)) == sorted(ALL)


def test_pe4_a_printed_page_has_everything(running: Running, readers: Readers) -> None:
    page = long_open(running, readers)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#posts > .folded").count() == 0
    assert shown(page) == ALL
