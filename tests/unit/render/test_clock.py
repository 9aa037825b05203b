"""Times as readers see them: zones, summer time, styles and languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.render.clock import Clock, ClockStyle
from tests.examples import examples

SPRING = datetime(2031, 4, 5, 12, 45, 1, tzinfo=UTC)
LONDON = Clock("Europe/London", "en")
moments = st.floats(0, 2.8e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("style", "hour", "minute", "written"),
    [
        (ClockStyle.COLON, 13, 45, "13:45"),
        (ClockStyle.COLON, 0, 5, "00:05"),
        (ClockStyle.POINT, 9, 5, "09.05"),
        (ClockStyle.POINT, 23, 59, "23.59"),
        (ClockStyle.AM_PM, 0, 0, "12.00am"),
        (ClockStyle.AM_PM, 0, 5, "12.05am"),
        (ClockStyle.AM_PM, 9, 41, "9.41am"),
        (ClockStyle.AM_PM, 11, 59, "11.59am"),
        (ClockStyle.AM_PM, 12, 0, "12.00pm"),
        (ClockStyle.AM_PM, 13, 45, "1.45pm"),
        (ClockStyle.AM_PM, 23, 59, "11.59pm"),
    ],
)
def test_each_style_writes_the_time_of_day_its_way(style: ClockStyle, hour: int, minute: int, written: str) -> None:
    assert Clock("UTC", "en", style).time(datetime(2031, 4, 5, hour, minute, 59, tzinfo=UTC)) == written


@pytest.mark.parametrize(
    ("zone", "time", "day"),
    [
        ("UTC", "12:45", date(2031, 4, 5)),
        ("Europe/London", "13:45", date(2031, 4, 5)),
        ("America/New_York", "08:45", date(2031, 4, 5)),
        ("Asia/Kathmandu", "18:30", date(2031, 4, 5)),
        ("Pacific/Kiritimati", "02:45", date(2031, 4, 6)),
    ],
)
def test_time_and_day_are_those_of_the_zone(zone: str, time: str, day: date) -> None:
    clock = Clock(zone, "en")
    assert (clock.time(SPRING), clock.date(SPRING)) == (time, day)


def test_summer_time_begins_on_its_night() -> None:
    before = datetime(2031, 3, 30, 0, 59, tzinfo=UTC)
    assert LONDON.time(before) == "00:59"
    assert LONDON.time(before + timedelta(minutes=1)) == "02:00"


def test_of_the_hour_that_comes_twice_each_says_which_it_is() -> None:
    first = datetime(2031, 10, 26, 0, 30, tzinfo=UTC)
    second = first + timedelta(hours=1)
    assert LONDON.time(first) == LONDON.time(second) == "01:30"
    assert LONDON.machine(first) == "2031-10-26T01:30:00+01:00"
    assert LONDON.machine(second) == "2031-10-26T01:30:00+00:00"
    assert LONDON.exact(first) == "26 October 2031, 01:30:00 BST"
    assert LONDON.exact(second) == "26 October 2031, 01:30:00 GMT"


@settings(max_examples=examples(50))
@given(moments, st.sampled_from(["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe"]))
def test_what_machines_read_is_the_same_moment_to_the_second(moment: datetime, zone: str) -> None:
    assert datetime.fromisoformat(Clock(zone, "en").machine(moment)) == moment.replace(microsecond=0)


def test_it_does_not_matter_in_which_zone_a_moment_was_given() -> None:
    elsewhere = SPRING.astimezone(timezone(timedelta(hours=-9)))
    for write in (LONDON.time, LONDON.exact, LONDON.machine, LONDON.day):
        assert write(elsewhere) == write(SPRING)


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "5 April 2031"),
        ("en-GB", "5 April 2031"),
        ("en-US", "April 5, 2031"),
        ("de", "5. April 2031"),
        ("de-AT", "5. April 2031"),
        ("fr", "5 avril 2031"),
        ("es-419", "5 de abril de 2031"),
        ("zh-Hant-TW", "2031年4月5日"),
    ],
)
def test_the_day_is_written_in_the_blogs_language(language: str, day: str) -> None:
    assert Clock("UTC", language).day(SPRING) == day


@pytest.mark.parametrize("language", ["qaa", "xx", "xx-YY", ""])
def test_a_language_nobody_has_written_down_still_gives_a_day(language: str) -> None:
    # As most newsrooms write it, not as Americans do.
    assert Clock("UTC", language).day(SPRING) == "5 April 2031"


def test_the_exact_time_has_seconds_whatever_the_style() -> None:
    assert LONDON.exact(SPRING) == "5 April 2031, 13:45:01 BST"
    assert "13:45:01" in Clock("Europe/London", "en", ClockStyle.AM_PM).exact(SPRING)
