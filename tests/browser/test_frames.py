"""Cards and frames: nobody else learns of a reader before they ask, and one alone when they do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from stoppress.app.building import now, open_newsroom
from stoppress.app.looking import looking
from stoppress.config.reading import read_settings
from stoppress.domain.media import Embed
from stoppress.media.provider_table import providers
from tests.browser.conftest import Readers
from tests.browser.exhibition import Files, append, picture, showing
from tests.contract.loopback_provider import Client
from tests.contract.loopback_provider import serving as providing
from tests.running import Running, serving
from tests.unit.media.answering import ADDRESSES

WIDE = {"width": 1280, "height": 900}
HOST = "masto.velmora.example"
LISTED = providers(mastodon_hosts=[HOST])
FRAMED = "<!doctype html><title>A provider</title><p>Somebody else's page"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A server that lets one Mastodon server's frames in."""
    with serving(tmp_path, settings={"MASTODON_HOSTS": HOST}) as running:
        running.open_blog("ferry")
        yield running


def filled(name: str) -> Embed:
    """The card of an address, as it stands in the log."""
    found = LISTED.recognise(ADDRESSES[name])
    assert found is not None
    return Embed(
        address=ADDRESSES[name],
        provider=name,
        key=found.key,
        title=f"The quay at dawn, by {name}",
        author="Rosa Quill",
        text="Nobody has seen the water this high.",
        posted_at=now(),
        picture=picture("e", (1280, 720)) if name in {"youtube", "vimeo"} else None,
        width=found.width,
        height=found.height,
    )


class World:
    """Everybody else: what they are asked, and by which page."""

    def __init__(self, context: BrowserContext, own: str) -> None:
        self.asked: list[str] = []
        self._own = urlsplit(own).netloc
        context.route(lambda url: urlsplit(url).netloc != self._own, self._answer)

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.fulfill(body=FRAMED, content_type="text/html")


def opened(running: Running, context: BrowserContext) -> tuple[Page, World]:
    world = World(context, running.url)
    page = context.new_page()
    Files().behind(page)
    page.goto(f"{running.url}/live/ferry")
    return page, world


def test_em1_em3_ten_embeds_ask_nobody_before_a_press_and_one_after(
    running: Running, readers: Readers, tmp_path: Path
) -> None:
    names = [*ADDRESSES, "youtube", "x"]
    for number, name in enumerate(names):
        append(tmp_path, showing(f"p{number}", filled(name)))
    page, world = opened(running, readers(viewport=WIDE))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    cards = page.locator("aside.embed")
    expect(cards).to_have_count(10)
    for number in range(10):
        cards.nth(number).scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert world.asked == []
    for at in range(10):
        card = cards.nth(at)
        name = card.get_attribute("data-provider") or ""
        title = next(each.title for each in LISTED if each.name == name)
        before = len(world.asked)
        # By keys: right after scrolling, Chromium without a screen takes a mouse to be over the last frame still.
        card.get_by_role("button", name=f"Load from {title}").press("Enter")
        card.frame_locator("iframe").get_by_text("Somebody else's page").wait_for()
        assert len(world.asked) == before + 1
        assert f"https://{urlsplit(world.asked[-1]).netloc}" in LISTED.frame_sources()
        frame = card.locator("iframe")
        assert "allow-scripts" in (frame.get_attribute("sandbox") or "")
        assert "allow-top-navigation" not in (frame.get_attribute("sandbox") or "")
        assert card.evaluate("(card) => document.activeElement === card.querySelector('iframe')")
        expect(card.get_by_role("button")).to_be_hidden()
    assert complaints == []


def test_what_was_loaded_stays_loaded_while_its_post_is_rendered_anew(
    running: Running, readers: Readers, tmp_path: Path
) -> None:
    append(tmp_path, showing("p1", filled("youtube")))
    page, world = opened(running, readers(viewport=WIDE))
    page.get_by_role("button", name="Load from YouTube").click()
    expect(page.locator("iframe")).to_have_count(1)
    page.frame_locator("iframe").locator("p").wait_for()
    running.ask("PATCH", "ferry/posts/p1", {"headline": "Revised", "body": f"First this.\n\n{ADDRESSES['youtube']}"})
    expect(page.locator("#post-p1 .body")).to_contain_text("First this.")
    expect(page.locator("iframe")).to_have_count(1)
    running.ask("POST", "ferry/posts", {"id": "p2", "headline": "Another", "body": "Words."})
    expect(page.locator("#post-p2")).to_have_count(1)
    assert len(world.asked) == 1


