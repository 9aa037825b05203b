"""Proofs: work that was done for one question, in time, and for no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from stoppress.audience.proof import GOOD_FOR, PUZZLES, Proof, beginning, challenge, is_good, solved
from stoppress.audience.question import Ticket

NOW = datetime(2031, 4, 5, 9, 41, 7, tzinfo=UTC)
TODAY = date(2031, 4, 5)
KEYS = {TODAY: b"k" * 32}
TICKET, OTHER = Ticket("a" * 26), Ticket("b" * 26)
BITS = 4
GIVEN = challenge("ferry", NOW, KEYS[TODAY])
PROOF = solved(GIVEN, TICKET, "When?", BITS)


def good(proof: Proof = PROOF, **more: Any) -> bool:
    asked: dict[str, Any] = {"blog": "ferry", "ticket": TICKET, "text": "When?", "bits": BITS, "now": NOW, "keys": KEYS}
    return is_good(proof, **{**asked, **more})


def test_work_that_was_done_is_good() -> None:
    assert good()
    assert good(now=NOW + GOOD_FOR - timedelta(minutes=1))
    # Clocks of two nodes differ a little.
    assert good(now=NOW - timedelta(minutes=1))


@pytest.mark.parametrize(
    "other",
    [
        {"blog": "storm"},
        {"ticket": OTHER},
        {"text": "When??"},
        {"bits": 18},
        {"now": NOW + GOOD_FOR + timedelta(minutes=1)},
        {"now": NOW - timedelta(minutes=5)},
        {"keys": {TODAY: b"x" * 32}},
        {"keys": {}},
    ],
)
def test_it_is_good_for_nothing_else(other: dict[str, Any]) -> None:
    assert not good(**other)


@pytest.mark.parametrize("answers", [[], [0] * 3, [0] * PUZZLES, [-1] * PUZZLES, [2**31] * PUZZLES, [2**80] * PUZZLES])
def test_answers_that_are_none_are_refused(answers: list[int]) -> None:
    assert not good(replace(PROOF, answers=answers))


@pytest.mark.parametrize(
    "given",
    [
        "",
        "x",
        GIVEN + "0",
        GIVEN.replace("20310405", "20310404"),
        GIVEN.replace(".581.", ".582."),
        "99999999.1." + "0" * 32,
        "20310405.9999." + "0" * 32,
        "²0310405.581." + "0" * 32,
    ],
)
def test_a_challenge_of_ones_own_is_refused(given: str) -> None:
    assert not good(solved(given, TICKET, "When?", BITS))


def test_a_challenge_lives_over_midnight() -> None:
    evening = datetime(2031, 4, 5, 23, 30, tzinfo=UTC)
    proof = solved(challenge("ferry", evening, KEYS[TODAY]), TICKET, "When?", BITS)
    assert good(proof, now=evening + timedelta(hours=1), keys={**KEYS, date(2031, 4, 6): b"n" * 32})


def test_it_is_the_same_for_everybody_who_asks_in_the_same_minute() -> None:
    assert challenge("ferry", NOW.replace(second=59), KEYS[TODAY]) == GIVEN
    assert challenge("ferry", NOW + timedelta(minutes=1), KEYS[TODAY]) != GIVEN


def test_what_is_hashed_fits_into_one_block() -> None:
    start = beginning(GIVEN, TICKET, "x" * 1_000)
    assert len(f"{start}:{PUZZLES - 1}:{2**31 - 1}") <= 55


def test_half_a_character_has_a_hash_too() -> None:
    assert beginning(GIVEN, TICKET, "\ud800")
