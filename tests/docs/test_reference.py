"""The pages that are made from the code are as the code would make them."""

from __future__ import annotations

import pytest

from tools.reference import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_made_page_is_up_to_date(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Help is wrapped to the terminal's width.
    monkeypatch.setenv("COLUMNS", "80")
    assert (FOLDER / name).read_text("utf-8") == PAGES[name](), "run `make docs`"
