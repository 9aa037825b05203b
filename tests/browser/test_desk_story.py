"""An editor changes what is out, and the reader's open page follows: corrected, pinned, taken down, continued, removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from stoppress.staff.permissions import Role
from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of

FERRY = "/blogs/ferry"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


def deed(page: Page, post: str, words: str) -> None:
    """Press what can be done to a post."""
    page.locator(f"#row-{post} .deeds").get_by_text(words, exact=False).first.click()


def test_a_correction_reaches_who_reads(desk: Desk, readers: Readers) -> None:
    reader, browser = desk.reader(readers()), readers()
    desk.sign_in(browser)
    page = desk.open(browser, FERRY)
    deed(page, "p1", "Correct")
    page.get_by_label("What was wrong").fill("Line 1 stops until noon.")
    page.get_by_label("What is right").fill("It stops until the evening.")
    page.get_by_role("button", name="Publish the correction").click()
    expect(page.get_by_role("status").first).to_contain_text("correction is published")
    expect(reader.locator("#post-p1 .correction")).to_contain_text("It stops until the evening.")
    expect(reader.locator("#post-p1 .correction del")).to_have_text("Line 1 stops until noon.")


def test_a_post_is_pinned_and_taken_down_before_the_readers_eyes(desk: Desk, readers: Readers) -> None:
    reader, browser = desk.reader(readers()), readers()
    desk.sign_in(browser)
    page = desk.open(browser, FERRY)
    deed(page, "p0", "Pin")
    expect(reader.locator("#pin-p0")).to_be_visible()
    expect(page.locator("#row-p0 .stamp")).to_contain_text("Pinned")
    deed(page, "p0", "Take down")
    page.get_by_label("Why").fill("It named the wrong line.")
    page.get_by_role("button", name="Take it down").click()
    expect(reader.locator("#post-p0")).to_contain_text("It named the wrong line.")
    expect(reader.locator("body")).not_to_contain_text("Line 0 stops")
    expect(page.locator("#row-p0")).to_contain_text("Taken down")
    page.locator("#row-p0").get_by_role("link", name="What it said").click()
    expect(page.locator("main")).to_contain_text("Line 0 stops")


def test_who_has_the_list_open_sees_what_others_do(desk: Desk, readers: Readers) -> None:
    browser = readers()
    desk.sign_in(browser)
    page = desk.open(browser, FERRY)
    desk.running.ask("POST", "ferry/posts", {"id": "p9", "headline": "Another line stops", "body": "It does."})
    expect(page.locator("#rows > li").first).to_contain_text("Another line stops")
    desk.running.ask("PATCH", "ferry/posts/p1", {"headline": "Line 1 runs"})
    expect(page.locator("#row-p1 h3")).to_have_text("Line 1 runs")
    desk.running.ask("POST", "ferry/posts/p2/withdrawal", {"reason": "Wrong."})
    expect(page.locator("#row-p2")).to_contain_text("Taken down")


def test_a_blog_pauses_ends_with_a_summary_and_is_opened_again(desk: Desk, readers: Readers) -> None:
    reader, browser = desk.reader(readers()), readers()
    desk.sign_in(browser)
    page = desk.open(browser, f"{FERRY}/coverage")
    page.get_by_label("Until when, or why").fill("Back at six.")
    page.get_by_role("button", name="Pause coverage").click()
    expect(reader.locator("main")).to_contain_text("Back at six.")
    page.get_by_role("button", name="Resume").click()
    page.get_by_label("Summary", exact=True).fill("All lines stopped; nobody was hurt.")
    page.get_by_role("button", name="End coverage").click()
    expect(reader.locator("#posts > li").first).to_contain_text("nobody was hurt")
    page.goto(f"{desk.running.url}/desk{FERRY}/coverage")
    page.get_by_role("button", name="Reopen").click()
    reader.reload()
    expect(reader.locator("main")).to_have_attribute("data-state", "live")


def test_a_blog_goes_on_in_another_and_open_pages_are_told(desk: Desk, readers: Readers) -> None:
    reader, browser = desk.reader(readers()), readers()
    desk.sign_in(browser)
    page = desk.open(browser, f"{FERRY}/coverage")
    page.get_by_label("Headline of the new blog").fill("Ferries stop: the second day")
    page.get_by_role("button", name="Continue there").click()
    banner = reader.locator("#content").get_by_role("link", name="Ferries stop: the second day")
    expect(banner).to_be_visible()
    banner.click()
    expect(reader.locator(".key-points li")).to_have_text(["All lines stopped", "A storm is near"])


def test_two_administrators_remove_words_by_law(desk: Desk, readers: Readers) -> None:
    reader, first, second = desk.reader(readers()), readers(), readers()
    desk.sign_in(first, Role.ADMINISTRATOR, "Ada Marsh")
    desk.sign_in(second, Role.ADMINISTRATOR, "Ben Quay")
    asking = desk.open(first, f"{FERRY}/removals")
    asking.locator("#post").fill("p1")
    asking.get_by_role("button", name="Ask for it").click()
    approving = desk.open(second, f"{FERRY}/removals")
    approving.locator("main").get_by_role("link").first.click()
    expect(reader.locator("#post-p1")).to_contain_text("Line 1 stops")
    approving.get_by_role("button", name="Approve").click()
    expect(approving.locator("main")).to_contain_text("gone")
    expect(reader.locator("body")).not_to_contain_text("Line 1 stops")
