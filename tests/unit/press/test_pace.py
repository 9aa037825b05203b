"""Pace: a round begins at once after quiet, and after a rest when others came before it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stoppress.press.pace import LONGEST_REST, REST, Pace


class Clock:
    """Seconds, and what is to be called when."""

    def __init__(self) -> None:
        self.now = 100.0
        self.calls: list[tuple[float, Callable[[], None]]] = []

    def call_at(self, when: float, call: Callable[[], None]) -> None:
        self.calls.append((when, call))

    def run(self) -> float:
        """Do what is due next; when it was due, no earlier than now."""
        when, call = self.calls.pop(0)
        self.now = max(self.now, when)
        call()
        return self.now


def round_of(pace: Pace, clock: Clock, seconds: float) -> float:
    """A round that takes so long; when it began."""
    pace.begin(lambda: None)
    began = clock.run()
    clock.now += seconds
    pace.over()
    return began


def test_after_quiet_a_round_begins_at_once() -> None:
    clock = Clock()
    pace = Pace(lambda: clock.now, clock.call_at)
    assert round_of(pace, clock, 0.01) == 100.0
    clock.now += 1
    assert round_of(pace, clock, 0.01) == clock.now - 0.01


@pytest.mark.parametrize(("took", "rest"), [(0.001, 0.001 * REST), (0.05, 0.05 * REST), (3.0, LONGEST_REST)])
def test_the_next_begins_after_a_rest_as_long_as_the_round_was(took: float, rest: float) -> None:
    clock = Clock()
    pace = Pace(lambda: clock.now, clock.call_at)
    began = round_of(pace, clock, took)
    for rounds in (1, 2, 3):
        assert round_of(pace, clock, took) == pytest.approx(began + rounds * (took + rest))
