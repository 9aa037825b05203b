"""Wording: what is kept of a text is what a reader can see, and no less."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.audience.wording import NAME_LIMIT, TEXT_LIMIT, cleaned, words_of
from stoppress.errors import Empty, TooLong
from tests.unit.audience.hostile import HOSTILE

DECEIVING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad\x00\x1b"


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_left_that_deceives_the_eye(name: str) -> None:
    kept = cleaned(HOSTILE[name])
    assert not set(kept) & set(DECEIVING)
    kinds = {unicodedata.category(each) for each in kept if each != "\n"}
    assert not kinds & {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\n\n\n" not in kept
    assert "  " not in kept


@given(st.text(max_size=200) | st.sampled_from(sorted(HOSTILE.values())))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    assert cleaned(cleaned(text, lines=False), lines=False) == cleaned(text, lines=False)
    assert "\n" not in cleaned(text, lines=False)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Is it\topen?  ", "Is it open?"),
        ("One.\r\n\r\n\r\nTwo.\rThree.", "One.\n\nTwo.\nThree."),
        ("e\u0301", "é"),
        ("آیا می\u200cشود", "آیا می\u200cشود"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("b\u200bridge\u200d open", "bridge open"),
        ("<b>1 < 2 & 3</b>", "<b>1 < 2 & 3</b>"),
        ("b" + "\u0308" * 9, "b" + "\u0308" * 4),
    ],
)
def test_what_readers_write_is_kept_as_they_see_it(sent: str, kept: str) -> None:
    assert cleaned(sent) == kept


@pytest.mark.parametrize("nothing", ["", " \n ", "\u200b\u202e", "?!…", "\x00", "\u0301"])
def test_what_says_nothing_is_no_question(nothing: str) -> None:
    with pytest.raises(Empty, match="Your question"):
        words_of(nothing)


def test_limits_are_of_what_is_kept() -> None:
    assert words_of("é" * TEXT_LIMIT).text == "é" * TEXT_LIMIT
    assert words_of("e\u0301\u200b" * TEXT_LIMIT).text == "é" * TEXT_LIMIT
    with pytest.raises(TooLong, match="1000"):
        words_of("a" * (TEXT_LIMIT + 1))
    assert words_of("why", "n" * NAME_LIMIT, "p" * NAME_LIMIT).name == "n" * NAME_LIMIT
    for name, place in (("n" * (NAME_LIMIT + 1), ""), ("", "p" * (NAME_LIMIT + 1))):
        with pytest.raises(TooLong, match="60"):
            words_of("why", name, place)
