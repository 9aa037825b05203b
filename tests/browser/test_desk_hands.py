"""Fast hands in a real browser, with a mouse, with keys, and with a thumb: templates, snippets, labels, several posts, undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from stoppress.staff.sessions import form_token
from stoppress.web.desk.asking import PLAIN_COOKIE
from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of, editor_of
from tests.browser.test_accessible import violations, widths

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


def composer(desk: Desk, browser: BrowserContext) -> Page:
    """The page of a blog, once the composer has begun."""
    desk.sign_in(browser)
    page = desk.open(browser, "/blogs/ferry")
    expect(editor_of(page)).to_be_focused()
    return page


def prepare(desk: Desk, browser: BrowserContext, **fields: str) -> None:
    """What an editor's form keeps: a snippet, or a template."""
    secret = desk.sign_in(browser)
    answer = httpx.post(
        f"{desk.running.url}/desk/blogs/ferry/ready/form",
        data={"form_token": form_token(secret), "whose": "blog", **fields},
        cookies={PLAIN_COOKIE: secret},
    )
    assert answer.status_code == 303, answer.text


def published(desk: Desk, post: str = "") -> str:
    """What readers see."""
    return desk.running.client.get(f"/live/ferry{f'/p/{post}' if post else ''}").text


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".outgoing [data-state=sent]")).to_have_count(1)


# --- templates -----------------------------------------------------------------------------------------------


def test_a_template_is_filled_in_by_keys_alone(desk: Desk, readers: Readers) -> None:
    page = composer(desk, readers())
    page.keyboard.press("Control+Shift+M")
    page.get_by_role("dialog", name="Template").get_by_role("button", name="Score").press("Enter")
    dialog = page.get_by_role("dialog", name="Score")
    expect(dialog.get_by_label("home", exact=True)).to_be_focused()
    for name, value in (
        ("home", "Harbour"),
        ("home score", "1"),
        ("away score", "0"),
        ("away", "*Quay*"),
        ("minute", "61"),
        ("what happened", "Marsh scores."),
    ):
        field = dialog.get_by_label(name, exact=True)
        expect(field).to_be_focused()
        field.fill(value)
        field.press("Tab")
    dialog.get_by_role("button", name="Put it in").press("Enter")
    expect(page.get_by_label("Headline")).to_have_value("Harbour 1–0 *Quay*")
    expect(editor_of(page)).to_have_text("61' Marsh scores.")
    publish(page)
    assert "61' Marsh scores." in published(desk).replace("&#39;", "'").replace("’", "'")


def test_a_field_that_is_not_filled_in_is_told_of(desk: Desk, readers: Readers) -> None:
    page = composer(desk, readers())
    page.get_by_role("button", name="Template: a post to fill in").click()
    page.get_by_role("dialog", name="Template").get_by_role("button", name="Toll").click()
    dialog = page.get_by_role("dialog", name="Toll")
    dialog.get_by_label("number", exact=True).fill("Three")
    dialog.get_by_role("button", name="Put it in").click()
    warning = page.locator(".warning")
    expect(warning).to_contain_text("Still to be filled in: {killed or hurt}, {source}")
    # Its label and the key event come with it.
    expect(page.locator("[data-set]")).to_have_text("Breaking · Key event")
    page.get_by_label("Headline").fill("Three hurt")
    editor_of(page).fill("That is all.")
    expect(warning).to_have_text("")


def test_a_template_replaces_nothing_that_was_written(desk: Desk, readers: Readers) -> None:
    page = composer(desk, readers())
    page.keyboard.type("Written before.")
    page.get_by_label("Headline").fill("Mine")
    page.get_by_role("button", name="Template: a post to fill in").click()
    page.get_by_role("dialog", name="Template").get_by_role("button", name="Summary").click()
    page.get_by_role("dialog", name="Summary").get_by_role("button", name="Put it in").click()
    expect(page.get_by_label("Headline")).to_have_value("Mine")
    expect(editor_of(page).locator("p").first).to_have_text("Written before.")
    expect(editor_of(page).locator("li")).to_have_count(3)


# --- snippets and labels -------------------------------------------------------------------------------------


def test_a_snippet_stands_where_its_name_was_typed(desk: Desk, readers: Readers) -> None:
    browser = readers()
    prepare(desk, browser, kind="snippet", name="hm", body="the *harbour master*")
    page = desk.open(browser, "/blogs/ferry")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type("So says ;h")
    option = page.get_by_role("listbox", name="Snippets").get_by_role("option")
    expect(option).to_have_text(";hm the *harbour master*")
    page.keyboard.press("Enter")
    expect(editor_of(page)).to_have_text("So says the harbour master")
    expect(editor_of(page).locator("em")).to_have_text("harbour master")
    # A semicolon is a semicolon, too; and an offer is declined.
    page.keyboard.type(" today; ;h")
    expect(option).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Snippets")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(editor_of(page).locator("p")).to_have_count(2)


