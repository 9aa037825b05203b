"""Law 3, over bytes nobody meant: a short run of the fuzzer; `make soak` has a long one."""

from __future__ import annotations

from random import Random

import pytest

from tests.examples import examples
from tests.laws.fuzz_lanes import Fuzzer, fuzz
from tests.laws.lanes import Heard
from tests.laws.talks import SEEDS, Place, agree

# Under fifty, the seeds alone are said.
TALKS = 50 + examples(100)


@pytest.mark.parametrize("seed", [1, 2])
def test_mutated_requests_are_answered_alike(place: Place, seed: int) -> None:
    fuzzer = fuzz(place, seed, lambda talks: talks < TALKS)
    # Vacuity: not all of it was turned away at the door.
    assert len(fuzzer.answered) > 10


def test_a_seed_says_the_same_again() -> None:
    one, other = (Fuzzer(Random(7)) for _ in range(2))
    assert [one.next() for _ in range(20)] == [other.next() for _ in range(20)]
    assert all(b"HTTP/1" in each for each in SEEDS)


def test_lanes_that_do_not_agree_are_found_out() -> None:
    slow = Heard(b"HTTP/1.1 200 OK\r\n\r\nA page.", closed=False)
    agree(slow, slow)
    for fast in (Heard(slow.text + b" ", closed=False), Heard(slow.text, closed=True), Heard(b"", closed=False)):
        with pytest.raises(AssertionError):
            agree(fast, slow)
