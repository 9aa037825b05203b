"""A stranger's first minute: from a newsroom without people to a first post on the air, by four inputs."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.desk import editor_of
from tests.running import serving

LINK = re.compile(r"http://\S+/desk/welcome/\S+")


def test_four_inputs_from_nothing_to_a_first_post(tmp_path: Path, readers: Readers) -> None:
    with serving(tmp_path) as running:
        assert running.process.stdout is not None
        link = next(found[0] for line in running.process.stdout if (found := LINK.search(line)))
        page, inputs = readers().new_page(), 0
        page.goto(link)

        def give(words: str, *, name: str = "") -> None:
            nonlocal inputs
            field = page.get_by_label(name, exact=True) if name else page.locator(":focus")
            field.fill(words)
            inputs += 1

        give("rosa@courier.example", name="E-mail address")
        give("seven ferries at anchor", name="Password")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/blogs/new")
        give("Storm over Velmora")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/blogs/storm-over-velmora*")
        expect(editor_of(page)).to_be_focused()
        reader = follow(readers().new_page(), f"{running.url}/live/storm-over-velmora")
        page.keyboard.type("All ferries have stopped.")
        inputs += 1
        page.keyboard.press("ControlOrMeta+Enter")
        expect(reader.locator("#posts > li")).to_contain_text("All ferries have stopped.")
        assert inputs == 4


def follow(page: Page, address: str) -> Page:
    page.goto(address)
    return page
