"""Brackets: whatever somebody pastes, the server is not busy with it alone; and nothing of it is lost."""

from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.body import normal_form, parser
from stoppress.domain.brackets import LOOKED_THROUGH
from stoppress.domain.identifiers import Slug
from stoppress.render.body import body_html

LINK = "[here](https://ferries.example/)"
MANY = 20_000
HOSTILE = {
    "opened": "[" * MANY,
    "pictures": "![" * (MANY // 2),
    "half closed": "[[a]" * (MANY // 4),
    "nested": "[" * (MANY // 2) + "]" * (MANY // 2),
    "no links": "[a](" * (MANY // 4),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_parser_gives_up_on_brackets(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Without a bound it takes up to 200 million steps. They are counted, as no time is the same on two machines."""
    steps, inline = 0, parser().inline
    skip = inline.skipToken

    def counting(state: Any) -> None:
        nonlocal steps
        steps += 1
        skip(state)

    monkeypatch.setattr(inline, "skipToken", counting)
    parser().parse(HOSTILE[name])
    assert 0 < steps < 20 * LOOKED_THROUGH


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_link_is_text_and_all_of_it_is_there(name: str) -> None:
    # So many are given up on as well.
    text = HOSTILE[name][: MANY // 8]
    normal = normal_form(text)
    assert LexborHTMLParser(str(body_html(normal, Slug("ferry")))).text().strip() == text
    assert normal_form(normal) == normal


def test_links_among_words_in_brackets_are_links() -> None:
    paragraph = "He said [sic] that [it] was ![so], and [so on. " * 20
    body = "\n\n".join([paragraph] * 10 + [LINK])
    links = LexborHTMLParser(str(body_html(normal_form(body), Slug("ferry")))).css("a")
    assert [each.attributes["href"] for each in links] == ["https://ferries.example/"]


def test_a_link_in_brackets_is_one() -> None:
    for text in (f"[{LINK}]", f"[[a]] {LINK}", f"!{LINK[1:]} {LINK}", f"[![b](media:x) {LINK}"):
        assert len(LexborHTMLParser(str(body_html(text, Slug("ferry")))).css("a")) == 1
