"""Whole stories in a browser: the demonstration, an import with its cross-references, a replay."""

from __future__ import annotations

import subprocess
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.open_pages import cut_to, seen, wait_for
from tests.running import PROGRAM, Running, command, environment, serving

HARBOUR = Path(__file__).parents[1] / "unit" / "transfer" / "invented" / "harbour.txt"


def bring_in_harbour(folder: Path) -> None:
    """Import the invented transcript under `harbour`."""
    arguments = ["--date", "2031-03-14", "--timezone", "Europe/London", "--slug", "harbour"]
    done = command("import", str(HARBOUR), *arguments, folder=folder)
    assert done.returncode == 0, done.stderr


def place(page: Page) -> int:
    """The sequence a page is at."""
    return int(page.evaluate("document.querySelector('main').dataset.live.split('-')[1]"))


def assert_equals_a_fresh_load(staying: Page, readers: Readers) -> None:
    """Compare at a moment when both are at the same sequence; the story goes on meanwhile."""
    fresh = readers(java_script_enabled=True).new_page()
    # Without its stream, so that it stays where it was when it was loaded.
    fresh.route("**/stream*", lambda route: route.abort())
    for _ in range(20):
        fresh.goto(staying.url)
        wait_for(staying, place(fresh))
        shown, loaded = seen(staying), seen(fresh)
        if f'-{place(fresh)}"' in shown["main"]:
            assert cut_to(shown, loaded) == loaded
            return
    raise AssertionError("the two pages were never at the same sequence")


def test_the_demonstration_unfolds_before_the_readers_eyes(tmp_path: Path, readers: Readers) -> None:
    with serving(tmp_path, "demo", "--pace", "0.1") as demo:
        page = readers().new_page()
        page.goto(f"{demo.url}/live/velmora-storm")
        page.evaluate("window.neverReloaded = true")
        expect(page.locator("#post-rumour.withdrawn")).to_be_visible(timeout=30_000)
        expect(page.locator("#post-tide .correction")).to_be_visible()
        expect(page.locator("#post-divers h3")).to_have_text("Divers find a mooring chain in the gate")
        expect(page.locator("[data-region=pinned]")).to_contain_text("Chain is cut", timeout=30_000)
        expect(page.locator("#post-summary")).to_be_visible(timeout=30_000)
        assert_equals_a_fresh_load(page, readers)
        assert page.evaluate("window.neverReloaded")
        page.locator("#post-warning").get_by_role("link", name="Imke Draycott").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Imke Draycott")
        expect(page.locator(".written a", has_text="Storm Odalys given its name")).to_be_visible()


def test_cross_references_of_an_import_lead_there_and_back(tmp_path: Path, server: Running, readers: Readers) -> None:
    bring_in_harbour(tmp_path)
    page = readers().new_page()
    page.goto(f"{server.url}/live/harbour")
    page.get_by_role("link", name="see 9.41pm post").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wind warning raised to red")
    # The two posts of 21:41 and the one referred to from 23:58 and 09:41 of the next day.
    expect(page.locator(".back")).to_have_text("Referred to at 23:58, 09:41")
    page.locator(".back").get_by_role("link", name="23:58").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("harbourmaster closes port")


def test_an_open_page_sees_every_post_of_a_replay_arrive(tmp_path: Path, server: Running, readers: Readers) -> None:
    bring_in_harbour(tmp_path)
    arguments = ["replay", "harbour", "--speed", "20000", "--slug", "again"]
    with subprocess.Popen([PROGRAM, *arguments], cwd=tmp_path, env=environment(tmp_path)) as replaying:
        _until_there(f"{server.url}/live/again")
        page = readers().new_page()
        page.goto(f"{server.url}/live/again")
        assert replaying.wait() == 0
    head = server.client.get("/api/v1/blogs/again").json()["seq"]
    wait_for(page, head)
    assert page.locator("#posts > li").count() == 12
    assert_equals_a_fresh_load(page, readers)


def _until_there(url: str) -> None:
    """Ask until a page is there; each asking waits for the server's answer."""
    for _ in range(1_000):
        if httpx.get(url).status_code == 200:
            return
    raise AssertionError(f"{url} did not appear")
