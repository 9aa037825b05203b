"""Writing at the desk: keys, references, pictures, cards, the preview, and what is said beside them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.composer_page import Room
from tests.browser.conftest import Readers
from tests.browser.desk_answers import BLOG, Desk
from tests.browser.test_accessible import violations

POSTS = [
    {"id": "p9", "time": "9.41am", "exact": "9.41:10am", "heading": "Boats wait", "text": "x"},
    {"id": "p8", "time": "9.30am", "exact": "9.30:00am", "heading": "Tide high", "text": "y"},
]

_PICTURES = """names => {
    const data = new DataTransfer();
    for (const name of names) data.items.add(new File(['x'], name, { type: 'image/png' }));
    document.querySelector('.text').dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def desk(room: Room) -> Desk:
    return Desk(room, posts=POSTS)


@pytest.fixture
def page(desk: Desk, readers: Readers) -> Page:
    return opened(desk, readers)


def opened(desk: Desk, readers: Readers, **options: Any) -> Page:
    page = readers(**options).new_page()
    page.goto(desk.room.url + BLOG)
    expect(page.locator(".text")).to_be_focused()
    return page


def body(page: Page) -> str:
    found: str = page.evaluate("document.querySelector('[data-composer]').composer.body")
    return found


def test_one_field_and_one_key_publish_a_post(desk: Desk, page: Page) -> None:
    """From focus to live. (Issue: faster than sending a message)"""
    page.keyboard.type("The ferry turned back.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outgoing .how")).to_have_text(re.compile(r"^Live \d\d:\d\d:\d\d$"))
    assert desk.bodies == ["The ferry turned back."]
    expect(page.locator(".text")).to_be_focused()
    assert body(page) == ""


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        (["Control+b", "loud", "Control+b", " quiet"], "**loud** quiet"),
        (["- one", "Enter", "two", "Tab", "Enter", "three"], "- one\n  - two\n  - three"),
        (["1. one", "Enter", "two"], "1. one\n1. two"),
        (["- one", "Enter", "Enter", "after"], "- one\n\nafter"),
        (["> said", "Enter", "Enter", "after"], "> said\n\nafter"),
        (["one", "Shift+Enter", "two"], "one\\\ntwo"),
        (["## Boats"], "## Boats"),
        (["a *quick* word"], "a *quick* word"),
        (["5 * 3 * 2"], "5 * 3 * 2"),
        (["one", "Control+z", "two"], "two"),
    ],
)
def test_keys_make_what_they_say(page: Page, keys: list[str], written: str) -> None:
    names = ("Enter", "Tab", "Shift+Enter", "Control+b", "Control+z")
    for each in keys:
        (page.keyboard.press if each in names else page.keyboard.type)(each)
    assert body(page) == written


@pytest.mark.parametrize(
    ("typed", "keys", "written"),
    [
        ("As told, see 9.41am", ["Enter"], "As told, [see 9.41am post](post:p9)"),
        ("As told, see 9.41am post", ["Enter"], "As told, [see 9.41am post](post:p9)"),
        ("(see 14:02", ["ArrowDown", "Enter"], "([see 14:02 post](post:p8)"),
        ("See my 9am", ["Tab"], "[See my 9am post](post:p9)"),
        ("Told /boats", ["Enter"], "Told [see 9.41am post](post:p9)"),
        ("/", ["ArrowUp", "Enter"], "[see 9.30am post](post:p8)"),
    ],
)
def test_a_time_or_a_stroke_offers_posts_to_link(page: Page, typed: str, keys: list[str], written: str) -> None:
    page.keyboard.type(typed)
    offers = page.get_by_role("listbox", name="Posts to link")
    expect(offers.get_by_role("option")).to_have_count(2)
    expect(page.locator(".text")).to_have_attribute("aria-activedescendant", "offer-0")
    for key in keys:
        page.keyboard.press(key)
    expect(offers).to_be_hidden()
    assert body(page) == written
    page.keyboard.type(" go on")
    assert body(page) == f"{written} go on", "what is typed next is no link"


def test_escape_declines_and_the_words_stay(desk: Desk, page: Page) -> None:
    page.keyboard.type("see 9.41am")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.type(" post")
    page.keyboard.press("Enter")
    assert body(page) == "see 9.41am post"
    assert len(desk.room.of("GET", "posts?q=9.41am")) == 1


def test_words_with_a_stroke_in_them_offer_nothing(desk: Desk, page: Page) -> None:
    page.keyboard.type("and/or, 9.41am, https://quay.example/a")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outgoing .how")).to_contain_text("Live")
    assert not [each for each in desk.room.asked if "posts?q" in each.path]


def test_pasted_pictures_become_a_gallery_and_ask_for_words(desk: Desk, page: Page) -> None:
    page.keyboard.type("At the quay")
    page.evaluate(_PICTURES, ["one.png", "two.png"])
    expect(page.locator(".figure")).to_have_count(2)
    expect(page.locator(".warning")).to_have_text("2 pictures have no words for those who cannot see it.")
    first = page.locator(".figure").first
    first.get_by_label("What it shows").fill('A "ferry" at dawn')
    first.get_by_label("Caption").fill("Boats wait")
    first.get_by_label("Credit").fill("Ada Quill")
    first.get_by_label("Credit").press("Tab")
    expect(page.locator(".warning")).to_have_text("One picture has no words for those who cannot see it.")
    one, two = desk.media
    assert body(page) == f'At the quay\n\n![A "ferry" at dawn](media:{one} "Boats wait")\n![](media:{two})'
    assert desk.media[one]["credit"] == "Ada Quill"
    page.locator(".text").press("Control+Enter")
    expect(page.locator(".outgoing .how")).to_contain_text("Live")


