"""Law 2 in a real browser: a page that stayed open equals one loaded a moment ago, and the law can fail."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from stoppress.domain.effects import Region
from tests.browser.conftest import Readers
from tests.browser.open_pages import LISTENING, cut_to, seen, wait_for, wait_until_connected
from tests.running import Running

SLUG = "velmora"


def opened(readers: Readers, url: str, dropped: str = "null") -> Page:
    """A page that follows its stream and leaves changes of `dropped` out.

    A browser of its own each: HTTP/1.1 allows one six connections, and every open page holds one.
    """
    page = readers().new_page()
    page.add_init_script(LISTENING % dropped)
    page.goto(f"{url}/live/{SLUG}")
    wait_until_connected(page)
    return page


def before(server: Running) -> None:
    """What has happened when the pages are opened: more than one page holds."""
    server.open_blog(SLUG, timezone="Europe/London", standfirst="No boats until Friday.")
    for number in range(32):
        server.ask("POST", f"{SLUG}/posts", {"id": f"old-{number}", "headline": f"Sailing {number}", "body": "Gone."})


def meanwhile(server: Running) -> int:
    """Everything that can happen through the API; the head afterwards."""
    story: list[tuple[str, str, Any]] = [
        (
            "POST",
            "posts",
            {"id": "a", "headline": "Analysis: Why", "label": "analysis", "body": "> Wind.\n\n- and *tide*"},
        ),
        ("POST", "posts", {"id": "b", "body": "More in the [analysis](post:a).", "key_event": True}),
        ("PUT", "posts/old-3/pin", None),
        ("PATCH", "posts/old-31", {"headline": "Sailing 31, late", "body": "Gone, late."}),
        ("POST", "posts/b/correction", {"wrong": "Sunday", "right": "Monday"}),
        ("PUT", "key-points", [{"text": "Boats stop", "post": "a"}, {"text": "Tea is served"}]),
        ("PUT", "live-reporting", [{"name": "Imke Draycott"}]),
        ("PUT", "posts/a/pin", None),
        ("POST", "posts/old-30/withdrawal", {"reason": "It never sailed."}),
        ("POST", "posts/old-2/withdrawal", {"reason": "Nor did this."}),
        ("PATCH", "posts/a", {"label": None, "claim": {"status": "unverified", "attribution": "Says a captain."}}),
        ("POST", "posts", {"id": "c", "headline": "<script>alert(1)</script>", "body": "£5m (€6m) & more"}),
        ("PATCH", "posts/b", {"body": "No link any more."}),
    ]
    return max(int(server.ask(method, f"{SLUG}/{path}", body)["seq"]) for method, path, body in story)


def test_who_stays_sees_what_a_newcomer_sees(server: Running, readers: Readers) -> None:
    before(server)
    staying = opened(readers, server.url)
    staying.evaluate("window.neverReloaded = true")
    mutants = {region: opened(readers, server.url, f'"{region}"') for region in [*_CHANGED, "post"]}
    head = meanwhile(server)
    for page in (staying, *mutants.values()):
        wait_for(page, head)
    fresh = seen(opened(readers, server.url))
    assert cut_to(seen(staying), fresh) == fresh
    assert staying.evaluate("window.neverReloaded")
    for region, page in mutants.items():
        assert cut_to(seen(page), fresh) != fresh, f"frames without {region} went unnoticed"


# The head changes by none of the API's routes yet; `tests/laws` has it.
_CHANGED = [each.value for each in Region if each is not Region.HEAD]


def test_an_end_is_seen_without_a_reload(server: Running, readers: Readers) -> None:
    before(server)
    staying = opened(readers, server.url)
    head = int(server.ask("POST", f"{SLUG}/end")["seq"])
    wait_for(staying, head)
    fresh = seen(opened_without_stream(readers, server.url))
    assert cut_to(seen(staying), fresh) == fresh


def opened_without_stream(readers: Readers, url: str) -> Page:
    """A page of a blog that has ended."""
    page = readers().new_page()
    page.goto(f"{url}/live/{SLUG}")
    return page


def test_who_was_cut_off_catches_up(server: Running, readers: Readers) -> None:
    before(server)
    staying = opened(readers, server.url)
    staying.context.set_offline(True)
    head = meanwhile(server)
    staying.context.set_offline(False)
    wait_for(staying, head)
    fresh = seen(opened(readers, server.url))
    assert cut_to(seen(staying), fresh) == fresh


def test_everything_is_there_without_script(server: Running, readers: Readers) -> None:
    before(server)
    meanwhile(server)
    page = readers(java_script_enabled=False).new_page()
    page.goto(f"{server.url}/live/{SLUG}")
    assert page.locator("#posts > li").count() == 30
    page.get_by_role("link", name="Older posts").click()
    assert page.locator("#posts > li").count() == 5
