"""Galleries, films, sounds and embeds on an open page: nothing moves, nothing stops, nobody else is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from stoppress.domain.media import Embed, Medium
from tests.browser.conftest import Readers
from tests.browser.exhibition import Files, append, embed, film, picture, prepared, showing, sound
from tests.running import Running, serving

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 740}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path) as running:
        running.open_blog("ferry")
        yield running


def opened(running: Running, page: Page) -> Page:
    page.goto(f"{running.url}/live/ferry")
    return page


def top(place: Locator) -> float:
    """Where it stands on the screen."""
    box = place.bounding_box()
    assert box is not None
    return box["y"]


ARRIVING: dict[str, Sequence[Medium | Embed]] = {
    "gallery": (picture("a"), picture("b", (800, 1200)), picture("c")),
    "film": (film(),),
    "sound": (sound(),),
    "embed": (embed(),),
}


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_arrives_moves_nothing_before_and_after_its_files_have_come(
    running: Running, readers: Readers, tmp_path: Path, screen: dict[str, int]
) -> None:
    for number in range(8):
        words = {"id": f"old-{number}", "headline": f"Post {number}", "body": "Words. " * 40}
        running.ask("POST", "ferry/posts", words)
    page = readers(viewport=screen).new_page()
    files = Files().behind(page)
    opened(running, page)
    read = page.locator("#post-old-2")
    read.evaluate("(post) => scrollTo({top: post.getBoundingClientRect().top + scrollY - 20, behavior: 'instant'})")
    before = top(read)
    for name, shown in ARRIVING.items():
        files.late = True
        append(tmp_path, showing(name, *shown))
        post = page.locator(f"#post-{name}")
        expect(post.locator(":is(figure, .embed)")).to_have_count(len(shown))
        # Windows scroll by whole pixels, posts are as high as their lines.
        assert abs(top(read) - before) < 1
        # What came waits until it is wanted.
        page.locator("#news .show").click()
        # Pictures are fetched near the window alone: one looks for them, and comes back.
        height = post.evaluate("(post) => post.offsetHeight")
        post.evaluate("(post) => post.scrollIntoView({behavior: 'instant'})")
        if name != "sound":
            with page.expect_event("requestfinished"):
                files.let_go()
        page.wait_for_function(
            f"() => [...document.querySelectorAll('#post-{name} img')].every((each) => each.complete)"
        )
        assert post.evaluate("(post) => post.offsetHeight") == height
        read.evaluate("(post) => scrollTo({top: post.getBoundingClientRect().top + scrollY - 20, behavior: 'instant'})")
        page.evaluate("document.activeElement.blur()")
        before = top(read)
    assert len(files.asked) > len(ARRIVING)


@pytest.mark.parametrize(("kind", "medium"), [("video", film(is_ready=False)), ("audio", sound())])
def test_what_plays_plays_on_while_its_post_is_rendered_anew(
    running: Running, readers: Readers, tmp_path: Path, kind: str, medium: Medium
) -> None:
    append(tmp_path, showing("p1", picture(), "Words between.", medium))
    page = readers(viewport=WIDE).new_page()
    Files().behind(page)
    opened(running, page)
    page.locator(f"#post-p1 {kind}").focus()
    page.keyboard.press("Space")
    page.wait_for_function(f"() => document.querySelector('#post-p1 {kind}').currentTime > 0")
    page.evaluate(
        f"""() => {{ const player = document.querySelector('#post-p1 {kind}'); player.mine = true;
        window.stops = 0; for (const name of ['pause', 'emptied']) player.addEventListener(name, () => stops += 1); }}"""
    )
    running.ask("PATCH", "ferry/posts/p1", {"headline": "Revised"})
    expect(page.locator("#post-p1 h3")).to_have_text("Revised")
    if kind == "video":
        append(tmp_path, [prepared("p1", film())])
        expect(page.locator("#post-p1 track")).to_have_count(1)
    running.ask("PATCH", "ferry/posts/p1", {"body": f"Another word.\n\n![](media:{medium.id})"})
    expect(page.locator("#post-p1 .body")).to_contain_text("Another word.")
    player = page.locator(f"#post-p1 {kind}")
    came_to = player.evaluate("(player) => player.currentTime")
    page.wait_for_function(f"(time) => document.querySelector('#post-p1 {kind}').currentTime > time", arg=came_to)
    assert player.evaluate("(player) => [player.mine, player.paused, window.stops]") == [True, False, 0]


def test_what_is_far_below_is_not_fetched(running: Running, readers: Readers, tmp_path: Path) -> None:
    append(tmp_path, showing("film", film()) + showing("far", picture("a"), picture("b")) + showing("card", embed()))
    for number in range(16):
        running.ask("POST", "ferry/posts", {"id": f"new-{number}", "headline": "Later", "body": "Words. " * 120})
    page = readers(viewport=WIDE).new_page()
    files = Files().behind(page)
    opened(running, page)
    page.wait_for_load_state("networkidle")
    assert files.asked == []
    page.locator("#post-film").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('#post-far img').complete")
    assert any(f"/{'f' * 26}/" in each for each in files.asked)
