"""Rounds in slices: others have their turn in between, and whatever happens meanwhile, nobody misses or doubles a frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from stoppress.domain.identifiers import Seq
from stoppress.hub import hub as rounds
from stoppress.hub.hub import Hub
from stoppress.hub.remembered import Sent
from tests.examples import examples


class Turns:
    """What was put off, done when a test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def later(self, call: Callable[[], None]) -> None:
        self.waiting.append(call)

    def take(self, which: int = 0) -> None:
        self.waiting.pop(which)()

    def take_all(self) -> None:
        while self.waiting:
            self.take()


class Listener:
    """A reader that keeps what it was given; each frame's payload is `SEQ:VERSION `."""

    def __init__(self, place: int = 0, parks_in: Hub | None = None) -> None:
        self.place = place
        self.writes: list[list[str]] = []
        self.farewell = b""
        self.is_cut = False
        self._parks_in = parks_in

    def write(self, payload: bytes) -> None:
        self.writes.append(payload.decode().split())
        if self._parks_in is not None:
            self._parks_in.park(self)

    def finish(self, farewell: bytes) -> None:
        self.farewell = farewell

    def cut(self) -> None:
        self.is_cut = True

    @property
    def seqs(self) -> list[int]:
        return [int(each.partition(":")[0]) for write in self.writes for each in write]

    @property
    def at(self) -> int:
        return (self.seqs or [self.place])[-1]


class Keeper(Listener):
    """Keeps the very object it was given."""

    payload = b""

    def write(self, payload: bytes) -> None:
        self.payload = payload


def frame(seq: int, version: int = 0) -> Sent:
    return Sent(Seq(seq), b"%d:%d " % (seq, version))


def slow_hub(turns: Turns, listeners: Sequence[Listener]) -> Hub:
    hub = Hub(at=Seq(0), remember=100, later=turns.later)
    for each in listeners:
        assert hub.join(each, after=Seq(0))
    return hub


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    monkeypatch.setattr(rounds, "SLICE", 2)
    return Turns()


def test_others_have_a_turn_after_every_slice(turns: Turns) -> None:
    listeners = [Listener() for _ in range(5)]
    hub = slow_hub(turns, listeners)
    hub.publish([frame(1)])
    told = []
    while turns.waiting:
        turns.take()
        told.append(sum(bool(each.writes) for each in listeners))
    assert told == [2, 4, 5]


def test_what_comes_during_a_round_goes_out_joined_after_it(turns: Turns) -> None:
    listeners = [Listener() for _ in range(5)]
    hub = slow_hub(turns, listeners)
    hub.publish([frame(1)])
    turns.take()
    hub.publish([frame(2)])
    hub.publish([frame(3)])
    turns.take_all()
    assert [each.writes for each in listeners] == [[["1:0"], ["2:0", "3:0"]]] * 5


def test_what_comes_before_a_round_has_begun_goes_along(turns: Turns) -> None:
    listeners = [Listener() for _ in range(3)]
    hub = slow_hub(turns, listeners)
    hub.publish([frame(1)])
    hub.publish([frame(2)])
    turns.take_all()
    assert [each.writes for each in listeners] == [[["1:0", "2:0"]]] * 3


def test_who_goes_before_its_turn_is_told_nothing_and_stays_away(turns: Turns) -> None:
    listeners = [Listener() for _ in range(5)]
    hub = slow_hub(turns, listeners)
    hub.publish([frame(1)])
    turns.take()
    left, parked, stays = listeners[2:]
    hub.leave(left)
    hub.park(parked)
    turns.take_all()
    assert [each.seqs for each in (left, parked, stays)] == [[], [], [1]]
    assert left not in hub.readers
    hub.leave(parked)
    hub.resume(parked)
    assert (parked.seqs, len(hub)) == ([], 3)


def test_each_round_says_when_it_is_over_and_the_next_is_asked_for(turns: Turns) -> None:
    said = list[str]()

    class Noted:
        """Begins when a turn comes."""

        def begin(self, round_: Callable[[], None]) -> None:
            said.append("begin")
            turns.later(round_)

        def over(self) -> None:
            said.append("over")

    hub = Hub(at=Seq(0), remember=9, later=turns.later, pace=Noted())
    for _ in range(3):
        hub.join(Listener(), after=Seq(0))
    hub.publish([frame(1)])
    turns.take()
    hub.publish([frame(2)])
    assert said == ["begin"]
    turns.take_all()
    assert said == ["begin", "over", "begin", "over"]


def test_all_readers_of_a_round_are_given_the_same_object(turns: Turns) -> None:
    listeners = [Keeper() for _ in range(3)]
    hub = slow_hub(turns, listeners)
    hub.publish([frame(1), frame(2)])
    turns.take_all()
    one, other, third = (each.payload for each in listeners)
    assert one == b"1:0 2:0 "
    assert one is other is third


def test_words_withdrawn_during_a_round_reach_nobody_whose_turn_is_still_to_come(turns: Turns) -> None:
    listeners = [Listener() for _ in range(5)]
    hub = slow_hub(turns, listeners)
    hub.publish([frame(1)])
    turns.take()
    hub.publish([frame(2)])
    hub.rewrite([frame(1, 9), frame(2, 9)])
    turns.take_all()
    assert [each.writes for each in listeners[:2]] == [[["1:0"], ["2:9"]]] * 2
    assert [each.writes for each in listeners[2:]] == [[["1:9"], ["2:9"]]] * 3


