"""The example theme on a page: nobody is shut out, nothing is refused by the policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Readers
from tests.browser.ferry import publish
from tests.browser.test_accessible import violations, widths
from tests.running import serving
from tests.web.test_theme import BROADSHEET


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_example_theme_is_for_everybody(readers: Readers, tmp_path: Path, colours: str) -> None:
    settings = {"THEME": str(BROADSHEET / "theme.toml"), "TEMPLATES": str(BROADSHEET / "templates")}
    with serving(tmp_path, settings=settings) as running:
        running.open_blog("ferry", standfirst="No boat leaves before noon.", sections=["Harbour"])
        publish(running, "one", label="breaking", key_event=True)
        page = readers(color_scheme=colours).new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto(f"{running.url}/live/ferry")
        for width in (1440, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert violations(page) == []
            assert len(set(widths(page))) == 1
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.broadsheet')).backgroundColor")
            == "rgb(29, 26, 20)"
        )
        assert said == []
