"""Likeness of key points and headlines, and the suspects of a copy that lost spaces."""

from __future__ import annotations

import pytest

from stoppress.transfer.likeness import likenesses
from stoppress.transfer.report import Findings
from stoppress.transfer.suspects import tell_suspects

HEADLINES = [
    "Ferry company cancels all sailings",
    "Harrowgate mayor opens school for families",
    "Analysis: Why the wall in Harrowgate could not hold",
    "Harrowgate lights go out",
]


def linked(point: str) -> int | None:
    (found,) = likenesses([point], HEADLINES)
    return found.post if found.linked else None


@pytest.mark.parametrize(
    ("point", "post"),
    [
        ("Ferry company cancels every sailing", 0),
        ("Ferry compnay cancels its sailings", 0),
        ("School opened by mayor of Harrowgate", 1),
        ("Analysis:Why wall could not hold", 2),
        ("Watch: Ferry company cancels all sailings", None),
        ("Harrowgate in the dark", None),
        ("Forty sandbags and a brass band", None),
        ("Ferry", None),
    ],
)
def test_a_key_point_is_linked_to_the_post_it_is_about(point: str, post: int | None) -> None:
    assert linked(point) == post


def test_a_post_is_linked_once_and_the_closer_key_point_gets_it() -> None:
    found = likenesses(["Ferry company cancels sailings today", HEADLINES[0]], HEADLINES)
    assert [each.linked for each in found] == [False, True]
    assert [each.post for each in found] == [0, 0]
    assert found[1].score == 1.0


def test_of_equal_headlines_the_newer_is_meant() -> None:
    (found,) = likenesses(["Harbour lights go out"], ["Harbour lights go out", "Harbour lights go out"])
    assert (found.post, found.linked) == (1, True)


def test_nothing_shared_is_no_candidate() -> None:
    (found,) = likenesses(["Kites"], HEADLINES)
    assert (found.post, found.score) == (None, 0.0)
    assert likenesses(["Kites"], [])[0].post is None


def suspects(*texts: str) -> dict[str, str]:
    findings = Findings()
    tell_suspects([("here", text) for text in texts], findings)
    return {str(each["text"]): str(each["reads"]) for each in findings.details}


@pytest.mark.parametrize(
    ("text", "fused", "reads"),
    [
        ("It is costingmore than before.", "costingmore", "costing more"),
        ("They left andsaid nothing.", "andsaid", "and said"),
        ("the wall ofthe town", "ofthe", "of the"),
        ("tap hereto follow", "hereto", "here to"),
        ("the cityhospital burned", "cityhospital", "city hospital"),
        ("a sandbagas heavy as any sandbag", "sandbagas", "sandbag as"),
        ("in Ellery,the harbour", "Ellery,the", "Ellery, the"),
        ("Analysis:Why", "Analysis:Why", "Analysis: Why"),
        ("It rang.The boats left.", "rang.The", "rang. The"),
        ("It rang yesterday.the boats left", "yesterday.the", "yesterday. the"),
        ("more would follow(see below)", "follow(see", "follow (see"),
    ],
)
def test_a_lost_space_is_suspected(text: str, fused: str, reads: str) -> None:
    assert suspects(text) == {fused: reads}


@pytest.mark.parametrize(
    "text",
    [
        "The lighthouse and the breakwater, the harbourmaster and her husband.",
        "Whatever they understand, nobody is without a newspaper today.",
        "A thousand visitors, a lesson, a summit, a profit, a season, an area.",
        "See www.harbour.org or ask@harbour.org or https://harbour.org/news.the",
        "At 9:41 the U.S. ship, e.g. the No.1, left harbour.org behind.",
        "The andsaid and the andsaid.",
        "x" * 50,
    ],
)
def test_ordinary_prose_is_not_suspected(text: str) -> None:
    assert suspects(text) == {}
