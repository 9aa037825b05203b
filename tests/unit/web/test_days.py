"""Days at the desk: a time that is not of today says which day it is of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stoppress.render.clock import Clock, ClockStyle
from stoppress.web.desk.days import near

NOW = datetime(2031, 4, 5, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "told"),
    [
        (datetime(2031, 4, 5, 1, 5, tzinfo=UTC), "UTC", "01:05"),
        (datetime(2031, 4, 4, 23, 59, tzinfo=UTC), "UTC", "Fri 4 Apr, 23:59"),
        (datetime(2031, 4, 6, 0, 0, tzinfo=UTC), "UTC", "Sun 6 Apr, 00:00"),
        # In Seoul the sixth has begun.
        (datetime(2031, 4, 6, 0, 0, tzinfo=UTC), "Asia/Seoul", "09:00"),
        (datetime(2032, 1, 1, 9, 0, tzinfo=UTC), "UTC", "Thu 1 Jan 2032, 09:00"),
    ],
)
def test_a_time_of_another_day_says_which_in_the_blogs_zone(moment: datetime, zone: str, told: str) -> None:
    assert near(moment, Clock(zone, "de"), NOW) == told


def test_the_time_is_as_the_publication_has_it() -> None:
    assert near(NOW.replace(day=7), Clock("UTC", "en", ClockStyle.AM_PM), NOW) == "Mon 7 Apr, 10.30pm"
