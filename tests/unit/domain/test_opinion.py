"""Opinions: the figures never say more than readers did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.opinion import Opinion

COUNTS = st.integers(0, 100_000)


@pytest.mark.parametrize(
    ("stars", "tenths"),
    [
        ((0, 0, 0, 0, 0), 0),
        ((0, 0, 0, 6, 53), 49),
        ((0, 0, 0, 0, 59), 50),
        ((0, 0, 0, 1, 9_999), 49),
        ((9_999, 1, 0, 0, 0), 11),
        ((7, 0, 0, 0, 0), 10),
        ((1, 0, 0, 0, 1), 30),
        ((0, 0, 1, 1, 0), 35),
    ],
)
def test_the_average_is_rounded_and_full_marks_are_said_only_where_all_agree(
    stars: tuple[int, ...], tenths: int
) -> None:
    assert Opinion(stars=stars).tenths == tenths


@pytest.mark.parametrize(
    ("yes", "no", "percent"),
    [(0, 0, 0), (82, 18, 82), (999, 1, 99), (1, 999, 1), (5, 0, 100), (0, 5, 0), (1, 7, 13), (2, 1, 67)],
)
def test_a_share_is_rounded_and_its_ends_are_said_only_where_all_agree(yes: int, no: int, percent: int) -> None:
    assert Opinion(yes=yes, no=no).percent == percent


@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS), COUNTS, COUNTS)
def test_what_is_said_is_within_a_step_of_what_is_so(stars: tuple[int, ...], yes: int, no: int) -> None:
    opinion = Opinion(stars=stars, yes=yes, no=no)
    if opinion.ratings:
        exact = sum(number * count for number, count in enumerate(stars, 1)) / opinion.ratings
        assert abs(opinion.tenths - 10 * exact) < 1
        assert (opinion.tenths == 50) == (stars[4] == opinion.ratings)
        assert (opinion.tenths == 10) == (stars[0] == opinion.ratings)
    if opinion.answers:
        assert abs(opinion.percent - 100 * yes / opinion.answers) < 1
        assert (opinion.percent == 100) == (no == 0)
        assert (opinion.percent == 0) == (yes == 0)
