"""Figures: median and range over runs, ratios to the peers, and the table at the end.

Knows what a figure to reach is, and how a table is printed.
Does not know what was measured or how.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from rich.console import Console
from rich.table import Table

STOPPRESS: Final = "stoppress"


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and range of one figure over some runs."""

    median: float
    least: float
    most: float
    runs: int

    def __str__(self) -> str:
        if self.runs == 1:
            return _short(self.median)
        return f"{_short(self.median)} ({_short(self.least)}-{_short(self.most)})"


def spread(values: Iterable[float]) -> Spread:
    """Of at least one value."""
    known = list(values)
    return Spread(statistics.median(known), min(known), max(known), len(known))


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of them, in [0, 1], do not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure to reach (DESIGN §8): at most `most`, or at most `most` times the peer named `peer`."""

    most: float
    peer: str | None = None

    def is_reached(self, row: Row) -> bool | None:
        """None when the peer was not measured."""
        if self.peer is None:
            return row.ours.median <= self.most
        other = row.peers.get(self.peer)
        return None if other is None else row.ours.median <= self.most * other.median

    def __str__(self) -> str:
        return f"≤ {_short(self.most)}" + (f" × {self.peer}" if self.peer else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what, in which setting, ours beside the peers'."""

    bench: str
    setting: str
    what: str
    unit: str
    ours: Spread
    peers: dict[str, Spread] = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()

    @property
    def beside(self) -> str:
        """The peers' figures, with how many times each ours is."""
        return "\n".join(
            f"{name} {other}" + (f", × {self.ours.median / other.median:.2f}" if other.median else "")
            for name, other in self.peers.items()
        )

    @property
    def verdicts(self) -> str:
        """Each goal, and whether it is reached."""
        words = {True: "reached", False: "not reached", None: "peer not measured"}
        return "\n".join(f"{goal}: {words[goal.is_reached(self)]}" for goal in self.goals)


def print_table(rows: Sequence[Row]) -> None:
    """The table, on standard output."""
    table = Table("bench", "setting", "what", STOPPRESS, "peers", "to reach", show_lines=True)
    for row in rows:
        what = f"{row.what}, {row.unit}" if row.unit else row.what
        table.add_row(row.bench, row.setting, what, str(row.ours), row.beside, row.verdicts)
    # A table read in a log is not cut to the width of a terminal that is not there.
    console = Console()
    (console if console.is_terminal else Console(width=160)).print(table)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"
