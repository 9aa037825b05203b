"""Cross-references: the times newsrooms write, and the post each of them means."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from stoppress.domain.identifiers import PostId
from stoppress.transfer.cross_references import Place, Timeline, references_in


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("(see 9.41am post)", time(9, 41)),
        ("(see 9.10am post)", time(9, 10)),
        ("(see 12.05pm post)", time(12, 5)),
        ("(see 12.05am post)", time(0, 5)),
        ("(see 1.05pm post)", time(13, 5)),
        ("(see 9:41 post)", time(9, 41)),
        ("(see 21.41 post)", time(21, 41)),
        ("(see 21.41pm post)", time(21, 41)),
        ("see 9.41am update", time(9, 41)),
        ("See our 9.41 a.m. entry", time(9, 41)),
        ("(see 9.41am)", time(9, 41)),
        ("(see 9am post)", time(9, 0)),
        ("(see 21.41am post)", None),
        ("(see 9.71am post)", None),
        ("(see 24:00 post)", None),
    ],
)
def test_times_are_read_as_newsrooms_write_them(text: str, minute: time | None) -> None:
    (reference,) = references_in(text)
    assert reference.minute == minute
    assert text[reference.start : reference.end] == reference.text
    assert "(" not in reference.text


@pytest.mark.parametrize(
    "text", ["see 9 post", "oversee 9.41am post", "see the film at 9.41am", "see 9.41am postcards", "see 123.41 post"]
)
def test_other_texts_are_no_references(text: str) -> None:
    assert list(references_in(text)) == []


TIMELINE = Timeline(
    [
        Place(datetime.fromisoformat(f"2031-04-{stamp}"), PostId(f"p{number}"))
        for number, stamp in enumerate(["04T09:41:00", "04T23:58:00", "05T09:41:10", "05T09:41:20", "05T12:00:00"])
    ]
)


@pytest.mark.parametrize(
    ("text", "index", "meant"),
    [
        ("see 9.41am post", 4, "p3"),
        ("see 9.41am post", 3, "p2"),
        ("see 9.41am post", 2, "only later posts share that minute"),
        ("see 9.41am post", 1, "p0"),
        ("see 9.41am post", 0, "a post cannot refer to itself"),
        ("see 11.58pm post", 4, "p1"),
        ("see 11.57pm post", 4, "no post at 23:57 on 2031-04-04"),
        ("see 9.99am post", 4, "that is no time of day"),
    ],
)
def test_the_post_meant_is_the_latest_before(text: str, index: int, meant: str) -> None:
    (reference,) = references_in(text)
    found = TIMELINE.meant(reference, index)
    assert (found.post if isinstance(found, Place) else found) == meant
