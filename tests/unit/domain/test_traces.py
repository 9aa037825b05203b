"""Traces: removed words are found wherever they are said, and nowhere else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.traces import WINDOW, Traces

LIBEL = "The *harbour* master of Velmora's quay is a smuggler & a liar"
TRACES = Traces.of([LIBEL], ["The harbour is closed today."], "salt")


@pytest.mark.parametrize(
    "content",
    [
        "<p>The <em>harbour</em> master of Velmora&#39;s quay is a smuggler &amp; a liar</p>",
        '<meta content="Live: harbour master of Velmora">',
        json.dumps({"html": "<p>No.\nThe harbour master of it.</p>", "text": "He is a smuggler.\nQuay is a smuggler"}),
        "HARBOUR MASTER OF VELMORA",
        "<p>harbour master\u00a0of Velmora</p>",
    ],
)
def test_they_are_found_however_they_are_written(content: str) -> None:
    assert TRACES.are_in(content.encode())


@pytest.mark.parametrize("content", ["", "The harbour is closed today.", "A smuggler and a liar", "\\", '"\\u12"'])
def test_what_is_said_elsewhere_or_not_at_all_is_no_trace(content: str) -> None:
    assert not TRACES.are_in(content.encode())


def test_a_short_text_is_one_trace_and_a_single_word_none() -> None:
    short = Traces.of(["Ada Quill", "Smuggler"], [], "salt")
    assert short.are_in(b'"name":"Ada Quill"')
    assert not short.are_in(b"Smuggler")
    assert not Traces.of(["Ada Quill"], ["By Ada Quill"], "salt").are_in(b"Ada Quill")


def test_they_are_kept_without_a_word_and_read_again() -> None:
    written = TRACES.written()
    assert "harbour" not in written
    assert Traces.read(written) == TRACES
    assert Traces.of([LIBEL], [], "pepper").marks.isdisjoint(TRACES.marks)


@given(st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), min_size=WINDOW, max_size=12))
def test_every_few_words_in_a_row_are_a_trace(words: list[str]) -> None:
    found = Traces.of([" ".join(words)], [], "salt")
    for at in range(len(words) - WINDOW + 1):
        assert found.are_in(" ".join(words[at : at + WINDOW]).encode())
