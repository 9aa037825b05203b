"""Ranges as RFC 9110 §14 has them, beside a model that is as plain as can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.web.ranges import Part, Unsatisfiable, part_of

ETAG = '"abc"'
numbers = st.none() | st.integers(0, 30)


def asked(size: int, text: str, condition: str = "") -> tuple[int, int] | str | None:
    try:
        part = part_of(size, text, etag=ETAG, condition=condition)
    except Unsatisfiable:
        return "416"
    return None if part is None else (part.start, part.stop)


def model(size: int, first: int | None, last: int | None) -> tuple[int, int] | str | None:
    if first is None and last is None:
        return None
    if first is None:
        assert last is not None
        wanted = list(range(size))[-last:] if last else []
    elif last is None:
        wanted = [each for each in range(size) if each >= first]
    elif last < first:
        return None
    else:
        wanted = [each for each in range(size) if first <= each <= last]
    return (wanted[0], wanted[-1] + 1) if wanted else "416"


@given(st.integers(0, 20), numbers, numbers)
def test_a_range_is_what_the_model_says(size: int, first: int | None, last: int | None) -> None:
    text = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    assert asked(size, text) == model(size, first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "items=0-1",
        "bytes=0-1;",
        "bytes=-1-2",
        f"bytes=0-{'9' * 19}",
    ],
)
def test_what_is_no_single_range_means_the_whole_file(text: str) -> None:
    assert asked(10, text) is None


def test_units_are_read_in_any_case_with_any_space() -> None:
    assert asked(10, "Bytes = 2-3") == asked(10, "bytes=2-3") == (2, 4)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (ETAG, (0, 2)),
        (f" {ETAG} ", (0, 2)),
        ('W/"abc"', None),
        ('"other"', None),
        ("Sat, 05 Apr 2031 06:00:00 GMT", None),
    ],
)
def test_a_condition_that_does_not_hold_asks_for_the_whole_file(
    condition: str, expected: tuple[int, int] | None
) -> None:
    assert asked(10, "bytes=0-1", condition) == expected


def test_what_begins_beyond_the_end_says_where_that_is() -> None:
    with pytest.raises(Unsatisfiable) as refusal:
        part_of(10, "bytes=10-", etag=ETAG, condition="")
    assert refusal.value.size == 10


def test_a_part_says_where_it_belongs() -> None:
    assert Part(2, 5, 10).content_range == "bytes 2-4/10"


@given(st.text(max_size=30), st.text(max_size=10))
def test_whatever_is_asked_is_within_the_file(text: str, condition: str) -> None:
    found = asked(7, text, condition)
    assert found in (None, "416") or (isinstance(found, tuple) and 0 <= found[0] < found[1] <= 7)
