"""The page about providers names each of them, and its example is one."""

from __future__ import annotations

import re
from pathlib import Path

from stoppress.media.own_providers import own_providers
from stoppress.media.part_kinds import NEWSROOM_ALPHABETS
from stoppress.media.provider_table import TABLE, providers

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "providers.md").read_text("utf-8")
ROWS = {row.split("|")[1].strip(): row for row in PAGE.splitlines() if row.startswith("| ")}


def test_every_provider_has_a_row_with_its_frame_s_origin_and_its_endpoint() -> None:
    assert set(ROWS) - {"provider"} == {each.title for each in TABLE}
    for each in TABLE:
        assert each.framing is not None
        for host in each.framing.hosts:
            assert f"`https://{host}`" in ROWS[each.title]
        endpoint = each.question.removeprefix("https://").removeprefix("{host}").partition("?")[0]
        assert f"`{endpoint}`" in ROWS[each.title]


def test_the_example_is_a_provider() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    found = providers(own_providers(example)).recognise("https://tv.velmora.example/player?film=fog-7&from=12")
    assert found is not None
    assert found.canonical == "https://tv.velmora.example/watch/fog-7"


def test_every_kind_of_part_is_named() -> None:
    assert [each for each in NEWSROOM_ALPHABETS if f"`{each}`" not in PAGE] == []
