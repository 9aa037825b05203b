"""What a rehearsal's readers heard: delays by their shares, and what is said of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from stoppress.clockwork.heard import Heard
from stoppress.clockwork.machine import Machine
from stoppress.clockwork.rehearsal_words import facts, milliseconds, verdict
from stoppress.domain.identifiers import Seq
from stoppress.web.desk.rehearsal_chart import chart_of

AT = datetime(2031, 4, 5, 9, 41, tzinfo=UTC)
BEGUN_NS = int(AT.timestamp()) * 10**9


def line(frames: list[Any], **counts: float) -> dict[str, Any]:
    return {"connected": 4, "heard": 8, **counts, "frames": frames}


def test_delays_are_counted_from_the_moment_of_the_revision() -> None:
    heard = Heard({Seq(2): AT, Seq(3): AT + timedelta(seconds=1)})
    # Of four readers the first heard 5 ms after it happened, the last 2 ms later.
    heard.take(line([[2, BEGUN_NS + 5_000_000, [[0, 1], [10, 2], [20, 1]]]]))
    heard.take(line([[3, BEGUN_NS + 1_100_000_000, [[0, 4]]]]))
    assert [(each.seq, each.readers, each.half, each.most, each.last) for each in heard.frames()] == [
        (2, 4, 6.0, 7.0, 7.0),
        (3, 4, 100.0, 100.0, 100.0),
    ]
    assert heard.delays((0.5, 0.99, 1.0)) == [7.0, 100.0, 100.0]
    assert heard.delays((0.5,), newest=1) == [100.0]


def test_what_is_said_again_of_a_revision_takes_the_place_of_what_was_said() -> None:
    heard = Heard({Seq(2): AT})
    heard.take(line([[2, BEGUN_NS, [[0, 1]]]], heard=1))
    heard.take(line([[2, BEGUN_NS, [[0, 1], [3, 3]]]], heard=4))
    assert (heard.frames()[0].readers, heard.count("heard")) == (4, 4)


def test_a_revision_of_which_nobody_knows_the_moment_is_left_out() -> None:
    heard = Heard()
    heard.take(line([[2, BEGUN_NS, [[0, 1]]]]))
    assert heard.frames() == []
    assert heard.delays((0.5,)) == [0.0]


REPORT: dict[str, Any] = {
    "seconds": 61.0, "planned": 30, "happened": 30, "to_hear": 29, "kinds": {"post-published": 20}, "refusals": 0,
    "refused": [], "late": 0.0, "readers": 50, "came": 50, "complete": 50,
    "faults": {"missed": 0, "doubled": 0, "late": 0, "garbled": 0, "resets": 0}, "turned_away": 0, "lost": 0,
    "came_back": 0, "heard": 1450, "connecting": 0.5, "delays": {"half": 4.2, "most": 31.0, "last": 1400.0}, "frames": [],
    "undo_seconds": 0, "waits": [], "second_eyes": 0, "reviews": [], "alarms": {"key-points": 2}, "samples": [], "readers_cpu": 1.0,
    "readers_memory": 2e7, "is_counted": True, "problem": "", "well": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("differs", "sentence"),
    [
        ({}, "All 50 readers heard all 29 revisions, each once and in order."),
        ({"well": False, "complete": 49}, "1 of 50 readers did not hear every revision once and in order."),
        ({"well": False, "came": 48, "complete": 48}, "2 of 50 readers did not get in."),
        ({"well": False, "is_counted": False}, "Nothing is known of them."),
        ({"readers": 0}, "Without readers: 30 revisions happened."),
        ({"problem": "No."}, "No."),
    ],
)
def test_the_verdict_says_what_the_figures_say(differs: dict[str, Any], sentence: str) -> None:
    assert verdict(REPORT | differs).endswith(sentence)


def test_every_fact_has_its_sentence() -> None:
    said = dict(facts(REPORT | {"faults": {"missed": 3, "doubled": 0}, "undo_seconds": 5, "waits": [5.0, 5.2, 9.0]}))
    assert said["Faults"] == "3 missed"
    assert said["Undo window"] == "It is 5 s. 3 posts waited, for 5.2 s (at most 9.0 s) until they were out."
    assert said["Delays"] == (
        "Half of all deliveries were made 4.2 ms after the post was accepted, 99 of 100 within 31 ms, the last after 1.4 s."
    )
    assert said["Alarms"] == "They rang 2 times for the key points. In a rehearsal nobody is told."
    assert "Delays" not in dict(facts(REPORT | {"readers": 0}))
    assert facts({"problem": "It never began."}) == []
    assert [milliseconds(each) for each in (0.4, 12.3, 2_000)] == ["0.4 ms", "12 ms", "2.0 s"]


def test_the_chart_has_a_point_for_each_revision_and_a_round_scale() -> None:
    chart = chart_of([[2, 50, 10.0, 30.0, 40.0], [3, 50, 20.0, 60.0, 90.0], [4, 50, 0.0, 120.0, 130.0]])
    assert chart is not None
    assert (chart.top, chart.half) == (200.0, "0.0,114.0 300.0,108.0 600.0,120.0")
    assert chart_of([[2, 50, 10.0, 30.0, 40.0]]) is None
    assert chart_of([[2, 1, 0.0, 0.0, 0.0], [3, 1, 0.0, 0.0, 0.0]]) is not None


def test_where_the_system_says_nothing_nothing_is_known(tmp_path: Any) -> None:
    load = Machine(tmp_path).load()
    assert (load.machine, load.memory, load.memory_left) == (None, None, None)
    assert load.process >= 0


def test_the_machine_is_as_busy_as_its_ticks_say(tmp_path: Any) -> None:
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "statm").write_text("900 500 0 0 0 0 0")
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:   2048 kB\n")
    (tmp_path / "stat").write_text("cpu 10 0 10 70 10 0 0 0 0 0\n")
    machine = Machine(tmp_path)
    (tmp_path / "stat").write_text("cpu 60 0 20 100 20 0 0 0 0 0\n")
    load = machine.load()
    assert (load.machine, load.memory_left) == (0.6, 2048 * 1024)
