"""Suspicion: what sells something is put aside, and what readers ask is not."""

from __future__ import annotations

import pytest

from stoppress.audience.question import Suspicion, Words
from stoppress.audience.suspicion import suspicion

LIST = ["casino", "free money", "invest*"]


def found(text: str, *, name: str = "", place: str = "", trap: str = "") -> Suspicion:
    return suspicion(Words(text=text, name=name, place=place), trap, LIST)


@pytest.mark.parametrize(
    "text",
    [
        "When do the ferries run again?",
        "The timetable at https://ferries.example/times says noon. Is that right?",
        "Is it open? Is it safe? Is it far?",
        "No, no, no!",
        "Will the money for the harbour come back?",
        "Does the casinos' tax matter here",
        "Sooooo, when?",
        "Fähren, Züge und Busse: was fährt denn wieder?",
        "フェリーはいつ再開しますか",
        "Line 3 stops at 3.45 at stop 3, doesn't it?",
    ],
)
def test_what_readers_ask_is_not_suspected(text: str) -> None:
    assert found(text) is Suspicion.NONE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Look at https://a.example/ and https://b.example/", Suspicion.LINKS),
        ("cheap-pills.shop or www.pills.example", Suspicion.LINKS),
        ("a.b.c.d.e.f.g.h.i.j.k.l.shop and m-n.shop", Suspicion.LINKS),
        ("a" * 40, Suspicion.REPETITION),
        ("!!!!!!!!!!!!!! now", Suspicion.REPETITION),
        ("buy buy buy buy buy buy now please", Suspicion.REPETITION),
        ("Come to the CASINO now", Suspicion.WORD),
        ("Come to the cásino now", Suspicion.WORD),
        ("Come to the ｃａｓｉｎｏ now", Suspicion.WORD),
        ("There is Free Money for all", Suspicion.WORD),
        ("Investing is easy, ask me how", Suspicion.WORD),
    ],
)
def test_what_sells_something_is_suspected(text: str, why: Suspicion) -> None:
    assert found(text) is why


def test_what_stands_in_the_field_that_nobody_sees_tells() -> None:
    assert found("When?", trap="https://spam.example") is Suspicion.TRAP
    assert found("When?", trap="  ") is Suspicion.NONE


def test_names_and_places_are_looked_at_too() -> None:
    assert found("When?", name="www.pills.example") is Suspicion.LINKS
    assert found("When?", place="https://pills.example") is Suspicion.LINKS
    assert found("When?", name="Casino Tom") is Suspicion.WORD


def test_a_list_may_hold_what_looks_like_an_expression() -> None:
    assert suspicion(Words(text="a (b c"), "", ["(b", "*", "a+"]) is Suspicion.WORD
    assert suspicion(Words(text="When?"), "", ["*", ""]) is Suspicion.NONE
