"""The rows of the fan-out: which figure of a run stands in the table, and what is to be reached.

Knows names, units and goals (DESIGN §8).
Does not know how anything was measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bench.delivery import Line, Plan
from bench.figures import STOPPRESS, Goal, Row, spread
from bench.peers import FLOOR, NCHAN

_STEADY: Final = (Goal(1.5, FLOOR), Goal(1.0, NCHAN))
_BURST: Final = (Goal(0.25, FLOOR),)

# Name in a run's line, what it is, unit.
_SHOWN: Final = (
    ("steady_us", "CPU of a delivery, steady, append and frame in it", "us"),
    ("steady_us_sending", "the same without what a post costs unread", "us"),
    ("burst_us", "CPU of a delivery, burst of 50, append and frame in it", "us"),
    ("burst_us_sending", "the same without what a post costs unread", "us"),
    ("last_reader_ms", "publish to last reader, steady", "ms"),
    ("p99_ms", "publish to reader, p99, steady", "ms"),
    ("burst_ms", "burst of 50: first publish to last delivery", "ms"),
    ("burst_acknowledged_ms", "burst of 50: first publish to last acknowledgement", "ms"),
    ("bytes_of_a_reader", "memory of an idle reader", "bytes"),
    ("accept_us", "CPU of accepting a reader", "us"),
    ("lost", "lost", "events"),
    ("doubled", "doubled", "events"),
)

_NOTHING: Final = (Goal(0),)


def rows_of(plan: Plan, lines: Mapping[str, Sequence[Line]]) -> Iterator[Row]:
    """The rows of one size; `lines` are the runs by server."""
    if STOPPRESS not in lines:
        return
    for name, what, unit in _SHOWN:
        spreads = {server: spread(each[name] for each in runs) for server, runs in lines.items()}
        ours = spreads.pop(STOPPRESS)
        yield Row("fan_out", f"{plan.readers:,} readers", what, unit, ours, spreads, _goals(plan, name))


def _goals(plan: Plan, name: str) -> tuple[Goal, ...]:
    if name in {"lost", "doubled"}:
        return _NOTHING
    if name == "bytes_of_a_reader":
        return (Goal(2500),)
    if plan.processes > 1:
        return {"p99_ms": (Goal(1000),), "steady_us": (Goal(1.0, NCHAN),)}.get(name, ())
    # The figures of DESIGN §8 are for 10,000 readers; a smaller crowd stands there to compare.
    if plan.readers != 10_000:
        return ()
    large = {"steady_us": _STEADY, "steady_us_sending": _STEADY, "burst_us": _BURST, "burst_us_sending": _BURST}
    return (large | {"last_reader_ms": (Goal(200),)}).get(name, ())
