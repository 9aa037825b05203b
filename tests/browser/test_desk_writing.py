"""A post from the composer to a reader's open page, through the real server: at once, taken back, held, drafted, approved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from stoppress.app.building import now
from stoppress.staff.permissions import Role
from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of, editor_of, write
from tests.browser.ferry import PHONE

FERRY = "/blogs/ferry"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


@pytest.fixture
def editor(desk: Desk, readers: Readers) -> BrowserContext:
    browser = readers()
    desk.sign_in(browser)
    return browser


def rule(desk: Desk, editor: BrowserContext, undo: int = 0, label: str = "") -> None:
    """Set the rules of the blog's desk."""
    page = desk.open(editor, f"{FERRY}/queue")
    page.get_by_label("Seconds a post stays").fill(str(undo))
    if label:
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Save the rules").click()
    page.close()


def first_post(reader: Page) -> str:
    return reader.locator("#posts > li").first.inner_text()


def test_one_field_and_one_key(desk: Desk, editor: BrowserContext, readers: Readers) -> None:
    reader, page = desk.reader(readers()), desk.open(editor, FERRY)
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type("The ")
    page.keyboard.press("ControlOrMeta+b")
    page.keyboard.type("first boat")
    page.keyboard.press("ControlOrMeta+b")
    page.keyboard.type(" is in.")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(reader.locator("#posts > li").first).to_contain_text("The first boat is in.")
    expect(reader.locator("#posts > li strong").first).to_have_text("first boat")
    expect(page.locator("[data-draft] .how")).to_have_text(re.compile(r"[Ll]ive \d\d:\d\d:\d\d"))
    expect(editor_of(page)).to_have_text("")
    expect(page.locator("#rows > li").first).to_contain_text("The first boat is in.")


def test_a_post_with_everything(desk: Desk, editor: BrowserContext, readers: Readers) -> None:
    reader, page = desk.reader(readers()), desk.open(editor, FERRY)
    page.get_by_label("Headline").fill("A boat is in")
    write(page, "As told before: ")
    page.keyboard.type("/")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("Label, byline and more").click()
    page.get_by_label("Label", exact=True).select_option("analysis")
    page.get_by_label("Name").first.fill("Rosa Quill")
    page.get_by_label("Role").first.fill("coast correspondent")
    page.get_by_label("Place").first.fill("Velmora")
    page.get_by_label("Key event").check()
    page.get_by_label("Unverified").check()
    page.get_by_label("What readers are told of that").fill("The Courier could not independently verify this.")
    page.get_by_role("button", name="Publish").click()
    post = reader.locator("#posts > li").first
    expect(post.locator(".byline")).to_have_text("By Rosa Quill, coast correspondent, in Velmora")
    expect(post.locator("h3")).to_contain_text("Analysis: A boat is in")
    expect(post.locator(".claim")).to_contain_text("could not independently verify")
    expect(post.locator(".flag")).to_have_text("Key event")
    expect(post.locator(".body a")).to_have_attribute("href", re.compile(r"/live/ferry/p/p\d"))
    expect(reader.locator("#post-p2 .back, #post-p1 .back, #post-p0 .back")).to_have_count(1)
    page.reload()
    page.get_by_text("Label, byline and more").click()
    expect(page.get_by_label("Role").first).to_have_value("coast correspondent")


def test_a_post_is_taken_back_before_it_leaves(desk: Desk, editor: BrowserContext, readers: Readers) -> None:
    rule(desk, editor, undo=60)
    reader, page = desk.reader(readers()), desk.open(editor, FERRY)
    write(page, "Too early.")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("[data-draft] .how")).to_contain_text("out in")
    page.get_by_role("button", name="Undo").click()
    expect(editor_of(page)).to_have_text("Too early.")
    # Something else comes through: the first did not.
    desk.running.ask("POST", "ferry/posts", {"id": "after", "body": "Something else."})
    expect(reader.locator("#post-after")).to_be_visible()
    expect(reader.locator("body")).not_to_contain_text("Too early.")


def test_a_post_is_held_with_all_others_and_released(desk: Desk, editor: BrowserContext, readers: Readers) -> None:
    reader, page = desk.reader(readers()), desk.open(editor, FERRY)
    write(page, "Embargoed until noon.")
    page.get_by_text("Schedule", exact=True).first.click()
    page.get_by_label("When").fill(f"{now() + timedelta(days=1):%Y-%m-%dT12:00}")
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator("[data-draft] .how")).to_contain_text("cheduled for")
    queue = desk.open(editor, f"{FERRY}/queue")
    expect(queue.locator("main")).to_contain_text("Embargoed until noon.")
    queue.get_by_role("button", name="Hold everything").click()
    expect(queue.locator("main")).to_contain_text("Ada Marsh")
    queue.get_by_role("button", name=re.compile("Release")).first.click()
    expect(queue.locator("main")).to_contain_text("Embargoed until noon.")
    expect(reader.locator("body")).not_to_contain_text("Embargoed")


