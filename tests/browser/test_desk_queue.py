"""The queue in a real browser: posts change places by mouse and by keys, another's page follows, and all is held at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from stoppress.staff.permissions import Role
from stoppress.staff.sessions import form_token
from stoppress.web.desk.asking import PLAIN_COOKIE
from tests.browser.at_desk import session
from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of
from tests.browser.test_accessible import violations, widths

QUEUE = "/blogs/ferry/queue"
SOON = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=3)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


class Writer:
    """Somebody whose script sends posts."""

    def __init__(self, desk: Desk, role: Role) -> None:
        self.secret = secret = session(desk.folder, role)
        self._client = httpx.Client(
            base_url=f"{desk.running.url}/desk/blogs/ferry",
            cookies={PLAIN_COOKIE: secret},
            headers={"X-Form-Token": form_token(secret), "Accept": "application/json"},
        )

    def send(self, letter: str, minutes: float | None = None, **more: object) -> None:
        """A post, scheduled so many minutes from `SOON`."""
        content = {"headline": f"News {letter}", "body": f"Words of *{letter}*.", **more}
        at = None if minutes is None else (SOON + timedelta(minutes=minutes)).isoformat()
        answer = self._client.post(f"/drafts/{letter * 26}/send", json={"version": 1, "content": content, "at": at})
        assert answer.is_success, answer.text

    def rules(self, **rules: object) -> None:
        """What the rules' form sends."""
        assert self._client.post("/queue/rules", data=rules, follow_redirects=False).status_code == 303

    def save(self, letter: str) -> None:
        """A draft."""
        tree = {"version": 1, "content": {"body": f"Half a thought of {letter}."}}
        assert self._client.put(f"/drafts/{letter * 26}", json=tree).is_success

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def editor(desk: Desk) -> Iterator[Writer]:
    writer = Writer(desk, Role.EDITOR)
    yield writer
    writer.close()


@pytest.fixture
def reporter(desk: Desk) -> Iterator[Writer]:
    writer = Writer(desk, Role.REPORTER)
    yield writer
    writer.close()


def queue_of(desk: Desk, browser: BrowserContext, broken: list[str]) -> Page:
    """The page, listening; what the browser complains of is noted."""
    desk.sign_in(browser)
    page = browser.new_page()
    page.on("pageerror", lambda problem: broken.append(str(problem)))
    page.on("console", lambda told: broken.append(told.text) if told.type == "error" else None)
    with page.expect_response("**/desk/stream"):
        page.goto(f"{desk.running.url}/desk{QUEUE}")
    return page


def order(page: Page) -> list[str]:
    return [each.strip() for each in page.locator("[data-reorder] .heading").all_inner_texts()]


def test_posts_change_places_by_mouse_and_by_keys_and_others_see_it(
    desk: Desk, readers: Readers, reporter: Writer
) -> None:
    broken: list[str] = []
    page = queue_of(desk, readers(viewport={"width": 1280, "height": 1200}), broken)
    other = queue_of(desk, readers(), broken)
    expect(page.get_by_text("Nothing is scheduled.")).to_be_visible()
    for letter, minutes in zip("abc", (0, 5, 10), strict=True):
        reporter.send(letter, minutes)
    for each in (page, other):
        expect(each.locator("[data-reorder] .heading")).to_have_text(["News a", "News b", "News c"])
    times = page.locator("[data-reorder] .stamp time").all_inner_texts()
    assert page.locator("[data-reorder] .togo").first.inner_text().startswith("in 2 h")
    first, last = page.locator("[data-handle]").first, page.locator("[data-reorder] li").last
    start, end = first.bounding_box(), last.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"] + end["height"] - 2, steps=8)
    page.mouse.up()
    for each in (page, other):
        expect(each.locator("[data-reorder] .heading")).to_have_text(["News b", "News c", "News a"])
    expect(other.locator("[data-reorder] .stamp time")).to_have_text(times)
    page.get_by_role("button", name="Move News a").focus()
    page.keyboard.press("Home")
    for each in (page, other):
        expect(each.locator("[data-reorder] .heading")).to_have_text(["News a", "News b", "News c"])
    # What was in the hand is in it still, when the server's list has come.
    expect(page.locator("[data-reorder] .stamp time")).to_have_text(times)
    expect(page.get_by_role("button", name="Move News a")).to_be_focused()
    page.get_by_role("button", name="Down: News a").click()
    expect(other.locator("[data-reorder] .heading")).to_have_text(["News b", "News a", "News c"])
    assert broken == []


