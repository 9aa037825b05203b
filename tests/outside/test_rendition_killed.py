"""`kill -9` of the server while files are made of what was uploaded: what a page names is whole, and the rest is made later."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.pictures import photograph, written
from tests.recordings import H264, encoded
from tests.running import Running, serving

_PATIENCE_SECONDS = 30

# Large enough for the files of each to take a while.
WIDE = ("-f", "lavfi", "-i", "testsrc=size=1920x1080:rate=5", "-t", "1", *H264)
UPLOADS = {
    "picture": lambda: written(photograph(3_000, 2_000), "PNG"),
    "film": lambda: encoded("mp4", *WIDE),
}


def upload(running: Running, content: bytes) -> httpx.Response:
    return httpx.post(
        f"{running.url}/api/v1/media",
        files={"file": ("quay", content)},
        headers={"Authorization": f"Bearer {running.token}"},
        timeout=60,
    )


def at_work(folder: Path) -> None:
    """Wait until a child has a folder of its own."""
    making = folder / "data" / "media" / "making"
    until = time.monotonic() + _PATIENCE_SECONDS
    while not (making.exists() and any(each for one in making.iterdir() for each in one.glob(".making-*"))):
        assert time.monotonic() < until, "nothing was made"


def shown(running: Running) -> list[str]:
    """The files of media that the page names, each of which is there whole."""
    page = running.client.get("/live/ferry").text
    files = sorted(set(re.findall(r"/media/[a-z2-7]+/[a-z2-7]{26}\.[a-z0-9]+", page)))
    for each in files:
        answer = running.client.get(each)
        assert answer.status_code == 200
        assert len(answer.content) == int(answer.headers["content-length"]) > 0
    return files


@pytest.mark.parametrize("kind", UPLOADS)
def test_an_upload_that_was_not_answered_is_on_no_page_and_can_be_sent_again(tmp_path: Path, kind: str) -> None:
    content = UPLOADS[kind]()
    with serving(tmp_path) as running:
        running.open_blog("ferry")
        with ThreadPoolExecutor(1) as aside:
            sent = aside.submit(upload, running, content)
            at_work(tmp_path)
            running.kill()
            with suppress(httpx.HTTPError):
                sent.result()
        token = running.token
    with serving(tmp_path, token=token) as again:
        assert shown(again) == []
        made = upload(again, content)
        assert made.status_code == 201, made.text


@pytest.mark.parametrize("kind", UPLOADS)
def test_what_was_shown_stays_shown_and_its_other_files_are_made_after_a_start(tmp_path: Path, kind: str) -> None:
    with serving(tmp_path) as running:
        running.open_blog("ferry")
        medium = upload(running, UPLOADS[kind]()).json()["id"]
        running.ask("POST", "ferry/posts", {"id": "p1", "body": f"![](media:{medium})"})
        before = shown(running)
        assert before
        at_work(tmp_path)
        running.kill()
        token = running.token
    with serving(tmp_path, token=token) as again:
        assert set(shown(again)) >= set(before)
        until = time.monotonic() + _PATIENCE_SECONDS
        while again.client.get(f"/api/v1/media/{medium}").json()["state"] != "ready":
            assert time.monotonic() < until
        assert shown(again)
