"""The hub: nobody misses a frame, nobody gets one twice, and a gap it cannot close is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.identifiers import Seq
from stoppress.hub.hub import Hub
from stoppress.hub.remembered import Sent
from tests.examples import examples


class Listener:
    """A reader that keeps what it was given."""

    def __init__(self, heard: Callable[[], None] = lambda: None) -> None:
        self.payloads: list[bytes] = []
        self.farewells: list[bytes] = []
        self.is_cut = False
        self.heard = heard

    def write(self, payload: bytes) -> None:
        self.payloads.append(payload)
        self.heard()

    def finish(self, farewell: bytes) -> None:
        self.farewells.append(farewell)

    def cut(self) -> None:
        self.is_cut = True

    @property
    def seqs(self) -> list[int]:
        return [int(each) for each in b"".join(self.payloads).split()]


def sent(first: int, last: int) -> list[Sent]:
    return [Sent(Seq(seq), b"%d " % seq) for seq in range(first, last + 1)]


def hub_at(newest: int, remember: int) -> Hub:
    """A hub whose frames began at 1."""
    hub = Hub(at=Seq(0), remember=remember)
    hub.publish(sent(1, newest))
    return hub


def joined(hub: Hub, after: int) -> Listener:
    listener = Listener()
    assert hub.join(listener, after=Seq(after))
    return listener


@settings(max_examples=examples(40))
@given(st.lists(st.integers(0, 4), max_size=8), st.lists(st.integers(0, 8), max_size=6), st.integers(0, 12))
def test_whoever_joins_gets_every_frame_after_its_place_once_and_in_order(
    batches: list[int], joins: list[int], remember: int
) -> None:
    hub, newest, listeners = Hub(at=Seq(0), remember=remember), 0, list[tuple[int, Listener]]()
    for round_, size in enumerate(batches):
        for back in joins[round_ : round_ + 1]:
            listener, after = Listener(), newest - back
            if hub.join(listener, after=Seq(after)):
                listeners.append((after, listener))
            else:
                assert back > min(remember, newest)
                assert listener.payloads == []
        hub.publish(sent(newest + 1, newest + size))
        newest += size
    assert hub.newest == newest
    assert len(hub) == len(listeners)
    for after, listener in listeners:
        assert listener.seqs == list(range(after + 1, newest + 1))


def test_a_hub_closes_the_gaps_it_remembers_and_no_longer_one() -> None:
    hub = hub_at(10, remember=4)
    assert hub.oldest == 6
    assert joined(hub, 6).seqs == [7, 8, 9, 10]
    assert joined(hub, 10).payloads == []
    assert hub.since(Seq(8)) == sent(9, 10)
    for after in (5, 0, 11, -1):
        listener = Listener()
        assert not hub.join(listener, after=Seq(after))
        assert hub.since(Seq(after)) is None
        hub.publish(sent(hub.newest + 1, hub.newest + 1))
        assert listener.payloads == []
        hub = hub_at(10, remember=4)


def test_what_was_missed_comes_in_one_write_and_news_of_one_round_in_another() -> None:
    hub = hub_at(3, remember=9)
    listener = joined(hub, 1)
    hub.publish(sent(4, 6))
    hub.publish([])
    assert listener.payloads == [b"2 3 ", b"4 5 6 "]


def test_a_hub_that_remembers_nothing_still_keeps_readers_posted() -> None:
    hub = hub_at(5, remember=0)
    assert (hub.oldest, hub.remembered) == (5, ())
    listener = joined(hub, 5)
    hub.publish(sent(6, 7))
    assert listener.seqs == [6, 7]
    assert not hub.join(Listener(), after=Seq(6))


def test_a_hub_may_begin_with_the_frames_that_led_to_where_it_is() -> None:
    hub = Hub(at=Seq(9), remember=3, recent=sent(4, 9))
    assert (hub.oldest, hub.newest) == (6, 9)
    assert joined(hub, 7).seqs == [8, 9]
    with pytest.raises(ValueError, match="do not lead to the newest"):
        Hub(at=Seq(10), remember=3, recent=sent(4, 9))


@pytest.mark.parametrize("seq", [0, 3, 5])
def test_a_frame_that_does_not_follow_is_refused(seq: int) -> None:
    hub = hub_at(3, remember=5)
    listener = joined(hub, 3)
    with pytest.raises(ValueError, match="does not follow 3"):
        hub.publish(sent(seq, seq))
    assert (hub.newest, listener.payloads) == (3, [])
    hub.publish(sent(4, 4))
    assert listener.seqs == [4]


def test_of_a_batch_with_a_gap_nothing_is_handed_out() -> None:
    hub = hub_at(3, remember=5)
    listener = joined(hub, 3)
    with pytest.raises(ValueError, match="frame 6 does not follow 4"):
        hub.publish([*sent(4, 4), *sent(6, 6)])
    assert (hub.newest, hub.since(Seq(3)), listener.payloads) == (3, [], [])
    hub.publish(sent(4, 5))
    assert listener.seqs == [4, 5]


def test_whoever_left_gets_nothing_more_and_may_leave_twice() -> None:
    hub = hub_at(1, remember=5)
    gone, staying = joined(hub, 1), joined(hub, 1)
    hub.leave(gone)
    hub.leave(gone)
    hub.publish(sent(2, 2))
    assert (gone.payloads, staying.seqs, len(hub)) == ([], [2], 1)


def test_a_reader_that_leaves_while_it_is_written_to_takes_nothing_from_the_others() -> None:
    hub = hub_at(1, remember=5)
    leaving = [Listener(), Listener()]
    for each in leaving:
        each.heard = lambda each=each: hub.leave(each)  # type: ignore[misc]
        hub.join(each, after=Seq(1))
    staying = joined(hub, 1)
    hub.publish(sent(2, 2))
    hub.publish(sent(3, 3))
    assert [each.seqs for each in leaving] == [[2], [2]]
    assert staying.seqs == [2, 3]


def test_earlier_frames_recalled_close_longer_gaps() -> None:
    hub = Hub(at=Seq(9), remember=5)
    assert not hub.join(Listener(), after=Seq(8))
    hub.recall(sent(8, 9))
    hub.recall(sent(6, 7))
    assert hub.oldest == 5
    assert joined(hub, 5).seqs == [6, 7, 8, 9]
    hub.publish(sent(10, 10))
    assert [each.seq for each in hub.remembered] == [6, 7, 8, 9, 10]


def test_of_recalled_frames_the_earliest_that_do_not_fit_are_left() -> None:
    hub = Hub(at=Seq(9), remember=3)
    hub.recall(sent(1, 9))
    assert hub.remembered == tuple(sent(7, 9))


@pytest.mark.parametrize(("first", "last"), [(5, 7), (9, 10), (9, 9)])
def test_recalled_frames_that_do_not_lead_up_are_refused(first: int, last: int) -> None:
    hub = Hub(at=Seq(9), remember=9)
    hub.recall(sent(9, 9))
    with pytest.raises(ValueError, match="does not lead up to 9"):
        hub.recall(sent(first, last))
    assert hub.remembered == tuple(sent(9, 9))


def test_rewritten_frames_are_what_later_readers_get_and_nothing_else_moves() -> None:
    hub = hub_at(5, remember=4)
    present = joined(hub, 5)
    hub.rewrite([Sent(Seq(3), b"33 "), Sent(Seq(1), b"11 "), Sent(Seq(9), b"99 ")])
    assert joined(hub, 1).seqs == [2, 33, 4, 5]
    assert (hub.oldest, hub.newest, present.payloads) == (1, 5, [])
    hub.publish(sent(6, 7))
    assert [each.seq for each in hub.remembered] == [4, 5, 6, 7]


def test_goodbye_is_said_once_to_each_in_its_own_words_and_lets_all_go() -> None:
    hub = hub_at(1, remember=5)
    listeners = [joined(hub, 1) for _ in range(3)]
    words = iter([b"a", b"b", b"c"])
    hub.finish(lambda: next(words))
    hub.finish(lambda: b"again")
    hub.publish(sent(2, 2))
    assert len(hub) == 0
    assert sorted(farewell for each in listeners for farewell in each.farewells) == [b"a", b"b", b"c"]
    assert [each.payloads for each in listeners] == [[], [], []]
    assert joined(hub, 1).seqs == [2]
