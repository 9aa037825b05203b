"""HTML of a body becomes CommonMark, and nothing that could run or load survives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.body import parser
from stoppress.domain.limits import DEFAULT_LIMITS
from stoppress.transfer.commonmark import commonmark
from stoppress.transfer.entities import as_html, line_of, unescaped
from stoppress.transfer.html_body import body_of
from tests.examples import examples


def written(html: str) -> str:
    return commonmark(body_of(html, "https://example.org/live/fog").blocks)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>two</p>", "One\n\ntwo"),
        ("One<br>two", "One\\\ntwo"),
        ("One<br><br/>two<br>", "One\n\ntwo"),
        ("<div>One <span>two</span></div>three", "One two\n\nthree"),
        ("<p>A <b>bold</b> <em>word</em></p>", "A **bold** *word*"),
        ('<p>See <a href="https://example.org/a">this</a></p>', "See [this](https://example.org/a)"),
        ('<a href="/a?b=1&amp;c=2">this</a>', "[this](https://example.org/a?b=1\\&c=2)"),
        ('<a href="mailto:desk@example.org">write</a>', "[write](mailto:desk@example.org)"),
        ('<a href="https://example.org/a"><p>this</p></a>', "this"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ('<ol start="3"><li>one</li><li><p>two</p><ul><li>deep</li></ul></li></ol>', "3. one\n\n4. two\n\n   - deep"),
        ("<blockquote>Said<p>twice</blockquote>", "> Said\n>\n> twice"),
        ("<h2>Tides</h2><h3>Low</h3>", "# Tides\n\n## Low"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<p>Run <code>a*b</code></p>", "Run `a*b`"),
        ("<table><tr><th>Tide</th><td>9.41</td></tr></table>", "Tide | 9.41"),
        ("<table><tr><td><p>Tide</p></td><td>9.41</td></tr></table>", "Tide\n\n9.41"),
        ("<p>*not* _stress_ [a](b)</p>", "\\*not\\* \\_stress\\_ \\[a\\](b)"),
        ("&lt;p&gt;One&lt;/p&gt;", "One"),
        ("&amp;lt;p&amp;gt;O&amp;amp;ne&amp;lt;/p&amp;gt;", "O\\&ne"),
        ("<p>O&amp;amp;ne &amp;quot;two&amp;quot;</p>", 'O\\&ne "two"'),
        ("Plain\ntext, 5 < 6\n\nand &pound;5", "Plain\n\ntext, 5 \\< 6\n\nand £5"),
    ],
)
def test_elements_that_mean_something_are_kept(html: str, markdown: str) -> None:
    assert written(html) == markdown


@pytest.mark.parametrize(
    "html",
    [
        "<p>One</p><script>alert(1)</script><style>p{}</style><!-- x --><template><p>y</p></template>",
        '<p onclick="alert(1)" style="x">One</p><svg><a href="x">y</a></svg>',
        '<p><a href="javascript:alert(1)">One</a></p>',
        '<p><a href="data:text/html,x">One</a></p>',
        '<p><a href="https://user:secret@example.org/">One</a></p>',
        '<p><a href="https://[x">One</a></p>',
    ],
)
def test_nothing_that_runs_or_lies_is_kept(html: str) -> None:
    assert written(html) == "One"


def test_links_that_are_dropped_are_told() -> None:
    assert body_of('<p><a href="javascript:x">One</a></p>').links == [("One", "javascript:x")]
    assert body_of('<p><a href="/relative">One</a></p>').links == [("One", "/relative")]


def test_links_up_to_the_limit_are_kept() -> None:
    limit = DEFAULT_LIMITS.body_links
    link = '<a href="https://example.org/">x</a> '
    assert body_of(f"<p>{link * limit}</p>").links == []
    assert len(body_of(f"<p>{link * (limit + 1)}</p>").links) == 1


def test_media_leave_the_body_with_their_captions() -> None:
    body = body_of(
        '<p>One <img src="a.jpg" alt="Boats"></p><figure><video><source src="b.mp4"></video>'
        '<figcaption>The bell</figcaption></figure><iframe src="https://example.org/e"></iframe>'
        "<figure><blockquote>Said</blockquote></figure>"
    )
    assert [(each.kind, each.address, each.caption) for each in body.media] == [
        ("picture", "a.jpg", "Boats"),
        ("film", "b.mp4", "The bell"),
        ("embed", "https://example.org/e", ""),
    ]
    assert commonmark(body.blocks) == "One\n\n> Said"


def test_deep_nesting_becomes_text_within_the_limits_of_a_body() -> None:
    html = "<blockquote>" * 300 + "deep" + "</blockquote>" * 300
    tokens = parser().parse(written(html))
    assert max(token.level for token in tokens) <= DEFAULT_LIMITS.body_nesting
    assert "deep" in written("<ul><li>" * 100 + "deep")
    assert "deep" in written("<b><i>" * 300 + "deep")


TAGS = "p br b em a ul ol li blockquote h2 div span figure img table tr td pre code script iframe".split()
HTML = st.lists(
    st.sampled_from([*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), '<a href="https://example.org/">'])
    | st.text(alphabet="ab *_[<&\n#1.", max_size=5),
    max_size=12,
).map("".join)


@given(HTML)
@settings(max_examples=examples(100), deadline=None)
def test_no_html_renders_as_an_element_of_ours(html: str) -> None:
    rendered = parser().render(written(html))
    for element in ("<script", "<iframe", "<img", "<div", "<table", "<span", "<figure"):
        assert element not in rendered


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Tides &amp; &quot;fog&quot;", 'Tides & "fog"'),
        ("Tides &amp;amp; &amp;quot;fog&amp;quot;", 'Tides & "fog"'),
        ("<b>Tides</b>:&nbsp;5 < 6", "Tides: 5 < 6"),
        ("&lt;em&gt;Tides&lt;/em&gt;", "Tides"),
        ("Two\n lines", "Two lines"),
        ("AT&T &copy 5 &nosuch;", "AT&T &copy 5 &nosuch;"),
    ],
)
def test_a_headline_is_one_line_without_entities_and_elements(text: str, line: str) -> None:
    assert line_of(text) == line


def test_unescaping_stops() -> None:
    assert unescaped("&amp;" + "amp;" * 9) != "&"
    assert as_html("5 < 6 &lt; 7") is None
