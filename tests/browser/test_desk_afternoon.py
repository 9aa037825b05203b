"""An afternoon: three editors, one of them with a phone, a reporter and a reader, at one blog.

What each may expect of the desk is tested elsewhere; here all of it happens in one newsroom.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from stoppress.staff.permissions import Role
from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of, editor_of
from tests.browser.test_accessible import widths
from tests.browser.test_desk_notices import MOVED, PATIENCE_MS
from tests.browser.test_desk_shift import BLOG, PHONE, SHIFT, Colleague, outgoing, section, submit
from tests.browser.test_desk_together import BODY, EDIT, add, save

SAVED = "Saved. Open pages show the new wording."


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """The file that says by how many minutes the alarms' clock is ahead."""
    return tmp_path / "minutes"


@pytest.fixture
def desk(tmp_path: Path, clock: Path) -> Iterator[Desk]:
    with desk_of(tmp_path, program=MOVED, TEST_MINUTES=str(clock)) as desk:
        desk.running.ask("POST", "ferry/posts", {"id": "lines", "headline": "Lines", "body": BODY})
        yield desk


class Afternoon:
    """Who is there, and what they do one after the other."""

    def __init__(self, desk: Desk, readers: Readers) -> None:
        wide, phone = {"viewport": {"width": 1280, "height": 1000}}, {"viewport": PHONE, "has_touch": True}
        self.desk, self.reader = desk, desk.reader(readers())
        self.ada = Colleague(desk, readers(**wide), Role.EDITOR, "Ada Marsh")
        self.cleo = Colleague(desk, readers(**phone), Role.EDITOR, "Cleo Quill")
        self.dan = Colleague(desk, readers(**wide), Role.EDITOR, "Dan Reed")
        self.ben = Colleague(desk, readers(**phone), Role.REPORTER, "Ben Okoro")
        self.ada.sends("/queue/rules", undo_seconds="0", reporters_submit="yes")
        self.ada.sends("/alarms", blog="20")
        self.watch, self.thumb = self.ada.opens(BLOG), self.cleo.opens(BLOG)

    def two_change_different_paragraphs(self) -> None:
        his = editing(self.dan)
        expect(self.watch.locator("#presence li", has_text="Cleo Quill")).to_be_attached()
        expect(self.watch.locator("#presence li", has_text="Dan Reed")).to_have_text("Dan Reed editing “Lines”")
        expect(self.watch.locator("#row-lines .lock")).to_contain_text("Dan Reed is editing this")
        hers = editing(self.ada)
        expect(hers.locator("#others")).to_contain_text("Dan Reed has had this open since")
        add(his, "Line one", " Until noon.")
        add(hers, "Line three", " For the tide.")
        save(his)
        expect(his.get_by_text(SAVED)).to_be_visible()
        save(hers)
        expect(hers.locator("#conflict")).to_contain_text("Dan Reed changed this while you wrote")
        save(hers)
        merged = ["Line one stops. Until noon.", "Line two runs.", "Line three waits. For the tide."]
        expect(self.reader.locator("#post-lines .body p")).to_have_text(merged)

    def two_change_the_same_paragraph(self) -> None:
        hers, small = editing(self.ada), editing(self.cleo)
        add(hers, "Line two", " Late.")
        add(small, "Line two", " Early.")
        save(hers)
        expect(hers.get_by_text(SAVED)).to_be_visible()
        save(small)
        expect(small.locator("#conflict .is-conflict .side").nth(0)).to_contain_text("Line two runs. Late.")
        assert widths(small) == (PHONE["width"], PHONE["width"])
        small.locator("#conflict").get_by_label("Mine").check()
        expect(editor_of(small).locator("p").nth(1)).to_have_text("Line two runs. Early.")
        save(small)
        expect(self.reader.locator("#post-lines .body p").nth(1)).to_have_text("Line two runs. Early.")
        small.close()

    def a_reporter_submits_and_a_thumb_publishes(self) -> None:
        writing, thumb = self.ben.opens(BLOG), self.thumb
        submit(writing, "No boat leaves before six.")
        thumb.get_by_role("link", name="1 submitted, to read and publish").tap()
        section(thumb, "submitted").get_by_role("button", name="Publish: ").tap()
        expect(thumb.locator(".done")).to_have_text("The post is live.")
        expect(self.reader.get_by_text("No boat leaves before six.")).to_have_count(1)
        expect(outgoing(writing)).to_contain_text("published by Cleo Quill")

    def the_shift_is_handed_over(self) -> None:
        shift, thumb = self.ada.opens(SHIFT), self.thumb
        section(shift, "has").get_by_role("button", name="I have it").click()
        handing = section(shift, "has")
        handing.get_by_label("To whom").select_option(label="Cleo Quill")
        handing.get_by_label("What they have to know").fill("Key points are from 20:40.")
        handing.get_by_role("button", name="Hand over").click()
        # Whoever goes to the page before the press has been answered sees the shift as it was, and then as it is.
        expect(section(shift, "has")).to_contain_text("Cleo Quill is asked to have it")
        thumb.goto(f"{self.desk.running.url}/desk{SHIFT}")
        expect(section(thumb, "has")).to_contain_text("Key points are from 20:40.")
        section(thumb, "has").get_by_role("button", name="I have it").tap()
        expect(section(shift, "has").locator(".owner")).to_contain_text("Cleo Quill")
        expect(self.reader.get_by_text("Live reporting by Cleo Quill")).to_be_attached()

    def nobody_touches_the_blog(self, clock: Path) -> None:
        clock.write_text("21")
        for page in (self.watch, self.thumb):
            strip = page.locator(".alarms-now .alarms")
            expect(strip).to_contain_text("Nobody has touched the blog for 20 minutes.", timeout=PATIENCE_MS)
        self.ada.sends("/posts", key="c" * 26, version="1", headline="", body="Boats leave at six.", act="publish")
        expect(self.reader.get_by_text("Boats leave at six.")).to_have_count(1)


def editing(person: Colleague) -> Page:
    page = person.opens(EDIT)
    expect(editor_of(page)).to_be_editable()
    return page


def test_three_editors_a_reporter_and_a_reader(desk: Desk, readers: Readers, clock: Path) -> None:
    afternoon = Afternoon(desk, readers)
    afternoon.two_change_different_paragraphs()
    afternoon.two_change_the_same_paragraph()
    afternoon.a_reporter_submits_and_a_thumb_publishes()
    afternoon.the_shift_is_handed_over()
    afternoon.nobody_touches_the_blog(clock)
    people = (afternoon.ada, afternoon.cleo, afternoon.dan, afternoon.ben)
    # Whoever was second is told so by a status that browsers note.
    assert [each for person in people for each in person.broken if "412" not in each] == []