def test_an_upload_that_failed_is_tried_again_and_goes_where_it_belongs(desk: Desk, page: Page) -> None:
    desk.trouble = 503
    page.keyboard.type("Before")
    page.evaluate(_PICTURES, ["one.png"])
    expect(page.locator(".uploads")).to_contain_text("one.png was not uploaded")
    page.keyboard.press("Enter")
    page.keyboard.type("After")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="still being uploaded")).to_be_visible()
    desk.trouble = 0
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".figure")).to_have_count(1)
    assert body(page) == f"Before\n\n![](media:{next(iter(desk.media))})\n\nAfter"


def test_an_address_alone_on_a_line_shows_its_card(desk: Desk, page: Page) -> None:
    page.keyboard.type("see https://quay.example/1")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("https://video.example/watch?v=a_b")
    expect(page.locator(".cards .embed")).to_have_text("A card")
    assert body(page) == "see https://quay.example/1\n\nhttps://video.example/watch?v=a_b"
    assert [each.path for each in desk.room.asked if "/embed" in each.path] == [
        "/desk/embed?address=https%3A%2F%2Fvideo.example%2Fwatch%3Fv%3Da_b&blog=ferry"
    ]


def test_the_preview_is_the_servers_own(page: Page) -> None:
    page.keyboard.type("Words")
    page.get_by_role("button", name="Preview").click()
    shown = page.locator(".preview #shown")
    expect(page.locator(".preview[dir=ltr][lang=en]")).to_be_visible()
    expect(shown).to_have_text("Words")
    page.locator(".text").focus()
    page.keyboard.type(" go on")
    expect(shown).to_have_text("Words go on")
    for state in ("hidden", "visible"):
        page.keyboard.press("Alt+Shift+P")
        shown.wait_for(state=state)
    assert body(page) == "Words go on", "a key that presses a button writes nothing"


def test_the_form_says_all_there_is_to_say(desk: Desk, page: Page) -> None:
    page.keyboard.type("Boats wait.")
    page.get_by_label("Headline").fill("  Ferries  ")
    page.get_by_text("Label, byline and more").click()
    page.get_by_label("Label").select_option("analysis")
    page.get_by_role("button", name="Sign as Imke Quill").click()
    page.get_by_label("Key event").check()
    page.get_by_label("Pin to the top").check()
    page.get_by_label("Unverified").check()
    page.get_by_label("What readers are told").fill("We could not check this.")
    expect(page.locator("[data-set]")).to_have_text("Analysis · By Imke Quill · Key event · Pinned · Unverified")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".outgoing .how")).to_contain_text("Live")
    (sent,) = desk.sent.values()
    assert sent["content"] == {
        "headline": "Ferries",
        "body": "Boats wait.",
        "label": "analysis",
        "bylines": [{"name": "Imke Quill", "role": "ferry correspondent", "place": "Velmora", "author": ""}],
        "key_event": True,
        "pin": True,
        "claim": {"status": "unverified", "attribution": "We could not check this."},
    }
    # Who signed once goes on signing.
    expect(page.locator("[data-set]")).to_have_text("By Imke Quill")


def test_a_link_is_asked_for_with_a_key(page: Page) -> None:
    page.keyboard.type("the quay")
    page.keyboard.press("Shift+Control+ArrowLeft")
    page.keyboard.press("Control+k")
    page.get_by_label("Address").fill("quay.example/a b")
    page.get_by_label("Address").press("Enter")
    expect(page.locator(".text a")).to_have_text("quay")
    assert body(page) == "the [quay](https://quay.example/a%20b)"


def test_a_question_mark_lists_the_keys_where_nothing_is_typed(page: Page) -> None:
    page.keyboard.type("What?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Save draft").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Ctrl+Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_body_the_editor_cannot_hold_is_written_as_plain_text(page: Page) -> None:
    """A list made loose by a definition alone has no form of its own."""
    odd = "- a\n\n  [x]: /y"
    page.evaluate("odd => document.querySelector('[data-composer]').composer.open(odd)", odd)
    expect(page.get_by_role("textbox", name="Post", exact=True)).to_have_value(odd)
    assert body(page) == odd


@pytest.mark.parametrize("width", [390, 1280])
def test_every_control_is_large_enough_for_a_thumb_and_nothing_runs_over(
    desk: Desk, readers: Readers, width: int
) -> None:
    page = opened(desk, readers, viewport={"width": width, "height": 800}, has_touch=width < 500)
    page.get_by_text("Label, byline and more").click()
    small: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, summary')]
            .filter((each) => each.offsetParent && !each.matches('[type=checkbox], [type=hidden]'))
            .filter((each) => each.getBoundingClientRect().height < 44)
            .map((each) => each.outerHTML)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_composer_is_for_everybody(desk: Desk, readers: Readers, colours: Any, width: int) -> None:
    desk.window = 60
    page = opened(desk, readers, viewport={"width": width, "height": 800}, color_scheme=colours)
    page.keyboard.type("Sent")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outgoing .how")).to_contain_text("Goes out")
    page.evaluate(_PICTURES, ["one.png"])
    expect(page.locator(".warning")).not_to_be_empty()
    page.get_by_text("Label, byline and more").click()
    page.get_by_label("Unverified").check()
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".notices .notice")).to_be_visible()
    page.locator(".text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" /")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert violations(page) == []
