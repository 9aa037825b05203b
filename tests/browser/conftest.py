"""What browser tests share: one Chromium, and readers in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.composer_page import Answer, Room, composer_form, composer_room, page_around
from tests.running import Running, serving

# Patience, not a bound: what is expected comes at once, but not on a machine that does ten other things.
expect.set_options(timeout=20_000)


# The shell is the same engine without a browser's own pages around it, and takes a third less of the machine.
_BROWSERS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def browser_program(*names: str) -> str:
    """Where the browser is; `names` are those that will do, the best first. `make browser` finds or installs one."""
    found = next(filter(None, map(shutil.which, names or _BROWSERS)), None)
    assert found, "no Chromium was found: run `make browser`"
    return found


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives browsers, for the tests of one file: as long as it runs, its loop is this process's, and no other could run."""
    with sync_playwright() as playwright:
        yield playwright


class Launched:
    """The browser of a file's tests; another, should it have ended."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser: Browser | None = None

    def browser(self) -> Browser:
        """One that runs."""
        if self._browser is None or not self._browser.is_connected():
            # As root, which a container's build is, Chromium runs only without its sandbox; it meets our pages alone.
            launch = self._playwright.chromium.launch
            self._browser = launch(executable_path=browser_program(), args=["--no-sandbox"])
        return self._browser

    def close(self) -> None:
        """End it."""
        if self._browser is not None:
            self._browser.close()


@pytest.fixture(scope="module")
def launched(playwright: Playwright) -> Iterator[Launched]:
    """Begun when first asked for."""
    launched = Launched(playwright)
    yield launched
    launched.close()


@pytest.fixture
def chromium(launched: Launched) -> Browser:
    """A browser. What a test makes in it, it closes."""
    return launched.browser()


Readers = Callable[..., BrowserContext]


@pytest.fixture
def readers(chromium: Browser) -> Iterator[Readers]:
    """Makes a reader's browser, without animations; each is one of its own."""
    made: list[BrowserContext] = []

    def reader(**options: Any) -> BrowserContext:
        made.append(chromium.new_context(reduced_motion="reduce", **options))
        return made[-1]

    yield reader
    for each in made:
        each.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """A server over an empty newsroom."""
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def room() -> Iterator[Room]:
    """A server for a page with a composer."""
    with composer_room() as room:
        yield room


@pytest.fixture
def composer(room: Room, readers: Readers) -> Iterator[Page]:
    """A blog's page with a composer. Whatever the browser complains of fails the test."""
    room.pages["/"] = page_around(composer_form())
    medium = Answer(tree={"id": "m1", "kind": "picture", "files": []})
    room.says = lambda asked: medium if asked.path.startswith("/desk/") else None
    page = readers().new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    page.goto(room.url)
    page.wait_for_function("() => document.querySelector('[data-composer]').composer")
    yield page
    assert broken == []
