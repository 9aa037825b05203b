"""A live stream above the key points: played in the page, and nobody is asked for it before the reader does so."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import imageio_ffmpeg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.exhibition import Files, append, film, showing
from tests.running import Running, serving

WIDE = {"width": 1280, "height": 900}


class Handler(SimpleHTTPRequestHandler):
    """Files that any page may use, as a stream's host gives them."""

    extensions_map = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t"}  # noqa: RUF012 - its parent's

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parent's
        pass


@pytest.fixture
def stream(tmp_path: Path) -> Iterator[str]:
    """The origin of a host with a stream of ten seconds at `/live.m3u8`."""
    folder = tmp_path / "stream"
    folder.mkdir()
    encode = "-t 10 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -hls_time 1 -hls_list_size 0 live.m3u8"
    source = ("-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=25")
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), *source, *encode.split()], cwd=folder, check=True, timeout=60)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as host:
        serving_it = Thread(target=host.serve_forever)
        serving_it.start()
        yield f"http://127.0.0.1:{host.server_port}"
        host.shutdown()
        serving_it.join()


@pytest.fixture
def running(tmp_path: Path, stream: str) -> Iterator[Running]:
    """A server whose pages may play it."""
    with serving(tmp_path, settings={"LIVE_STREAMS": stream}) as running:
        running.open_blog("ferry")
        yield running


def set_stream(running: Running, stream: str) -> None:
    running.ask("PUT", "ferry/hero", {"kind": "live stream", "media": f"{stream}/live.m3u8", "alt": "Watch the quay"})


def follow(page: Page, stream: str) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith(stream) else None)
    return asked


# Where a browser has no HLS of its own a library has to do it; both ways end in a picture that moves.
NONE_OF_ITS_OWN = "HTMLMediaElement.prototype.canPlayType = () => ''"


@pytest.mark.parametrize("lacks", [False, True], ids=["own", "library"])
def test_a_stream_arrives_moves_nothing_and_plays_when_asked(
    running: Running, readers: Readers, tmp_path: Path, stream: str, *, lacks: bool
) -> None:
    append(tmp_path, [each for number in range(1, 7) for each in showing(f"p{number}", film())])
    page = readers(viewport=WIDE).new_page()
    if lacks:
        page.add_init_script(NONE_OF_ITS_OWN)
    Files().behind(page)
    asked = follow(page, stream)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{running.url}/live/ferry")
    read = page.locator("#post-p1")
    read.evaluate("(post) => post.scrollIntoView({behavior: 'instant'})")
    before = read.evaluate("(post) => post.getBoundingClientRect().top")
    set_stream(running, stream)
    video = page.locator(".hero video")
    expect(video).to_have_count(1)
    assert abs(read.evaluate("(post) => post.getBoundingClientRect().top") - before) < 1
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.get_by_role("link", name="Watch the quay").click()
    page.wait_for_function("() => document.querySelector('.hero video').currentTime > 0.2")
    assert {urlsplit(each).path.rsplit(".")[-1] for each in asked} == {"m3u8", "ts"}
    video.evaluate("(video) => { video.mine = true; }")
    running.ask("PUT", "ferry/key-points", [{"text": "A quay"}])
    running.ask("PUT", "ferry/hero", {"kind": "live stream", "media": f"{stream}/live.m3u8", "alt": "Watch it"})
    expect(page.get_by_role("link", name="Watch it")).to_have_count(1)
    assert video.evaluate("(video) => [video.mine, video.paused]") == [True, False]
    assert complaints == []


def test_a_stream_of_another_host_is_a_link(running: Running, readers: Readers) -> None:
    page = readers(viewport=WIDE).new_page()
    set_stream(running, "https://elsewhere.example")
    page.goto(f"{running.url}/live/ferry")
    link = page.get_by_role("link", name="Watch the quay")
    expect(link).to_have_attribute("href", "https://elsewhere.example/live.m3u8")
    assert page.locator(".hero video").count() == 0
