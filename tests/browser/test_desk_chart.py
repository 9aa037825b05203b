"""The chart of readers in a real browser: drawn within the desk's policy, in light and dark, with the same in words."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from stoppress.app.building import now, open_newsroom
from stoppress.audience.reader_counts import ReaderCounts
from stoppress.config.reading import read_settings
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import Role
from stoppress.web.desk.asking import PLAIN_COOKIE
from tests.browser.conftest import Readers
from tests.browser.test_accessible import violations
from tests.running import Running, serving

FERRY = Slug("ferry")

_INK = """(place) => {
  const canvas = place.querySelector("canvas");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const found = new Map();
  for (let at = 0; at < pixels.length; at += 4)
    if (pixels[at + 3] === 255) {
      const colour = `${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`;
      found.set(colour, (found.get(colour) ?? 0) + 1);
    }
  return Object.fromEntries(found);
}"""


async def _prepared(folder: Path) -> str:
    """A day on which many came at once and some stayed, and the session of an editor."""
    async with open_newsroom(read_settings({}, {"data": folder / "data"})) as room:
        began = now()

        def counts(at: datetime) -> ReaderCounts:
            return ReaderCounts(room.desk, lambda: at)

        for minutes, readers in ((150, 300), (100, 1_900), (60, 1_500), (30, 1_100)):
            await counts(began - timedelta(minutes=minutes)).count("a", {FERRY: readers})
        # It goes on counting after the test is over.
        await counts(began + timedelta(hours=1)).count("a", {FERRY: 1_204})
        row = await room.people.add("ana@gazette.example", "Ana", Role.EDITOR, now=began, random=secrets.token_bytes)
        return await room.sessions.begin(row.id, now=began)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Running, str]]:
    with serving(tmp_path) as running:
        running.open_blog("ferry")
        running.ask("POST", "ferry/posts", {"headline": "No boats", "body": "All stopped."})
        with ThreadPoolExecutor(1) as aside:
            yield running, aside.submit(asyncio.run, _prepared(tmp_path)).result()


@pytest.mark.parametrize(
    ("colours", "line", "width"), [("light", "18,73,123", 1_440), ("dark", "156,196,240", 390)], ids=["wide", "phone"]
)
def test_the_chart_is_drawn_in_the_pages_colours_and_says_the_same_in_words(
    running: tuple[Running, str], readers: Readers, colours: Any, line: str, width: int
) -> None:
    server, session = running
    browser = readers(color_scheme=colours, viewport={"width": width, "height": 900})
    browser.add_cookies([{"name": PLAIN_COOKIE, "value": session, "url": server.url}])
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda each: complaints.append(each.text) if each.type in ("error", "warning") else None)
    page.on("pageerror", lambda each: complaints.append(str(each)))
    page.goto(f"{server.url}/desk/blogs/ferry")
    section = page.locator(".crowd")
    expect(section.locator("canvas")).to_be_visible()
    expect(section.locator(".sentence")).to_contain_text("1,204 readers now; most 1,900 at ")
    ink = section.locator(".chart").evaluate(_INK)
    assert ink.get(line, 0) > 50
    section.get_by_text("as a table").click()
    expect(section.get_by_role("row")).to_have_count(19)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page, ".crowd") == []
    assert complaints == []
