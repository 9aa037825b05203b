"""Views, in a browser: what was in sight for a moment is counted once, and a browser that a program drives counts nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.running import Running, serving

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
MOMENT = 2_000
FERRY = "/live/ferry"

# A program drives the browser of every test; this one says that none does.
_NOBODY_DRIVES = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})"

# One who comes later is told later: then every earlier one has been told what is in sight.
_LOOKED = """() => new Promise((done) => {
  const observer = new IntersectionObserver(() => { observer.disconnect(); done(); });
  observer.observe(document.body);
})"""

_HIDE = """(state) => {
  Object.defineProperty(document, "visibilityState", {value: state, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path, settings={"VIEWS_SHOWN": "true"}) as running:
        running.open_blog("ferry", headline="Ferries stop")
        for number in range(12):
            post = {"id": f"p{number}", "headline": f"Post {number}", "body": "Words.\n\n" * 6}
            running.ask("POST", "ferry/posts", post)
        yield running


class Reader:
    """A page whose clock is set by hand."""

    def __init__(self, running: Running, readers: Readers, *, driven: bool = False) -> None:
        self.running = running
        context = readers(user_agent=PHONE, viewport={"width": 390, "height": 640})
        if not driven:
            context.add_init_script(_NOBODY_DRIVES)
        self.page: Page = context.new_page()
        self.page.clock.install()
        self.told: list[Any] = []
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if request.url.endswith("/seen"):
            self.told.append(json.loads(request.post_data))

    def open(self, path: str = FERRY) -> None:
        self.page.goto(self.running.url + path)
        expect(self.page.locator("main[data-seen]")).to_be_visible()

    def moment(self) -> None:
        """Two seconds pass."""
        self.page.evaluate(_LOOKED)
        self.page.clock.run_for(MOMENT)
        self.page.evaluate(_LOOKED)

    def moment_told(self) -> int:
        """The same, in which something is told; the status of the answer."""
        self.page.evaluate(_LOOKED)
        with self.page.expect_response("**/seen") as answer:
            self.page.clock.run_for(MOMENT)
        return answer.value.status

    def leave(self) -> int:
        """Another tab is looked at, and what was seen is told."""
        with self.page.expect_response("**/seen") as answer:
            self.page.evaluate(_HIDE, "hidden")
        return answer.value.status


def figures(running: Running) -> str:
    """What readers are told."""
    return running.client.get(f"{FERRY}/figures").text


def test_a_page_is_counted_once_after_a_moment_and_what_was_read_when_it_is_left(
    running: Running, readers: Readers
) -> None:
    reader = Reader(running, readers)
    reader.open()
    assert reader.told == []
    assert reader.moment_told() == 204
    assert reader.told == [{"page": True}]
    reader.moment()
    reader.page.locator("#post-p3").scroll_into_view_if_needed()
    reader.moment()
    reader.moment()
    assert reader.leave() == 204
    assert reader.told[0] == {"page": True}
    assert len(reader.told) == 2
    posts = reader.told[1]["posts"]
    assert "p11" in posts, "it was in sight at first"
    assert "p3" in posts, "it was looked for"
    assert "p7" not in posts, "it was passed by"
    assert "1 view" in figures(running)
    assert reader.page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


def test_a_posts_own_page_counts_the_post(running: Running, readers: Readers) -> None:
    reader = Reader(running, readers)
    reader.open(f"{FERRY}/p/p3")
    assert reader.moment_told() == 204
    assert reader.told == [{"posts": ["p3"]}]
    assert "0 views" in figures(running)


def test_a_browser_that_a_program_drives_counts_nothing(running: Running, readers: Readers) -> None:
    reader = Reader(running, readers, driven=True)
    reader.open()
    for _ in range(3):
        reader.moment()
    reader.page.evaluate(_HIDE, "hidden")
    reader.page.evaluate(_HIDE, "visible")
    reader.moment()
    assert reader.told == []
    assert "0 views" in figures(running)


def test_a_page_that_nobody_looks_at_counts_nothing_until_somebody_does(running: Running, readers: Readers) -> None:
    reader = Reader(running, readers)
    reader.page.add_init_script(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})"
    )
    reader.open()
    for _ in range(3):
        reader.moment()
    assert reader.told == []
    reader.page.evaluate(_HIDE, "visible")
    assert reader.moment_told() == 204
    assert reader.told == [{"page": True}]
