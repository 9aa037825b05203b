"""Slow readers: five hundred that connect and never read, among others who do.

Knows how a reader is made slow, and what is compared with a run without any.
Does not know what the server does with them: cut, park or drop.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, cast

from bench import machine
from bench.figures import Goal, Row, spread
from bench.load import Crowd, load
from bench.options import Options
from bench.publisher import Desk
from bench.report import Report
from bench.server import Product, product, stream_path
from bench.wire import LOOPBACK, get

BENCH: Final = "slow_readers"
SLOW: Final = 500

# The kernel takes what it can before a server notices. Its buffers follow the segment size: with a loopback's 64 KB it
# took 2.6 MB for each such reader (measured), which is not what a server meets on a network. So they have an Ethernet's.
_RECEIVE_BUFFER: Final = 4_096
_SEGMENT: Final = 1_448
_POST: Final = "The harbour master says the gate is moving again. " * 390
_POSTS: Final = 60

# Seconds without a byte for anybody, after which nobody else is let go.
_QUIET: Final = 1.0


def measure(options: Options, report: Report) -> None:
    """Each run without slow readers and with them."""
    slow, readers = (50, 100) if options.quick else (SLOW, min(options.crowd, 1_000))
    without, beside = [], []
    for _ in range(min(options.runs, 3)):
        without.append(_run(options, report, readers, 0))
        beside.append(_run(options, report, readers, slow))
    setting = f"{readers:,} readers, {slow} that never read"
    for name, what, unit in (
        ("p99_ms", "publish to reader who reads, p99", "ms"),
        ("last_reader_ms", "publish to last reader who reads", "ms"),
    ):
        ours = spread(each[name] for each in beside)
        report.row(Row(BENCH, setting, what, unit, ours, {"no slow ones": spread(each[name] for each in without)}))
    pairs = zip(beside, without, strict=True)
    held = spread((with_them["most_bytes"] - alone["most_bytes"]) / slow for with_them, alone in pairs)
    # What a server may keep for one that is behind is its backlog; more means that nothing bounds it.
    bound = (Goal(2 * 262_144),)
    report.row(Row(BENCH, setting, "most memory of a slow reader", "bytes", held, {}, bound))
    cut = spread(each["cut"] for each in beside)
    report.row(Row(BENCH, setting, "of them cut by the end", "readers", cut))


def _run(options: Options, report: Report, readers: int, slow: int) -> dict[str, float]:
    numbers = range(1, _POSTS + 1)
    with product(settings=options.settings) as served, Desk(served, body=_POST) as desk:
        cursor = served.cursor()
        crowd = Crowd(readers=readers, port=served.port, path=stream_path(cursor), events=_POSTS, cursor=cursor)
        with _silent(served, cursor, slow) as silent, load(crowd) as clients:
            clients.until_connected()
            before = machine.memory_bytes(served.pid)
            kernel, most = machine.kernel_bytes(), 0
            for _ in range(_POSTS):
                desk.publish(1)
                most = max(most, machine.memory_bytes(served.pid) - before)
            kernel = machine.kernel_bytes() - kernel
            heard = clients.heard()
            cut = _ended(silent)
    line = {
        "p99_ms": heard.latency_ms(0, 0.99),
        "last_reader_ms": heard.last_reader_ms(numbers),
        "most_bytes": float(most),
        "kernel_bytes": float(kernel),
        "cut": float(cut),
    }
    report.run(BENCH, readers=readers, slow=slow, **line)
    if heard.wrong:
        report.fault(f"{BENCH}, {slow} slow among {readers:,}: {heard.wrong}")
    return line


@contextmanager
def _silent(served: Product, cursor: str, count: int) -> Iterator[list[socket.socket]]:
    """Readers that have asked and will not read."""
    silent: list[socket.socket] = []
    try:
        for _ in range(count):
            each = socket.socket()
            silent.append(each)
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _SEGMENT)
            each.connect((LOOPBACK, served.port))
            each.sendall(get(stream_path(cursor)))
        yield silent
    finally:
        for each in silent:
            each.close()


def _ended(silent: Sequence[socket.socket]) -> int:
    """How many the server has let go: what was sent before is read first, then comes an end, or nothing for a while."""
    ended = 0
    with selectors.DefaultSelector() as selector:
        for each in silent:
            each.setblocking(False)
            selector.register(each, selectors.EVENT_READ)
        while ready := selector.select(_QUIET):
            for key, _ in ready:
                if _is_over(cast("socket.socket", key.fileobj)):
                    selector.unregister(key.fileobj)
                    ended += 1
    return ended


def _is_over(reading: socket.socket) -> bool:
    try:
        return not reading.recv(1 << 20)
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
