"""How one reads: places are kept, news waits, the reader decides. Named after the rows of the reader page's specification."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Readers
from tests.browser.ferry import PHONE, POSTS, WIDE, caught_up, ferry_story, opened, publish, read, shown, top
from tests.browser.open_pages import cut_to, seen
from tests.browser.test_accessible import violations
from tests.running import Running


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with ferry_story(tmp_path) as running:
        yield running


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("anchoring", ["auto", "none"])
def test_pl1_pl3_pl4_what_is_read_stays_and_news_waits(
    running: Running, readers: Readers, screen: dict[str, int], anchoring: str
) -> None:
    page = opened(running, readers(viewport=screen).new_page())
    page.evaluate(f"document.documentElement.style.overflowAnchor = '{anchoring}'")
    before = read(page, "old-24")
    for number in range(5):
        publish(running, f"new-{number}")
    running.ask("PATCH", "ferry/posts/old-32", {"body": "Much longer. " * 200})
    running.ask("POST", "ferry/posts/old-31/withdrawal", {"reason": "It was wrong."})
    caught_up(running, page)
    expect(page.locator("#news .show")).to_have_text("5 new updates")
    assert abs(top(page, "old-24") - before) <= 1
    expect(page.locator("#post-old-31")).to_contain_text("taken down")
    assert [name for name in shown(page) if name.startswith("new")] == []


def test_pl2_a_post_appears_by_itself_at_the_top_of_the_stream(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=WIDE).new_page())
    publish(running, "new")
    expect(page.locator("#post-new")).to_be_visible()
    expect(page.locator("#news")).to_be_hidden()


@pytest.mark.parametrize(
    "busy",
    [
        "document.querySelector('#post-old-33 a').focus({preventScroll: true})",
        "getSelection().selectAllChildren(document.querySelector('#post-old-32 .body'))",
        "Object.defineProperty(document, 'visibilityState', {get: () => 'hidden'})",
        "document.querySelector('.tools .pause').click()",
    ],
    ids=["focus", "selection", "hidden", "paused"],
)
def test_pl2_news_waits_while_the_reader_is_busy(running: Running, readers: Readers, busy: str) -> None:
    page = opened(running, readers(viewport=WIDE).new_page())
    page.evaluate(busy)
    publish(running, "new")
    if "pause" in busy:
        page.locator(".tools .pause").click()
    caught_up(running, page)
    expect(page.locator("#news .show")).to_have_text("1 new update")
    assert "new" not in shown(page)


def test_pl5_ax7_the_button_leads_to_the_oldest_unseen_post(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=PHONE).new_page())
    read(page, "old-20")
    for number in range(3):
        publish(running, f"new-{number}")
    caught_up(running, page)
    expect(page.locator("#news .show")).to_have_text("3 new updates")
    assert violations(page) == []
    page.locator("#news .show").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "post-new-0"
    assert 0 <= top(page, "new-0") < PHONE["height"]
    assert shown(page)[:3] == ["new-2", "new-1", "new-0"]
    expect(page.locator(f"#post-old-{POSTS - 1}[data-since^='New since']")).to_be_attached()
    expect(page.locator("#news")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    fresh = readers(viewport=PHONE).new_page()
    fresh.goto(page.url)
    assert cut_to(seen(page), seen(fresh)) == seen(fresh)


def test_pl5_a_second_control_goes_to_the_newest(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=PHONE).new_page())
    read(page, "old-20")
    for number in range(3):
        publish(running, f"new-{number}")
    caught_up(running, page)
    page.locator("#news .top").click()
    assert page.evaluate("document.activeElement.id") == "post-new-2"
    assert 0 <= top(page, "new-2") < PHONE["height"] / 2


def test_pl1_scrolling_back_comes_upon_what_waited_and_nothing_jumps(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=PHONE).new_page())
    read(page, "old-25")
    publish(running, "new")
    caught_up(running, page)
    expect(page.locator("#news .show")).to_be_visible()
    before = read(page, f"old-{POSTS - 1}") + 200
    page.evaluate("scrollBy({top: 200, behavior: 'instant'})")
    page.wait_for_function("() => document.querySelector('#news').hidden")
    assert abs(top(page, f"old-{POSTS - 1}") + 400 - before) <= 1
    assert shown(page)[0] == "new"


def test_pl6_a_reader_who_returns_is_told_what_they_missed(running: Running, readers: Readers) -> None:
    reader = readers(viewport=PHONE)
    page = opened(running, reader.new_page())
    expect(page.locator("#missed")).to_be_hidden()
    page.locator(".tools summary").click()
    page.locator(".tools [name=remember]").check()
    read(page, "old-28")
    page.goto("about:blank")
    other = opened(running, readers().new_page())
    publish(running, "new-0")
    publish(running, "new-1", key_event=True, headline="", body="The last boat is in.")
    running.ask(
        "PUT", "ferry/key-points", [{"text": "A boat is in", "post": "new-0"}, {"text": "Old news", "post": "old-9"}]
    )
    # Written is not yet served: what one open page has, the next has from its first byte.
    caught_up(running, other)
    page = opened(running, reader.new_page())
    missed = page.locator("#missed")
    expect(missed).to_contain_text(". Since then: 2 new posts, 1 key event among them.")
    expect(missed.locator("a")).to_have_text(["A boat is in", "The last boat is in."])
    assert violations(page) == []
    expect(page.locator("[data-since]")).to_have_id("post-old-33")
    missed.get_by_role("button", name="Go on from there").click()
    assert page.evaluate("document.activeElement.id") == "post-old-28"
    expect(missed).to_be_hidden()
    page.locator(".tools summary").click()
    page.locator(".tools [name=remember]").uncheck()
    assert page.evaluate("localStorage.length") == 0


def test_pl6_a_reload_offers_to_go_on_and_a_first_visit_does_not(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=PHONE).new_page())
    expect(page.locator("#missed")).to_be_hidden()
    read(page, "old-28")
    page.wait_for_function("() => history.state?.stopped?.post === 'old-28'")
    page.reload()
    expect(page.locator("#missed")).to_contain_text("You were reading")


def test_pl7_the_order_is_turned_and_kept(running: Running, readers: Readers) -> None:
    reader = readers(viewport=WIDE)
    page = opened(running, reader.new_page())
    newest_first = shown(page)
    page.locator(".tools [name=order]").select_option("oldest")
    assert shown(page) == newest_first[::-1]
    assert "order=oldest" in page.url
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    page.evaluate("document.querySelector('#posts').lastElementChild.scrollIntoView({block: 'end'})")
    publish(running, "new")
    expect(page.locator("#posts > li").last).to_have_attribute("data-post", "new")
    expect(page.locator("#post-new")).to_be_visible()
    page.close()
    again = opened(running, reader.new_page())
    assert shown(again)[-1] == "new"
    again.locator(".tools [name=order]").select_option("newest")
    assert again.evaluate("localStorage.length") == 0


def test_one_filter_says_how_many_it_leaves_out(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=WIDE).new_page())
    page.locator(".tools [name=only]").select_option("key")
    assert shown(page) == [f"old-{POSTS - 3}"]
    expect(page.locator(".tools .hides")).to_have_text("29 posts left out")
    publish(running, "plain")
    publish(running, "key", key_event=True)
    expect(page.locator("#post-key")).to_be_visible()
    assert shown(page) == ["key", f"old-{POSTS - 3}"]
    page.locator(".tools [name=only]").select_option("")
    assert shown(page)[:2] == ["key", "plain"]


def test_ax1_one_control_pauses_everything_and_is_remembered(running: Running, readers: Readers) -> None:
    reader = readers(viewport=WIDE)
    page = opened(running, reader.new_page())
    first = "document.querySelector('.stream .tools').querySelector('button, a, select, input').className"
    assert page.evaluate(first) == "pause"
    page.get_by_role("button", name="Pause updates").click()
    before = page.locator("#posts").inner_html()
    for number in range(3):
        publish(running, f"new-{number}")
    page.reload()
    expect(page.get_by_role("button", name="Pause updates", pressed=True)).to_be_visible()
    assert page.evaluate("window.streams") == 0
    assert before
    assert page.evaluate("document.querySelector('#announcer').textContent") == ""
    publish(running, "later")
    page.get_by_role("button", name="Pause updates").click()
    caught_up(running, page)
    expect(page.locator("#news .show")).to_have_text("1 new update")


def test_ax2_ax3_ax5_one_polite_region_says_a_number(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=WIDE).new_page())
    regions = page.locator("[role=status], [role=log], [role=alert], [aria-live]")
    expect(regions).to_have_count(1)
    expect(regions).to_have_text("")
    page.evaluate(
        """() => { window.said = []; const region = document.querySelector('#announcer');
        new MutationObserver(() => window.said.push(region.textContent)).observe(region, {childList: true}); }"""
    )
    for number in range(20):
        publish(running, f"new-{number}")
    caught_up(running, page)
    said = page.evaluate("window.said")
    assert len(said) == 1
    assert re.fullmatch(r"\d+ new updates?", said[0])


def test_ax4_ax6_the_stream_is_a_list_of_articles_with_headings(running: Running, readers: Readers) -> None:
    page = opened(running, readers().new_page())
    assert (
        page.locator("ol#posts > li").count() == page.locator("ol#posts > li > article[aria-labelledby] > h3").count()
    )
    assert page.locator("[role=feed]").count() == 0


def test_em6_a_plain_visit_leaves_nothing_behind(running: Running, readers: Readers) -> None:
    reader = readers(viewport=PHONE)
    page = opened(running, reader.new_page())
    read(page, "old-20")
    publish(running, "new")
    caught_up(running, page)
    page.locator("#news .show").click()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert reader.cookies() == []


def test_pe2_without_a_script_everything_is_there_and_no_control_that_does_nothing(
    running: Running, readers: Readers
) -> None:
    page = readers(java_script_enabled=False).new_page()
    page.goto(f"{running.url}/live/ferry")
    expect(page.locator("#posts > li")).to_have_count(30)
    expect(page.locator(".tools")).to_be_hidden()
    page.get_by_role("link", name="Older posts").click()
    expect(page.locator("#posts > li")).to_have_count(POSTS - 30)


def test_ti1_the_age_of_a_post_stands_beside_its_time(running: Running, readers: Readers) -> None:
    page = readers(timezone_id="Asia/Tokyo").new_page()
    page.clock.install()
    page.goto(f"{running.url}/live/ferry")
    time = page.locator("#post-old-33 time")
    assert time.get_attribute("data-ago") is None
    page.clock.fast_forward(310_000)
    expect(time).to_have_attribute("data-ago", re.compile(r"^5\s?min\.? ago$"))
    before = time.get_attribute("title")
    time.hover()
    expect(time).to_have_attribute("title", f"{before} · " + time.evaluate("(t) => t.title").split(" · ")[-1])
    assert "where you are" in (time.get_attribute("title") or "")
    page.mouse.move(0, 0)
    expect(time).to_have_attribute("title", before or "")
