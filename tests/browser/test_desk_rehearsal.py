"""A rehearsal at the desk, in Chromium: begun with one press, watched while it is played, stopped, read and thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from stoppress.staff.permissions import Role
from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of
from tests.browser.test_accessible import violations, widths

REHEARSALS = "/blogs/ferry/rehearsals"

# A server that plays takes a while to begin on a busy machine, and a report comes when the last reader has heard the last.
PATIENCE = 60_000.0


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


def begun(page: Page, *, posts: int, minutes: int, readers: int) -> None:
    """The form filled in and sent."""
    page.get_by_label("Posts of the invented day").fill(str(posts))
    page.get_by_label("Minutes it takes").fill(str(minutes))
    page.get_by_label("Readers").fill(str(readers))
    page.get_by_role("button", name="Begin the rehearsal").click()
    expect(page.get_by_role("heading", name="Its blog")).to_be_visible()


def test_a_rehearsal_is_played_read_and_thrown_away_on_a_phone(desk: Desk, readers: Readers) -> None:
    browser = readers(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    desk.sign_in(browser)
    page = desk.open(browser, "/blogs/ferry/coverage")
    page.get_by_role("link", name="Rehearse this blog").tap()
    begun(page, posts=12, minutes=0, readers=10)
    # Nothing is reloaded: the page follows the desk's stream.
    expect(page.get_by_role("heading", name="Report")).to_be_visible(timeout=PATIENCE)
    said = page.locator("main").get_by_text("All 10 readers heard all 17 revisions, each once and in order.")
    expect(said).to_be_visible()
    expect(page.get_by_text("Half of all deliveries were made")).to_be_visible()
    assert violations(page) == []
    assert widths(page) == (390, 390)
    for name in ("Throw it away", "As readers see it", "The report as a file"):
        box = page.locator("main").get_by_text(name).bounding_box()
        assert box
        assert box["height"] >= 44, name
    with page.expect_download() as loading:
        page.get_by_role("link", name="The report as a file").tap()
    assert loading.value.suggested_filename.startswith("rehearsal-")
    address = page.locator("main").get_by_role("link", name="As readers see it").get_attribute("href")
    reader = readers().new_page()
    reader.goto(f"{desk.running.url}{address}")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Rehearsal: Ferries stop")
    page.get_by_role("button", name="Throw it away").tap()
    expect(page.get_by_text("It is thrown away, with every word.")).to_be_visible()
    answer = reader.goto(f"{desk.running.url}{address}")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("link", name="All rehearsals of this blog").tap()
    expect(page.locator(".rehearsals li")).to_have_count(1)
    expect(page.locator(".rehearsals")).to_contain_text("All 10 readers heard all 17 revisions")


def test_a_rehearsal_is_watched_and_stopped_and_others_see_it(desk: Desk, readers: Readers) -> None:
    broken: list[str] = []
    browser = readers(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    desk.sign_in(browser)
    page = desk.open(browser, REHEARSALS)
    page.on("pageerror", lambda problem: broken.append(str(problem)))
    page.on("console", lambda told: broken.append(told.text) if told.type == "error" else None)
    begun(page, posts=100, minutes=60, readers=5)
    elsewhere = readers()
    desk.sign_in(elsewhere, Role.ADMINISTRATOR, "Ben Okoro")
    other = elsewhere.new_page()
    other.goto(page.url)
    for each in (page, other):
        expect(each.get_by_role("heading", name="It is being played")).to_be_visible(timeout=PATIENCE)
        expect(each.get_by_text("5 of 5", exact=True)).to_be_visible()
    assert violations(page) == []
    assert widths(page) == (1440, 1440)
    # There is one at a time, and the form says so.
    other.goto(f"{desk.running.url}/desk{REHEARSALS}")
    other.get_by_role("button", name="Begin the rehearsal").click()
    expect(other.get_by_role("alert")).to_contain_text("A rehearsal is under way.")
    other.goto(page.url)
    other.get_by_role("button", name="Stop the rehearsal").click()
    for each in (page, other):
        expect(each.get_by_text("It was stopped early.")).to_be_visible(timeout=PATIENCE)
        expect(each.locator("main").get_by_text("All 5 readers heard")).to_be_visible()
    assert broken == []


def test_who_writes_but_does_not_edit_is_not_offered_one(desk: Desk, readers: Readers) -> None:
    browser = readers()
    desk.sign_in(browser, Role.REPORTER)
    page = desk.open(browser, "/blogs/ferry")
    expect(page.get_by_role("link", name="Queue")).to_be_visible()
    expect(page.get_by_role("link", name="Rehearsal")).to_have_count(0)
    answer = page.goto(f"{desk.running.url}/desk{REHEARSALS}")
    assert answer is not None
    assert answer.status == 403
