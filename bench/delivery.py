"""Delivery: one server, one crowd, posts steadily and then in bursts; what it cost and how long it took.

Knows which counters are read before and after what.
Does not know which server it is, nor what others it is compared with.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from bench import machine
from bench.load import Crowd, Heard, Load, load
from bench.publisher import Publisher

INTERVAL: Final = 1.0
BURST: Final = 50
BURSTS: Final = 2

_SETTLING: Final = 1.5
_BREATH: Final = 0.5
_IDLE_LOOKS: Final = 3

Line = dict[str, float]
"""One run: names and figures. Times of CPU are microseconds, other times milliseconds, memory bytes."""


@dataclass(frozen=True)
class Target:
    """A server nobody reads yet, and how to publish to it. `cpu_of_a_post` in seconds, without any reader."""

    name: str
    pid: int
    port: int
    path: str
    publisher: Publisher
    cursor: str | None = None
    cpu_of_a_post: float = 0.0


@dataclass(frozen=True)
class Plan:
    """How many readers, in how many processes on either side, and how many steady posts before the bursts."""

    readers: int
    processes: int
    steady: int

    @property
    def events(self) -> int:
        """Of the whole run."""
        return self.steady + BURSTS * BURST

    @property
    def steady_numbers(self) -> range:
        """The stamps of the steady phase."""
        return range(1, self.steady + 1)

    def burst_numbers(self, burst: int) -> range:
        """The stamps of a burst, counted from 0."""
        return range(self.steady + burst * BURST + 1, self.steady + (burst + 1) * BURST + 1)


def deliver(target: Target, plan: Plan) -> tuple[Line, Heard]:
    """One run."""
    crowd = Crowd(
        readers=plan.readers,
        port=target.port,
        path=target.path,
        events=plan.events,
        cursor=target.cursor,
        steady=plan.steady,
        burst=BURST,
        clients=plan.processes,
        is_pinned=plan.processes == 1,
    )
    memory, cpu = machine.memory_bytes(target.pid), machine.cpu_seconds(target.pid)
    with load(crowd) as clients:
        connecting = clients.until_connected()
        accepting = machine.cpu_seconds(target.pid) - cpu
        time.sleep(_SETTLING)
        held = machine.memory_bytes(target.pid) - memory
        idle = _idle_share(target.pid)
        watch = machine.Watch.begin()
        line = _phases(target, plan, clients, idle)
        line["others_cpu_percent"] = watch.others_share()
        heard = clients.heard()
    return {
        "accept_us": accepting / plan.readers * 1e6,
        "connect_s": connecting,
        "bytes_of_a_reader": held / plan.readers,
        "idle_percent": idle * 100,
        **_costs(target, plan, line, heard),
        **_delays(plan, heard),
        "burst_acknowledged_ms": line["burst_acknowledged_ms"],
        "others_cpu_percent": line["others_cpu_percent"],
        "frame_bytes": heard.bytes_each,
        "lost": heard.total("lost"),
        "doubled": heard.total("doubled"),
        "out_of_order": heard.total("late"),
    }, heard


def _phases(target: Target, plan: Plan, clients: Load, idle: float) -> Line:
    """CPU seconds of each phase, the idle share taken off, and how long publishing a burst took."""
    begun, cpu = time.monotonic(), machine.cpu_seconds(target.pid)
    publish_steadily(target.publisher, plan.steady)
    clients.until_mile(0)
    steady = machine.cpu_seconds(target.pid) - cpu - idle * (time.monotonic() - begun)
    spent, acknowledged = 0.0, 0.0
    for burst in range(BURSTS):
        # Readers and server come to rest, so that a burst begins from nothing.
        time.sleep(_BREATH)
        cpu = machine.cpu_seconds(target.pid)
        acknowledged += target.publisher.publish(BURST).seconds * 1000 / BURSTS
        clients.until_mile(burst + 1)
        spent += machine.cpu_seconds(target.pid) - cpu
    return {"steady": steady, "burst": spent, "burst_acknowledged_ms": acknowledged}


def publish_steadily(publisher: Publisher, posts: int) -> list[float]:
    """A post a second, by the clock and not by the answers; seconds each took to be acknowledged."""
    due, took = time.monotonic(), []
    for _ in range(posts):
        took.append(publisher.publish(1).seconds)
        due += INTERVAL
        time.sleep(max(0.0, due - time.monotonic()))
    return took


def _costs(target: Target, plan: Plan, line: Line, heard: Heard) -> Line:
    steady, burst = max(1, heard.deliveries(0)), max(1, heard.deliveries(1))
    return {
        "steady_us": line["steady"] / steady * 1e6,
        "steady_us_sending": (line["steady"] - plan.steady * target.cpu_of_a_post) / steady * 1e6,
        "burst_us": line["burst"] / burst * 1e6,
        "burst_us_sending": (line["burst"] - BURSTS * BURST * target.cpu_of_a_post) / burst * 1e6,
        "cpu_of_a_post_ms": target.cpu_of_a_post * 1000,
    }


def _delays(plan: Plan, heard: Heard) -> Line:
    bursts = [heard.span_ms(plan.burst_numbers(each)) for each in range(BURSTS)]
    return {
        "p50_ms": heard.latency_ms(0, 0.5),
        "p99_ms": heard.latency_ms(0, 0.99),
        "last_reader_ms": heard.last_reader_ms(plan.steady_numbers),
        "burst_ms": sum(bursts) / len(bursts),
    }


def _idle_share(pid: int) -> float:
    """CPU the server takes while nothing is published, as a share of one CPU."""
    shares = []
    for _ in range(_IDLE_LOOKS):
        cpu, begun = machine.cpu_seconds(pid), time.monotonic()
        time.sleep(_BREATH)
        shares.append((machine.cpu_seconds(pid) - cpu) / (time.monotonic() - begun))
    # The least of them: heartbeats that fall into one look would be taken off every second of the steady phase.
    return min(shares)
