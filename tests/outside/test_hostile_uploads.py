"""Everything hostile at once, over HTTP: refused or made harmless, while readers notice nothing and the server stays small."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.outside.test_pictures import LIES, MARKS, POLYGLOTS, said_by_exiftool
from tests.pictures import TALKATIVE, gif_of, photograph, png, written
from tests.recordings import CANARY, PLACE, recording
from tests.running import Running, serving

_FIELDS = [b"Exif", b"http://ns.adobe.com", b"GPS", *MARKS, CANARY, PLACE]
_PROGRAMS = re.compile(rb"<script|<\?php|<html|%PDF|PK\x03\x04|alert\(")

# What the server may need for uploads beside what it had: pieces of them, never one whole.
_GROWTH_BYTES = 48 * 1024 * 1024

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def jpeg() -> bytes:
    return written(photograph(), "JPEG")


def hostile() -> dict[str, tuple[str, bytes]]:
    """Each by what it is: what it says it is called, and its bytes."""
    found = {name: ("quay.jpg", make()) for name, (make, _) in LIES.items()}
    found |= {name: ("quay.png", make()) for name, make in POLYGLOTS.items()}
    found |= {f"a talkative {kind}": (f"quay.{kind}", make()) for kind, make in TALKATIVE.items()}
    found |= {
        "an SVG as PNG": ("quay.png", SVG),
        "a JPEG as SVG": ("quay.svg", jpeg()),
        "30,000² pixels": ("quay.png", png(30_000, 30_000)),
        "50 megapixels of nothing": ("quay.png", png(8_000, 6_250)),
        "a GIF of 100,000 frames": ("quay.gif", gif_of(100_000)),
        "a JPEG that climbs": ("../../../../etc/passwd", jpeg()),
        "a JPEG with NUL in its name": ("quay.jpg\0.php", jpeg()),
        "a JPEG with a name like an option": ("-rf\r\nX-Evil: 1", jpeg()),
        "20 MiB of one JPEG segment": ("quay.jpg", jpeg()[:2] + b"\xff\xfe\xff\xff" + bytes(20 << 20)),
        "a playlist as MP4": ("quay.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isommp42#EXTM3U\nfile:///etc/passwd\n"),
    }
    for name, make in {"jpeg": TALKATIVE["jpeg"], "png": TALKATIVE["png"]}.items():
        whole = make()
        found |= {f"{tenth}0 % of a {name}": ("quay", whole[: len(whole) * tenth // 10]) for tenth in range(1, 10)}
    for name in ("mp4", "vorbis.webm", "mp3", "m4a", "opus.ogg"):
        whole = recording(name)
        found[f"a talkative {name}"] = ("quay", whole)
        found |= {f"{tenth}0 % of {name}": ("quay", whole[: len(whole) * tenth // 10]) for tenth in (2, 5, 8)}
    return found


HARMLESS = {"a JPEG as SVG", "a JPEG that climbs", "a JPEG with NUL in its name", "a JPEG with a name like an option"}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A server with a page somebody reads."""
    with serving(tmp_path) as running:
        running.open_blog("ferry")
        running.ask("POST", "ferry/posts", {"id": "p0", "body": "The ferry is late."})
        yield running


@contextmanager
def readers(running: Running) -> Iterator[list[int]]:
    """Somebody who asks for the page again and again; the statuses they get."""
    statuses: list[int] = []
    over = threading.Event()

    def read() -> None:
        with httpx.Client(base_url=running.url) as client:
            while not over.is_set():
                statuses.append(client.get("/live/ferry").status_code)

    with ThreadPoolExecutor(1) as reading:
        done = reading.submit(read)
        try:
            yield statuses
        finally:
            over.set()
            done.result()


def memory(running: Running, name: str) -> int:
    """Bytes that `/proc` tells of the server."""
    status = Path(f"/proc/{running.process.pid}/status").read_text("ascii")
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024


def uploaded(running: Running, name: str, content: bytes) -> httpx.Response:
    with httpx.Client(base_url=running.url, headers=running.client.headers, timeout=120) as client:
        return client.post("/api/v1/media", files={"file": (name, content)})


def finished(running: Running, medium: str) -> dict[str, Any]:
    while True:
        tree: dict[str, Any] = running.client.get(f"/api/v1/media/{medium}").json()
        if tree["state"] != "received":
            return tree


def test_what_is_hostile_is_refused_or_made_harmless_and_nobody_else_notices(running: Running, tmp_path: Path) -> None:
    files = hostile()
    before = memory(running, "VmRSS")
    with readers(running) as statuses, ThreadPoolExecutor(4) as places:
        uploading: Callable[[str], httpx.Response] = lambda name: uploaded(running, *files[name])  # noqa: E731
        answers = dict(zip(files, places.map(uploading, files), strict=True))
        taken = {name: each.json()["id"] for name, each in answers.items() if each.status_code == 201}
        for number, medium in enumerate(taken.values()):
            running.ask("POST", "ferry/posts", {"id": f"p{number + 1}", "body": f"![](media:{medium})"})
        trees = {name: finished(running, medium) for name, medium in taken.items()}
    assert set(statuses) == {200}
    assert len(statuses) > 50
    assert memory(running, "VmHWM") < before + _GROWTH_BYTES
    for name, answer in answers.items():
        if name not in taken:
            assert answer.status_code in {413, 415, 422}, (name, answer.text)
            problem = answer.json()
            assert problem["code"] in {"media-refused", "media-broken", "media-too-large"}, name
            assert len(problem["detail"].split()) > 5, name
    assert taken.keys() >= HARMLESS | {f"a talkative {kind}" for kind in TALKATIVE} | POLYGLOTS.keys()
    assert not taken.keys() & {"an SVG as PNG", "30,000² pixels", "a GIF of 100,000 frames", "a playlist as MP4"}
    _nothing_but_itself(running, trees, tmp_path / "served")
    # And readers read on.
    assert running.client.get("/live/ferry").status_code == 200


def _nothing_but_itself(running: Running, trees: dict[str, dict[str, Any]], folder: Path) -> None:
    folder.mkdir()
    count = 0
    for name, tree in trees.items():
        for each in (*tree["files"], *tree["still"]):
            served = running.client.get(each["url"])
            assert served.status_code == 200, name
            assert [mark for mark in _FIELDS if mark in served.content] == [], name
            assert not _PROGRAMS.search(served.content), name
            assert served.headers["content-security-policy"] == "default-src 'none'; sandbox"
            assert served.headers["content-type"] == each["type"]
            (folder / each["url"].rsplit("/", 1)[-1]).write_bytes(served.content)
            count += 1
            if each["type"].startswith("image/"):
                Image.open(folder / each["url"].rsplit("/", 1)[-1]).verify()
    assert count > 2 * len(trees)
    # Of films, what a player needs to know; exiftool calls that by the boxes it stands in.
    pictures = [each for each in folder.iterdir() if each.suffix in {".mp4", ".m4a", ".webm", ".ogg", ".mp3"}]
    for each in pictures:
        each.rename(folder.parent / each.name)
    assert said_by_exiftool(folder) == set()
