"""Shifts: who is meant by "@Name", and figures that are read as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.drafts.draft import Someone
from stoppress.drafts.shifts import Summary, mentioned, summary_of, summary_text

ADA, BEN, BENNO, BEN_TWO = (
    Someone("ada", "Ada Marsh"),
    Someone("ben", "Ben Okoro"),
    Someone("benno", "Benno Straße"),
    Someone("ben-two", "Ben Okoro Junior"),
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Ada Marsh asks.", {"ada"}),
        ("ask @ada, please", {"ada"}),
        ("(@ADA MARSH)", {"ada"}),
        ("@Ben Okoro knows", {"ben"}),
        # The longer name wins.
        ("@Ben Okoro Junior knows", {"ben-two"}),
        ("@Ben Okoro\n knows, and @Benno too", {"ben", "benno"}),
        # Two are called Ben.
        ("@Ben knows", set()),
        ("@Benno STRASSE", {"benno"}),
        ("write to desk@Ada.example", set()),
        ("@Adam and @Adamarsh", set()),
        ("Ada Marsh", set()),
        ("@ Ada", set()),
        ("@Ada @Ada", {"ada"}),
    ],
)
def test_a_name_after_an_at_sign_means_somebody(text: str, named: set[str]) -> None:
    assert mentioned(text, (ADA, BEN, BENNO, BEN_TWO)) == named


def test_two_of_one_name_are_both_meant() -> None:
    assert mentioned("@Ada Marsh", (ADA, Someone("other", "Ada Marsh"))) == {"ada", "other"}


def test_nobody_is_meant_where_nobody_works() -> None:
    assert mentioned("@Ada", ()) == frozenset()
    assert mentioned("@ and @", (Someone("nameless", " "),)) == frozenset()


@given(text=st.text(max_size=80), names=st.lists(st.text(max_size=12), max_size=4))
def test_whatever_is_written_means_at_most_those_who_are_there(text: str, names: list[str]) -> None:
    people = [Someone(str(number), name) for number, name in enumerate(names)]
    assert mentioned(text, people) <= {each.id for each in people}


@given(st.builds(Summary, published=st.integers(0, 10**6), held=st.integers(0, 10**6)))
def test_figures_are_read_as_they_were_written(summary: Summary) -> None:
    assert summary_of(summary_text(summary)) == summary
    assert summary_of("") is None
