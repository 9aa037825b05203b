"""Fan-out: one post to every reader, steadily and in bursts, beside a bare C loop and nginx with Nchan.

Knows the sizes, how many processes each takes, and which servers take part.
Does not know what is read off a run (`delivery`), nor how the table looks (`fan_out_table`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Final

from bench import machine, peers
from bench.delivery import Line, Plan, Target, deliver
from bench.fan_out_table import rows_of
from bench.figures import STOPPRESS
from bench.options import Options
from bench.programs import Missing
from bench.publisher import Desk, PeerDesk
from bench.report import Report
from bench.server import Product, has_workers, product, stream_path

BENCH: Final = "fan_out"

# A process may hold 20,000 descriptors where this was written, so more readers than these take several.
_READERS_OF_A_PROCESS: Final = 18_000

# Posts before anybody reads: the first ones find nothing loaded, the others say what a post costs by itself.
_WARMING: Final = 5
_ALONE: Final = 15

# Of an event, what is not its data: `id: 1`, `event: revision`, `data: ` and the line ends.
_AROUND: Final = 32

Opening = Callable[[], AbstractContextManager[Target]]


def measure(options: Options, report: Report) -> None:
    """Every size in turn; in each, run after run, every server in turn."""
    size = _frame_size(options)
    report.say(f"{BENCH}: an event of the product has {size:,} bytes; the peers' are as long")
    for readers in options.sizes:
        processes = -(-readers // _READERS_OF_A_PROCESS)
        if processes > 1 and not has_workers():
            report.say(f"{BENCH}: {readers:,} readers need `serve --workers`, which this serve has not; left out")
            continue
        plan = Plan(readers, processes, options.steady)
        lines: dict[str, list[Line]] = {}
        for number in range(options.runs):
            for name, opening in _targets(plan, options, size).items():
                report.say(f"{BENCH}: {readers:,} readers, run {number + 1} of {options.runs}, {name}")
                if (line := _run(opening, plan, report)) is not None:
                    lines.setdefault(name, []).append(line)
        for row in rows_of(plan, lines):
            report.row(row)


def _targets(plan: Plan, options: Options, size: int) -> dict[str, Opening]:
    found: dict[str, Opening] = {
        STOPPRESS: partial(_product, plan.processes, options),
        peers.NCHAN: partial(_peer, partial(peers.nchan, plan.processes), size),
    }
    # The C loop is one process: it has no relay to others.
    return found if plan.processes > 1 else found | {peers.FLOOR: partial(_peer, peers.floor, size)}


def _run(opening: Opening, plan: Plan, report: Report) -> Line | None:
    try:
        with opening() as target:
            line, heard = deliver(target, plan)
    except Missing as problem:
        report.say(f"{BENCH}: left out: {problem}")
        return None
    report.run(BENCH, readers=plan.readers, server=target.name, **line)
    if heard.wrong:
        sentence = f"{BENCH}, {plan.readers:,} readers, {target.name}: {heard.wrong}"
        # What a peer loses makes the comparison worthless, but is not ours to answer for.
        (report.fault if target.name == STOPPRESS else report.say)(sentence)
    return line


@contextmanager
def _product(workers: int, options: Options) -> Iterator[Target]:
    with product(workers=workers, settings=options.settings) as served:
        cpu_of_a_post = _cpu_of_a_post(served)
        with Desk(served) as desk:
            cursor = served.cursor()
            path = stream_path(cursor)
            yield Target(STOPPRESS, served.pid, served.port, path, desk, cursor, cpu_of_a_post)


@contextmanager
def _peer(opening: Callable[[], AbstractContextManager[peers.Peer]], size: int) -> Iterator[Target]:
    with opening() as peer, PeerDesk(peer.port, size - _AROUND) as desk:
        yield Target(peer.name, peer.pid, peer.port, peers.STREAM_PATH, desk)


def _cpu_of_a_post(served: Product) -> float:
    """CPU seconds of a post that nobody reads: append, fold, frame. A page has been asked for, so the press follows."""
    served.cursor()
    with Desk(served) as desk:
        for _ in range(_WARMING):
            desk.publish(1)
        before = machine.cpu_seconds(served.pid)
        for _ in range(_ALONE):
            desk.publish(1)
        return (machine.cpu_seconds(served.pid) - before) / _ALONE


def _frame_size(options: Options) -> int:
    with product(settings=options.settings) as served, Desk(served) as desk:
        cursor = served.cursor()
        desk.publish(1)
        return len(served.event(cursor))
