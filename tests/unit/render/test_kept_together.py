"""Figures are kept together, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from stoppress.render.kept_together import kept_together, kept_together_in

S = "\u00a0"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It cost $10bn (£7.8bn) in all.", f"It cost $10bn{S}(£7.8bn) in all."),
        ("a loan of $1.2 billion (€1.1 billion)", f"a loan of $1.2{S}billion{S}(€1.1{S}billion)"),
        ("gusts of 130 km/h on 4 islands", f"gusts of 130{S}km/h on 4 islands"),
        ("25 per cent, 4.5 million people", f"25{S}per cent, 4.5{S}million people".replace("per cent", f"per{S}cent")),
        ("at 9 am (local time)", f"at 9{S}am (local time)"),
        ("in 2031 (four years on)", "in 2031 (four years on)"),
        ("12 mothers", "12 mothers"),
    ],
)
def test_a_figure_does_not_break(text: str, wanted: str) -> None:
    assert kept_together(text) == wanted


@given(st.text(alphabet="$£€0123456789.,() kmbn/h%abc\n"))
def test_only_spaces_change_and_only_once(text: str) -> None:
    made = kept_together(text)
    assert made.replace(S, " ") == text
    assert kept_together(made) == made


def test_markup_and_code_are_left_alone() -> None:
    html = Markup('<p>$10bn (£8bn) <a href="/x 10 km">10 km</a> <code>10 km</code></p>')
    wanted = f'<p>$10bn{S}(£8bn) <a href="/x 10 km">10{S}km</a> <code>10 km</code></p>'
    assert kept_together_in(html) == wanted