def test_a_second_pair_of_eyes(desk: Desk, editor: BrowserContext, readers: Readers) -> None:
    rule(desk, editor, label="Analysis")
    reader, browser = desk.reader(readers()), readers()
    desk.sign_in(browser, Role.REPORTER, "Ben Quay")
    page = desk.open(browser, FERRY)
    write(page, "The court said so.")
    page.get_by_text("Label, byline and more").click()
    page.get_by_label("Label", exact=True).select_option("analysis")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("[data-draft] .how")).to_contain_text("second pair of eyes")
    queue = desk.open(editor, f"{FERRY}/queue")
    expect(queue.locator("main")).to_contain_text("The court said so.")
    expect(reader.locator("body")).not_to_contain_text("The court said so.")
    queue.get_by_role("button", name=re.compile("Approve")).click()
    expect(reader.locator("#posts > li").first).to_contain_text("The court said so.")
    expect(page.locator("[data-draft] .how")).to_have_text(re.compile(r"[Ll]ive \d\d:\d\d:\d\d"))


def test_a_draft_is_saved_and_taken_up_elsewhere(desk: Desk, editor: BrowserContext) -> None:
    page = desk.open(editor, FERRY)
    write(page, "Half a tho")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#composer, main").first).to_contain_text(re.compile("[Ss]aved"))
    page.close()
    elsewhere = desk.open(editor, f"{FERRY}/queue")
    elsewhere.get_by_role("link", name=re.compile("Half a tho")).first.click()
    expect(editor_of(elsewhere)).to_have_text("Half a tho")


def test_an_edit_that_another_made_meanwhile_is_said_and_nothing_lost(desk: Desk, editor: BrowserContext) -> None:
    page = desk.open(editor, f"{FERRY}/posts/p1/edit")
    editor_of(page).click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(" Mine.")
    desk.running.ask("PATCH", "ferry/posts/p1", {"body": "Theirs."})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#conflict h2")).to_have_text("A program changed this while you wrote")
    expect(editor_of(page)).to_contain_text("Theirs.")
    expect(editor_of(page)).to_contain_text("Mine.")


CARET = "getSelection().getRangeAt(0).getBoundingClientRect().bottom"
"""Where the cursor ends, in the window."""


def test_a_phone_in_a_crowd(desk: Desk, readers: Readers) -> None:
    reader, browser = desk.reader(readers()), readers(viewport=PHONE, has_touch=True, is_mobile=True)
    desk.sign_in(browser, Role.REPORTER)
    page = desk.open(browser, FERRY)
    editor_of(page).tap()
    page.keyboard.type("They are singing.")
    publish = page.get_by_role("button", name="Publish")
    box = publish.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] <= PHONE["height"]
    # The keyboard is out, and takes half of the screen.
    page.set_viewport_size({"width": PHONE["width"], "height": 430})
    page.keyboard.type(" All of them, on the quay and on the boats." * 8)
    assert page.evaluate(CARET) <= page.locator(".foot").bounding_box()["y"]  # type: ignore[index]
    expect(page.locator(".tabs")).to_be_hidden()
    box = publish.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 430
    publish.tap()
    expect(reader.locator("#posts > li").first).to_contain_text("They are singing.")


def drawn(shade: int) -> bytes:
    """A small picture."""
    packed = BytesIO()
    Image.new("RGB", (900, 600), (shade, 90, 120)).save(packed, "PNG")
    return packed.getvalue()


def test_pictures_become_a_gallery_and_an_address_a_card(desk: Desk, editor: BrowserContext, readers: Readers) -> None:
    reader, page = desk.reader(readers()), desk.open(editor, FERRY)
    write(page, "The quay today.")
    page.keyboard.press("Enter")
    files = [FilePayload(name=f"{shade}.png", mimeType="image/png", buffer=drawn(shade)) for shade in (40, 200)]
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Pictures, films, sounds").click()
    chosen.value.set_files(files)
    alts = page.get_by_label("What it shows, for those who cannot see it")
    expect(alts).to_have_count(2, timeout=20_000)
    alts.nth(0).fill("The quay at dawn")
    alts.nth(1).fill("The quay at noon")
    editor_of(page).click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("Enter")
    page.keyboard.type("https://social.example/@rosa/1")
    page.get_by_role("button", name="Publish").click()
    post = reader.locator("#posts > li").first
    expect(post).to_contain_text("The quay today.")
    expect(post.locator("img[alt='The quay at dawn'], img[alt='The quay at noon']")).to_have_count(2)
    expect(post.locator(".gallery")).to_have_count(1)
    expect(post.get_by_role("link", name=re.compile("social.example"))).to_be_visible()


def test_a_picture_is_put_above_the_key_points(desk: Desk, editor: BrowserContext, readers: Readers) -> None:
    reader, page = desk.reader(readers()), desk.open(editor, f"{FERRY}/about")
    page.get_by_label("Picture, film or sound").set_input_files(
        FilePayload(name="quay.png", mimeType="image/png", buffer=drawn(80))
    )
    expect(page.locator("main")).to_contain_text("quay.png is uploaded")
    page.get_by_label("What is to be seen").fill("The quay at noon")
    page.get_by_role("button", name="Save the hero").click()
    expect(reader.locator("img[alt='The quay at noon']")).to_be_visible()
