"""Pictures: a 48-megapixel photograph to its first and last file, renditions a second, memory of a child, pages meanwhile.

Knows how a photograph is made up, and that the children of a server held to one CPU share it.
Does not know how renditions are made, nor how pages are asked for (`probe`).
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import httpx
import pillow_heif
from PIL import Image

from bench.figures import STOPPRESS, Row, Spread, spread
from bench.options import Options
from bench.report import Report
from bench.server import SLUG, Product, product
from stoppress.media.workshop import Made, Workshop

BENCH: Final = "pictures"
RATE: Final = 200

_MEGABYTE: Final = 1e6
_WITHOUT: Final = "no picture"

# What phones and cameras deliver.
_FILES: Final[dict[str, Callable[[Image.Image, Path], None]]] = {
    "JPEG": lambda photograph, path: photograph.save(path, "JPEG", quality=92),
    "progressive JPEG": lambda photograph, path: photograph.save(path, "JPEG", quality=92, progressive=True),
    "HEIC": lambda photograph, path: photograph.save(path, "HEIF", quality=40),
}
_MANY: Final = 8

# How often is asked whether all files of a picture are there.
_LOOK_SECONDS: Final = 0.05


def measure(options: Options, report: Report) -> None:
    """Every kind of file so many times, then many at once, then pages while two are being made."""
    runs = min(options.runs, 3)
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as name:
        folder = Path(name)
        photograph = _photograph(2_000, 1_500) if options.quick else _photograph(8_000, 6_000)
        for number, (what, write) in enumerate(_FILES.items()):
            if not options.quick or not number:
                source = folder / str(number)
                write(photograph, source)
                _alone(runs, report, source, _described(what, photograph, source))
        ordinary = folder / "ordinary"
        photograph.resize((photograph.width // 2, photograph.height // 2)).save(ordinary, "JPEG", quality=90)
        _many(runs, report, ordinary)
        _beside_pages(runs, options, report, folder / "0")


def _alone(runs: int, report: Report, source: Path, what: str) -> None:
    found: dict[str, list[float]] = {}
    for _ in range(runs):
        figures = asyncio.run(_whole(source))
        report.run(BENCH, picture=what, **figures)
        for name, value in figures.items():
            found.setdefault(name, []).append(value)
    for name, words, unit in (
        ("first_ms", "bytes on disk to the first file", "ms"),
        ("last_ms", "bytes on disk to the last file", "ms"),
        ("begin_mb", "most memory of the child, first file", "MB"),
        ("finish_mb", "most memory of the child, the others", "MB"),
    ):
        report.row(Row(BENCH, what, words, unit, spread(found[name])))


def _described(what: str, picture: Image.Image, source: Path) -> str:
    pixels = picture.width * picture.height / _MEGABYTE
    return f"{what}, {pixels:.0f} megapixels, {source.stat().st_size / _MEGABYTE:.1f} MB"


async def _whole(source: Path) -> dict[str, float]:
    workshop = Workshop(b"bench")
    with tempfile.TemporaryDirectory(dir=source.parent) as name:
        start = time.monotonic()
        begun = await workshop.begin(source, Path(name))
        first = time.monotonic()
        finished = await workshop.finish(source, Path(name))
        last = time.monotonic()
    return {
        "first_ms": (first - start) * 1000,
        "last_ms": (last - start) * 1000,
        "files": len(begun.renditions) + len(finished.renditions),
        "begin_mb": begun.peak_bytes / _MEGABYTE,
        "finish_mb": finished.peak_bytes / _MEGABYTE,
    }


def _many(runs: int, report: Report, source: Path) -> None:
    rates = []
    for _ in range(runs):
        start = time.monotonic()
        made = asyncio.run(_finish_many(Workshop(b"bench"), source))
        seconds = time.monotonic() - start
        rates.append(sum(len(each.renditions) for each in made) / seconds)
        report.run(BENCH, pictures=len(made), seconds=seconds, renditions_a_second=rates[-1])
    with Image.open(source) as picture:
        setting = f"{_described('JPEG', picture, source)}, two at a time"
    report.row(Row(BENCH, setting, "renditions a second", "", spread(rates)))


async def _finish_many(workshop: Workshop, source: Path) -> list[Made]:
    with tempfile.TemporaryDirectory(dir=source.parent) as name:
        return await asyncio.gather(*(workshop.finish(source, Path(name)) for _ in range(_MANY)))


def _beside_pages(runs: int, options: Options, report: Report, source: Path) -> None:
    idle: list[dict[str, Any]] = []
    busy: list[dict[str, Any]] = []
    uploads: list[dict[str, float]] = []
    for _ in range(runs):
        with product(settings=options.settings) as served:
            with _probe(served) as probing:
                idle.append(_probed(probing))
            with _probe(served) as probing:
                uploads += _uploaded_while_running(probing, served, source)
                busy.append(_probed(probing))
        report.run(BENCH, server=_WITHOUT, **idle[-1])
        report.run(BENCH, server=STOPPRESS, **busy[-1])
    with Image.open(source) as picture:
        setting = f"{_described('JPEG', picture, source)}, over HTTP, two at a time on the server's CPU"
    for name, what in (("first_ms", "upload to the first file"), ("last_ms", "upload to the last file")):
        report.row(Row(BENCH, setting, what, "ms", spread(each[name] for each in uploads)))
    for name, what in (("p50_ms", "page, p50"), ("p99_ms", "page, p99"), ("max_ms", "page, slowest")):
        beside = {_WITHOUT: _spread(idle, name)}
        report.row(Row(BENCH, "while two are uploaded and made", what, "ms", _spread(busy, name), beside))


def _uploaded_while_running(probing: subprocess.Popen[str], served: Product, source: Path) -> list[dict[str, float]]:
    """Upload one picture after the other, two at a time, for as long as pages are asked for."""
    content = source.read_bytes()

    def go_on(_place: int) -> list[dict[str, float]]:
        found = []
        with httpx.Client(
            base_url=f"http://127.0.0.1:{served.port}", headers={"Authorization": f"Bearer {served.token}"}, timeout=120
        ) as client:
            while probing.poll() is None:
                found.append(_uploaded(client, content))
        return found

    with ThreadPoolExecutor(2) as places:
        return [each for found in places.map(go_on, range(2)) for each in found]


def _uploaded(client: httpx.Client, content: bytes) -> dict[str, float]:
    start = time.monotonic()
    answer = client.post("/api/v1/media", files={"file": ("photograph.jpg", content)})
    assert answer.status_code == 201, answer.text
    first, state = time.monotonic(), answer.json()["state"]
    while state == "received":
        time.sleep(_LOOK_SECONDS)
        state = client.get(f"/api/v1/media/{answer.json()['id']}").json()["state"]
    assert state == "ready", state
    return {"first_ms": (first - start) * 1000, "last_ms": (time.monotonic() - start) * 1000}


def _probe(served: Product) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.probe", str(served.port), f"/live/{SLUG}", "10", str(RATE)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _probed(probing: subprocess.Popen[str]) -> dict[str, Any]:
    told, _ = probing.communicate(timeout=60)
    found: dict[str, Any] = json.loads(told)
    return found


def _spread(found: list[dict[str, Any]], name: str) -> Spread:
    return spread(float(each[name]) for each in found)


def _photograph(width: int, height: int) -> Image.Image:
    """Noise as coarse as a sky and as fine as grass; as many bytes a pixel as a camera's picture has."""
    pillow_heif.register_heif_opener()
    chance = random.Random(48)
    made = None
    for across, weight in ((6, 1.0), (40, 0.12), (300, 0.2), (2_000, 0.1)):
        down = across * height // width
        noise = Image.frombytes("RGB", (across, down), chance.randbytes(3 * across * down))
        layer = noise.resize((width, height), Image.Resampling.BICUBIC)
        made = layer if made is None else Image.blend(made, layer, weight)
    assert made is not None
    return made
