"""Page rate: the finished page beside nginx with a file of the same bytes; CPU of one request.

Knows wrk, a browser's headers, and how requests are made that no server has seen before.
Does not know how pages are made or kept.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import machine, peers
from bench.figures import STOPPRESS, Goal, Row, Spread, spread
from bench.options import Options
from bench.programs import require
from bench.publisher import Desk
from bench.report import Report
from bench.server import SLUG, product
from bench.started import CLIENT_CPU, pinned
from bench.wire import Wire, get

BENCH: Final = "page_rate"
CONNECTIONS: Final = 64
POSTS_ON_A_PAGE: Final = 30

_BROWSER: Final = (
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language: en-GB,en;q=0.9",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Sec-Fetch-Dest: document",
    "Sec-Fetch-Mode: navigate",
    "Sec-Fetch-Site: none",
    "Sec-Fetch-User: ?1",
    "Upgrade-Insecure-Requests: 1",
    "Cache-Control: max-age=0",
    "Priority: u=0, i",
)
_CODINGS: Final = ("identity", "gzip")

# wrk's own script: a cookie that is another one each time, so that no server has seen these bytes before.
_UNSEEN: Final = Path(__file__).parent / "unseen_requests.lua"


@dataclass(frozen=True)
class Asked:
    """One kind of request. `is_seen`: the same bytes again and again, as wrk sends by itself."""

    coding: str
    is_seen: bool

    def __str__(self) -> str:
        return f"{self.coding}, {'seen before' if self.is_seen else 'new each time'}"

    @property
    def headers(self) -> tuple[str, ...]:
        """What a browser sends, asking for this coding."""
        return (*_BROWSER, f"Accept-Encoding: {self.coding}")


@dataclass(frozen=True)
class _Served:
    pid: int
    port: int
    path: str


_ALL: Final = tuple(Asked(coding, seen) for seen in (True, False) for coding in _CODINGS)


def measure(options: Options, report: Report) -> None:
    """Each server once in each run; within it every kind of request."""
    wrk = require("wrk", "wrk")
    peers.nginx_path()
    seconds = 1 if options.quick else 4
    found: dict[tuple[str, Asked], list[float]] = {}
    for _ in range(options.runs):
        with _product(options) as (served, page):
            _measure_one(STOPPRESS, served, wrk, seconds, page, found, report)
        with peers.nginx_with_file(page) as peer:
            served = _Served(peer.pid, peer.port, peers.PAGE_PATH)
            _measure_one(peers.NGINX, served, wrk, seconds, page, found, report)
    for asked in _ALL:
        row = _row(asked, {name: spread(values) for (name, each), values in found.items() if each == asked})
        report.row(row)


@contextmanager
def _product(options: Options) -> Iterator[tuple[_Served, bytes]]:
    """The product with a full page, and that page's bytes."""
    with product(settings=options.settings) as served:
        with Desk(served) as desk:
            for _ in range(POSTS_ON_A_PAGE):
                desk.publish(1)
        path = f"/live/{SLUG}"
        with Wire(served.port) as wire:
            page = wire.ask(get(path, "Accept-Encoding: identity")).body
        yield _Served(served.pid, served.port, path), page


def _measure_one(
    name: str,
    served: _Served,
    wrk: str,
    seconds: int,
    page: bytes,
    found: dict[tuple[str, Asked], list[float]],
    report: Report,
) -> None:
    for asked in _ALL:
        sizes = _sizes(served, asked)
        assert asked.coding != "identity" or sizes == len(page), (name, sizes, len(page))
        _asking(wrk, served, asked, 1)
        cpu = machine.cpu_seconds(served.pid)
        requests, rate, bad = _asking(wrk, served, asked, seconds)
        us = (machine.cpu_seconds(served.pid) - cpu) / requests * 1e6
        found.setdefault((name, asked), []).append(us)
        report.run(BENCH, server=name, asked=str(asked), us_per_request=us, per_second=rate, body_bytes=sizes)
        if bad:
            report.fault(f"{BENCH}, {name}, {asked}: {bad}")


def _sizes(served: _Served, asked: Asked) -> int:
    """Length of the body that is answered with."""
    with Wire(served.port) as wire:
        answer = wire.ask(get(served.path, *asked.headers))
    assert answer.status == 200, answer.head
    return len(answer.body)


def _asking(wrk: str, served: _Served, asked: Asked, seconds: int) -> tuple[int, float, str]:
    """Requests answered, answers a second, and what went wrong."""
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    if not asked.is_seen:
        command += ["-s", str(_UNSEEN)]
    for header in asked.headers:
        command += ["-H", header]
    command.append(f"http://127.0.0.1:{served.port}{served.path}")
    told = subprocess.run(pinned(command, CLIENT_CPU), capture_output=True, text=True, check=True).stdout
    answered, rate = re.search(r"(\d+) requests in", told), re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert answered is not None, told
    assert rate is not None, told
    return int(answered[1]), float(rate[1]), ", ".join(re.findall(r"(?:Non-2xx|Socket errors).*", told))


def _row(asked: Asked, spreads: dict[str, Spread]) -> Row:
    ours = spreads.pop(STOPPRESS)
    goal = Goal(1.2 if asked.is_seen else 2.0, peers.NGINX)
    return Row(BENCH, str(asked), "CPU of a page request", "us", ours, spreads, (goal,))
