"""Labels, bylines, live reporting, claims, captions and sentences: lines as newsrooms write them."""

from __future__ import annotations

import pytest

from stoppress.domain.facts import Byline, ClaimStatus, Duty, Label
from stoppress.transfer.absent_media import CAPTION_LENGTH, caption_kind, points_at_media
from stoppress.transfer.bylines import bylines_of, reporters_of
from stoppress.transfer.claims import claim_in
from stoppress.transfer.labels import label_of
from stoppress.transfer.passages import paragraph
from stoppress.transfer.report import Finding
from stoppress.transfer.sentences import sentences


@pytest.mark.parametrize(
    ("headline", "label"),
    [
        ("Analysis: Why", Label.ANALYSIS),
        ("Analysis:Why", Label.ANALYSIS),
        ("BREAKING: Wall", Label.BREAKING),
        ("Breaking news: Wall", Label.BREAKING),
        ("Watch: Waves", Label.WATCH),
        ("In pictures: Waves", Label.PICTURES),
        ("Listen: Waves", Label.LISTEN),
        ("Listen to the waves", Label.LISTEN),
        ("Eyewitness: 'It shook'", Label.EYEWITNESS),
        ("Explainer: Tides", Label.EXPLAINER),
        ("Factbox: Tides", Label.FACTBOX),
        ("Quote: 'Nobody sails'", Label.QUOTE),
        ("Question: Why now?", Label.QUESTION),
        ("Summary: The night", Label.SUMMARY),
        ("Update : The night", Label.UPDATE),
        ("Kestrel: New wall", None),
        ("Watch out: ice", None),
        ("Watch the ice", None),
        ("The analysis: why", None),
        ("Listening: why", None),
        ("", None),
    ],
)
def test_only_words_of_the_closed_list_are_labels(headline: str, label: Label | None) -> None:
    assert label_of(headline) is label


@pytest.mark.parametrize(
    ("line", "bylines"),
    [
        ("By Jo Wren", [("Jo Wren", "", "")]),
        ("By Jo Wren, coast correspondent", [("Jo Wren", "coast correspondent", "")]),
        ("By Jo Wren, coast correspondent, in Port Ellery", [("Jo Wren", "coast correspondent", "Port Ellery")]),
        ("By Jo Wren, in Port Ellery, Harrow Isles", [("Jo Wren", "", "Port Ellery, Harrow Isles")]),
        ("By Jo Wren in Port Ellery", [("Jo Wren", "", "Port Ellery")]),
        ("By Jo Wren and Sam Pike, reporters", [("Jo Wren", "reporters", ""), ("Sam Pike", "reporters", "")]),
        ("By Jo Wren, Sam Pike and Lee Moss", [("Jo Wren", "", ""), ("Sam Pike", "", ""), ("Lee Moss", "", "")]),
        (
            "By Jo Wren, coast correspondent, and Sam Pike, reporter, in Port Ellery",
            [("Jo Wren", "coast correspondent", ""), ("Sam Pike", "reporter", "Port Ellery")],
        ),
        (
            "By Jo Wren, chief reporter and Sam Pike, reporter",
            [("Jo Wren", "chief reporter", ""), ("Sam Pike", "reporter", "")],
        ),
        (
            "By Jo Wren, science and technology editor, business and sport",
            [("Jo Wren", "science and technology editor, business and sport", "")],
        ),
        ("By Jo Wren, Business and Technology Editor", [("Jo Wren", "Business and Technology Editor", "")]),
        ("By Ana de la Torre", [("Ana de la Torre", "", "")]),
        ("BY JO WREN", [("JO WREN", "", "")]),
    ],
)
def test_bylines_are_read(line: str, bylines: list[tuple[str, str, str]]) -> None:
    assert [(each.name, each.role, each.place) for each in bylines_of(line)] == bylines


@pytest.mark.parametrize(
    "line",
    [
        "By Friday, nobody will remember",
        "By the time it rang, all had left",
        "By Jo Wren, who was there when the wall gave way.",
        "By and large",
        "By 9 Boats",
        "By ",
        "Bystanders, Jo Wren",
        "By " + "Wren" * 40,
        "By Jo Wren, " + "x" * 101,
        "By Jo Wren:",
    ],
)
def test_sentences_that_begin_alike_are_no_bylines(line: str) -> None:
    assert bylines_of(line) == ()


def test_a_role_may_be_as_long_as_a_byline() -> None:
    assert bylines_of("By Jo Wren, " + "x" * 100) == (Byline(name="Jo Wren", role="x" * 100),)


def test_live_reporting_names_who_reports_and_who_edits() -> None:
    found = reporters_of("Live reporting by Jo Wren, Sam Pike and Lee Moss, edited by Kit Vane")
    assert [(each.name, each.duty) for each in found] == [
        ("Jo Wren", Duty.REPORTING),
        ("Sam Pike", Duty.REPORTING),
        ("Lee Moss", Duty.REPORTING),
        ("Kit Vane", Duty.EDITED_BY),
    ]
    assert reporters_of("Live music by Jo Wren") == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "The Courier could not independently verify the reports.",
        "The Courier has not been able to verify this.",
        "The Courier has not been able to independently verify this.",
        "We have not yet been able to verify the film.",
        "The film has not been independently verified.",
        "The Courier was unable to independently verify it.",
        "The Courier cannot verify it.",
        "The Courier hasn't verified it.",
    ],
)
def test_a_newsroom_that_could_not_check_says_so(sentence: str) -> None:
    claim = claim_in([paragraph("The wall fell."), paragraph(f"Mr. Moss saw it. {sentence} It is dark.")])
    assert claim is not None
    assert (claim.status, claim.attribution) == (ClaimStatus.UNVERIFIED, sentence)


@pytest.mark.parametrize(
    "sentence",
    ["Police verified the reports.", "They could not sail.", "Nobody could notverify.", "Verify this, he said."],
)
def test_other_sentences_make_no_claim(sentence: str) -> None:
    assert claim_in([paragraph(sentence)]) is None


def test_a_sentence_over_the_limit_makes_no_claim() -> None:
    assert claim_in([paragraph(f"We could not verify {'x' * 979}.")]) is not None
    assert claim_in([paragraph(f"We could not verify {'x' * 980}.")]) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Watch: The bell rings", Finding.FILM_CAPTION),
        ("Watch:The bell rings", Finding.FILM_CAPTION),
        ("In pictures: The bell", Finding.PICTURE_CAPTION),
        ("Listen: The bell", Finding.SOUND_CAPTION),
        ("Watch:", None),
        ("Watch the bell", None),
        ("Analysis: The bell", None),
        ("Watch: " + "x" * (CAPTION_LENGTH - 7), Finding.FILM_CAPTION),
        ("Watch: " + "x" * (CAPTION_LENGTH - 6), None),
    ],
)
def test_captions_are_told_from_text(text: str, kind: Finding | None) -> None:
    assert caption_kind(text) is kind


def test_a_paragraph_that_points_at_a_film_is_noticed() -> None:
    assert points_at_media("You can watch what the keeper saw below...")
    assert points_at_media("It rang. Listen to the bell above:")
    assert not points_at_media("Watch the water from above the pier.")
    assert not points_at_media("The boats lie below.")
    assert not points_at_media("Watch below. They sailed on.")
    assert not points_at_media("")


def test_abbreviations_end_no_sentence() -> None:
    text = 'Mr. Moss of the U.S. Navy spoke. "It rang!" he said. Did it? Yes'
    assert sentences(text) == ["Mr. Moss of the U.S. Navy spoke.", '"It rang!"', "he said.", "Did it?", "Yes"]
