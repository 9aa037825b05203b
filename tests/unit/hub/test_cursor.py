"""Cursors: what is one, what is not, that writing and reading agree, and where a reader says it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.identifiers import Epoch, Seq
from stoppress.hub.cursor import NOWHERE, Cursor, asked_place, cursor
from tests.examples import examples

MOST = 10**15 - 1

epochs = st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=8, max_size=8).map(Epoch)


@settings(max_examples=examples(50))
@given(epochs, st.integers(0, MOST).map(Seq))
def test_a_cursor_is_read_as_it_was_written(epoch: Epoch, seq: Seq) -> None:
    assert cursor(str(Cursor(epoch, seq))) == Cursor(epoch, seq)


@settings(max_examples=examples(50))
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


def test_where_a_reader_is_says_its_last_event_before_its_address() -> None:
    assert asked_place("velmora2-3", b"after=velmora2-1") == Cursor(Epoch("velmora2"), Seq(3))
    assert asked_place("", b"x=y&after=velmora2-1&after=velmora2-2") == Cursor(Epoch("velmora2"), Seq(1))
    assert asked_place("", b"after=velmora2%2D1") == Cursor(Epoch("velmora2"), Seq(1))


@pytest.mark.parametrize("query", [b"", b"before=velmora2-1", b"After=velmora2-1", b"velmora2-1"])
def test_who_names_no_place_follows_from_now_on(query: bytes) -> None:
    assert asked_place("", query) is None


@pytest.mark.parametrize("query", [b"after", b"after=", b"after=x", b"after=%00", b"after=velmora2-01", b"after=\xe9"])
def test_who_brings_something_unreadable_is_nowhere_and_not_at_the_head(query: bytes) -> None:
    assert asked_place("", query) == NOWHERE
    assert asked_place(query.decode("latin-1"), b"after=velmora2-1") == NOWHERE
    assert cursor(str(NOWHERE)) is None


@settings(max_examples=examples(50))
@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=12), st.binary(max_size=30))
def test_whatever_is_asked_is_a_place_or_none(last_event_id: str, query: bytes) -> None:
    found = asked_place(last_event_id, query)
    assert found in (None, NOWHERE) or cursor(str(found)) == found
    assert found is not None or not last_event_id
