"""Passages as CommonMark: what readers see is what was said, whatever it looks like."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

from stoppress.domain.body import normal_form, walk
from stoppress.domain.cleaning import clean
from stoppress.transfer.commonmark import commonmark, escaped
from stoppress.transfer.passages import (
    Block,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Inline,
    Link,
    Listing,
    Paragraph,
    Quotation,
    Text,
    paragraph,
    said,
)
from tests.examples import examples

PARSER = MarkdownIt("commonmark", {"html": False})

# Everything CommonMark has a meaning for, and what stands around it in prose.
SYNTAX = st.sampled_from(
    [
        *"\\`*_{}[]()#+-.!|<>&~=:\"'0129 \n\t",
        *("a", "é", "£", "  ", "\xa0", "&amp;", "&#42;", "1.", "2)", "--- ", "===", "```", "~~~", "](x)", "![a](b)"),
        *("<b>", "<https://example.org>", "[a]: b", "- ", "> ", "* * *", "\u2028", "\x00", "\\\n"),
    ]
)
PROSE = st.lists(SYNTAX, max_size=12).map("".join) | st.text(max_size=20)


def lines_of(text: str) -> str:
    """What CommonMark can show of a text: its lines without the white space at their ends, blank ones gone."""
    return "\n".join(filter(None, (line.strip() for line in clean(text).split("\n"))))


@given(PROSE)
@settings(max_examples=examples(100), deadline=None)
def test_escaped_text_is_rendered_as_it_was(text: str) -> None:
    shown = lines_of(text)
    html = f"<p>{escapeHtml(shown)}</p>\n" if shown else ""
    assert PARSER.render(escaped(text)) == html
    assert PARSER.render(normal_form(escaped(text))) == html


@pytest.mark.parametrize(
    "text",
    [
        'Tickets: "£5 (€6)" & more',
        "5 * 3 * 2 and snake_case_name",
        "1. first",
        "2) second",
        "- minus",
        "+ plus",
        "# hash",
        "> greater",
        "=====",
        "---",
        "***",
        "~~~",
        "```",
        "[a]: https://example.org",
        "![a](b)",
        "<script>alert(1)</script>",
        "AT&T &amp; &copy; &#35;",
        "back\\slash \\* \\",
        "https://example.org/a_b_c",
    ],
)
def test_what_newsrooms_write_comes_through(text: str) -> None:
    assert PARSER.render(normal_form(commonmark([paragraph(text)]))) == f"<p>{escapeHtml(text)}</p>\n"


def inlines(depth: int) -> st.SearchStrategy[tuple[Inline, ...]]:
    leaf: st.SearchStrategy[Inline] = PROSE.map(Text) | st.just(Break()) | PROSE.map(Code)
    if depth == 0:
        return st.lists(leaf, max_size=3).map(tuple)
    inner = inlines(depth - 1)
    links = st.builds(Link, st.just("https://example.org/a_(b)?c&d"), inner)
    marked = st.builds(Emphasis, inner, strong=st.booleans()) | links
    return st.lists(leaf | marked, max_size=3).map(tuple)


@given(st.lists(inlines(2), min_size=1, max_size=2))
@settings(max_examples=examples(100), deadline=None)
def test_marked_up_text_says_the_same_words(paragraphs: list[tuple[Inline, ...]]) -> None:
    blocks: list[Block] = [Paragraph(each) for each in paragraphs]
    rendered = walk(PARSER.parse(commonmark(blocks)))
    shown = "".join("" if each.type == "inline" else each.content for each in rendered)
    assert "".join(shown.split()) == "".join(clean("".join(said(blocks))).split())


def test_stress_links_and_code_are_written() -> None:
    inside = (
        Text("Now "),
        Emphasis((Text(" really "),), strong=True),
        Text("see"),
        Link("https://example.org/?a=1&b=2", (Emphasis((Text("this"),)),)),
        Break(),
        Code("a`b"),
    )
    assert PARSER.render(commonmark([Paragraph(inside)])) == (
        '<p>Now  <strong>really</strong> see<a href="https://example.org/?a=1&amp;b=2"><em>this</em></a><br />\n'
        "<code>a`b</code></p>\n"
    )


def test_stress_that_cannot_be_written_is_dropped_and_its_words_stay() -> None:
    inside = (Emphasis((Text("Bold:"),), strong=True), Text("text"))
    assert commonmark([Paragraph(inside)]) == "Bold:text"


def test_an_exclamation_before_a_link_does_not_make_it_a_picture() -> None:
    html = PARSER.render(commonmark([Paragraph((Text("Look!"), Link("https://example.org/", (Text("here"),))))]))
    assert html == '<p>Look!<a href="https://example.org/">here</a></p>\n'


def test_blocks_are_written_and_nest() -> None:
    blocks: list[Block] = [
        Heading(2, (Text("Tides #"),)),
        Listing(((paragraph("one"),), (paragraph("two"), Listing(((paragraph("- three"),),), start=7)))),
        Quotation((paragraph("> said"), paragraph("twice"))),
        CodeBlock("a\n```\nb"),
    ]
    assert PARSER.render(commonmark(blocks)) == (
        "<h2>Tides #</h2>\n"
        '<ul>\n<li>\n<p>one</p>\n</li>\n<li>\n<p>two</p>\n<ol start="7">\n<li>- three</li>\n</ol>\n</li>\n</ul>\n'
        "<blockquote>\n<p>&gt; said</p>\n<p>twice</p>\n</blockquote>\n"
        "<pre><code>a\n```\nb\n</code></pre>\n"
    )
