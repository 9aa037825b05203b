"""Page during fan-out: how long a page and an append take while a crowd gets a post a second.

Knows who runs beside whom.
Does not know how pages are asked for (`probe`), nor how posts are published.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Final

from bench import peers
from bench.delivery import INTERVAL, publish_steadily
from bench.figures import STOPPRESS, Goal, Row, Spread, quantile, spread
from bench.load import Crowd, Heard, load
from bench.options import Options
from bench.page_rate import POSTS_ON_A_PAGE
from bench.programs import Missing
from bench.publisher import Desk, PeerDesk, Publisher
from bench.report import Report
from bench.server import SLUG, product, stream_path
from bench.wire import Wire, get

BENCH: Final = "page_during_fan_out"
RATE: Final = 200

_SIZE: Final = 1_000


def measure(options: Options, report: Report) -> None:
    """Run after run, the product and nginx with Nchan in turn."""
    runs = min(options.runs, 3)
    pages: dict[str, list[dict[str, float]]] = {}
    idle: list[float] = []
    busy: list[float] = []
    for _ in range(runs):
        with product(settings=options.settings) as served, Desk(served) as warming, Desk(served) as desk:
            idle += [seconds for _ in range(POSTS_ON_A_PAGE) for seconds in [warming.publish(1).seconds]]
            crowd = _crowd(options, served.port, served.cursor())
            appends, page, heard = _one(crowd, desk, f"/live/{SLUG}", options)
            with Wire(served.port) as wire:
                body = wire.ask(get(f"/live/{SLUG}", "Accept-Encoding: identity")).body
        busy += appends
        pages.setdefault(STOPPRESS, []).append(page)
        report.run(BENCH, server=STOPPRESS, readers=options.crowd, **page, append_p99_ms=quantile(appends, 0.99) * 1000)
        if heard.wrong:
            report.fault(f"{BENCH}, {options.crowd:,} readers: {heard.wrong}")
        _beside(options, report, body, pages)
    _rows(options, report, pages, idle, busy)


def _beside(options: Options, report: Report, body: bytes, pages: dict[str, list[dict[str, float]]]) -> None:
    """The same of nginx with Nchan, when it is there."""
    try:
        with peers.nchan(page=body) as peer, PeerDesk(peer.port, _SIZE) as desk:
            crowd = Crowd(
                readers=options.crowd,
                port=peer.port,
                path=peers.STREAM_PATH,
                events=options.steady,
            )
            _, page, heard = _one(crowd, desk, peers.PAGE_PATH, options)
    except Missing as problem:
        report.say(f"{BENCH}: left out: {problem}")
        return
    report.run(BENCH, server=peers.NCHAN, readers=options.crowd, **page, **heard.wrong)
    pages.setdefault(peers.NCHAN, []).append(page)


def _one(
    crowd: Crowd, publisher: Publisher, path: str, options: Options
) -> tuple[list[float], dict[str, float], Heard]:
    """Seconds of each append, the probe's figures, and what the crowd heard."""
    with load(crowd) as clients:
        clients.until_connected()
        # The crowd leaves once it has heard everything, all ten thousand at once: that is no fan-out any more.
        seconds = (options.steady - 1) * INTERVAL
        command = [sys.executable, "-m", "bench.probe", str(crowd.port), path, str(seconds), str(RATE)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as probing:
            appends = publish_steadily(publisher, options.steady)
            told, _ = probing.communicate(timeout=seconds + 60)
        found: dict[str, Any] = json.loads(told)
        return appends, found, clients.heard()


def _crowd(options: Options, port: int, cursor: str) -> Crowd:
    return Crowd(
        readers=options.crowd,
        port=port,
        path=stream_path(cursor),
        events=options.steady,
        cursor=cursor,
    )


def _rows(
    options: Options,
    report: Report,
    pages: dict[str, list[dict[str, float]]],
    idle: Sequence[float],
    busy: Sequence[float],
) -> None:
    setting = f"{options.crowd:,} readers, a post a second"
    for name, what in (("p50_ms", "page, p50"), ("p99_ms", "page, p99"), ("max_ms", "page, slowest")):
        spreads = {server: spread(each[name] for each in runs) for server, runs in pages.items()}
        ours = spreads.pop(STOPPRESS)
        report.row(Row(BENCH, setting, what, "ms", ours, spreads, (Goal(5),) if name == "p99_ms" else ()))
    for words, taken, share, goals in (
        ("nobody reads", idle, 0.5, (Goal(10),)),
        ("nobody reads", idle, 0.99, ()),
        (setting, busy, 0.5, ()),
        (setting, busy, 0.99, (Goal(100),)),
    ):
        what = f"append acknowledged, p{share * 100:.0f} of {len(taken)}"
        report.row(Row(BENCH, words, what, "ms", _one_value(quantile(taken, share) * 1000), {}, goals))


def _one_value(value: float) -> Spread:
    return spread([value])
