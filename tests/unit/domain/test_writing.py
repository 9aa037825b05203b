"""The normal form, rule by rule, and how seldom a text has none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.body import normal_form, parser, rendered
from stoppress.domain.cleaning import clean
from stoppress.domain.writing import written
from tests.examples import examples
from tests.laws.bodies import anything


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("One.  Two.\n* x", "One.  Two.\n\n- x"),
        ('![a](media:b "The \\"Star\\"")', '![a](media:b "The \\"Star\\"")'),
        ("![the `x` [quay](b)](media:c)", "![the x quay](media:c)"),
        ("a\nb\n===", "a\nb\n==="),
        ("a\nb\n---\n* x", "a\nb\n---\n\n- x"),
        ("```\nopen", "```\nopen\n```"),
        ("&#32;edges&#32;\n* x", "&#32;edges&#32;\n\n- x"),
        ("*&#32;a*\n* x", "*&#32;a*\n\n- x"),
        ("_a_&#98;", "_a_&#98;"),
        ("e&#x301;\n* x", "e&#769;\n\n- x"),
        ("a&#10;&#10;b", "a&#10;&#10;b"),
        ("\\~~~ a\n* x", "\\~~~ a\n\n- x"),
        ("~~~ ~`x\n~~~", "~~~ ~`x\n~~~"),
        ("<<https://quay.example>\n* x", "\\<<https://quay.example>\n\n- x"),
        ("[a](x?b=1&amp;copy;=2)", "[a](x?b=1\\&copy;=2)"),
        ("- > a\n\n  > b", "- > a\n\n  > b"),
        ("-\n  -\n    -", "+ - -"),
        ("- a\n  - b\n  * c", "- a\n  - b\n  * c"),
        ("\u00a0\n\n* x", "- x"),
        ("€_a_ b", "€_a_ b"),
    ],
)
def test_what_once_had_no_form_has_one(text: str, body: str) -> None:
    assert normal_form(text) == body
    assert normal_form(body) == body
    assert rendered(body) == rendered(text)


@settings(max_examples=examples(200), deadline=None)
@given(anything)
def test_what_is_in_normal_form_is_written_as_it_is(text: str) -> None:
    """So that a composer which writes the same is the identity on it. (DESIGN §10.13)"""
    body = normal_form(text)
    assert written(parser().parse(f"{body}\n")) == body


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(anything, max_size=3).map("\n\n".join))
def test_a_normal_form_keeps_the_html(text: str) -> None:
    assert rendered(normal_form(text)) == rendered(clean(text).strip("\n"))


def test_a_list_that_is_loose_by_a_definition_alone_stays_as_it_was_written() -> None:
    """CommonMark has no other way to write it."""
    text = "* a\n\n  [x]: /y"
    assert normal_form(text) == text