def test_em2_a_choice_is_kept_on_the_device_and_taken_back(running: Running, readers: Readers, tmp_path: Path) -> None:
    append(tmp_path, showing("p1", filled("youtube")) + showing("p2", filled("vimeo")))
    context = readers(viewport=WIDE)
    page, world = opened(running, context)
    page.get_by_role("button", name="Load from YouTube").click()
    page.get_by_label("Always load from YouTube on this device").check()
    page.reload()
    expect(page.locator("iframe")).to_have_count(1)
    assert {urlsplit(each).netloc for each in world.asked} == {"www.youtube-nocookie.com"}
    page.evaluate("() => scrollTo({top: 0, behavior: 'instant'})")
    # A post that arrives is loaded by itself too; the other provider's is not.
    append(tmp_path, showing("p3", filled("youtube"), "Again."))
    expect(page.locator("#post-p3 iframe")).to_have_count(1)
    page.get_by_role("button", name="YouTube: stop").click()
    expect(page.locator("#frames")).to_be_hidden()
    asked = len(world.asked)
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.locator("iframe")).to_have_count(0)
    assert len(world.asked) == asked
    assert context.cookies() == []


def test_without_script_a_card_is_words_and_a_link(running: Running, readers: Readers, tmp_path: Path) -> None:
    append(tmp_path, showing("p1", filled("youtube")))
    page, world = opened(running, readers(viewport=WIDE, java_script_enabled=False))
    card = page.locator("aside.embed")
    expect(card.get_by_text("The quay at dawn")).to_be_visible()
    expect(card.get_by_role("link", name=ADDRESSES["youtube"])).to_be_visible()
    expect(card.locator("button")).to_be_hidden()
    assert world.asked == []


def test_a_posts_own_page_loads_frames_too(running: Running, readers: Readers, tmp_path: Path) -> None:
    append(tmp_path, showing("p1", filled("youtube")))
    page, _ = opened(running, readers(viewport=WIDE))
    page.goto(f"{running.url}/live/ferry/p/p1")
    page.get_by_role("button", name="Load from YouTube").click()
    expect(page.locator("iframe")).to_have_count(1)


def test_an_address_is_published_becomes_a_card_and_moves_nothing(
    running: Running, readers: Readers, tmp_path: Path
) -> None:
    for number in range(8):
        running.ask("POST", "ferry/posts", {"id": f"old-{number}", "headline": "Earlier", "body": "Words. " * 40})
    page, world = opened(running, readers(viewport=WIDE))
    read = page.locator("#post-old-6")
    read.evaluate("(post) => scrollTo({top: post.getBoundingClientRect().top + scrollY - 20, behavior: 'instant'})")
    before = read.evaluate("(post) => post.getBoundingClientRect().top")
    running.ask("POST", "ferry/posts", {"id": "p1", "headline": "Look", "body": f"See:\n\n{ADDRESSES['youtube']}"})
    expect(page.locator("#post-p1 .address")).to_have_count(1)
    expect(page.locator("#post-p1 aside")).to_have_count(0)
    look_around(tmp_path)
    expect(page.locator("#post-p1 aside.embed .title")).to_have_text("The harbour wall at high tide")
    assert abs(read.evaluate("(post) => post.getBoundingClientRect().top") - before) < 1
    assert world.asked == []


def look_around(folder: Path) -> None:
    """What the server does by itself, with a provider on loopback in the place of all others."""
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, _look_around(folder)).result()


async def _look_around(folder: Path) -> None:
    settings = read_settings({}, {"data": folder / "data", "database": None})
    async with open_newsroom(settings) as newsroom, providing() as provider:
        # The server may have asked already, and got no answer from outside: the look is noted once more.
        found = await newsroom.actions.blog(next(iter(await newsroom.journal.heads())))
        for post in found.newest(1):
            await newsroom.media.showing.facts(post.body, found.slug, post.id)
        await looking(newsroom.media, Client(provider), settings, now, lambda: 0.5).look()
