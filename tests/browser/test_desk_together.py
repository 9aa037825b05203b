"""Several at one desk in real browsers: who is here, who has the same open, and two texts of one post put together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from stoppress.staff.permissions import Role
from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of, editor_of
from tests.browser.test_accessible import violations, widths

FERRY = "/blogs/ferry"
EDIT = f"{FERRY}/posts/lines/edit"
BODY = "Line one stops.\n\nLine two runs.\n\nLine three waits."
SCREENS = {"wide": (1440, 900), "phone": (390, 844), "narrow": (320, 640)}

_TARGETS = """() => [...document.querySelectorAll("#conflict .take, #conflict button, #composer .acts button")]
  .filter((each) => each.checkVisibility())
  .map((each) => Math.round(each.getBoundingClientRect().height))"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        desk.running.ask("POST", "ferry/posts", {"id": "lines", "headline": "Lines", "body": BODY})
        yield desk


@pytest.fixture
def ada(desk: Desk, readers: Readers) -> BrowserContext:
    return signed_in(desk, readers, "Ada Marsh")


@pytest.fixture
def ben(desk: Desk, readers: Readers) -> BrowserContext:
    return signed_in(desk, readers, "Ben Okoro")


def signed_in(desk: Desk, readers: Readers, name: str, role: Role = Role.EDITOR, **options: object) -> BrowserContext:
    browser = readers(**options)
    desk.sign_in(browser, role, name)
    return browser


def form_of(desk: Desk, browser: BrowserContext, path: str = EDIT) -> Page:
    """A page with a composer that can be written in."""
    page = desk.open(browser, path)
    expect(editor_of(page)).to_be_editable()
    return page


