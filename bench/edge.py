"""Edge: polling readers behind nginx and Varnish; what they cost the server, and how soon the last has a post.

Knows the order of events, and how what the readers heard is judged.
Does not know how a proxy is configured (`deploy/`).
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import uvloop

from bench.figures import Row, quantile, spread
from bench.options import Options
from bench.polling import Connection, Poller, crowd, polling
from bench.programs import Missing
from bench.proxies import PROXIES, Proxy
from bench.publisher import Desk
from bench.relay import Relay, relay
from bench.report import Report
from bench.server import SLUG, Product, product

BENCH: Final = "edge"

_STEPS: Final = f"/live/{SLUG}/updates/"
_PAGE: Final = f"/live/{SLUG}"
_STAMP: Final = re.compile(r"stamp-(\d+)-(\d+)")

_POSTS: Final = 20

# Seconds between posts, by chance: nginx looks every half second whether there is an answer for those who wait, so
# that an even pace would measure itself.
_PACE: Final = (0.1, 0.6)

# Not the default of 20: so a quiet quarter of a minute has several waits that end without news.
_STEP_SECONDS: Final = 5
_QUIET: Final = 16.0
_AFTER_SILENCE: Final = 4
_SILENCE: Final = (1.5 * _STEP_SECONDS, 3.5 * _STEP_SECONDS)

# Past a page's life of one second, which nginx, counting whole ones, may take two for.
_PAST_ITS_LIFE: Final = 2.2


@dataclass
class Arrivals:
    """When each post was published and when its last reader had it, by number; nanoseconds of CLOCK_MONOTONIC."""

    sent: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)

    def note(self, frame: dict[str, Any]) -> None:
        """One reader has this frame."""
        for change in frame["changes"]:
            if found := _STAMP.search(change.get("html", "")):
                self.sent[int(found[1])] = int(found[2])
                self.last[int(found[1])] = time.monotonic_ns()

    def last_reader_ms(self, numbers: Iterable[int]) -> list[float]:
        """From publishing to the last reader, for these posts."""
        return [(self.last[each] - self.sent[each]) / 1e6 for each in numbers]


def measure(options: Options, report: Report) -> None:
    """Each proxy with few readers and with many; nothing may be lost or doubled."""
    settings = options.settings | {"step_seconds": str(_STEP_SECONDS)}
    for name, start in PROXIES.items():
        for readers in (500,) if options.quick else (100, 2_000):
            try:
                with product(settings=settings) as served, relay(served.port) as between, start(between.port) as proxy:
                    line = _driven(_run(served, between, proxy, readers, quick=options.quick))
            except Missing as problem:
                report.say(f"{BENCH}: {name} left out: {problem}")
                break
            _tell(report, name, readers, line)


def _tell(report: Report, name: str, readers: int, line: dict[str, float]) -> None:
    report.run(BENCH, proxy=name, readers=readers, **line)
    setting = f"{readers:,} polling readers, {name}"
    for what, unit in _TOLD.items():
        if what in line:
            report.row(Row(BENCH, setting, what, unit, spread([line[what]])))
    for what in ("lost", "doubled", "odd answers"):
        if line[what]:
            report.fault(f"{BENCH}, {setting}: {line[what]:,.0f} {what}")
    for what, most in _MOST.items():
        if line.get(what, 0.0) > most:
            report.fault(f"{BENCH}, {setting}: {what}: {line[what]:.2f}")


_TOLD: Final = {
    "origin requests a post": "",
    "publish to last reader": "ms, median",
    "publish to last reader, most": "ms",
    "after silence, publish to last reader": "ms, median",
    "after silence, most": "ms",
    "origin requests while quiet": "a second",
    "origin requests of a storm on an empty cache": "",
    "origin requests of a storm on an expired page": "",
}

# What must not depend on how many read. A reader who lags by more than a step's life adds one.
_MOST: Final = {
    "origin requests a post": 1.5,
    "origin requests while quiet": 2.0,
    "origin requests of a storm on an empty cache": 1.0,
    "origin requests of a storm on an expired page": 1.0,
}


async def _run(served: Product, between: Relay, proxy: Proxy, readers: int, *, quick: bool) -> dict[str, float]:
    line = await _storms(between, proxy, readers)
    begun, arrivals = served.cursor(), Arrivals()
    first = int(begun.partition("-")[2])
    people = [Poller(SLUG, begun, on_frame=arrivals.note) for _ in range(readers)]
    steady = range(1, _POSTS + 1)
    late = range(_POSTS + 1, _POSTS + 1 + (0 if quick else _AFTER_SILENCE))
    with Desk(served) as desk:
        async with polling(people, proxy.port), asyncio.timeout(300):
            await asyncio.to_thread(between.until_asked, _STEPS, 1)
            # So that all are connected and wait before the first post.
            await asyncio.sleep(0.5 + readers / 1_000)
            known = len(between.asked(_STEPS))
            await _publish(desk, people, first, steady, _PACE)
            line["origin requests a post"] = (len(between.asked(_STEPS)) - known) / _POSTS
            if not quick:
                line["origin requests while quiet"] = await _quiet(between)
                await _publish(desk, people, first, late, _SILENCE)
                line["after silence, publish to last reader"] = quantile(arrivals.last_reader_ms(late), 0.5)
                line["after silence, most"] = max(arrivals.last_reader_ms(late))
    line["publish to last reader"] = quantile(arrivals.last_reader_ms(steady), 0.5)
    line["publish to last reader, most"] = max(arrivals.last_reader_ms(steady))
    return line | _judged(people, first, len(steady) + len(late))


async def _quiet(between: Relay) -> float:
    """How many requests for steps a second reach the origin while nothing is published."""
    known, since = len(between.asked(_STEPS)), time.monotonic()
    await asyncio.sleep(_QUIET)
    return (len(between.asked(_STEPS)) - known) / (time.monotonic() - since)


async def _publish(desk: Desk, people: list[Poller], first: int, numbers: range, pause: tuple[float, float]) -> None:
    """Publish one post after the other; before each, all have the one before and a pause passes."""
    for number in numbers:
        await asyncio.sleep(random.uniform(*pause))
        await asyncio.to_thread(desk.publish, 1)
        await asyncio.gather(*(each.until(first + number) for each in people))


async def _storms(between: Relay, proxy: Proxy, readers: int) -> dict[str, float]:
    """All ask for one page at once: first when the proxy has never had it, then when what it has is past its life."""
    asked = {}
    async with crowd(proxy.port, readers) as people:
        for state in ("an empty cache", "an expired page"):
            known = len(between.asked(_PAGE))
            await _all_ask(between, people, known)
            asked[f"origin requests of a storm on {state}"] = float(len(between.asked(_PAGE)) - known)
            await asyncio.sleep(_PAST_ITS_LIFE)
    return asked


async def _all_ask(between: Relay, people: list[Connection], known: int) -> None:
    # The origin answers nobody before all have asked: else a quick answer would be in the cache for those behind.
    with between.holding():
        for each in people:
            each.send(_PAGE)
        await asyncio.gather(*(each.writing.drain() for each in people))
        await asyncio.to_thread(between.until_asked, _PAGE, known + 1)
    replies = await asyncio.gather(*(each.reply() for each in people))
    assert {each.status for each in replies} == {200}


def _judged(people: list[Poller], first: int, posts: int) -> dict[str, float]:
    expected = range(first + 1, first + posts + 1)
    heard = [Counter(each.heard) for each in people]
    return {
        "lost": sum(1.0 for each in heard for seq in expected if not each[seq]),
        "doubled": sum(float(times - 1) for each in heard for times in each.values()),
        "odd answers": sum(float(len(each.odd) + (each.heard != sorted(each.heard))) for each in people),
    }


def _driven(work: Coroutine[Any, Any, dict[str, float]]) -> dict[str, float]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
