"""Several tabs in a real browser, over HTTP/1.1: one stream for all, whoever closes, crashes or stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from tests.browser.conftest import Readers
from tests.browser.open_pages import LISTENING, cut_to, seen, wait_for, wait_until_live
from tests.browser.relay import Relay, Streams, relaying
from tests.running import Running

SLUG = "velmora"

# More than HTTP/1.1 lets a browser have connections to one host.
TABS = 8


@pytest.fixture
def relay(server: Running) -> Iterator[Relay]:
    server.open_blog(SLUG)
    server.ask("POST", f"{SLUG}/posts", {"id": "first", "headline": "Ferries stop", "body": "All of them."})
    with relaying(server.url) as relay:
        yield relay


def opened(browser: BrowserContext, url: str) -> Page:
    page = browser.new_page()
    page.add_init_script(LISTENING % "null")
    page.goto(f"{url}/live/{SLUG}")
    page.evaluate("window.neverReloaded = true")
    return page


def published(server: Running, number: int) -> int:
    """Publish a post; the head afterwards."""
    return int(server.ask("POST", f"{SLUG}/posts", {"headline": f"Sailing {number}", "body": "Gone."})["seq"])


def leads(page: Page) -> bool:
    return bool(page.evaluate("window.streams > 0"))


def assert_all_see_what_a_newcomer_sees(pages: list[Page], head: int, readers: Readers, url: str) -> None:
    fresh = readers().new_page()
    fresh.goto(f"{url}/live/{SLUG}")
    for page in pages:
        wait_for(page, head)
        wait_until_live(page)
        assert cut_to(seen(page), seen(fresh)) == seen(fresh)
        assert page.evaluate("window.neverReloaded")


def test_eight_tabs_have_one_stream_and_all_are_live(server: Running, relay: Relay, readers: Readers) -> None:
    browser = readers()
    pages = [opened(browser, relay.url) for _ in range(TABS)]
    for page in pages:
        wait_until_live(page)
    head = published(server, 1)
    assert_all_see_what_a_newcomer_sees(pages, head, readers, server.url)
    assert len(relay.asked("/stream")) == 1
    assert len(relay.open_streams) == 1


def test_tabs_that_cannot_agree_have_a_stream_each(server: Running, relay: Relay, readers: Readers) -> None:
    """Without which the count of one above would say nothing."""
    browser = readers()
    browser.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    pages = [opened(browser, relay.url) for _ in range(3)]
    for page in pages:
        wait_until_live(page)
    assert len(relay.open_streams) == len(pages)
    assert_all_see_what_a_newcomer_sees(pages, published(server, 1), readers, server.url)


@pytest.mark.parametrize("how", ["closed", "crashed"])
def test_another_tab_takes_the_lead_and_nothing_is_lost(
    server: Running, relay: Relay, readers: Readers, how: str
) -> None:
    browser = readers()
    pages = [opened(browser, relay.url) for _ in range(3)]
    for page in pages:
        wait_until_live(page)
    (leader,) = [page for page in pages if leads(page)]
    rest = [page for page in pages if page is not leader]
    published(server, 1)
    if how == "closed":
        leader.close()
    else:
        with leader.expect_event("crash"), suppress(Error):
            leader.goto("chrome://crash")
    head = published(server, 2)
    assert_all_see_what_a_newcomer_sees(rest, head, readers, server.url)
    relay.wait_until(lambda: len(relay.open_streams) == 1)
    head = published(server, 3)
    assert_all_see_what_a_newcomer_sees(rest, head, readers, server.url)
    assert len([page for page in rest if leads(page)]) == 1


def test_steps_take_the_place_of_a_stream_that_is_held_back(server: Running, relay: Relay, readers: Readers) -> None:
    relay.streams = Streams.HELD_BACK
    browser = readers()
    browser.clock.install()
    pages = [opened(browser, relay.url) for _ in range(2)]
    relay.wait_until(lambda: len(relay.open_streams) == 1)
    browser.clock.run_for(11_000)
    head = published(server, 1)
    assert_all_see_what_a_newcomer_sees(pages, head, readers, server.url)
    assert not any(leads(page) for page in pages)
    assert relay.asked(f"-{head - 1}")


def test_steps_take_the_place_of_streams_that_are_cut(server: Running, relay: Relay, readers: Readers) -> None:
    relay.streams = Streams.CUT
    browser = readers()
    browser.clock.install()
    page = opened(browser, relay.url)
    for streams in (1, 2, 3):
        page.wait_for_function("(streams) => window.failures === streams", arg=streams)
        browser.clock.run_for(5_000)
    head = published(server, 1)
    assert_all_see_what_a_newcomer_sees([page], head, readers, server.url)
    assert len(relay.asked("/stream")) == 3


def test_a_stream_cut_on_its_way_goes_on_where_it_was(server: Running, relay: Relay, readers: Readers) -> None:
    browser = readers()
    pages = [opened(browser, relay.url) for _ in range(2)]
    for page in pages:
        wait_until_live(page)
    relay.cut()
    relay.wait_until(lambda: not relay.open_streams)
    head = published(server, 1)
    assert_all_see_what_a_newcomer_sees(pages, head, readers, server.url)
    assert not [path for path in relay.paths if "/updates/" in path]
