"""Two editors and a reporter in real browsers: what is submitted is read, published or returned, and the shift handed over.

Each sees at once, without loading anything again, what another has done.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from stoppress.staff.permissions import Role
from stoppress.staff.sessions import form_token
from stoppress.web.desk.asking import PLAIN_COOKIE
from tests.browser.at_desk import session
from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of, editor_of
from tests.browser.test_accessible import violations, widths

BLOG = "/blogs/ferry"
QUEUE, SHIFT = f"{BLOG}/queue", f"{BLOG}/shift"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


class Colleague:
    """Somebody at the desk; what their browser complains of is noted in `broken`."""

    def __init__(self, desk: Desk, browser: BrowserContext, role: Role, name: str) -> None:
        self.desk, self.browser, self.broken = desk, browser, []  # type: tuple[Desk, BrowserContext, list[str]]
        self.secret = desk.sign_in(browser, role, name)

    def opens(self, path: str) -> Page:
        """A page of the desk, listening to what changes."""
        page = self.browser.new_page()
        page.on("pageerror", lambda problem: self.broken.append(str(problem)))
        page.on("console", lambda told: self.broken.append(told.text) if told.type == "error" else None)
        with page.expect_response("**/desk/stream"):
            page.goto(f"{self.desk.running.url}/desk{path}")
        return page

    def sends(self, path: str, **fields: object) -> None:
        """A form of the blog, without a browser."""
        headers = {"X-Form-Token": form_token(self.secret)}
        url = f"{self.desk.running.url}/desk{BLOG}{path}"
        answer = httpx.post(url, data=fields, cookies={PLAIN_COOKIE: self.secret}, headers=headers)
        assert answer.status_code == 303, answer.text


@pytest.fixture
def ada(desk: Desk, readers: Readers) -> Iterator[Colleague]:
    """An editor, of a desk where reporters submit."""
    ada = Colleague(desk, readers(viewport={"width": 1280, "height": 1000}), Role.EDITOR, "Ada Marsh")
    ada.sends("/queue/rules", undo_seconds="0", reporters_submit="yes")
    yield ada
    assert ada.broken == []


@pytest.fixture
def cleo(desk: Desk, readers: Readers) -> Iterator[Colleague]:
    """Another editor, with a phone."""
    cleo = Colleague(desk, readers(viewport=PHONE, has_touch=True), Role.EDITOR, "Cleo Quill")
    yield cleo
    assert cleo.broken == []


@pytest.fixture
def ben(desk: Desk, readers: Readers, ada: Colleague) -> Iterator[Colleague]:
    """A reporter, with a phone."""
    del ada
    ben = Colleague(desk, readers(viewport=PHONE, has_touch=True), Role.REPORTER, "Ben Okoro")
    yield ben
    assert ben.broken == []


def submit(page: Page, words: str) -> None:
    """Write a post in the composer and give it to an editor."""
    writing = editor_of(page)
    expect(page.locator("#composer .foot .main")).to_be_enabled()
    writing.click()
    expect(writing).to_be_focused()
    writing.press_sequentially(words)
    expect(writing).to_have_text(words)
    page.locator("#composer").get_by_role("button", name="Submit to an editor").click()
    expect(outgoing(page).first).to_contain_text("Submitted: an editor reads it before readers do")


def outgoing(page: Page) -> Locator:
    return page.locator(".outgoing li")


def section(page: Page, name: str) -> Locator:
    return page.locator(f"section[aria-labelledby={name}-h]")


def test_what_a_reporter_submits_an_editor_reads_and_publishes(
    desk: Desk, readers: Readers, ada: Colleague, ben: Colleague
) -> None:
    reader = desk.reader(readers())
    beside = ada.opens(BLOG)
    expect(beside.locator("#queue-summary")).to_contain_text("0 scheduled")
    queue = ada.opens(QUEUE)
    writing = ben.opens(BLOG)
    expect(writing.locator("#composer").get_by_role("button", name="Publish")).to_have_count(0)
    submit(writing, "No boat leaves before six.")
    expect(beside.get_by_role("link", name="1 submitted, to read and publish")).to_be_visible()
    submitted = section(queue, "submitted")
    expect(submitted.locator(".body")).to_have_text("No boat leaves before six.")
    expect(submitted).to_contain_text("Submitted by Ben Okoro")
    assert "No boat leaves before six." not in reader.content()
    submitted.get_by_role("button", name="Publish: ").click()
    expect(queue.locator(".done")).to_have_text("The post is live.")
    expect(reader.get_by_text("No boat leaves before six.")).to_have_count(1)
    expect(outgoing(writing)).to_contain_text("published by Ada Marsh")
    expect(beside.get_by_role("link", name="to read and publish")).to_have_count(0)


def test_what_is_returned_is_in_the_composer_again_with_the_note_and_is_submitted_anew(
    desk: Desk, readers: Readers, ada: Colleague, ben: Colleague
) -> None:
    reader = desk.reader(readers())
    queue, writing = ada.opens(QUEUE), ben.opens(BLOG)
    submit(writing, "A boat has left.")
    submitted = section(queue, "submitted")
    submitted.locator("summary", has_text="Return").click()
    note = submitted.get_by_label("What Ben Okoro should do with it")
    note.fill("Which boat?")
    submitted.get_by_role("button", name="Return with this note").click()
    expect(queue.locator(".done")).to_contain_text("returned")
    expect(writing.locator(".notices .notice")).to_contain_text("Returned by Ada Marsh: Which boat?")
    expect(editor_of(writing)).to_have_text("A boat has left.")
    expect(outgoing(writing)).to_have_count(0)
    # On another device it stands in the list, and above the composer that takes it up.
    other = ben.opens(QUEUE)
    drafts = section(other, "drafts")
    expect(drafts).to_contain_text("Returned by Ada Marsh: Which boat?")
    other.close()
    editor_of(writing).press("ControlOrMeta+End")
    editor_of(writing).press_sequentially(" The Tern.")
    expect(editor_of(writing)).to_have_text("A boat has left. The Tern.")
    writing.locator("#composer").get_by_role("button", name="Submit to an editor").click()
    again = section(queue, "submitted")
    expect(again.locator(".body")).to_have_text("A boat has left. The Tern.")
    again.get_by_role("button", name="Publish: ").click()
    expect(reader.get_by_text("A boat has left. The Tern.")).to_have_count(1)


def test_an_editor_with_a_phone_publishes_other_words_and_the_reporters_are_kept(
    desk: Desk, readers: Readers, cleo: Colleague, ben: Colleague
) -> None:
    reader = desk.reader(readers())
    queue, writing = cleo.opens(QUEUE), ben.opens(BLOG)
    submit(writing, "A boat has left.")
    link = section(queue, "submitted").get_by_role("link", name="Edit: ")
    box = link.bounding_box()
    assert box
    assert box["height"] >= 44
    link.tap()
    text = editor_of(queue)
    expect(text).to_have_text("A boat has left.")
    text.press("ControlOrMeta+End")
    text.press_sequentially(" It was the Tern.")
    expect(text).to_have_text("A boat has left. It was the Tern.")
    queue.locator("#composer").get_by_role("button", name="Publish").tap()
    expect(queue.locator(".done")).to_have_text("The post is live.")
    expect(reader.get_by_text("A boat has left. It was the Tern.")).to_have_count(1)
    expect(outgoing(writing)).to_contain_text("published by Cleo Quill")
    decided = section(queue, "decided")
    expect(decided).to_contain_text("Edited and published by Cleo Quill")
    decided.get_by_role("link").first.tap()
    kept = section(queue, "submitted")
    kept.locator("summary").tap()
    expect(kept.locator("pre")).to_have_text("A boat has left.")


def test_two_editors_press_publish_and_it_goes_out_once(
    desk: Desk, readers: Readers, ada: Colleague, cleo: Colleague, ben: Colleague
) -> None:
    reader = desk.reader(readers())
    first, second, writing = ada.opens(QUEUE), cleo.opens(QUEUE), ben.opens(BLOG)
    submit(writing, "No boat leaves.")
    # The second one's page hears nothing of what the first one does.
    expect(section(second, "submitted").get_by_role("button", name="Publish: ")).to_be_visible()
    second.route("**/queue/lines", lambda route: route.abort())
    section(first, "submitted").get_by_role("button", name="Publish: ").click()
    expect(first.locator(".done")).to_have_text("The post is live.")
    cleo.broken.clear()
    section(second, "submitted").get_by_role("button", name="Publish: ").tap()
    expect(second.get_by_role("alert")).to_contain_text("This post is sent")
    cleo.broken.clear()
    expect(reader.get_by_text("No boat leaves.")).to_have_count(1)


def test_a_shift_is_handed_over_with_its_notes_and_readers_are_told(
    desk: Desk, readers: Readers, ada: Colleague, cleo: Colleague, ben: Colleague
) -> None:
    reader = desk.reader(readers())
    hers, his, theirs = ada.opens(SHIFT), ben.opens(SHIFT), cleo.opens(BLOG)
    expect(theirs.locator("#shift-summary")).to_contain_text("Nobody has this blog.")
    section(hers, "has").get_by_role("button", name="I have it").click()
    for page in (hers, his):
        expect(section(page, "has").locator(".owner")).to_contain_text("Ada Marsh")
    expect(reader.get_by_text("Live reporting by Ada Marsh")).to_be_attached()
    his.get_by_label("Note or question").fill("Does the minister speak at six?")
    his.get_by_role("button", name="Add an open question").tap()
    expect(section(hers, "open")).to_contain_text("Does the minister speak at six?")
    expect(theirs.locator("#shift-summary")).to_contain_text("1 open question")
    handing = section(hers, "has")
    handing.get_by_label("To whom").select_option(label="Cleo Quill")
    handing.get_by_label("What they have to know").fill("Key points are from 20:40.")
    handing.get_by_role("button", name="Hand over").click()
    expect(section(his, "has")).to_contain_text("Cleo Quill is asked to have it")
    theirs.get_by_role("link", name="Ada Marsh hands this blog over to you").tap()
    asked = section(theirs, "has")
    expect(asked).to_contain_text("Key points are from 20:40.")
    asked.get_by_role("button", name="I have it").tap()
    for page in (hers, his, theirs):
        expect(section(page, "has").locator(".owner")).to_contain_text("Cleo Quill")
        expect(section(page, "past")).to_contain_text("handed over to Cleo Quill")
    expect(reader.get_by_text("Live reporting by Cleo Quill")).to_be_attached()
    expect(reader.get_by_text("Live reporting by Ada Marsh")).to_have_count(0)
    section(theirs, "open").get_by_role("button", name="Tick off: ").tap()
    expect(section(his, "answered")).to_contain_text("Ticked off by Cleo Quill")


def test_a_note_that_is_being_written_stays_while_others_do_things(ada: Colleague, ben: Colleague) -> None:
    ada.sends("/shift/take", shift="0")
    page = ada.opens(SHIFT)
    note = section(page, "has").get_by_label("What they have to know")
    note.fill("Half a thought")
    page.get_by_role("heading", name="Shift", exact=True).click()
    ben.sends("/shift/notes", kind="note", key="one", text="Mind the gap.", to="")
    writing = page.get_by_label("Note or question")
    writing.fill("Another")
    expect(note).to_have_value("Half a thought")
    note.fill("")
    page.get_by_role("heading", name="Shift", exact=True).click()
    expect(section(page, "notes")).to_contain_text("Mind the gap.")
    expect(writing).to_have_value("Another")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_full_page_is_for_everybody(
    desk: Desk, readers: Readers, ada: Colleague, ben: Colleague, colours: str
) -> None:
    browser = readers(color_scheme=colours)
    secret = session(desk.folder, Role.EDITOR, "Odo Hart")
    browser.add_cookies([{"name": PLAIN_COOKIE, "value": secret, "url": desk.running.url}])
    ben.sends("/posts", key="a" * 26, version="1", headline="A boat has left", body="*Which*?", act="submit")
    ben.sends("/posts", key="b" * 26, version="1", headline="No boat leaves", body="None.", act="submit")
    ada.sends(f"/queue/{'b' * 26}/return", version="1", note="Say who said so.")
    ada.sends("/shift/take", shift="0")
    ada.sends("/shift/take", shift="1")
    for number, kind in enumerate(("question", "note", "question")):
        ben.sends("/shift/notes", kind=kind, key=str(number), text="Who says so?", to="")
    ada.sends("/shift/notes/1/done")
    page = browser.new_page()
    found: list[object] = []
    for path in (SHIFT, QUEUE, f"{QUEUE}/{'a' * 26}/edit"):
        page.goto(f"{desk.running.url}/desk{path}")
        for summary in page.locator("details.when > summary").all():
            summary.click()
        for width in (1440, 390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            found += [(path, width, each) for each in violations(page)]
            found += [(path, width, widths(page))] if widths(page) != (width, width) else []
    assert found == []
