"""Catalogues: every language says everything the interface says, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from stoppress.render.sayings import said
from tools.languages import FOLDER, TEMPLATE, gathered, updated, written

CATALOGUES = sorted(FOLDER.glob("*.po"))
SAYINGS = Path(__file__).parents[2] / "frontend" / "src" / "reader" / "sayings.json"
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# Where a number is said in words, it need not be written.
_NUMBER = {"{n}", "%(num)d"}


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def places(text: str) -> set[str]:
    return set(_PLACE.findall(text))


def test_all_that_is_said_is_in_the_template() -> None:
    assert TEMPLATE.read_bytes() == written(gathered()), "run `make docs`"
    assert [each.stem for each in CATALOGUES] == ["ar", "de"]


@pytest.mark.parametrize("path", CATALOGUES, ids=[each.stem for each in CATALOGUES])
def test_a_catalogue_says_all_of_it(path: Path) -> None:
    assert path.read_bytes() == updated(path, gathered()), "run `make docs`"
    messages: list[Message] = [each for each in catalogue(path) if each.id]
    assert [each.id for each in messages if each.fuzzy or not all(forms(each.string))] == []
    wrong = [
        (each.id, form)
        for each in messages
        for form in forms(each.string)
        if places(form) - _NUMBER != places(forms(each.id)[-1]) - _NUMBER
    ]
    assert wrong == []


def test_the_scripts_own_sayings_are_the_servers_in_english() -> None:
    assert json.loads(SAYINGS.read_text("utf-8")) == said("en")


def test_every_plural_category_of_a_language_has_its_form() -> None:
    arabic = said("ar")["newPosts"]
    assert isinstance(arabic, dict)
    assert list(arabic) == ["zero", "one", "two", "few", "many", "other"]
    assert len(set(arabic.values())) == 6
    assert said("de")["newPosts"] == {"one": "{n} neuer Beitrag", "other": "{n} neue Beiträge"}
