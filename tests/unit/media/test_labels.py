"""Labels: what a file was called, fit to be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.media.labels import LABEL_LIMIT, label_of


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("ferry.jpg", "ferry.jpg"),
        ("C:\\pictures\\ferry.jpg", "ferry.jpg"),
        ("../../ferry.jpg", "ferry.jpg"),
        ("..", ""),
        ("a\0b.jpg", "ab.jpg"),
        ("a\r\nb.jpg", "a b.jpg"),
        ("ferry\u202egpj.exe", "ferrygpj.exe"),
        ("a\ud800b", "ab"),
        ("e\u0301.jpg", "é.jpg"),
        ("می\u200cخواهم.jpg", "می\u200cخواهم.jpg"),
        ("  two   words ", "two words"),
        ("x" * 500, "x" * LABEL_LIMIT),
    ],
)
def test_a_label_is_what_a_person_can_see_of_a_name(name: str, label: str) -> None:
    assert label_of(name) == label


@given(st.text(st.characters()))
def test_a_label_of_a_label_is_itself(name: str) -> None:
    label = label_of(name)
    assert label_of(label) == label
    assert len(label) <= LABEL_LIMIT
    assert not {"/", "\\", "\0", "\n"} & set(label)
    label.encode()
