"""Soak: a first minute and a bad one at the desk, in Chromium, timed: what an editor does is on a reader's page within a second.

Run as `make soak` or `python -m bench.desk_day [CUT_SECONDS]`. Prints each figure; ends with 1 where a bound is passed.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from stoppress.app.building import now, open_newsroom
from stoppress.config.reading import read_settings
from stoppress.staff.permissions import Role
from stoppress.web.desk.asking import PLAIN_COOKIE
from tests.browser.at_desk import session
from tests.browser.desk import Desk, desk_of, editor_of
from tests.running import serving

FIRST_RUN_SECONDS: Final = 60.0
ON_SCREEN_SECONDS: Final = 1.0
REVOKED_SECONDS: Final = 5.0
POSTS: Final = 20

_LINK: Final = re.compile(r"http://\S+/desk/welcome/\S+")


def main(cut_seconds: float) -> int:
    """All of it; the exit code."""
    with tempfile.TemporaryDirectory() as name, desk_of(Path(name)) as desk:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            passed = [_first_run(browser, Path(name) / "first"), _on_screen(browser, desk), _deeds(browser, desk)]
            passed += [_cut(browser, desk, cut_seconds)]
            browser.close()
        # The browser's loop was this thread's until here.
        passed += [_revoked(desk)]
    return 0 if all(passed) else 1


def _said(what: str, found: float, bound: float) -> bool:
    print(f"{what}: {found:.2f} s (at most {bound:g})", flush=True)
    return found <= bound


def _first_run(browser: Browser, folder: Path) -> bool:
    folder.mkdir()
    with serving(folder) as running:
        assert running.process.stdout is not None
        link = next(found[0] for line in running.process.stdout if (found := _LINK.search(line)))
        page, reader = browser.new_context().new_page(), browser.new_context().new_page()
        begun = time.monotonic()
        page.goto(link)
        page.keyboard.type("rosa@courier.example")
        page.keyboard.press("Tab")
        page.keyboard.type("seven ferries at anchor")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/blogs/new")
        page.keyboard.type("Storm over Velmora")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/blogs/storm-over-velmora*")
        expect(editor_of(page)).to_be_focused()
        reader.goto(f"{running.url}/live/storm-over-velmora")
        page.keyboard.type("All ferries have stopped.")
        page.keyboard.press("ControlOrMeta+Enter")
        expect(reader.locator("#posts > li")).to_contain_text("All ferries have stopped.")
        return _said(
            "from an empty newsroom to a first post on a reader's page", time.monotonic() - begun, FIRST_RUN_SECONDS
        )


def _timed(act: Callable[[], object], reader: Page, seen: str) -> float:
    """Seconds from the press until a reader's page shows what it leads to, by that page's own look at itself."""
    began = time.monotonic()
    act()
    reader.wait_for_function("(words) => document.body.innerText.includes(words)", arg=seen, polling=20)
    return time.monotonic() - began


def _on_screen(browser: Browser, desk: Desk) -> bool:
    writing, reading = browser.new_context(), browser.new_context()
    desk.sign_in(writing)
    reader, page = desk.reader(reading), desk.open(writing, "/blogs/ferry")
    took = []
    for number in range(POSTS):
        editor_of(page).click()
        page.keyboard.type(f"Sentence number {number} of many.")
        press = lambda: page.keyboard.press("ControlOrMeta+Enter")  # noqa: E731
        took.append(_timed(press, reader, f"Sentence number {number} of many."))
    print(f"published at the desk: median {statistics.median(took):.2f} s")
    return _said(f"slowest of {POSTS} posts from the key to a reader's page", max(took), ON_SCREEN_SECONDS)


def _deeds(browser: Browser, desk: Desk) -> bool:
    writing, reading = browser.new_context(), browser.new_context()
    desk.sign_in(writing)
    reader, page = desk.reader(reading), desk.open(writing, "/blogs/ferry/posts/p1/correct")
    page.get_by_label("What was wrong").fill("Until noon.")
    page.get_by_label("What is right").fill("Until the evening, it turned out.")
    correct = page.get_by_role("button", name="Publish the correction")
    took = {"a correction": _timed(correct.click, reader, "Until the evening, it turned out.")}
    page.goto(f"{desk.running.url}/desk/blogs/ferry/posts/p0/take-down")
    page.get_by_label("Why").fill("It named the wrong line, we found.")
    down = page.get_by_role("button", name="Take it down")
    took["taking down"] = _timed(down.click, reader, "It named the wrong line, we found.")
    page.goto(f"{desk.running.url}/desk/blogs/ferry/about")
    page.get_by_label("Standfirst").fill("What is known by now, in one line.")
    save = page.get_by_role("button", name=re.compile("Save")).first
    took["another standfirst"] = _timed(save.click, reader, "What is known by now, in one line.")
    passed = [
        _said(f"{name} from the press to a reader's page", each, ON_SCREEN_SECONDS) for name, each in took.items()
    ]
    return all(passed)


def _cut(browser: Browser, desk: Desk, seconds: float) -> bool:
    writing = browser.new_context()
    desk.sign_in(writing)
    page = desk.open(writing, "/blogs/ferry")
    words = [f"Cut {number}." for number in range(5)]
    for number, each in enumerate(words):
        if number == 2:
            writing.set_offline(True)
            cut_at = time.monotonic()
        editor_of(page).click()
        page.keyboard.type(each)
        page.keyboard.press("ControlOrMeta+Enter")
        expect(editor_of(page)).to_have_text("")
    page.wait_for_timeout(max(0.0, cut_at + seconds - time.monotonic()) * 1_000)
    writing.set_offline(False)
    back = time.monotonic()
    deadline = back + 120
    while time.monotonic() < deadline:
        # One that was taken down has no words.
        bodies = [str(each.get("body", "")) for each in reversed(desk.running.ask("GET", "ferry")["posts"])]
        live = [each for each in bodies if each.startswith("Cut")]
        if len(live) == len(words):
            break
        page.wait_for_timeout(100)
    print(
        f"network away for {seconds:g} s in the middle of five posts: {live}, {time.monotonic() - back:.1f} s after it was back"
    )
    return live == words


def _revoked(desk: Desk) -> bool:
    secret = session(desk.folder, Role.EDITOR)
    cookies = {PLAIN_COOKIE: secret}
    with httpx.stream("GET", f"{desk.running.url}/desk/stream", cookies=cookies, timeout=30) as stream:
        assert stream.status_code == httpx.codes.OK
        lines = stream.iter_lines()
        next(lines)
        asyncio.run(_end_sessions(desk, secret))
        began = time.monotonic()
        for _ in lines:
            pass
        return _said("an open stream after its session was ended", time.monotonic() - began, REVOKED_SECONDS)


async def _end_sessions(desk: Desk, secret: str) -> None:
    async with open_newsroom(read_settings({}, {"data": desk.folder / "data"})) as newsroom:
        visitor = await newsroom.sessions.who(secret, now())
        assert visitor is not None
        await newsroom.sessions.end_all(visitor.person.id)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))
