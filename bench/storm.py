"""Storm: the server is killed with everybody connected, and started again; all come back by the page's own rule.

Knows the order of events, and from when to when time is taken.
Does not know how a reader waits and resumes; the load client does.
"""

from __future__ import annotations

import time
from itertools import count
from typing import Final

from bench.figures import Goal, Row, spread
from bench.load import Crowd, load
from bench.options import Options
from bench.publisher import Desk
from bench.report import Report
from bench.server import product, stream_path
from bench.wire import wait_until_listening

BENCH: Final = "storm"

# DESIGN §10.11: full jitter below this ceiling while the outage is young.
CEILING_MS: Final = 5_000

# RELIABILITY R9, for 10,000 readers on two cores.
_GOAL: Final = (Goal(10),)

_BEFORE: Final = 3
_AFTER: Final = 10
_PACE: Final = 0.2
_OUTAGE: Final = 2.0


def measure(options: Options, report: Report) -> None:
    """Run after run; nothing may be lost or doubled."""
    caught_up, listening = [], []
    for _ in range(min(options.runs, 3)):
        line = _run(options, report)
        caught_up.append(line["caught_up_s"])
        listening.append(line["listening_s"])
    setting = f"{options.crowd:,} readers"
    report.row(Row(BENCH, setting, "from starting again to accepting", "s", spread(listening)))
    report.row(Row(BENCH, setting, "from accepting to all caught up", "s", spread(caught_up), {}, _GOAL))


def _run(options: Options, report: Report) -> dict[str, float]:
    numbers = count(1).__next__
    with product(settings=options.settings) as served:
        cursor = served.cursor()
        crowd = Crowd(
            readers=options.crowd,
            port=served.port,
            path=stream_path(cursor),
            events=_BEFORE + _AFTER,
            cursor=cursor,
            steady=_BEFORE,
            ceiling_ms=CEILING_MS,
        )
        with load(crowd) as clients:
            clients.until_connected()
            with Desk(served, numbers=numbers) as desk:
                for _ in range(_BEFORE):
                    desk.publish(1)
            clients.until_mile(0)
            served.kill()
            time.sleep(_OUTAGE)
            begun = time.monotonic_ns()
            served.start()
            wait_until_listening(served.port)
            accepting = time.monotonic_ns()
            with Desk(served, numbers=numbers) as desk:
                for _ in range(_AFTER):
                    desk.publish(1)
                    time.sleep(_PACE)
            published = time.monotonic_ns()
            heard = clients.heard()
    line = {
        "listening_s": (accepting - begun) / 1e9,
        "published_s": (published - accepting) / 1e9,
        "caught_up_s": (heard.done_ns - accepting) / 1e9,
        "returned": heard.total("returned"),
        "refused": heard.total("refused"),
    }
    report.run(BENCH, readers=options.crowd, **line, **heard.wrong)
    if heard.wrong:
        report.fault(f"{BENCH}, {options.crowd:,} readers: {heard.wrong}")
    if heard.total("returned") < options.crowd:
        report.fault(f"{BENCH}: only {heard.total('returned'):,} of {options.crowd:,} readers came back")
    return line
