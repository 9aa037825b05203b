"""A light page: what it loads, holds open and gives back. Named after the rows of the specification."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from stoppress.app.building import now
from stoppress.domain.identifiers import Slug
from stoppress.domain.revisions import CoverageContinued
from tests.browser.conftest import Readers
from tests.browser.exhibition import Files, append, picture, showing
from tests.browser.ferry import PHONE, POSTS, WIDE, caught_up, ferry_story, head, opened, publish, read, top
from tests.browser.open_pages import wait_for
from tests.browser.test_pictures import upload
from tests.running import Running

# Streams that are not closed, by this page.
_OPEN = """(() => {
  const made = [];
  const Source = window.EventSource;
  window.EventSource = class extends Source { constructor(...given) { super(...given); made.push(this); } };
  window.openStreams = () => made.filter((each) => each.readyState !== Source.CLOSED).length;
})()"""

_LOOKED_AT = """(state) => {
  Object.defineProperty(document, "visibilityState", {get: () => state, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with ferry_story(tmp_path) as running:
        yield running


def test_pl8_summary_and_key_events_are_in_the_page_and_lead_to_posts(running: Running, readers: Readers) -> None:
    running.ask("PUT", "ferry/key-points", [{"text": "No boat before noon", "post": "old-20"}])
    page = readers(java_script_enabled=False).new_page()
    page.goto(f"{running.url}/live/ferry")
    expect(page.locator(".standfirst")).to_have_text("No boat leaves before noon.")
    page.get_by_role("link", name="No boat before noon").click()
    expect(page.locator("#post-old-20")).to_be_visible()
    page.goto(f"{running.url}/live/ferry")
    page.locator(".key-events").get_by_role("link").click()
    expect(page.locator(f"#post-old-{POSTS - 3}")).to_be_visible()


def test_pl9_a_post_is_there_once_on_every_way(running: Running, readers: Readers) -> None:
    reader = readers(viewport=WIDE)
    page = opened(running, reader.new_page())
    publish(running, "by-stream")
    caught_up(running, page)
    reader.set_offline(True)
    publish(running, "caught-up")
    reader.set_offline(False)
    caught_up(running, page)
    page.reload()
    publish(running, "after-reload")
    caught_up(running, page)
    names = page.evaluate("[...document.querySelectorAll('#posts article')].map((each) => each.id)")
    assert len(names) == len(set(names))
    assert names[:3] == ["post-after-reload", "post-caught-up", "post-by-stream"]


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_pl11_a_deep_link_stays_put_while_pictures_come(
    running: Running, readers: Readers, tmp_path: Path, screen: dict[str, int]
) -> None:
    publish(running, "target")
    append(tmp_path, showing("above", picture("a"), picture("b"), picture("c", (800, 1200))))
    append(tmp_path, showing("higher", picture("d")))
    files = Files(late=True)
    page = readers(viewport=screen).new_page()
    files.behind(page)
    page.goto(f"{running.url}/live/ferry#post-target", wait_until="commit")
    page.wait_for_function("() => document.querySelector(':target')?.getBoundingClientRect().top >= 0")
    before = top(page, "target")
    files.let_go()
    page.wait_for_function(
        "() => [...document.querySelectorAll('#post-above img')].some((each) => each.complete && each.naturalWidth)"
    )
    assert abs(top(page, "target") - before) <= 1


def test_pe5_a_hundred_posts_at_once_come_in_few_batches(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=WIDE).new_page())
    page.evaluate(
        """() => { window.batches = 0; const list = document.querySelector("#posts");
        new MutationObserver(() => { window.batches += 1; }).observe(list, {childList: true}); }"""
    )
    for number in range(40):
        publish(running, f"new-{number}")
    began = page.evaluate("performance.now()")
    wait_for(page, head(running))
    # One batch a second from the first post on, however long it took to publish them.
    seconds = (page.evaluate("performance.now()") - began) / 1000
    assert 1 <= page.evaluate("window.batches") < 40
    assert seconds < 60


def test_pe7_a_page_nobody_looks_at_holds_nothing_open_and_misses_nothing(running: Running, readers: Readers) -> None:
    page = readers(viewport=WIDE).new_page()
    page.add_init_script(_OPEN)
    page.clock.install()
    page.goto(f"{running.url}/live/ferry")
    page.wait_for_function("() => window.openStreams() === 1")
    page.evaluate(_LOOKED_AT, "hidden")
    page.clock.fast_forward(301_000)
    page.wait_for_function("() => window.openStreams() === 0")
    publish(running, "meanwhile")
    page.evaluate(_LOOKED_AT, "visible")
    page.clock.run_for(2_000)
    page.wait_for_function("() => window.openStreams() === 1")
    page.clock.run_for(2_000)
    caught_up(running, page)
    assert page.locator("#post-meanwhile").count() == 1


def pictures_asked_for(page: Page) -> list[str]:
    """Fills up with the addresses of pictures the page asks for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type == "image" and "/media/" in request.url:
            asked.append(request.url)

    page.on("request", note)
    return asked


def test_pe8_under_save_data_pictures_wait_until_they_are_asked_for(
    running: Running, readers: Readers, tmp_path: Path
) -> None:
    append(tmp_path, showing("seen", picture("a")))
    # Browsers fetch a lazy picture that is some windows away; those nearer may come before the script does.
    for number in range(15):
        publish(running, f"between-{number}")
    page = readers(viewport=PHONE).new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    Files().behind(page)
    asked = pictures_asked_for(page)
    page.goto(f"{running.url}/live/ferry")
    image = page.locator("#post-seen img")
    expect(page.locator("#post-seen [data-withheld]")).to_be_attached()
    image.scroll_into_view_if_needed()
    assert page.evaluate("document.querySelector('#post-seen img').getAttribute('src')") is None
    assert asked == []
    page.locator("#post-seen a.enlarge").click()
    page.wait_for_function("() => document.querySelector('#post-seen img').naturalWidth > 0")
    expect(page.locator("dialog.viewer")).to_be_hidden()
    assert asked
    assert (
        page.evaluate("performance.getEntriesByType('resource').filter((each) => each.name.includes('/stream')).length")
        == 0
    )


def test_pe9_the_hero_comes_first_and_the_rest_when_it_is_near(
    running: Running, readers: Readers, tmp_path: Path
) -> None:
    hero = {"kind": "picture", "media": upload(running, 1), "alt": "A quay", "credit": "Ada Marsh"}
    assert running.client.put("/api/v1/blogs/ferry/hero", json=hero).is_success
    append(tmp_path, showing("seen", picture("a"), picture("b")))
    page = readers(java_script_enabled=False).new_page()
    page.goto(f"{running.url}/live/ferry")
    expect(page.locator(".hero img")).to_have_attribute("fetchpriority", "high")
    assert page.locator(".hero img").get_attribute("loading") is None
    assert page.locator("#posts img:not([loading=lazy])").count() == 0
    assert page.locator("main img:not([width][height])").count() == 0


def test_a_post_is_shared_by_its_own_address(running: Running, readers: Readers) -> None:
    reader = readers(viewport=PHONE)
    reader.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(running, reader.new_page())
    link = page.locator("#post-old-30 a.share")
    expect(link).to_have_attribute("href", "/live/ferry/p/old-30")
    link.click()
    expect(link).to_have_attribute("data-said", "Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{running.url}/live/ferry/p/old-30"
    expect(page.locator("#announcer")).to_have_text("Link copied")
    page.evaluate("navigator.share = (what) => { window.shared = what; return Promise.resolve(); }")
    page.locator("#post-old-29 a.share").click()
    assert page.evaluate("window.shared") == {"title": "Post old-29", "url": f"{running.url}/live/ferry/p/old-29"}


def test_an_end_and_a_move_are_told_wherever_one_reads(running: Running, readers: Readers, tmp_path: Path) -> None:
    page = opened(running, readers(viewport=PHONE).new_page())
    read(page, "old-20")
    before = top(page, "old-20")
    append(tmp_path, [CoverageContinued(at=now(), blog=Slug("ferry-2"), headline="Ferries, day two")])
    expect(page.locator("#turn")).to_be_visible()
    expect(page.locator("#turn a")).to_have_attribute("href", "/live/ferry-2")
    expect(page.locator("#announcer")).to_contain_text("Coverage continues")
    expect(page.locator("#turn")).to_contain_text("has ended")
    assert abs(top(page, "old-20") - before) <= 1
    page.locator("#turn").get_by_role("button", name="Dismiss").click()
    expect(page.locator("#turn")).to_be_hidden()


def test_ti6_an_ended_page_says_so_follows_nothing_and_reads_oldest_first(running: Running, readers: Readers) -> None:
    running.ask("POST", "ferry/end", {})
    page = readers(viewport=PHONE).new_page()
    page.add_init_script(_OPEN)
    page.goto(f"{running.url}/live/ferry")
    expect(page.locator(".state strong")).to_have_text("Ended")
    expect(page.locator(".tools .pause")).to_be_hidden()
    page.locator(".tools [name=order]").select_option("oldest")
    expect(page.locator("#posts > li").last).to_have_attribute("data-post", f"old-{POSTS - 1}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.openStreams()") == 0
    stream = running.client.get("/live/ferry/stream", params={"after": ""})
    assert "event: ended" in stream.text


def test_pe6_a_page_that_is_put_away_lets_go_and_catches_up_when_it_is_back(running: Running, readers: Readers) -> None:
    """What the browser tells a page it keeps for Back; whether it keeps one is shown from outside (docs/explanation)."""
    page = readers(viewport=WIDE).new_page()
    page.add_init_script(_OPEN)
    page.goto(f"{running.url}/live/ferry")
    page.wait_for_function("() => window.openStreams() === 1")
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    page.wait_for_function("() => window.openStreams() === 0")
    publish(running, "meanwhile")
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    caught_up(running, page)
    assert page.locator("#post-meanwhile").count() == 1


def test_em5_text_becomes_no_element_but_through_the_policy(running: Running, readers: Readers) -> None:
    page = opened(running, readers(viewport=WIDE).new_page())
    tried = """() => { try { document.body.innerHTML = "<b>x</b>"; return "written"; } catch (problem) { return problem.name; } }"""
    assert page.evaluate(tried) == "TypeError"
    publish(running, "hostile", headline="<img src=x onerror=alert(1)>", body="<img src=x onerror=alert(1)> & <b>x</b>")
    caught_up(running, page)
    expect(page.locator("#post-hostile h3")).to_have_text("<img src=x onerror=alert(1)>")
    assert page.locator("#post-hostile img, #post-hostile b").count() == 0
