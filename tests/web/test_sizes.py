"""What the built files weigh as they are sent. (READER PE3, EM7)"""

from __future__ import annotations

import gzip
import json
from typing import Any

from stoppress.web.door import STATIC

KB = 1_000


def sent(name: str) -> int:
    """Bytes of a built file, compressed."""
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def entry(source: str) -> dict[str, Any]:
    built: dict[str, dict[str, Any]] = json.loads((STATIC / "manifest.json").read_text("utf-8"))
    return built[source]


def test_pe3_a_live_page_loads_one_script_and_one_sheet_within_its_budget() -> None:
    script = entry("src/reader/main.ts")
    assert "imports" not in script
    assert sent(script["file"]) <= 25 * KB
    assert sent(entry("src/styles/reader.css")["file"]) <= 12 * KB


def test_em7_the_script_of_the_element_is_within_its_budget() -> None:
    assert sent("embed.js") <= 15 * KB
