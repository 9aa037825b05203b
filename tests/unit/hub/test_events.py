"""The words of a stream other than frames, as an event-stream parser reads them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.identifiers import Epoch, Seq
from stoppress.hub import events
from stoppress.hub.cursor import Cursor, cursor
from tests.examples import examples

HEAD = Cursor(Epoch("velmora2"), Seq(17))


def lines(event: bytes) -> list[tuple[str, str]]:
    """Field and value of each line of one event, after seeing that it is one and is complete."""
    text = event.decode()
    assert text.endswith("\n\n")
    assert "\n\n" not in text[:-2]
    assert "\r" not in text
    return [
        (name, value.removeprefix(" "))
        for name, _, value in (line.partition(":") for line in text.splitlines() if line)
    ]


@pytest.mark.parametrize(("event", "name"), [(events.reset(HEAD), "reset"), (events.ended(HEAD), "ended")])
def test_reset_and_ended_tell_where_the_blog_is_now_twice(event: bytes, name: str) -> None:
    (id_field, place), (event_field, kind), (data_field, told) = lines(event)
    assert (id_field, event_field, data_field, kind) == ("id", "event", "data", name)
    assert cursor(place) == HEAD
    assert json.loads(told) == {"head": str(HEAD)}


def test_a_heartbeat_is_a_comment_and_nothing_else() -> None:
    assert lines(events.HEARTBEAT) == [("", "")]


def test_retry_is_a_whole_number_of_milliseconds() -> None:
    assert lines(events.retry(2_500)) == [("retry", "2500")]
    assert lines(events.retry(events.spread(1 / 3))) == [("retry", "2333")]


@settings(max_examples=examples(50))
@given(st.floats(0, 1, exclude_max=True))
def test_every_pause_lies_in_the_span(chance: float) -> None:
    assert events.RETRY_LEAST_MS <= events.spread(chance) <= events.RETRY_MOST_MS


def test_pauses_are_spread_over_the_whole_span() -> None:
    assert events.spread(0) == events.RETRY_LEAST_MS
    assert events.spread(0.5) == (events.RETRY_LEAST_MS + events.RETRY_MOST_MS) // 2
    assert events.spread(0.9999) > events.RETRY_MOST_MS - 10
