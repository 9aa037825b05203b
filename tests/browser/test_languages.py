"""A page from right to left: its width, its words, and what arrives on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Readers
from tests.browser.ferry import caught_up, opened, publish, read
from tests.browser.open_pages import cut_to, seen
from tests.browser.test_accessible import violations, widths
from tests.running import Running, serving


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path) as running:
        running.open_blog("ferry", language="ar", headline="توقف العبّارات في فيلمورا", standfirst="لا عبّارة قبل الظهر.")
        for number in range(12):
            publish(
                running,
                f"old-{number}",
                headline=f"خبر {number}",
                body="كلمات عن الميناء. " * 40,
                key_event=number == 8,
            )
        yield running


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_nothing_stands_out_and_news_arrives_in_arabic(running: Running, readers: Readers, width: int) -> None:
    page = opened(running, readers(viewport={"width": width, "height": 800}).new_page())
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    read(page, "old-6")
    for number in range(3):
        publish(running, f"new-{number}", headline=f"جديد {number}", body="كلمات.")
    caught_up(running, page)
    expect(page.locator("#news .show")).to_have_text("3 مستجدات")
    expect(page.locator("#announcer")).to_have_text(re.compile("مستجد"))
    wide, window = widths(page)
    assert wide == window
    assert violations(page) == []
    page.locator("#news .show").click()
    page.evaluate("document.activeElement.blur()")
    fresh = readers().new_page()
    fresh.goto(page.url)
    assert cut_to(seen(page), seen(fresh)) == seen(fresh)
