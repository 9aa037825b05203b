"""Links in the documents lead somewhere, and the tour passes through every room and every file it should."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md"), *ROOT.glob("deploy/*.md")]
)
ROOMS = sorted(each.name for each in (ROOT / "src" / "stoppress").iterdir() if (each / "__init__.py").exists())


def links(document: Path) -> list[str]:
    """The relative links of a document."""
    found = re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8"))
    return [each for each in found if not re.match(r"[a-z]+:", each)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: str(each.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    for link in links(document):
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}, link


def test_the_tour_passes_through_every_room() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text("utf-8")
    assert [room for room in ROOMS if f"src/stoppress/{room}/" not in tour] == []


def test_what_the_tour_names_in_a_file_is_there() -> None:
    """Behind a link to a file stand names in code style; each is in that file."""
    tour = (ROOT / "docs" / "tour.md").read_text("utf-8")
    steps = re.findall(r"\]\(\.\./([^)]+)\)((?: `[^`]+`)+)", tour)
    assert len(steps) > 15
    for path, names in steps:
        text = (ROOT / path).read_text("utf-8")
        for name in re.findall(r"`([^`]+)`", names):
            assert name in text, f"{path} has no {name}"


def test_no_document_names_this_machine_or_a_registry() -> None:
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        assert not re.search(r"pypi\.org|registry\.npmjs|/root/|/home/", text), document


def test_the_glossary_says_each_word_once() -> None:
    rows = re.findall(r"^\| (.+?) \|", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE)
    words = [word.strip() for row in rows[1:] for word in row.split(",")]
    assert len(words) > 50
    assert sorted(words) == sorted(set(words))
