"""Stamps become moments: midnight, and the nights in which the clock jumps."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.transfer.reading import details, posts, transcript


def moments(stamps: list[str], day: dt.date, zone: str = "Europe/London") -> list[str]:
    """The moments of a page's stamps in UTC, from the top of the page down."""
    text = "Fog\n\n" + "\n\n".join(f"{stamp}\n\nBell\n\nIt rang." for stamp in stamps)
    found = [f"{post.published_at:%d %H:%M}" for post in posts(transcript(text, date=day, zone=zone))]
    return found[::-1]


def test_each_step_to_a_later_time_is_a_day_back() -> None:
    day = dt.date(2031, 1, 3)
    assert moments(["00:10", "23:50", "09:00", "09:30"], day) == ["03 00:10", "02 23:50", "02 09:00", "01 09:30"]


def test_equal_stamps_are_of_one_day() -> None:
    assert moments(["10:00", "10:00"], dt.date(2031, 1, 3)) == ["03 10:00", "03 10:00"]


def test_the_hour_that_happens_twice_is_used_twice() -> None:
    """In London the clock goes back at 2 am on 26 October 2031: 01:40 below 01:10 is half an hour earlier."""
    night = dt.date(2031, 10, 26)
    assert moments(["02:10", "01:10", "01:40", "00:50"], night) == ["26 02:10", "26 01:10", "26 00:40", "25 23:50"]


def test_the_hour_that_is_skipped_becomes_one_that_was_shown() -> None:
    """In London the clock goes forward at 1 am on 30 March 2031."""
    imported = transcript("Fog\n\n02:40\n\nBell\n\n01:30\n\nBell again", date=dt.date(2031, 3, 30))
    assert [f"{post.published_at:%H:%M}" for post in posts(imported)] == ["01:30", "01:40"]
    assert len(details(imported, "time-skipped")) == 1


def test_a_guess_about_a_repeated_hour_is_told() -> None:
    imported = transcript("Fog\n\n01:10\n\nBell", date=dt.date(2031, 10, 26))
    assert len(details(imported, "time-ambiguous")) == 1


def test_the_date_is_the_newest_posts_in_the_blogs_zone() -> None:
    assert moments(["00:10"], dt.date(2031, 1, 3), "Asia/Tokyo") == ["02 15:10"]


@given(st.lists(st.times().map("{:%H:%M}".format), min_size=1, max_size=8), st.sampled_from([3, 10]))
@settings(max_examples=examples(60), deadline=None)
def test_time_never_runs_forward_down_the_page(stamps: list[str], month: int) -> None:
    text = "Fog\n\n" + "\n\n".join(f"{stamp}\n\nBell" for stamp in stamps)
    day = dt.date(2031, month, 30 if month == 3 else 26)
    found = [post.published_at for post in posts(transcript(text, date=day))]
    assert all(earlier <= later for earlier, later in pairwise(found))
    assert found[-1] - found[0] < dt.timedelta(days=len(stamps))
