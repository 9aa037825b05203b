"""Cross-references: exactly what becomes a link to a post is a reference to one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.identifiers import Slug
from stoppress.domain.references import references
from stoppress.render.body import body_html
from tests.examples import examples


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("See [9.41am post](post:p-2).", ["p-2"]),
        ('See [it](post:p-2 "a title"), [again](post:p-2) and [there](<post:p-3>).', ["p-2", "p-3"]),
        ("See <post:p-2>.", ["p-2"]),
        ("See [it][1].\n\n[1]: post:p-2", ["p-2"]),
        ("See [it](&#112;ost:p-2) and [it](post\\:p-3).", ["p-2", "p-3"]),
        ("[x](post:../../../evil)", ["../../../evil"]),
        ("`[x](post:p-2)` and \\[x](post:p-2)", []),
        ("    [x](post:p-2)", []),
        ("![x](post:p-2)", []),
        ("[post](https://example.org/post:p-2)", []),
        ("", []),
    ],
)
def test_what_refers_to_a_post(body: str, named: list[str]) -> None:
    assert list(references(body)) == named


_PIECES = [
    "[a]",
    "(post:p-2)",
    "<post:p-3>",
    "`",
    "\\",
    "![b]",
    "&#112;ost:p-4",
    "[c](",
    ")",
    '(post:p-5 "t")',
    "\n",
    " ",
]


@settings(max_examples=examples(60))
@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join))
def test_what_is_shown_as_a_link_to_a_post_is_a_reference_and_the_other_way_round(body: str) -> None:
    shown = re.findall(r'href="/live/tides/p/([^"]+)"', body_html(body, Slug("tides")))
    assert [name for name in references(body) if re.fullmatch(r"p-\d", name)] == list(dict.fromkeys(shown))


def test_a_link_to_what_no_post_can_be_called_leads_nowhere() -> None:
    html = body_html("[x](post:../../../evil)", Slug("tides"))
    assert "evil" not in html
    assert ">x</a>" in html