def test_a_label_is_set_by_one_press_and_by_one_key(desk: Desk, readers: Readers) -> None:
    page = composer(desk, readers())
    breaking = page.locator(".quick-labels").get_by_role("button", name="Breaking")
    breaking.click()
    expect(breaking).to_have_attribute("aria-pressed", "true")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.press("Alt+Shift+Digit0")
    expect(breaking).to_have_attribute("aria-pressed", "false")
    key = breaking.get_attribute("aria-keyshortcuts") or ""
    page.keyboard.press(key.replace("+", "+", 1).replace("Shift+", "Shift+Digit"))
    expect(breaking).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("All lines stop.")
    publish(page)
    expect(page.locator("#rows .label").first).to_have_text("Breaking")
    # The next post begins without it.
    expect(breaking).to_have_attribute("aria-pressed", "false")


# --- several posts, and undo ---------------------------------------------------------------------------------


def test_several_posts_become_key_events_and_are_none_again(desk: Desk, readers: Readers) -> None:
    page = composer(desk, readers(**PHONE))
    bar = page.locator("#several")
    expect(bar).to_be_hidden()
    boxes = page.locator("#rows input[type=checkbox]")
    expect(boxes).to_have_count(3)
    boxes.nth(0).check()
    boxes.nth(2).check()
    expect(bar).to_contain_text("2 posts chosen")
    bar.get_by_role("button", name="Do something with those chosen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 posts")
    assert not violations(page)
    page.get_by_role("button", name="Make them key events").click()
    expect(page.locator(".told li")).to_have_count(2)
    other = desk.open(page.context, "/blogs/ferry")
    expect(other.locator("#rows .flag", has_text="Key event")).to_have_count(2)
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.locator(".told li", has_text="Undone.")).to_have_count(2)
    expect(other.locator("#rows .flag", has_text="Key event")).to_have_count(0)
    page.get_by_role("link", name="Back to the posts").click()
    expect(page.locator("#rows li[data-post]")).to_have_count(3)


def test_what_is_chosen_stays_chosen_while_others_publish(desk: Desk, readers: Readers) -> None:
    page = composer(desk, readers())
    page.locator("#rows input[type=checkbox]").nth(1).check()
    desk.running.ask("POST", "ferry/posts", {"id": "news", "body": "News."})
    expect(page.locator("#rows > li")).to_have_count(4)
    # A row is not made anew as long as somebody is in it.
    page.get_by_label("Headline").focus()
    desk.running.ask("PUT", "ferry/posts/p1/pin")
    expect(page.locator("#rows [data-pinned]")).to_have_count(1)
    expect(page.locator("#rows input[type=checkbox]:checked")).to_have_count(1)
    expect(page.locator("#rows input[type=checkbox]:checked")).to_have_value("p1")


def test_posts_are_taken_down_together_with_a_reason(desk: Desk, readers: Readers) -> None:
    page = composer(desk, readers())
    for number in (0, 1):
        page.locator("#rows input[type=checkbox]").nth(number).check()
    page.get_by_role("button", name="Do something with those chosen").click()
    page.get_by_label("Why").fill("The timetable was last year’s.")
    page.get_by_role("button", name="Take them down").click()
    expect(page.locator(".told li", has_text="Done.")).to_have_count(2)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert published(desk).count("The timetable was last year’s.") >= 2


def test_a_pin_is_undone_where_it_was_set_and_readers_follow(desk: Desk, readers: Readers) -> None:
    browser = readers()
    page = composer(desk, browser)
    reader = desk.reader(readers())
    row = page.locator("#rows li").first
    row.get_by_role("button", name=re.compile(r"^Pin")).click()
    expect(page.locator(".done")).to_contain_text("The post is pinned.")
    expect(reader.locator("#pinned, [data-region=pinned]").first).to_contain_text("Line 2 stops")
    page.locator(".done").get_by_role("button", name="Undo").click()
    expect(page.locator(".done")).to_contain_text("Undone. It stands in the history.")
    expect(page.locator("#rows [data-pinned]")).to_have_count(0)
    expect(reader.locator("#pinned, [data-region=pinned]").first).not_to_contain_text("Line 2 stops")


def test_everything_is_within_a_thumbs_reach_and_nothing_is_too_wide(desk: Desk, readers: Readers) -> None:
    for width in (320, 390, 1440):
        browser = readers(viewport={"width": width, "height": 844}, has_touch=width < 1000)
        prepare(desk, browser, kind="snippet", name=f"hm-{width}", body="The harbour master " * 20)
        for path in (
            "/blogs/ferry",
            "/blogs/ferry/several?post=p0&post=p1",
            "/blogs/ferry/ready",
            "/blogs/ferry/ready/form?kind=template&name=Toll",
            "/share?text=A&url=https%3A%2F%2Fharbour.example%2Fa-very-long-address-that-has-no-place-to-break",
            "/offline",
        ):
            page = desk.open(browser, path)
            if path == "/blogs/ferry":
                expect(page.locator(".quick-labels")).to_be_visible()
            assert not violations(page), path
            wide, room = widths(page)
            assert wide <= room, (path, width)
            if width < 1000:
                small = page.evaluate(
                    """() => [...document.querySelectorAll("main button, main input:not([type=hidden]), main select")]
                    .filter((each) => each.checkVisibility() && !each.matches(".unseen"))
                    .filter((each) => (each.closest("li, p.tick, .stamp") ?? each).getBoundingClientRect().height < 44
                        && each.getBoundingClientRect().height < 44)
                    .map((each) => each.outerHTML.slice(0, 120))"""
                )
                assert small == [], path
            page.close()