def add(page: Page, paragraph: str, words: str) -> None:
    """Write words at the end of a paragraph."""
    place = editor_of(page).locator("p", has_text=paragraph)
    place.click()
    expect(editor_of(page)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(words)
    expect(place).to_contain_text(words)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def paragraphs(page: Page) -> list[str]:
    return editor_of(page).locator("p").all_inner_texts()


def test_two_on_different_paragraphs_have_both_published(
    desk: Desk, readers: Readers, ada: BrowserContext, ben: BrowserContext
) -> None:
    reader = desk.reader(readers())
    first, second = form_of(desk, ada), form_of(desk, ben)
    add(first, "Line one", " Until noon.")
    add(second, "Line three", " For the tide.")
    save(first)
    expect(first.get_by_text("Saved. Open pages show the new wording.")).to_be_visible()
    save(second)
    panel = second.locator("#conflict")
    expect(panel.get_by_role("heading", name="Ada Marsh changed this while you wrote")).to_be_visible()
    expect(panel.locator(".is-theirs mark")).to_have_text(" Until noon.")
    expect(panel.locator(".is-mine mark")).to_have_text(" For the tide.")
    expect(panel.get_by_role("radio")).to_have_count(0)
    expect(editor_of(second).locator("p")).to_have_text(
        ["Line one stops. Until noon.", "Line two runs.", "Line three waits. For the tide."]
    )
    # Nothing of it is out before somebody has seen it.
    expect(reader.locator("#post-lines")).to_contain_text("Until noon.")
    expect(reader.locator("#post-lines")).not_to_contain_text("For the tide.")
    save(second)
    expect(reader.locator("#post-lines .body p")).to_have_text(
        ["Line one stops. Until noon.", "Line two runs.", "Line three waits. For the tide."]
    )


def test_two_on_the_same_paragraph_see_both_and_choose(
    desk: Desk, readers: Readers, ada: BrowserContext, ben: BrowserContext
) -> None:
    reader = desk.reader(readers())
    first, second = form_of(desk, ada), form_of(desk, ben)
    add(first, "Line two", " Late.")
    add(second, "Line two", " Early.")
    save(first)
    expect(first.get_by_text("Saved. Open pages show the new wording.")).to_be_visible()
    save(second)
    panel = second.locator("#conflict")
    expect(panel.locator(".is-conflict .side").nth(0)).to_contain_text("Line two runs. Late.")
    expect(panel.locator(".is-conflict .side").nth(1)).to_contain_text("Line two runs. Early.")
    text = editor_of(second).locator("p")
    expect(text).to_have_text(["Line one stops.", "Line two runs. Late.", "Line two runs. Early.", "Line three waits."])
    expect(panel.get_by_role("button", name="Put it together so")).to_be_hidden()
    panel.get_by_label("Mine").check()
    expect(text).to_have_text(["Line one stops.", "Line two runs. Early.", "Line three waits."])
    panel.get_by_label("Theirs").check()
    expect(text).to_have_text(["Line one stops.", "Line two runs. Late.", "Line three waits."])
    # What was changed by hand since is not replaced unasked.
    add(second, "Line one", " Until noon.")
    panel.get_by_label("Both").check()
    expect(second.get_by_text("You have changed the text since.")).to_be_visible()
    expect(text.first).to_have_text("Line one stops. Until noon.")
    second.get_by_role("button", name="Leave it").click()
    save(second)
    expect(reader.locator("#post-lines .body p")).to_have_text(
        ["Line one stops. Until noon.", "Line two runs. Late.", "Line three waits."]
    )


def test_a_draft_on_two_devices_is_put_together(
    desk: Desk, readers: Readers, ada: BrowserContext, ben: BrowserContext
) -> None:
    reader = desk.reader(readers())
    first = form_of(desk, ada, FERRY)
    expect(editor_of(first)).to_be_focused()
    first.keyboard.type("One.")
    first.keyboard.press("Enter")
    first.keyboard.type("Two.")
    first.get_by_role("button", name="Save draft").click()
    expect(first.get_by_text("You find it in the queue")).to_be_visible()
    name = sqlite3.connect(desk.folder / "data" / "desk.db").execute("SELECT id FROM drafts").fetchone()[0]
    second = form_of(desk, ben, f"{FERRY}?draft={name}")
    expect(second.get_by_text("Ada Marsh has had this open since")).to_be_visible()
    expect(first.get_by_text("Ben Okoro has had this open since")).to_be_visible()
    add(second, "Two.", " Elsewhere.")
    second.get_by_role("button", name="Save draft").click()
    expect(second.get_by_text("You find it in the queue")).to_be_visible()
    add(first, "One.", " Here.")
    first.get_by_role("button", name="See both, put together").click()
    expect(first.locator("#conflict")).to_be_focused()
    expect(editor_of(first).locator("p")).to_have_text(["One. Here.", "Two. Elsewhere."])
    first.get_by_role("button", name="Publish", exact=True).click()
    expect(reader.locator("#posts > li").first.locator(".body p")).to_have_text(["One. Here.", "Two. Elsewhere."])


def test_everybody_sees_who_is_here_and_what_they_have_open(
    desk: Desk, ada: BrowserContext, ben: BrowserContext
) -> None:
    page = form_of(desk, ada, FERRY)
    here, row = page.locator("#presence li"), page.locator("#row-lines .lock")
    expect(here).to_have_text(["Ada Marsh (you)"])
    expect(row).to_be_hidden()
    other = form_of(desk, ben)
    expect(here.nth(1)).to_have_text("Ben Okoro editing “Lines”")
    expect(row).to_contain_text("Ben Okoro is editing this, since")
    third = form_of(desk, ada)
    expect(third.locator("#others")).to_contain_text("Ben Okoro has had this open since")
    expect(other.locator("#others")).to_contain_text("Ada Marsh has had this open since")
    third.close(run_before_unload=False)
    other.goto(f"{desk.running.url}/desk{FERRY}")
    expect(row).to_be_hidden()
    expect(here.nth(1)).to_have_text("Ben Okoro")
    expect(editor_of(other)).to_be_focused()
    other.keyboard.type("A boat")
    expect(here.nth(1)).to_have_text("Ben Okoro writing a post")


def test_a_browser_that_was_killed_holds_nothing(desk: Desk, ada: BrowserContext, ben: BrowserContext) -> None:
    page = form_of(desk, ada, FERRY)
    form_of(desk, ben)
    row = page.locator("#row-lines .lock")
    expect(row).to_be_visible()
    # It says no word any more, neither that it is there nor that it is closed.
    ben.route("**/here", lambda route: route.abort())
    ben.close()
    kept = sqlite3.connect(desk.folder / "data" / "desk.db")
    with kept:
        over = kept.execute("UPDATE open_pages SET expires_at = '2020-01-01 00:00:00' WHERE person_name = 'Ben Okoro'")
        assert over.rowcount == 1
    kept.close()
    # The next sign of life of anybody tells.
    form_of(desk, ada, f"{FERRY}/posts/p1/edit")
    expect(row).to_be_hidden()
    expect(page.locator("#presence li", has_text="Ben Okoro")).to_have_count(0)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_conflict_stands_in_nobodys_way(desk: Desk, readers: Readers, colours: str) -> None:
    ada, ben = (signed_in(desk, readers, name, color_scheme=colours) for name in ("Ada Marsh", "Ben Okoro"))
    first, second = form_of(desk, ada), form_of(desk, ben)
    for page, words in ((first, " Late."), (second, " Early.")):
        add(page, "Line two", words)
        page.get_by_label("Headline").fill(f"Lines{words}")
    save(first)
    expect(first.get_by_text("Saved. Open pages show the new wording.")).to_be_visible()
    save(second)
    expect(second.locator("#conflict .is-conflict")).to_have_count(2)
    expect(editor_of(second)).to_be_editable()
    for name, (width, height) in SCREENS.items():
        second.set_viewport_size({"width": width, "height": height})
        assert violations(second) == [], name
        assert widths(second) == (width, width)
        targets = second.evaluate(_TARGETS)
        assert len(targets) > 4
        assert min(targets) >= 44
    watch = form_of(desk, ada, FERRY)
    expect(watch.locator("#row-lines .lock")).to_be_visible()
    for name, (width, height) in SCREENS.items():
        watch.set_viewport_size({"width": width, "height": height})
        assert violations(watch) == [], name
        assert widths(watch) == (width, width)
