"""When a card is looked at again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.media.looking_again import LAST_LOOK, next_look

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_card_is_looked_at_after_an_hour_six_a_day_and_then_daily_for_a_week() -> None:
    ages, age = [], timedelta()
    while (wait := next_look(age, 0)) is not None:
        age += wait
        ages.append(age)
    assert ages == [HOUR, 6 * HOUR, *(day * DAY for day in range(1, 9))]


def test_failures_are_waited_for_four_times_as_long_each_time() -> None:
    waits = [next_look(timedelta(), failures) for failures in range(1, 8)]
    assert waits == [timedelta(seconds=each) for each in (30, 120, 480, 1_920, 7_680, 21_600, 21_600)]


@pytest.mark.parametrize("failures", [0, 1, 10**9])
def test_after_a_week_nobody_looks(failures: int) -> None:
    assert next_look(LAST_LOOK, failures) is None
    assert next_look(LAST_LOOK + DAY, failures) is None


@given(st.timedeltas(), st.integers(-5, 10**6))
def test_a_look_is_never_now_nor_after_the_last(age: timedelta, failures: int) -> None:
    wait = next_look(age, failures)
    assert wait is None or (wait > timedelta() and max(age, timedelta()) + wait <= LAST_LOOK)
