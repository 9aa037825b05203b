"""Most read: views count half after a quarter of the window, and not at all after the whole of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stoppress.audience.most_read import most_read
from stoppress.audience.views import Hour
from stoppress.domain.identifiers import Slug

NOW = datetime(2031, 4, 5, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
FERRY, FLOOD, FAIR = Slug("ferry"), Slug("flood"), Slug("fair")


def ago(hours: float, views: int) -> Hour:
    return Hour(NOW - timedelta(hours=hours), views)


def test_a_view_counts_half_after_a_quarter_of_the_window() -> None:
    assert most_read({FERRY: [ago(6, 199)], FLOOD: [ago(0, 100)]}, NOW, DAY) == [FLOOD, FERRY]
    assert most_read({FERRY: [ago(6, 201)], FLOOD: [ago(0, 100)]}, NOW, DAY) == [FERRY, FLOOD]
    assert most_read({FERRY: [ago(12, 401)], FLOOD: [ago(0, 100)]}, NOW, DAY) == [FERRY, FLOOD]


def test_what_is_older_than_the_window_counts_no_more() -> None:
    assert most_read({FERRY: [ago(24, 10**9)], FLOOD: [ago(23, 1)], FAIR: []}, NOW, DAY) == [FLOOD]
    assert most_read({}, NOW, DAY) == []


def test_of_two_that_are_level_the_order_is_always_the_same() -> None:
    hours = {FLOOD: [ago(1, 7)], FERRY: [ago(1, 7)]}
    assert most_read(hours, NOW, DAY) == most_read(dict(reversed(hours.items())), NOW, DAY) == [FERRY, FLOOD]


def test_an_hour_that_a_clock_ahead_has_written_counts_as_this_one() -> None:
    assert most_read({FERRY: [ago(-1, 10)], FLOOD: [ago(0, 11)]}, NOW, DAY) == [FLOOD, FERRY]


seen = st.lists(st.builds(ago, st.integers(0, 30), st.integers(0, 1_000)), max_size=6)


@given(st.dictionaries(st.sampled_from([FERRY, FLOOD, FAIR]), seen), st.integers(1, 1_000))
def test_one_more_view_never_puts_a_blog_further_down(hours: dict[Slug, list[Hour]], views: int) -> None:
    before = most_read(hours, NOW, DAY)
    after = most_read({**hours, FERRY: [*hours.get(FERRY, []), ago(0, views)]}, NOW, DAY)
    assert FERRY in after
    assert FERRY not in before or after.index(FERRY) <= before.index(FERRY)
    assert [each for each in after if each != FERRY] == [each for each in before if each != FERRY]
