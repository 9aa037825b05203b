"""What the built files weigh as they are sent. (READER PE3, EM7)"""

from __future__ import annotations

import gzip
import json
from typing import Any

import httpx
import pytest

from stoppress.web.door import STATIC, Immutable

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


@pytest.mark.parametrize("coding", ["br", "gzip"])
async def test_pe3_scripts_and_sheets_are_sent_compressed_and_kept_for_ever(coding: str) -> None:
    transport = httpx.ASGITransport(app=Immutable(STATIC))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        name = "/" + entry("src/reader/main.ts")["file"]
        packed = await client.get(name, headers={"Accept-Encoding": coding})
        plain = await client.get(name, headers={"Accept-Encoding": "identity"})
        again = await client.get(name, headers={"Accept-Encoding": coding, "If-None-Match": packed.headers["etag"]})
        assert packed.headers["content-encoding"] == coding
        assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
        assert (packed.content, again.status_code) == (plain.content, 304)
