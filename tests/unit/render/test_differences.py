"""Two texts as one: what went out, what came in, and how much of the rest is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.render import differences as module
from stoppress.render.differences import AROUND, SHOWN, Mark, Stretch, beginning, differences

texts = st.lists(st.sampled_from(["boat", "boats", "ten", "noon", ",", ".", " ", "\n", "é"]), max_size=40).map("".join)


def marked(was: str, now: str) -> list[tuple[str, str]]:
    return [(each.mark.value, each.text) for each in differences(was, now)]


@pytest.mark.parametrize(
    ("was", "now", "wanted"),
    [
        ("Ten boats", "Ten boats", []),
        ("", "Ten", [("in", "Ten")]),
        ("Ten", "", [("out", "Ten")]),
        ("Twelve boats", "Ten boats", [("out", "Twelve"), ("in", "Ten"), ("kept", " boats")]),
        ("All is well", "All was good", [("kept", "All "), ("out", "is well"), ("in", "was good")]),
    ],
)
def test_words_are_marked(was: str, now: str, wanted: list[tuple[str, str]]) -> None:
    assert marked(was, now) == wanted


@given(texts, texts)
def test_without_what_came_in_it_is_the_one_and_without_what_went_out_the_other(was: str, now: str) -> None:
    found = differences(was, now)
    # Shorter than what is shown around a change, so that nothing is left out.
    if was != now and not [each for each in found if each.mark is Mark.LEFT_OUT]:
        assert "".join(each.text for each in found if each.mark is not Mark.IN) == was
        assert "".join(each.text for each in found if each.mark is not Mark.OUT) == now


def test_far_from_a_change_what_stayed_is_left_out() -> None:
    words = " ".join(f"w{each}" for each in range(200))
    found = differences(f"Ten. {words} End", f"Nine. {words} Over")
    assert [each.mark.value for each in found] == ["out", "in", "kept", "left-out", "kept", "out", "in"]
    assert len(found[2].text.split()) <= AROUND
    assert len(found[4].text.split()) <= AROUND


def test_what_is_long_is_compared_as_a_whole_and_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_given: object, **_more: object) -> None:
        raise AssertionError

    monkeypatch.setattr(module, "SequenceMatcher", never)
    was, now = (" ".join(f"{name}{each}" for each in range(4_000)) for name in "ab")
    out, put = differences(was, now)
    assert (out.mark, put.mark) == (Mark.OUT, Mark.IN)
    assert max(len(out.text), len(put.text)) <= SHOWN
    assert (out.text[-1], beginning("short")) == ("…", "short")


def test_a_word_in_a_long_text_is_found() -> None:
    long = " ".join(f"w{each}" for each in range(4_000))
    assert differences(f"{long} one", f"{long} two")[-2:] == (Stretch(Mark.OUT, "one"), Stretch(Mark.IN, "two"))