def test_a_post_is_put_into_the_next_free_slot(desk: Desk, readers: Readers, reporter: Writer) -> None:
    broken: list[str] = []
    reporter.send("a", 0)
    page = queue_of(desk, readers(), broken)
    page.locator("summary", has_text="Another time").click()
    slot = page.get_by_role("button", name="Next free slot")
    at = slot.inner_text().rpartition(" ")[2]
    slot.click()
    expect(page.locator("section[aria-labelledby=scheduled-h] .stamp time")).to_have_text(at)
    assert broken == []


def test_hold_everything_and_release_are_seen_by_all_and_a_reader_sees_nothing(
    desk: Desk, readers: Readers, reporter: Writer
) -> None:
    broken: list[str] = []
    page, other = queue_of(desk, readers(), broken), queue_of(desk, readers(), broken)
    reader = desk.reader(readers())
    for letter, minutes in zip("ab", (0, 0.5), strict=True):
        reporter.send(letter, minutes)
    expect(page.locator(".clash")).to_have_count(2)
    page.get_by_role("button", name="Hold everything").click()
    expect(page.get_by_text("Everything that waited is held.")).to_be_visible()
    held = other.locator("section[aria-labelledby=held-h]")
    expect(held.locator(".heading")).to_have_text(["News a", "News b"])
    expect(held.get_by_text("Held by")).to_have_count(2)
    held.get_by_role("button", name="Release: News a").click()
    expect(page.locator("section[aria-labelledby=scheduled-h] .heading")).to_have_text(["News a"])
    assert "Words of" not in reader.content()
    assert broken == []


def test_what_leaves_is_taken_back_beside_the_composer_or_is_read_a_moment_later(
    desk: Desk, readers: Readers, editor: Writer
) -> None:
    editor.rules(undo_seconds="3")
    browser = readers()
    desk.sign_in(browser)
    page = desk.open(browser, "/blogs/ferry")
    reader = desk.reader(readers())
    expect(page.locator("#queue-summary")).to_contain_text("0 scheduled")
    editor.rules(undo_seconds="60")
    editor.send("a")
    page.get_by_role("button", name="Undo: News a").click()
    expect(page.locator(".done")).to_contain_text("taken back")
    editor.rules(undo_seconds="1")
    editor.send("b")
    expect(reader.get_by_text("News b")).to_be_attached()
    assert "News a" not in reader.content()


def test_a_draft_is_taken_up_where_it_was_left_and_published_once(
    desk: Desk, readers: Readers, reporter: Writer
) -> None:
    reporter.save("a")
    browser = readers()
    browser.add_cookies([{"name": PLAIN_COOKIE, "value": reporter.secret, "url": desk.running.url}])
    page = desk.open(browser, QUEUE)
    page.locator("section[aria-labelledby=drafts-h]").get_by_role("link").click()
    writing = page.locator("#composer [contenteditable=true]")
    expect(writing).to_have_text("Half a thought of a.")
    expect(writing).to_be_focused()
    page.keyboard.type(" And the other half.")
    page.locator("#composer").get_by_role("button", name="Publish").click()
    reader = desk.reader(readers())
    expect(reader.get_by_text("Half a thought of a. And the other half.")).to_have_count(1)
    expect(page.locator("#queue-summary")).to_contain_text("0 of your drafts")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_full_queue_is_for_everybody(
    desk: Desk, readers: Readers, editor: Writer, reporter: Writer, colours: str
) -> None:
    editor.rules(undo_seconds="60", second_eyes="breaking")
    for letter, minutes in zip("abc", (0, 0.5, 10), strict=True):
        reporter.send(letter, minutes)
    reporter.send("d")
    reporter.send("e", label="breaking", bylines=[{"name": "Rex", "role": "Asia correspondent", "place": "Velmora"}])
    broken: list[str] = []
    browser = readers(color_scheme=colours)
    page = queue_of(desk, browser, broken)
    page.get_by_role("button", name="Hold: News c").click()
    page.locator("summary").first.click()
    page.locator("summary", has_text="Another time").first.click()
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert violations(page) == [], width
        assert widths(page) == (width, width)
    assert broken == []
