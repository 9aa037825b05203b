"""Likeness: two who ask the same are found, two who do not are not put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.audience.likeness import ALIKE, Likenesses, likeness, terms
from tests.unit.audience.hostile import HOSTILE

SAME = [
    ("When do the ferries run again?", "when will ferries run again"),
    ("Is the harbour bridge open?", "IS THE HARBOUR BRIDGE OPEN???"),
    ("Is the harbour bridge open?", "Is the bridge at the harbour open to cars?"),
    ("Are schools closed tomorrow?", "Will schools be closed tomorrow?"),
    ("Wann fahren die Fähren wieder?", "Wann fahren denn die Fähren wieder"),
]
OTHER = [
    ("When do the ferries run again?", "When do the trains run again?"),
    ("Are schools closed tomorrow?", "Are shops closed tomorrow?"),
    ("Is the bus running?", "Is the tram running?"),
    ("Does line 3 stop?", "Does line 4 stop?"),
    ("Is the harbour bridge open?", "Is the airport open?"),
    ("Wann fahren die Fähren wieder?", "Wann fahren die Züge wieder?"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_who_asks_the_same_is_found(one: str, other: str) -> None:
    assert likeness(terms(one), terms(other)) >= ALIKE


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_who_asks_something_else_stands_apart(one: str, other: str) -> None:
    assert likeness(terms(one), terms(other)) < ALIKE


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_of_both_alike(one: str, other: str) -> None:
    assert likeness(terms(one), terms(other)) == likeness(terms(other), terms(one)) <= 1
    assert likeness(terms(one), terms(one)) == (1 if terms(one) else 0)


def test_the_most_alike_is_found_and_the_earliest_of_several() -> None:
    known = Likenesses[int]()
    assert known.most_like("When do the ferries run again?") is None
    for number, text in enumerate(["Is the airport open?", "When do ferries run again?", "When do ferries run again"]):
        known.add(number, text)
    assert known.most_like("When do the ferries run again?") == 1
    assert known.most_like("Are schools closed?") is None
    assert known.most_like("?") is None


def test_the_index_finds_what_comparing_with_each_would() -> None:
    texts = [text for pair in (*SAME, *OTHER) for text in pair] + sorted(HOSTILE.values())
    known = Likenesses[int]()
    for number, text in enumerate(texts):
        alike = [likeness(terms(each), terms(text)) for each in texts[:number]]
        best = max(alike, default=0.0)
        assert known.most_like(text) == (alike.index(best) if best >= ALIKE else None)
        known.add(number, text)


def test_a_word_that_all_say_still_finds() -> None:
    known = Likenesses[int]()
    for number in range(1_000):
        known.add(number, f"ferries {number}")
    assert known.most_like("ferries 700") == 700
