"""Across workers: a post through one of two processes, until every stream on either has it.

Knows how streams are told apart by the process that holds them, and what counts from the acknowledgement on.
Does not know how workers hear of one another.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

from bench.figures import Goal, Row, spread
from bench.options import Options
from bench.publisher import Desk
from bench.report import Report
from bench.server import Product, product, stream_path
from bench.wire import LOOPBACK, get

BENCH: Final = "across_workers"
STREAMS: Final = 40

# Seconds: between two posts, so that each is on its own; and until a post counts as lost.
_APART: Final = 0.05
_PATIENCE: Final = 5.0

_ID: Final = re.compile(rb"id: [a-z2-7]{8}-([0-9]+)\n")


def measure(options: Options, report: Report) -> None:
    """One run a time; the figure is of the last of all streams, those of the other process among them."""
    lasts: list[float] = []
    for _ in range(min(options.runs, 3)):
        with product(workers=2) as served, ExitStack() as stack, Desk(served) as desk:
            streams = dict.fromkeys(_joined(served, stack), b"")
            held = _by_process(served, list(streams))
            posts = 40 if options.quick else 200
            figures = sorted(_arrival(desk, streams, report) for _ in range(posts))
            _judge(streams, posts, report)
        p99 = figures[-1 - len(figures) // 100]
        report.run(BENCH, streams=held, p50_ms=figures[len(figures) // 2], p99_ms=p99, max_ms=figures[-1])
        lasts.append(p99)
    setting = f"2 workers, {STREAMS} streams"
    what = "acknowledged to last stream of either, p99"
    report.row(Row(BENCH, setting, what, "ms", spread(lasts), {}, (Goal(50),)))


def _joined(served: Product, stack: ExitStack) -> list[socket.socket]:
    streams, begin = list[socket.socket](), served.cursor()
    for _ in range(STREAMS):
        stream = stack.enter_context(socket.create_connection((LOOPBACK, served.port), timeout=_PATIENCE))
        stream.sendall(get(stream_path(begin)))
        while b"retry:" not in stream.recv(65_536):
            pass
        streams.append(stream)
    return streams


def _by_process(served: Product, streams: list[socket.socket]) -> str:
    """How many streams each worker holds, by the sockets the system says are theirs."""
    children = Path(f"/proc/{served.pid}/task/{served.pid}/children").read_text().split()
    held = {child: len(list(Path(f"/proc/{child}/fd").iterdir())) for child in children}
    return f"{len(streams)} (descriptors {'/'.join(map(str, sorted(held.values())))})"


def _judge(streams: dict[socket.socket, bytes], posts: int, report: Report) -> None:
    """Each stream has every post once and in order."""
    wrong = 0
    for stream, received in streams.items():
        stream.settimeout(_APART)
        with suppress(TimeoutError):
            received += stream.recv(65_536)  # noqa: PLW2901
        heard = [int(each) for each in _ID.findall(received)]
        wrong += heard != list(range(2, posts + 2))
    if wrong:
        report.fault(f"{BENCH}: {wrong} streams did not have every post once and in order")


def _arrival(desk: Desk, streams: dict[socket.socket, bytes], report: Report) -> float:
    """Milliseconds from the acknowledgement of a post until the last stream has it; `streams` take what they hear."""
    time.sleep(_APART)
    with selectors.DefaultSelector() as waiting:
        for stream in streams:
            waiting.register(stream, selectors.EVENT_READ)
        begun = time.monotonic()
        acknowledged = begun + desk.publish(1).seconds
        missing, last = set(streams), acknowledged
        while missing:
            ready = waiting.select(_PATIENCE)
            if not ready:
                report.fault(f"{BENCH}: {len(missing)} streams did not get a post")
                break
            for key, _ in ready:
                stream = next(each for each in streams if each is key.fileobj)
                heard = stream.recv(65_536)
                streams[stream] += heard
                if _ID.search(heard):
                    missing.discard(stream)
                    waiting.unregister(stream)
                    last = max(last, time.monotonic())
    return (last - acknowledged) * 1000
