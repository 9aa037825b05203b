"""Cursors: what is one, what is not, and that writing and reading agree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.identifiers import Epoch, Seq
from stoppress.hub.cursor import Cursor, cursor

MOST = 10**15 - 1

epochs = st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=8, max_size=8).map(Epoch)


@settings(max_examples=50)
@given(epochs, st.integers(0, MOST).map(Seq))
def test_a_cursor_is_read_as_it_was_written(epoch: Epoch, seq: Seq) -> None:
    assert cursor(str(Cursor(epoch, seq))) == Cursor(epoch, seq)


@settings(max_examples=50)
@given(st.text(max_size=20) | st.from_regex(r"[a-z2-9]{7,9}-0?[0-9]{1,16}\n?"))
def test_there_is_one_way_to_write_each_cursor(text: str) -> None:
    found = cursor(text)
    assert found is None or str(found) == text


@pytest.mark.parametrize("text", ["velmora2-0", "velmora2-1", f"velmora2-{MOST}", "22222222-10"])
def test_these_are_cursors(text: str) -> None:
    assert str(cursor(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "7",
        "velmora2",
        "velmora2-",
        "velmora2-07",
        "velmora2--1",
        "velmora2-+1",
        "velmora2-1.0",
        "velmora2-1e3",
        "velmora2-1\n",
        " velmora2-1",
        "velmora2-1 ",
        "velmora2-1-2",
        "velmora2:1",
        "velmora-1",
        "velmoras2-1",
        "velmora1-1",
        "Velmora2-1",
        "velmorá2-1",
        "velmora2-٣",
        "velmora2-１",
        f"velmora2-{MOST + 1}",
    ],
)
def test_these_are_not_cursors(text: str) -> None:
    assert cursor(text) is None


def test_the_largest_place_survives_a_json_reader_with_doubles() -> None:
    assert int(float(MOST)) == MOST
    assert MOST < 2**53
