"""Bodies as HTML: prose comes through whole, and nothing hostile ever runs, loads or leaves its place."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.body import normal_form
from stoppress.domain.identifiers import Slug
from stoppress.render.body import body_html, post_path
from tests.examples import examples
from tests.unit.render.printed import parsed, texts, values

SLUG = Slug("ferries-of-velmora")

ALLOWED = {
    "a", "blockquote", "br", "code", "em", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "ul",
}  # fmt: skip


def html(body: str) -> str:
    return str(body_html(body, SLUG))


def is_harmless(made: str) -> bool:
    """Whether a browser finds nothing in it but prose and links that lead to pages or mail."""
    root = parsed(f"<div id=body>{made}</div><i id=after></i>").css_first("#body")
    assert root is not None
    after = root.next
    for node in root.css("*")[1:]:
        if node.tag not in ALLOWED or not set(node.attributes) <= {"href", "rel", "start", "title"}:
            return False
        # A browser strips controls and white space before it looks for a scheme (WHATWG URL §4.4).
        address = "".join(each for each in node.attributes.get("href") or "" if each > " ")
        if urlsplit(address).scheme.lower() not in ("", "http", "https", "mailto"):
            return False
    # What stands after the body is still next to it: no tag of it was closed from inside.
    return after is not None and after.attributes.get("id") == "after"


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "</div></article><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>*{display:none}</style>",
    "<!--><script>alert(1)</script>-->",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](java%0ascript:alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](&#1;javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://example.org/1)",
    "[x]( javascript:alert(1) )",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '[x](https://example.org/ "onclick=alert(1)")',
    "[x](https://example.org/\"onclick=alert(1)')",
    '[x](https://example.org/"><script>alert(1)</script>)',
    '[x](post:"onmouseover=alert(1))',
    "[x](post:javascript:alert(1))",
    "![x](javascript:alert(1))",
    '![<img src=x onerror="alert(1)">](y)',
    "![x](y\"onerror='alert(1)')",
    "`<script>alert(1)</script>`",
    "```<script>\nalert(1)\n</script>\n```",
    '```"onclick=alert(1)\nx\n```',
    "# <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<p style='position:fixed' class='masthead' id='content' data-region='head'>x</p>",
]


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_text_is_only_text(body: str) -> None:
    for each in (body, normal_form(body), f"{body}\n\n{body}"):
        assert is_harmless(html(each))


@settings(max_examples=examples(60))
@given(
    st.lists(
        st.sampled_from([*HOSTILE, "*", "`", "](", ")", "[", "<", ">", "\n\n", "> ", "- ", '"', "&", "\\", "x ", "!"]),
        min_size=1,
        max_size=5,
    ).map("".join)
)
def test_pieces_of_hostile_text_put_together_are_only_text(body: str) -> None:
    assert is_harmless(html(body))


@pytest.mark.parametrize(
    "made",
    [
        "<script>alert(1)</script>",
        "<p onclick=x>y</p>",
        "<a href='java\nscript:x'>y</a>",
        "<img src=x>",
        "<p class=x>y</p>",
        "</div>y",
    ],
)
def test_what_is_hostile_would_be_noticed(made: str) -> None:
    assert not is_harmless(made)


def test_raw_html_shows_as_it_was_written() -> None:
    body = 'A <b onclick="x">bold</b> claim & <script>alert("1")</script>'
    assert texts(html(body), "p") == [body]
    assert parsed(html(body)).css("b, script") == []


def test_a_cross_reference_links_the_other_posts_own_page() -> None:
    made = html("Earlier ([see 9.41am post](post:p-41)) it was *calm*.")
    assert values(made, "a", "href") == ["/live/ferries-of-velmora/p/p-41"]
    assert texts(made, "a") == ["see 9.41am post"]
    assert post_path("tides", "p-1") == "/live/tides/p/p-1"


def test_the_same_words_in_another_blog_link_there() -> None:
    body = "[there](post:p-1)"
    assert values(html(body), "a", "href") != values(str(body_html(body, Slug("tides"))), "a", "href")
    assert values(str(body_html(body, Slug("tides"))), "a", "href") == ["/live/tides/p/p-1"]


def test_links_to_pages_and_mail_stay_and_give_the_other_page_no_opener() -> None:
    addresses = ["https://example.org/a?b=c&d=e#f", "http://example.org/", "mailto:desk@example.org"]
    made = html(" ".join(f"[x]({each})" for each in addresses))
    assert values(made, "a", "href") == addresses
    assert values(made, "a", "rel") == ["noopener"] * 3


def test_a_link_to_a_scheme_that_is_not_known_leads_nowhere() -> None:
    made = html("[x](tel:+4412345) and [y](POST:p-1)")
    assert values(made, "a", "href") == [None, None]
    assert texts(made, "a") == ["x", "y"]


def test_quotes_stay_quotes_with_their_paragraphs() -> None:
    made = html("He said:\n\n> “Nothing sails.”\n>\n> Then he left.\n>\n> > And she?\n\nThat was all.")
    assert texts(made, "body > p") == ["He said:", "That was all."]
    assert texts(made, "body > blockquote > p") == ["“Nothing sails.”", "Then he left."]
    assert texts(made, "blockquote > blockquote") == ["And she?"]


def test_lists_stay_lists_and_keep_where_they_begin() -> None:
    made = html("- one\n- two\n  - inner\n\n3. three\n4. four")
    assert texts(made, "body > ul > li") == ["one", "two inner"]
    assert texts(made, "ul ul > li") == ["inner"]
    assert texts(made, "ol > li") == ["three", "four"]
    assert values(made, "ol", "start") == ["3"]


def test_emphasis_breaks_code_and_rules_come_through() -> None:
    made = html("*soft* **loud** `code <b>`\\\nnext\n\n---\n\n```\npre <i>\n```")
    assert [texts(made, tag) for tag in ("em", "strong", "p > code")] == [["soft"], ["loud"], ["code <b>"]]
    assert len(parsed(made).css("p > br")) == 1
    assert len(parsed(made).css("hr")) == 1
    assert texts(made, "pre > code") == ["pre <i>"]


@pytest.mark.parametrize(("level", "tag"), [(1, "h4"), (2, "h5"), (3, "h6"), (4, "h6"), (6, "h6")])
def test_a_bodys_headings_stand_below_the_pages_own(level: int, tag: str) -> None:
    made = html("#" * level + " What we know")
    assert made == f"<{tag}>What we know</{tag}>\n"


def test_a_picture_is_its_words_and_nothing_is_loaded() -> None:
    made = html("Before ![a **wet** quay & <b>](https://example.org/quay.png) after")
    assert texts(made, "p") == ["Before a wet quay & <b> after"]
    assert "example.org" not in made


def test_a_pictures_words_keep_their_break() -> None:
    assert html("![a\nquay](https://example.org/quay.png)") == "<p>a\nquay</p>\n"


def test_no_attribute_comes_through_that_was_not_allowed() -> None:
    made = html('[a](https://example.org/ "a title") *b*')
    assert "title" not in made
    assert 'href="https://example.org/"' in made


def test_an_empty_body_is_empty() -> None:
    assert html("") == ""