def test_forgotten_frames_are_told_to_nobody_and_all_are_let_go(turns: Turns) -> None:
    listeners = [Listener() for _ in range(5)]
    hub = slow_hub(turns, listeners)
    hub.publish([frame(1)])
    turns.take()
    hub.publish([frame(2)])
    hub.forget()
    hub.finish(lambda: b"reset")
    turns.take_all()
    assert [each.seqs for each in listeners] == [[1]] * 2 + [[]] * 3
    assert [each.farewell for each in listeners] == [b"reset"] * 5
    assert not hub.join(Listener(), after=Seq(0))
    assert len(hub) == 0


def test_a_reader_that_is_full_parks_itself_and_catches_up_in_one_write(turns: Turns) -> None:
    hub = Hub(at=Seq(0), remember=100, later=turns.later)
    full, fine = Listener(parks_in=hub), Listener()
    for each in (full, fine):
        hub.join(each, after=Seq(0))
    for seq in (1, 2, 3):
        hub.publish([frame(seq)])
        turns.take_all()
    assert (full.seqs, fine.seqs, len(hub)) == ([1], [1, 2, 3], 2)
    hub.resume(full)
    assert full.writes == [["1:0"], ["2:0", "3:0"]]


def test_a_parked_reader_that_is_too_far_behind_is_cut(turns: Turns) -> None:
    hub = Hub(at=Seq(0), remember=2, later=turns.later)
    full = Listener(parks_in=hub)
    hub.join(full, after=Seq(0))
    for seq in (1, 2, 3, 4):
        hub.publish([frame(seq)])
        turns.take_all()
    hub.resume(full)
    assert (full.seqs, full.is_cut, len(hub)) == ([1], True, 0)


def test_who_is_dismissed_has_everything_first(turns: Turns) -> None:
    hub = Hub(at=Seq(0), remember=9, later=turns.later)
    full, fine, stranger = Listener(parks_in=hub), Listener(), Listener()
    for each in (full, fine):
        hub.join(each, after=Seq(0))
    hub.publish([frame(1)])
    turns.take_all()
    hub.publish([frame(2)])
    for each in (full, fine, stranger):
        hub.dismiss(each, b"bye")
    turns.take_all()
    assert [each.seqs for each in (full, fine, stranger)] == [[1, 2], [1, 2], []]
    assert [each.farewell for each in (full, fine, stranger)] == [b"bye", b"bye", b""]


def test_goodbye_is_said_in_slices(turns: Turns) -> None:
    listeners = [Listener() for _ in range(5)]
    hub = slow_hub(turns, listeners)
    hub.finish(lambda: b"bye")
    gone = [5 - len(hub)]
    while turns.waiting:
        turns.take()
        gone.append(5 - len(hub))
    assert gone == [2, 4, 5]


class Crowd(RuleBasedStateMachine):
    """Anything in any order; `turns` are taken in any order too, as several rounds may have been put off."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = pytest.MonkeyPatch()
        self.patches.setattr(rounds, "SLICE", 2)
        self.turns = Turns()
        self.hub = Hub(at=Seq(0), remember=12, later=self.turns.later)
        self.versions: list[int] = [0]
        self.readers: list[Listener] = []

    def teardown(self) -> None:
        self.turns.take_all()
        for each in self.readers:
            if each in self.hub.readers:
                self.hub.resume(each)
        assert all(each.at == self.hub.newest for each in self.readers if each in self.hub.readers)
        self.patches.undo()

    @rule(back=st.integers(0, 14))
    def join(self, back: int) -> None:
        after = self.hub.newest - back
        listener = Judge(after, self.versions)
        if self.hub.join(listener, after=Seq(after)):
            self.readers.append(listener)
            assert listener.at == self.hub.newest
        else:
            assert after < self.hub.oldest

    @rule(count=st.integers(1, 4))
    def publish(self, count: int) -> None:
        first = len(self.versions)
        self.versions += [0] * count
        self.hub.publish([frame(seq) for seq in range(first, first + count)])

    @precondition(lambda self: self.turns.waiting)
    @rule(data=st.data())
    def turn(self, data: st.DataObject) -> None:
        self.turns.take(data.draw(st.integers(0, len(self.turns.waiting) - 1)))

    @precondition(lambda self: self.readers)
    @rule(data=st.data(), what=st.sampled_from(["park", "resume", "leave"]))
    def touch(self, data: st.DataObject, what: str) -> None:
        reader = data.draw(st.sampled_from(self.readers))
        getattr(self.hub, what)(reader)
        if what == "leave":
            self.readers.remove(reader)

    @precondition(lambda self: self.hub.newest > self.hub.oldest)
    @rule(data=st.data())
    def rewrite(self, data: st.DataObject) -> None:
        seq = data.draw(st.integers(self.hub.oldest + 1, self.hub.newest))
        self.versions[seq] += 1
        self.hub.rewrite([frame(seq, self.versions[seq])])

    @invariant()
    def each_frame_once_and_in_order(self) -> None:
        for each in self.readers:
            assert each.seqs == list(range(each.place + 1, each.place + 1 + len(each.seqs)))

    @invariant()
    def all_are_told_once_nothing_waits(self) -> None:
        if not self.turns.waiting:
            parked = self.hub.readers[len(self.hub.readers) - len(self.hub._parked) :]
            here = [each for each in self.readers if each in self.hub.readers and each not in parked]
            assert all(each.at == self.hub.newest for each in here)


class Judge(Listener):
    """Knows what each frame may say at the moment it is told."""

    def __init__(self, place: int, versions: list[int]) -> None:
        super().__init__(place)
        self._versions = versions

    def write(self, payload: bytes) -> None:
        super().write(payload)
        for each in self.writes[-1]:
            seq, _, version = each.partition(":")
            assert int(version) == self._versions[int(seq)], "words are told that are withdrawn"


TestCrowd = Crowd.TestCase
TestCrowd.settings = settings(max_examples=examples(60), stateful_step_count=30, deadline=None)
