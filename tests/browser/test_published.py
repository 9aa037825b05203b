"""A gallery, a film and a sound from upload to an open page, through the API alone: nothing that is read moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Readers
from tests.pictures import photograph, written
from tests.recordings import recording
from tests.running import Running, serving


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A server with a page that is longer than a window."""
    with serving(tmp_path) as running:
        running.open_blog("ferry")
        for number in range(8):
            words = {"id": f"old-{number}", "headline": f"Post {number}", "body": "Words. " * 40}
            running.ask("POST", "ferry/posts", words)
        yield running


def uploaded(running: Running, name: str, content: bytes) -> str:
    made = running.client.post("/api/v1/media", files={"file": (name, content)}, data={"alt": name})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_published_arrives_grows_and_moves_nothing(running: Running, readers: Readers, width: int) -> None:
    page = readers(viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{running.url}/live/ferry")
    read = page.locator("#post-old-6")
    read.evaluate("(post) => scrollTo({top: post.getBoundingClientRect().top + scrollY - 20, behavior: 'instant'})")
    before = read.evaluate("(post) => post.getBoundingClientRect().top")
    pictures = [uploaded(running, f"{n}.jpg", written(photograph(900 + n, 600), "JPEG")) for n in range(3)]
    film = uploaded(running, "gate.mp4", recording("mp4"))
    sound = uploaded(running, "horn.mp3", recording("mp3"))
    bodies = {
        "gallery": "\n\n".join(f"![](media:{each})" for each in pictures),
        "film": f"![](media:{film})",
        "sound": f"![](media:{sound})",
    }
    for name, body in bodies.items():
        running.ask("POST", "ferry/posts", {"id": name, "headline": name, "body": body})
        expect(page.locator(f"#post-{name} figure")).to_have_count(3 if name == "gallery" else 1)
        assert abs(read.evaluate("(post) => post.getBoundingClientRect().top") - before) < 1
    # Until all files are there, and the page has been told.
    expect(page.locator("#post-gallery source[type='image/avif']")).to_have_count(3, timeout=30_000)
    assert abs(read.evaluate("(post) => post.getBoundingClientRect().top") - before) < 1
    page.locator("#news .show").click()
    page.locator("#post-film").scroll_into_view_if_needed()
    page.locator("#post-film video").focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('#post-film video').currentTime > 0.1")
