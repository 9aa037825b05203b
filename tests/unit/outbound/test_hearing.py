"""One reader's hearing: what it takes for granted, and every way in which a stream can be wrong."""

from __future__ import annotations

import pytest

from stoppress.outbound.hearing import Hearing, Unchunked

EPOCH = b"abcdefgh"


def event(seq: int, said: int | None = None, *, epoch: str = "abcdefgh") -> bytes:
    return (
        f'id: {epoch}-{seq}\nevent: revision\ndata: {{"v":1,"seq":{said or seq},"kind":"x","changes":[]}}\n\n'.encode()
    )


def heard(*payloads: bytes, last: int = 1) -> tuple[Hearing, list[int]]:
    hearing = Hearing(EPOCH, last)
    return hearing, [seq for each in payloads for seq in hearing.take(each)]


def test_everything_once_and_in_order_is_well() -> None:
    hearing, seqs = heard(b"retry: 3000\n\n", event(2), b":\n\n", event(3) + event(4))
    assert seqs == [2, 3, 4]
    assert hearing.close(4)


def test_what_is_cut_anywhere_is_heard_all_the_same() -> None:
    whole = b"retry: 3000\n\n" + event(2) + b":\n\n" + event(3)
    for at in range(len(whole)):
        hearing, seqs = heard(whole[:at], whole[at:])
        assert seqs == [2, 3], at
        assert hearing.close(3), at


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (event(2) + event(4), "missed"),
        (event(2) + event(3) + event(3) + event(4), "doubled"),
        (event(3) + event(2) + event(4), "late"),
        (event(2) + event(3, said=7) + event(3) + event(4), "garbled"),
        (event(2) + event(3, epoch="bbbbbbbb") + event(3) + event(4), "garbled"),
        (event(2) + b"<html>\n\n" + event(3) + event(4), "garbled"),
        (event(2) + b'id: abcdefgh-3\nevent: reset\ndata: {"head":"abcdefgh-3"}\n\n' + event(3) + event(4), "resets"),
        (event(2) + event(3), "missed"),
    ],
)
def test_each_fault_is_counted_as_what_it_is(payload: bytes, fault: str) -> None:
    hearing, _ = heard(payload)
    assert not hearing.close(4)
    counted = {name: getattr(hearing.faults, name) for name in hearing.faults.__slots__}
    assert counted == dict.fromkeys(counted, 0) | {fault: 1}


def test_one_that_was_late_is_not_missed_as_well() -> None:
    hearing, seqs = heard(event(3), event(2))
    assert seqs == [3, 2]
    hearing.close(3)
    assert (hearing.faults.late, hearing.faults.missed) == (1, 0)


def test_the_end_of_coverage_is_no_fault() -> None:
    hearing, _ = heard(event(2), b'id: abcdefgh-2\nevent: ended\ndata: {"head":"abcdefgh-2"}\n\n')
    assert hearing.has_ended
    assert hearing.close(2)


def test_after_a_lost_connection_what_was_cut_off_comes_again() -> None:
    hearing, _ = heard(event(2), event(3)[:20])
    hearing.begin_anew()
    assert list(hearing.take(event(3))) == [3]
    assert hearing.close(3)


def test_chunks_are_taken_apart_wherever_they_are_cut() -> None:
    whole = b"5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\n\r\n"
    for at in range(len(whole)):
        chunks = Unchunked()
        assert chunks.take(whole[:at]) + chunks.take(whole[at:]) == b"hello, world", at
        assert chunks.is_over
    with pytest.raises(ValueError, match="invalid literal"):
        Unchunked().take(b"what?\r\n")
