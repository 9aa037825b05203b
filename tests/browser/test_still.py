"""A blog written out as files, on a server that knows nothing: every link holds, and nobody is asked anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import ViewportSize, expect
from selectolax.lexbor import LexborHTMLParser

from tests.browser.conftest import Readers
from tests.browser.ferry import PHONE, ferry_story, publish
from tests.browser.test_accessible import violations
from tests.browser.test_pictures import upload
from tests.running import command

POSTS = 65
DESK: ViewportSize = {"width": 1440, "height": 900}

_COPY = """() => {
  const said = document.createElement("p");
  said.className = "then";
  said.textContent = "This is a copy of the page.";
  document.querySelector("main").prepend(said);
}"""
_TOPS = "(all) => all.map((each) => each.getBoundingClientRect().top)"


class Quiet(SimpleHTTPRequestHandler):
    """Python's own server of files."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving_files(folder: Path) -> Iterator[str]:
    """The address of a server of the files in `folder`."""
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    running = threading.Thread(target=site.serve_forever)
    running.start()
    try:
        yield f"http://127.0.0.1:{site.server_port}"
    finally:
        site.shutdown()
        running.join()
        site.server_close()


@pytest.fixture
def written(tmp_path: Path) -> Path:
    with ferry_story(tmp_path, POSTS) as running:
        picture = upload(running, 1)
        publish(running, "seen", body=f"Look:\n\n![A quay](media:{picture})")
        publish(running, "wrong", body="Twelve boats, as [we said](post:old-3).")
        running.ask("POST", "ferry/posts/wrong/correction", {"wrong": "Twelve boats", "right": "Ten boats"})
        running.ask("POST", "ferry/posts/old-40/withdrawal", {"reason": "It was wrong."})
        running.ask("POST", "ferry/end", {})
    done = command("export", "ferry", "--static", "site", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    again = command("export", "ferry", "--static", "site", folder=tmp_path)
    assert (again.returncode != 0, "in site already" in again.stderr + again.stdout) == (True, True)
    return tmp_path / "site"


def crawled(site: str, start: str) -> dict[str, int]:
    """The status of everything that is reached from `start` within the site, by address."""
    found: dict[str, int] = {}
    ahead = [urljoin(site, start)]
    with httpx.Client(follow_redirects=True) as client:
        while ahead:
            address = ahead.pop().partition("#")[0]
            if address in found or not address.startswith(f"{site}/"):
                continue
            answer = client.get(address)
            found[address] = answer.status_code
            if answer.headers["content-type"].startswith("text/html"):
                ahead += [urljoin(str(answer.url), each) for each in addresses(answer.text)]
    return found


def addresses(html: str) -> list[str]:
    tree = LexborHTMLParser(html)
    named = [str(each.attributes[name]) for name in ("href", "src", "poster") for each in tree.css(f"[{name}]")]
    sets = [str(each.attributes["srcset"]) for each in tree.css("[srcset]")]
    return named + [each.split()[0] for whole in sets for each in whole.split(", ")]


def test_ti4_every_link_of_what_was_written_holds(written: Path) -> None:
    with serving_files(written) as site:
        found = crawled(site, "/live/ferry")
        assert {address: status for address, status in found.items() if status != 200} == {}
        paths = {urlsplit(each).path.rstrip("/") for each in found}
        assert {f"/live/ferry/p/old-{number}" for number in range(POSTS)} <= paths
        assert any(path.startswith("/media/") for path in paths)
    names = {str(each.relative_to(written)) for each in written.rglob("*") if each.is_file()}
    assert {"live/ferry/card.png", "live/ferry/p/old-1/card.png", "logo.png"} <= names
    assert not [each for each in written.parent.iterdir() if each.name.startswith(".site")]
    page = LexborHTMLParser((written / "live/ferry/index.html").read_text("utf-8"))
    assert len(page.css('script[type="application/ld+json"]')) == 1
    assert page.css("form, [data-stream], [data-live]") == []


def test_ti6_what_was_written_can_be_read_either_way_and_asks_nobody(written: Path, readers: Readers) -> None:
    with serving_files(written) as site:
        page = readers(viewport=PHONE).new_page()
        asked: list[str] = []
        failed: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.on("pageerror", lambda problem: failed.append(str(problem)))
        page.goto(f"{site}/live/ferry/")
        expect(page.locator(".state")).to_contain_text("Ended")
        expect(page.locator(".ended-note")).to_contain_text("as it happened")
        expect(page.locator(".tools .pause")).to_be_hidden()
        newest = page.locator("#posts > li").first.get_attribute("data-post")
        page.locator(".tools [name=order]").select_option("oldest")
        expect(page.locator("#posts > li").last).to_have_attribute("data-post", newest or "")
        page.locator("#posts > li").first.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        assert [each for each in asked if "/stream" in each or "/updates" in each] == []
        assert failed == []
        assert violations(page) == []
        # One that had not ended says first that it is a copy; everything stands below each other as ever.
        page.set_viewport_size(DESK)
        page.evaluate(_COPY)
        tops = page.locator("main > :is(.then, [data-region=head], [data-region=state], .stream)").evaluate_all(_TOPS)
        assert tops == sorted(tops)
        assert len(tops) == 4
