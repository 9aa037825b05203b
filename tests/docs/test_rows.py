"""Every promise of the reader page has a test named after it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "reader-page.md").read_text("utf-8")


def test_every_row_has_a_test_of_its_name() -> None:
    rows = re.findall(r"^\| ([A-Z]{2}\d+) \|", PAGE, re.MULTILINE)
    named = [
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    ]
    held = {row.upper() for name in named for row in re.findall(r"(?<=_)[a-z]{2}\d+(?=_)", name)}
    assert len(rows) > 50
    assert [row for row in rows if row not in held] == []
