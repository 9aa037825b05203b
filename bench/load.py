"""The load: one or more C clients reading one stream, and what they heard, merged.

Knows how the client is called and what it prints.
Does not know which server it reads from.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from bench.compiled import program
from bench.figures import quantile
from bench.started import CLIENT_CPU, end, pinned

# What a reader may have heard that it must not.
_WRONG: Final = ("lost", "doubled", "late", "foreign", "garbled", "resets", "unstamped")


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Who reads what. `cursor` None judges by the stamp's number, as peers have ids of their own.

    `patience` is in seconds without any event; `ceiling_ms` lets readers come back after a loss.
    """

    readers: int
    port: int
    path: str
    events: int
    cursor: str | None = None
    steady: int | None = None
    burst: int = 0
    clients: int = 1
    patience: int = 60
    ceiling_ms: int = 0
    is_pinned: bool = True

    def command(self, readers: int) -> list[str]:
        """How one client is called."""
        told = {"-n": readers, "-p": self.port, "-P": self.path, "-e": self.events, "-t": self.patience}
        told |= {"-B": self.burst} if self.burst else {}
        told |= {"-S": self.steady} if self.steady is not None else {}
        told |= {"-i": self.cursor} if self.cursor else {}
        told |= {"-r": self.ceiling_ms} if self.ceiling_ms else {}
        words = [str(word) for pair in told.items() for word in pair]
        return pinned([program("load"), *words], CLIENT_CPU if self.is_pinned else None)


@dataclass(frozen=True)
class Event:
    """One event over all readers; milliseconds from the publisher's stamp."""

    number: int
    readers: int
    sent_ns: int
    last_ns: int

    @property
    def last_ms(self) -> float:
        """Until the last reader had it."""
        return (self.last_ns - self.sent_ns) / 1e6


class Heard:
    """What all clients heard, together."""

    def __init__(self, results: Sequence[Mapping[str, Any]], readers: int) -> None:
        self._results = results
        self._readers = readers

    def total(self, name: str) -> int:
        """A count over all clients."""
        return sum(int(each[name]) for each in self._results)

    @property
    def wrong(self) -> dict[str, int]:
        """What must not be: empty when every connected reader heard every event once and in order."""
        counts = {name: self.total(name) for name in _WRONG}
        counts["unconnected"] = self._readers - self.total("connected")
        return {name: count for name, count in counts.items() if count}

    @property
    def bytes_each(self) -> float:
        """Bytes on the wire for each delivery."""
        return self.total("bytes") / max(1, self.total("received"))

    @property
    def done_ns(self) -> int:
        """When the last reader had everything, by CLOCK_MONOTONIC."""
        return max(int(each["done_ns"]) for each in self._results)

    def deliveries(self, phase: int) -> int:
        """How many in the steady phase (0) or in the bursts (1)."""
        return sum(count for each in self._results for at, _, count in each["latency"] if at == phase)

    def latency_ms(self, phase: int, share: float) -> float:
        """From stamp to reader, for this share of all deliveries of a phase; 0 when there were none."""
        found = sorted((us, count) for each in self._results for at, us, count in each["latency"] if at == phase)
        wanted = share * sum(count for _, count in found)
        passed = 0
        for us, count in found:
            passed += count
            if passed >= wanted:
                return float(us) / 1000
        return 0.0

    def events(self) -> list[Event]:
        """Every event that reached anybody, by number."""
        merged: dict[int, Event] = {}
        for result in self._results:
            for number, readers, sent, _first, last in result["events"]:
                if readers:
                    known = merged.get(number, Event(number, 0, sent, last))
                    merged[number] = Event(number, known.readers + readers, sent, max(known.last_ns, last))
        return [merged[number] for number in sorted(merged)]

    def last_reader_ms(self, numbers: range, share: float = 0.5) -> float:
        """From publishing to the last reader, over the events with these numbers."""
        return quantile([each.last_ms for each in self.events() if each.number in numbers], share)

    def span_ms(self, numbers: range) -> float:
        """From the first stamp of these events to the last delivery of any."""
        these = [each for each in self.events() if each.number in numbers]
        return (max(each.last_ns for each in these) - min(each.sent_ns for each in these)) / 1e6 if these else 0.0


class Load:
    """Clients under way."""

    def __init__(self, clients: Sequence[subprocess.Popen[str]], readers: int) -> None:
        self._clients = clients
        self._readers = readers
        self._results: dict[int, dict[str, Any]] = {}

    @property
    def pids(self) -> list[int]:
        """Of the clients."""
        return [each.pid for each in self._clients]

    def until_connected(self) -> float:
        """Wait until all are connected or refused; the seconds it took."""
        return max(float(line.split()[3]) for line in self._lines("READY"))

    def until_mile(self, number: int) -> None:
        """Wait until the steady phase (0) or burst `number` has reached everybody, or time is up."""
        self._lines(f"MILE {number}")

    def heard(self) -> Heard:
        """Wait for the end; what all heard."""
        self._lines("{")
        return Heard(list(self._results.values()), self._readers)

    def _lines(self, beginning: str) -> list[str]:
        """The next line with this beginning, of each client that has not come to its end before."""
        waiting = [each for each in self._clients if each.pid not in self._results]
        return [line for each in waiting if (line := self._line(each, beginning))]

    def _line(self, client: subprocess.Popen[str], beginning: str) -> str:
        assert client.stdout is not None
        for line in client.stdout:
            if line.startswith("{"):
                self._results[client.pid] = json.loads(line)
                return ""
            if line.startswith(beginning):
                return line
        raise RuntimeError("a load client ended before it said what it heard")


@contextmanager
def load(crowd: Crowd, *, fault: str = "") -> Iterator[Load]:
    """The readers of `crowd`, connecting. `fault` is `drop`, `double` or `swap`: one client then mishears one event."""
    share, rest = divmod(crowd.readers, crowd.clients)
    clients: list[subprocess.Popen[str]] = []
    try:
        clients.extend(
            subprocess.Popen(
                crowd.command(share + (rest if number == 0 else 0)),
                stdout=subprocess.PIPE,
                text=True,
                env=os.environ | ({"BENCH_FAULT": fault} if fault else {}),
            )
            for number in range(crowd.clients)
        )
        yield Load(clients, crowd.readers)
    finally:
        for each in clients:
            end(each)
            if each.stdout is not None:
                each.stdout.close()
