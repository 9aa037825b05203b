"""Nothing a child says is believed: every end and every nonsense is a refusal."""

from __future__ import annotations

import json
import signal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.errors.media import MediaBroken, MediaTooLarge
from stoppress.media.answers import facts_of
from stoppress.media.confined import Ended
from stoppress.media.picture_limits import PictureLimits
from tests.examples import examples

LIMITS = PictureLimits()
MADE = {"width": 400, "height": 300, "colour": "#a0b1c2", "is_animated": False}


def said(**changed: Any) -> Ended:
    return Ended(0, json.dumps({"made": MADE | changed, "peak": 1000}).encode())


def test_a_sound_answer_is_facts() -> None:
    facts = facts_of(said(), "begin", LIMITS)
    assert (facts.width, facts.height, facts.colour, facts.peak_bytes) == (400, 300, "#a0b1c2", 1000)
    assert [each.file for each in facts.files] == ["400.jpg"]
    # What it says of files is not even looked at.
    assert facts_of(said(files=["../../etc/passwd"]), "begin", LIMITS) == facts


@pytest.mark.parametrize(
    ("ended", "refusal"),
    [
        (Ended(None, b""), MediaTooLarge),
        (Ended(-signal.SIGKILL, b""), MediaTooLarge),
        (Ended(-signal.SIGXCPU, b""), MediaTooLarge),
        (Ended(-signal.SIGSEGV, b""), MediaBroken),
        (Ended(1, said().said), MediaBroken),
        (Ended(0, b""), MediaBroken),
        (Ended(0, b"\xff\xfe"), MediaBroken),
        (Ended(0, b"[" * 60_000), MediaBroken),
        (Ended(0, b" " * 65_537), MediaBroken),
        (Ended(0, b"[]"), MediaBroken),
        (Ended(0, b'{"made": 1}'), MediaBroken),
        (Ended(0, b'{"failed": "memory"}'), MediaTooLarge),
        (Ended(0, b'{"failed": "unpacks"}'), MediaTooLarge),
        (Ended(0, b'{"failed": "broken"}'), MediaBroken),
        (Ended(0, b'{"failed": ["memory"]}'), MediaBroken),
        (said(width=0), MediaBroken),
        (said(width=12_001), MediaBroken),
        (said(width=12_000, height=12_000), MediaBroken),
        (said(width=True), MediaBroken),
        (said(width=400.0), MediaBroken),
        (said(colour="red"), MediaBroken),
        (said(colour="#a0b1c2;}"), MediaBroken),
        (said(colour="#a0b1c2\n"), MediaBroken),
        (said(is_animated=1), MediaBroken),
        (Ended(0, json.dumps({"made": MADE}).encode()), MediaBroken),
    ],
    ids=range(25),
)
def test_every_other_end_is_a_refusal(ended: Ended, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        facts_of(ended, "begin", LIMITS)


@settings(max_examples=examples(30))
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda each: st.lists(each, max_size=3)))
def test_any_value_in_any_place_is_taken_or_refused(value: object) -> None:
    for name in MADE:
        try:
            facts_of(said(**{name: value}), "finish", LIMITS)
        except MediaBroken:
            continue
