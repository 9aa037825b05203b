"""A desk in Chromium: people who are signed in, and a reader beside them.

Knows how somebody comes to have a session without a form, how the composer is written in, and how a reader's page is opened.
Does not know what any test expects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page

from stoppress.staff.permissions import Role
from tests.browser.at_desk import sign_in
from tests.browser.ferry import opened
from tests.running import PROGRAM, Running, serving


@dataclass
class Desk:
    """A server with people at its desk."""

    running: Running
    folder: Path

    def sign_in(self, context: BrowserContext, role: Role = Role.EDITOR, name: str = "Ada Marsh") -> str:
        """Have somebody of this role be signed in in a browser; the secret of their session."""
        return sign_in(context, self.running, self.folder, role, name)

    def open(self, context: BrowserContext, path: str) -> Page:
        """A page of the desk."""
        page = context.new_page()
        page.goto(f"{self.running.url}/desk{path}")
        return page

    def reader(self, context: BrowserContext, slug: str = "ferry") -> Page:
        """A reader's page that follows a blog."""
        return opened(self.running, context.new_page(), f"/live/{slug}")


def editor_of(page: Page) -> Locator:
    """The composer's rich text."""
    return page.locator("#composer [contenteditable=true]").first


def write(page: Page, words: str) -> None:
    """Type words into the composer."""
    editor_of(page).click()
    page.keyboard.type(words)


@contextmanager
def desk_of(folder: Path, *, program: Sequence[str | Path] = (PROGRAM,), **settings: str) -> Iterator[Desk]:
    """A server with a blog, `ferry`, that has three posts and two key points."""
    with serving(folder, settings=settings, program=program) as running:
        running.open_blog("ferry", headline="Ferries stop")
        for number in range(3):
            post = {"id": f"p{number}", "headline": f"Line {number} stops", "body": "Until the *evening*."}
            running.ask("POST", "ferry/posts", post)
        points = [{"text": "All lines stopped", "post": "p1"}, {"text": "A storm is near"}]
        running.ask("PUT", "ferry/key-points", points)
        yield Desk(running, folder)
