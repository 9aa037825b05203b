"""Audience load: a post a second to a crowd that votes, sends beacons and asks while it reads.

Knows what is compared: the same crowd that says nothing. And that whatever was acknowledged is on disk when the server is killed
right afterwards.
Does not know how anything is sent (`audience_sender`).
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from bench import machine
from bench.delivery import publish_steadily
from bench.figures import Goal, Row, quantile, spread
from bench.load import Crowd, load
from bench.options import Options
from bench.publisher import Desk
from bench.report import Report
from bench.server import Product, product, stream_path
from bench.started import CLIENT_CPU, pinned
from stoppress.config.settings import Settings

BENCH: Final = "audience_load"

READERS: Final = 5_000
SECONDS: Final = 60
VOTES, BEACONS, QUESTIONS = 5_000, 20_000, 1_000

# Raised, and said so: all questions are to one blog, which else takes thirty in a minute.
ASKED: Final = {"ratings": "true", "helpful": "true"}
QUESTIONS_ASKED: Final = {"questions": "true", "questions_per_blog": "100000"}

# How each is counted on disk.
_KEPT: Final = {
    "votes": "SELECT sum(votes) FROM vote_totals WHERE what = 'stars'",
    "seen": "SELECT sum(views) FROM view_totals WHERE post = ''",
    "questions": "SELECT count(*) FROM questions",
}


def measure(options: Options, report: Report) -> None:
    """Each run with a crowd that only reads, and with one that says something."""
    asks = "questions_per_blog" in Settings.model_fields
    settings = {**options.settings, **ASKED, **(QUESTIONS_ASKED if asks else {})}
    report.say(f"{BENCH}: settings {settings}")
    quiet, loud = [], []
    for _ in range(min(options.runs, 3)):
        quiet.append(_run(options, report, settings, says=False, asks=asks))
        loud.append(_run(options, report, settings, says=True, asks=asks))
    seconds, readers = _size(options)
    setting = f"{readers:,} readers, a post a second, {seconds} s"
    for name, what, goals in (
        ("p99_ms", "publish to reader, p99", (Goal(200),)),
        ("last_reader_ms", "publish to last reader, median", ()),
        ("append_p99_ms", "append acknowledged, p99", (Goal(200),)),
    ):
        ours = spread(each[name] for each in loud)
        report.row(
            Row(BENCH, setting, what, "ms", ours, {"who only read": spread(each[name] for each in quiet)}, goals)
        )
    # Each pair of runs met the same machine, which may have had other things to do.
    delay = spread(busy["p99_ms"] - idle["p99_ms"] for busy, idle in zip(loud, quiet, strict=True))
    report.row(Row(BENCH, setting, "a post is delayed by what readers send, p99", "ms", delay, {}, (Goal(200),)))
    for kind in ("votes", "seen", *(("questions",) if asks else ())):
        waits = spread(each[f"{kind}_p99_ms"] for each in loud)
        count = loud[0][f"{kind}_acknowledged"]
        report.row(Row(BENCH, f"{count:,.0f} in {seconds} s", f"{kind} acknowledged, p99", "ms", waits))


def _size(options: Options) -> tuple[int, int]:
    return (10, options.crowd) if options.quick else (SECONDS, READERS)


def _run(options: Options, report: Report, settings: dict[str, str], *, says: bool, asks: bool) -> dict[str, float]:
    seconds, readers = _size(options)
    share = seconds / SECONDS
    counts = [round(share * each) for each in (VOTES, BEACONS, QUESTIONS if asks else 0)]
    with product(settings=settings) as served, Desk(served) as desk:
        cursor = served.cursor()
        crowd = Crowd(readers=readers, port=served.port, path=stream_path(cursor), events=seconds, cursor=cursor)
        with load(crowd) as clients:
            clients.until_connected()
            before = machine.cpu_seconds(served.pid)
            command = [sys.executable, "-m", "bench.audience_sender", str(served.port), str(seconds), *map(str, counts)]
            with subprocess.Popen(pinned(command, CLIENT_CPU), stdout=subprocess.PIPE, text=True) as sending:
                if not says:
                    sending.kill()
                appends = publish_steadily(desk, seconds)
                told = sending.communicate(timeout=seconds + 120)[0] if says else ""
            heard = clients.heard()
        line = {
            "server_cpu_percent": (machine.cpu_seconds(served.pid) - before) / seconds * 100,
            "p99_ms": heard.latency_ms(0, 0.99),
            "last_reader_ms": heard.last_reader_ms(range(1, seconds + 1)),
            "append_p99_ms": quantile(appends, 0.99) * 1000,
        }
        if says:
            line |= _judged(served, json.loads(told), report)
    report.run(BENCH, readers=readers, says=says, **line)
    if heard.wrong:
        report.fault(f"{BENCH}, {readers:,} readers: {heard.wrong}")
    return line


def _judged(served: Product, told: dict[str, Any], report: Report) -> dict[str, float]:
    """Kill the server, and compare what was acknowledged with what is on disk."""
    served.kill()
    if told["refused"]:
        report.fault(f"{BENCH}: refused {told['refused']}")
    for kind, count in told["acknowledged"].items():
        kept = _kept(served.folder / "data" / "audience.db", _KEPT[kind])
        if kept < count:
            report.fault(f"{BENCH}: {count} {kind} were acknowledged, and {kept} are there")
    figures = {f"{kind}_acknowledged": float(count) for kind, count in told["acknowledged"].items()}
    return figures | {f"{kind}_p99_ms": float(wait) for kind, wait in told["p99_ms"].items()}


def _kept(file: Path, query: str) -> int:
    with closing(sqlite3.connect(file)) as database:
        return int(database.execute(query).fetchone()[0] or 0)
