"""Remembered frames: no gap between them, and each stretch joined once."""

from __future__ import annotations

from itertools import pairwise

from stoppress.domain.identifiers import Seq
from stoppress.hub.remembered import Remembered, Sent

CROWD = 40


def sent(first: int, last: int, mark: str = "") -> list[Sent]:
    return [Sent(Seq(seq), f"{seq}{mark} ".encode()) for seq in range(first, last + 1)]


def remembered(newest: int, most: int = 100) -> Remembered:
    frames = Remembered(at=Seq(0), most=most)
    frames.add(sent(1, newest))
    return frames


def test_all_who_miss_the_same_are_given_the_same_object() -> None:
    frames = remembered(9)
    assert frames.stretch(Seq(4), Seq(9)) == b"5 6 7 8 9 "
    assert frames.stretch(Seq(4), Seq(9)) is frames.stretch(Seq(4), Seq(9))


def test_stretches_end_where_they_are_asked_to() -> None:
    frames = remembered(9)
    assert frames.stretch(Seq(4), Seq(6)) == b"5 6 "
    frames.add(sent(10, 11))
    assert frames.stretch(Seq(4), Seq(11)) == b"5 6 7 8 9 10 11 "


def test_a_crowd_at_many_places_does_not_have_every_stretch_kept() -> None:
    frames = remembered(CROWD)
    first = frames.stretch(Seq(0), Seq(CROWD))
    for after in range(1, CROWD):
        frames.stretch(Seq(after), Seq(CROWD))
    assert frames.stretch(Seq(0), Seq(CROWD)) == first
    assert frames.stretch(Seq(0), Seq(CROWD)) is not first


def test_a_stretch_says_what_its_frames_say_now() -> None:
    frames = remembered(5)
    assert frames.stretch(Seq(2), Seq(5)) == b"3 4 5 "
    frames.rewrite(lambda old: [Sent(each.seq, each.payload.upper().replace(b"4", b"IV")) for each in old])
    assert frames.stretch(Seq(2), Seq(5)) == b"3 IV 5 "


def test_what_is_forgotten_is_not_remembered() -> None:
    frames = remembered(5)
    frames.stretch(Seq(2), Seq(5))
    frames.forget()
    assert (frames.all(), frames.oldest, frames.newest) == ((), 5, 5)
    assert not frames._stretches, "words are still in memory"
    assert not frames.closes(Seq(2))
    frames.add(sent(6, 6))
    assert frames.stretch(Seq(5), Seq(6)) == b"6 "


def test_so_many_and_no_more_are_remembered_without_a_gap() -> None:
    frames = remembered(9, most=4)
    assert [each.seq for each in frames.all()] == [6, 7, 8, 9]
    assert all(one.seq + 1 == other.seq for one, other in pairwise(frames.all()))
    assert (frames.closes(Seq(5)), frames.closes(Seq(4)), frames.closes(Seq(10))) == (True, False, False)
    assert frames.since(Seq(5), most=2) == sent(6, 7)
    assert frames.since(Seq(9)) == []
