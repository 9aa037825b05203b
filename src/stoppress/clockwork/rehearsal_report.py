"""The report of a rehearsal: what happened, who heard it and how late, what the desk's rules did, and what it took.

Knows figures and names of kinds; it says no word of any post.
Does not know how it looks. Pure.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeVar

from stoppress.clockwork.heard import Frame, Heard
from stoppress.clockwork.machine import Load
from stoppress.clockwork.performance import Performance
from stoppress.drafts.rules import Rules

_FRAMES: Final = 2_000
_SAMPLES: Final = 300

Kept = TypeVar("Kept")

_SHARES: Final = (0.5, 0.99, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Milliseconds from a revision's moment until it was heard: by half, by 99 of 100, by the last."""

    half: float = 0.0
    most: float = 0.0
    last: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a rehearsal. Times are seconds unless they are `Delays`.

    `complete` heard every revision once and in order; `faults` are numbers of events that some reader missed, heard twice,
    or too late. `frames` are the revisions. `samples` are the load each second: seconds since the beginning, shares of the
    machine and of one processor, bytes of memory of the process and left, readers.
    """

    seconds: float
    planned: int
    happened: int
    """How many revisions the log of the rehearsal's blog has."""
    to_hear: int
    """How many of them happened after the readers had come."""
    kinds: dict[str, int]
    refusals: int
    refused: Sequence[tuple[str, str]]
    late: float
    readers: int
    came: int
    complete: int
    faults: dict[str, int]
    turned_away: int
    lost: int
    came_back: int
    heard: int
    connecting: float
    delays: Delays
    frames: Sequence[Sequence[float]]
    undo_seconds: int
    waits: Sequence[float]
    second_eyes: int
    reviews: Sequence[float]
    alarms: dict[str, int]
    """How often nobody had touched something for too long, by what it was."""
    samples: Sequence[Sequence[float | None]]
    readers_cpu: float
    readers_memory: float
    is_counted: bool
    """Whether the readers' process said what it had heard at the end."""
    problem: str = ""

    @property
    def is_well(self) -> bool:
        """Whether every reader that was asked for came, and heard everything once and in order."""
        return self.is_counted and self.came == self.readers == self.complete and not any(self.faults.values())

    def written(self) -> str:
        """As it is kept, and as `--report` writes it."""
        return json.dumps({**asdict(self), "well": self.is_well}, ensure_ascii=False)


@dataclass(slots=True)
class Gathered:
    """What is known so far. `outcome` is what the readers' process said at the end."""

    readers: int
    performance: Performance
    heard: Heard
    rules: Rules
    begin: int = 0
    connecting: float = 0.0
    outcome: dict[str, Any] | None = None
    samples: list[tuple[float, Load, int]] = field(default_factory=list)

    def report(self, seconds: float, problem: str = "") -> Report:
        """The report."""
        told = self.outcome or {"came": self.heard.count("connected"), "complete": 0, "faults": {}}
        half, most, last = self.heard.delays(_SHARES)
        played = self.performance
        return Report(
            seconds=round(seconds, 1),
            planned=played.planned,
            happened=played.seq,
            to_hear=played.seq - self.begin,
            kinds=dict(played.kinds),
            refusals=played.refusals,
            refused=played.refused,
            late=round(played.late, 2),
            readers=self.readers,
            came=told["came"],
            complete=told["complete"],
            faults=told["faults"],
            turned_away=self.heard.count("turned_away"),
            lost=self.heard.count("lost"),
            came_back=self.heard.count("came_back"),
            heard=self.heard.count("heard"),
            connecting=round(self.connecting, 2),
            delays=Delays(half=half, most=most, last=last),
            frames=[_row(each) for each in _thinned(self.heard.frames(), _FRAMES)],
            undo_seconds=self.rules.undo_seconds,
            waits=[round(each, 2) for each in played.waits],
            second_eyes=len(self.rules.second_eyes),
            reviews=[round(each, 2) for each in played.reviews],
            alarms=dict(Counter(what.value for what, _ in played.alarms)),
            samples=[_sample(*each) for each in _thinned(self.samples, _SAMPLES)],
            readers_cpu=round(self.heard.counts.get("cpu_seconds", 0.0), 2),
            readers_memory=self.heard.counts.get("memory", 0.0),
            is_counted=self.outcome is not None or not self.readers,
            problem=problem,
        )


def progress(gathered: Gathered, phase: str, seconds: float) -> str:
    """How it stands, as the desk shows it meanwhile; JSON."""
    heard, played = gathered.heard, gathered.performance
    half, most, last = heard.delays(_SHARES, newest=20)
    load = gathered.samples[-1][1] if gathered.samples else None
    return json.dumps(
        {
            "phase": phase,
            "seconds": round(seconds),
            "done": played.done,
            "planned": played.planned,
            "on_their_way": len(played.on_their_way),
            "refusals": played.refusals,
            "late": round(played.late, 1),
            "readers": gathered.readers,
            **{name: heard.count(name) for name in ("connected", "turned_away", "lost", "came_back", "heard")},
            "half": half,
            "most": most,
            "last": last,
            "load": asdict(load) if load is not None else None,
        }
    )


def _row(frame: Frame) -> list[float]:
    return [frame.seq, frame.readers, frame.half, frame.most, frame.last]


def _sample(seconds: float, load: Load, readers: int) -> list[float | None]:
    machine = None if load.machine is None else round(load.machine, 3)
    return [round(seconds, 1), machine, round(load.process, 3), load.memory, load.memory_left, readers]


def _thinned(some: Sequence[Kept], most: int) -> Sequence[Kept]:
    """At most so many of them, the first and the last among them."""
    if len(some) <= most:
        return some
    return [some[at * (len(some) - 1) // (most - 1)] for at in range(most)]
