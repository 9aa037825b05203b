"""Sparks: the line of who read lately."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stoppress.audience.reader_counts import Minute
from stoppress.web.desk.sparks import HEIGHT, WIDTH, Spark, spark_of

NOON = datetime(2031, 4, 5, 12, 0, tzinfo=UTC)


def line(*readers: int) -> Spark | None:
    return spark_of([Minute(NOON + timedelta(minutes=at), count) for at, count in enumerate(readers)])


def test_the_line_has_the_most_of_every_ten_minutes_counted_from_the_end() -> None:
    drawn = line(*[3] * 5, *[0] * 9, 6, *[0] * 10)
    assert drawn is not None
    assert drawn.points == f"0.0,10.0 {WIDTH / 2:.1f},1.0 {WIDTH:.1f},{HEIGHT - 1:.1f}"
    assert drawn.words == "At most 6 in three hours"


def test_where_nobody_read_there_is_no_line_and_no_time_has_none() -> None:
    assert (line(), line(*[0] * 180), line(*[4] * 10)) == (None, None, None)


def test_thousands_are_told_as_such() -> None:
    drawn = line(*[1_204] * 20)
    assert drawn is not None
    assert drawn.words == "At most 1,204 in three hours"
