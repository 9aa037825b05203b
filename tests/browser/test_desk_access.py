"""Every page of the desk, by axe and by the eye's measure: wide and on a phone, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stoppress.staff.permissions import Role
from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of
from tests.browser.test_accessible import violations, widths

PAGES = (
    "",
    "/blogs/new",
    "/blogs/ferry",
    "/blogs/ferry/queue",
    "/blogs/ferry/shift",
    "/blogs/ferry/key-points",
    "/blogs/ferry/about",
    "/blogs/ferry/coverage",
    "/blogs/ferry/audience",
    "/blogs/ferry/removals",
    "/blogs/ferry/rehearsals",
    "/blogs/ferry/search?q=line",
    "/blogs/ferry/posts/p1/edit",
    "/blogs/ferry/posts/p1/correct",
    "/blogs/ferry/posts/p1/take-down",
    "/blogs/ferry/posts/p1/history",
    "/search?q=line",
    "/people",
    "/account",
    "/notices",
    "/blogs/ferry/alarms",
)
SCREENS = {"wide": (1440, 900), "phone": (390, 844), "narrow": (320, 640)}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(desk: Desk, readers: Readers, colours: str) -> None:
    # A word of German, and an address that nobody shortened.
    word = "Donaudampfschifffahrtsgesellschaft" * 4
    desk.running.ask(
        "POST", "ferry/posts", {"id": "long", "headline": word, "body": f"{word} https://x.example/{word}"}
    )
    browser = readers(color_scheme=colours)
    desk.sign_in(browser, Role.ADMINISTRATOR)
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda told: refused.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda problem: refused.append(str(problem)))
    found: list[object] = []
    for path in PAGES:
        answer = page.goto(f"{desk.running.url}/desk{path}")
        assert answer is not None
        found += [(path, answer.status)] if answer.status != 200 else []
        for name, (width, height) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            found += [(path, name, each) for each in violations(page)]
            found += [(path, name, widths(page))] if widths(page) != (width, width) else []
    assert found == []
    # What the page's own policy forbids is said on the console, and would be a script or style that does not work.
    assert refused == []


def test_the_door_is_for_everybody_too(desk: Desk, readers: Readers) -> None:
    page = readers().new_page()
    for path in ("/sign-in", "/blogs/ferry"):
        page.goto(f"{desk.running.url}/desk{path}")
        for width, height in SCREENS.values():
            page.set_viewport_size({"width": width, "height": height})
            assert violations(page) == []
            assert widths(page) == (width, width)
