"""What is pasted keeps links, lists and emphasis, and nothing else: with paste events, in the editor itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from stoppress.domain.body import normal_form
from tests.browser.composer_page import Answer, Room

CLIPBOARD = Path(__file__).with_name("clipboard")

WORD = """Harbour closed

The **Velmora ferry** turned back at *Grey Point*, the [harbour office](https://harbour.example/notice?utm_source=letter&id=4) said. “Nobody was hurt.”

- Sailings at **noon** and three
  - the noon one is full
- Tea is served

3. Third pier
1. Fourth pier

Pier – **Boats**

North – 2

Five boats wait."""

DOCS = """What we know

The tide reached **four metres** *at dawn*, see [the table](https://tides.example/grey-point).

- Roads: open
  - the coast road: **shut**
- Trains: late

2. Second

Mill Lane – dry"""

WEB = """Bridge shut

By Ada Quill

The *old* bridge at **Lowmarket** is shut, the [council](https://council.example/bridge?utm_campaign=push#latest) said. Share this

The bridge at noon

“It **moved**,” a fitter said.

First line\\
second line

after a gap

- Walk
- **Swim**
  1. not today

Costs £4m, 10\u00a0km away: A\\*B \\<b>

mail [the desk](mailto:desk@council.example)"""

_PASTE = """([html, text]) => {
    const { composer } = document.querySelector('[data-composer]');
    composer.open('');
    const data = new DataTransfer();
    if (html) data.setData('text/html', html);
    data.setData('text/plain', text);
    composer.editor.view.dom.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    return composer.body;
}"""


@pytest.mark.parametrize(("sample", "body"), [("word", WORD), ("google_docs", DOCS), ("web_page", WEB)])
def test_what_is_pasted_keeps_links_lists_and_emphasis_and_nothing_else(composer: Page, sample: str, body: str) -> None:
    html = (CLIPBOARD / f"{sample}.html").read_text()
    assert composer.evaluate(_PASTE, [html, "plain"]) == body
    assert normal_form(body) == body


@pytest.mark.parametrize(
    ("html", "body"),
    [
        ('<b style="font-weight:normal">quiet</b> <b>loud</b>', "quiet **loud**"),
        ("<p>un<b>believ</b>able</p>", "un**believ**able"),
        ("<p><b>bold </b>and <i> slanted</i></p>", "**bold** and *slanted*"),
        ('<a href="https://a.example"><b>both</b></a>', "[**both**](https://a.example)"),
        ('<a href="data:text/html,x">d</a><a href=" javascript:x">j</a><a href="#top">t</a>', "djt"),
        ("<p>one</p>\n<p> </p>\n<p>&nbsp;</p><p>two</p>", "one\n\ntwo"),
        ("<ul><li></li><li>x</li></ul>", "- x"),
        ('<ol start="7"><li>x</li></ol>', "7. x"),
        ("<pre>a\n  b</pre>", "a\\\nb"),
        ("<table><tr><td><ul><li>x</li></ul></td><td>y</td></tr></table>", "- x\n\ny"),
        ("say <q>no</q>", "say “no”"),
        ("* not a list", "\\* not a list"),
        ('<a href="https://www.google.com/url?q=https://quay.example/a&amp;sa=D">x</a>', "[x](https://quay.example/a)"),
        ("<script>alert(1)</script>", ""),
        ('<img src=x onerror="window.stolen = 1">', ""),
    ],
)
def test_small_things_from_elsewhere(composer: Page, html: str, body: str) -> None:
    assert composer.evaluate(_PASTE, [html, ""]) == body
    assert composer.evaluate("window.stolen === undefined")


def test_plain_text_stays_what_it_says(composer: Page) -> None:
    assert (
        composer.evaluate(_PASTE, ["", "# 1. *not* marked\n\n- nor this"]) == "\\# 1. \\*not\\* marked\n\n\\- nor this"
    )


def test_what_was_copied_here_comes_back_as_it_was(composer: Page) -> None:
    body = '## Boats\n\n> A *quay* with `x_y`.\n\n```sh\nls\n```\n\n![alt](media:m1 "cap")\n\n1. one\n\n   two'
    composer.evaluate("body => document.querySelector('[data-composer]').composer.open(body)", body)
    text = composer.locator(".text")
    text.focus()
    composer.keyboard.press("Control+a")
    composer.keyboard.press("Control+x")
    assert composer.evaluate("document.querySelector('[data-composer]').composer.body") == ""
    composer.keyboard.press("Control+v")
    assert composer.evaluate("document.querySelector('[data-composer]').composer.body") == body


def test_what_is_copied_from_a_page_and_pasted_with_the_keyboard_is_simplified(composer: Page, room: Room) -> None:
    """No event of ours: the browser's own clipboard."""
    page = f"<!doctype html><title>Elsewhere</title>{(CLIPBOARD / 'web_page.html').read_text()}"
    theirs = {"Content-Security-Policy": "script-src 'none'"}
    room.says = lambda asked: (
        Answer(text=page, kind="text/html", headers=theirs) if asked.path == "/elsewhere" else None
    )
    elsewhere = composer.context.new_page()
    elsewhere.goto(f"{room.url}/elsewhere")
    elsewhere.keyboard.press("Control+a")
    elsewhere.keyboard.press("Control+c")
    elsewhere.close()
    composer.locator(".text").focus()
    composer.keyboard.press("Control+v")
    found = composer.evaluate("document.querySelector('[data-composer]').composer.body")
    assert "[council](https://council.example/bridge?utm_campaign=push#latest)" in found
    assert "- Walk\n- **Swim**\n  1. not today" in found
    assert "Subscribe" not in found


def test_an_address_pasted_over_words_links_them(composer: Page) -> None:
    text = composer.locator(".text")
    text.focus()
    composer.keyboard.type("the quay")
    composer.keyboard.press("Shift+Control+ArrowLeft")
    # The browser tells the editor what is selected in a turn of its own.
    composer.wait_for_function("() => !document.querySelector('[data-composer]').composer.editor.state.selection.empty")
    composer.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData('text/plain', 'https://quay.example/');
            document.querySelector('.text').dispatchEvent(
                new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    found = composer.evaluate("document.querySelector('[data-composer]').composer.body")
    assert found == "the [quay](https://quay.example/)"
