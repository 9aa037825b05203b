"""The ferry story: a blog with more posts than a page, and a reader of it.

Knows how one opens it, scrolls to a post and says what can be seen.
Does not know what is asked of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.open_pages import LISTENING, wait_for, wait_until_connected, wait_until_live
from tests.running import Running, serving

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 740}
POSTS = 34


@contextmanager
def ferry_story(folder: Path, posts: int = POSTS) -> Iterator[Running]:
    """A server with the story, `posts` posts long."""
    with serving(folder) as running:
        running.open_blog("ferry", standfirst="No boat leaves before noon.")
        for number in range(posts):
            publish(running, f"old-{number}", key_event=number == posts - 3)
        yield running


def publish(running: Running, name: str, **fields: Any) -> None:
    """A post with a headline and some words."""
    running.ask("POST", "ferry/posts", {"id": name, "headline": f"Post {name}", "body": "Words. " * 60, **fields})


def head(running: Running) -> int:
    """The newest sequence."""
    return int(running.ask("GET", "ferry")["seq"])


def opened(running: Running, page: Page, where: str = "/live/ferry") -> Page:
    """The page at `where`, once it follows its stream."""
    page.add_init_script(LISTENING % "null")
    page.goto(running.url + where)
    wait_until_connected(page)
    wait_until_live(page)
    return page


def caught_up(running: Running, page: Page) -> None:
    """Wait until the page has all there is."""
    wait_for(page, head(running))


def read(page: Page, name: str) -> float:
    """Scrolls until the post stands near the top of the window; where it stands then."""
    page.evaluate(
        "(id) => scrollTo({top: document.getElementById(id).getBoundingClientRect().top + scrollY - 60,"
        " behavior: 'instant'})",
        f"post-{name}",
    )
    return top(page, name)


def top(page: Page, name: str) -> float:
    """How far below the top of the window a post begins, in pixels."""
    return float(page.evaluate("(id) => document.getElementById(id).getBoundingClientRect().top", f"post-{name}"))


def shown(page: Page) -> list[str]:
    """The posts that can be seen, as they stand."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('#posts > li')].filter((each) => each.offsetHeight).map((each) => each.dataset.post)"
    )
    return found
