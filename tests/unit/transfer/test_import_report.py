"""The import report: as JSON, as text, and as documented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stoppress.transfer.report import Finding, Findings, Kind, Report
from tests.unit.transfer.reading import INVENTED, page, transcript

REFERENCE = (Path(__file__).parents[3] / "docs" / "reference" / "import-report.md").read_text(encoding="utf-8")


def harbour() -> Report:
    return transcript((INVENTED / "harbour.txt").read_text(encoding="utf-8")).report


def test_the_report_is_json() -> None:
    tree = harbour().as_json()
    assert json.loads(json.dumps(tree)) == tree
    assert tree["kind"] == "transcript"
    assert list(tree) == [
        *("kind", "slug", "headline", "posts", "key_points", "key_points_linked", "cross_references"),
        *("cross_references_resolved", "media_missing", "labels", "bylines", "left_out", "details"),
    ]


def test_the_report_for_people_says_what_was_found_left_out_and_doubted() -> None:
    text = harbour().as_text()
    for said in (
        "12 posts (1 analysis, 1 breaking, 1 pictures, 1 summary, 1 watch, 7 none)",
        "8 cross-references, 7 resolved",
        "line 118: last updated\n",
        "line 120: views “4711”",
        "“see 7.07am post” stays text: no post at 07:07 on 2031-04-04",
        "a space may be missing in “whohas” (“who has”?)",
        "likeness 0.0 with “no post”, linked to no post",
    ):
        assert said in text


def test_an_uneventful_import_has_nothing_left_out() -> None:
    text = transcript("Fog\n\n10:00\n\nBell").report.as_text()
    assert text.count("  nothing\n") == 2
    assert "1 post (1 none)" in text


@pytest.mark.parametrize("finding", Finding)
def test_every_kind_of_detail_has_a_sentence_and_is_documented(finding: Finding) -> None:
    findings = Findings()
    findings.tell(finding, resolved=None, reason="why")
    report = Report(kind=Kind.TRANSCRIPT, slug="fog", headline="Fog", posts=1, details=tuple(findings.details))
    assert report.as_text()
    assert f"`{finding.value}`" in REFERENCE


@pytest.mark.parametrize("field", list(harbour().as_json()))
def test_every_field_is_documented(field: str) -> None:
    assert f"`{field}`" in REFERENCE


def test_everything_that_was_left_out_is_documented() -> None:
    live = (
        '{"@type":"LiveBlogPosting","headline":"Fog","image":"https://example.org/h.jpg","liveBlogUpdate":['
        '{"headline":"Bell","datePublished":"2031-04-05","image":"https://example.org/a.jpg","articleBody":'
        '"<figure><video src=b></video><figcaption>c</figcaption></figure><audio src=c></audio>'
        '<iframe src=d></iframe>"},'
        '{"headline":"Never"},{"datePublished":"2031-04-05"}]}'
    )
    reports = [harbour(), page(live).report, transcript("Fog\nx\n\n11:00\n\n10:00\n\nBell").report]
    whats = {str(each["what"]) for report in reports for each in report.left_out}
    assert len(whats) > 20
    documented = {what for what in whats if f"`{what}`" in REFERENCE}
    assert {what for what in whats - documented if not what.startswith(("author card: ", "below the posts: "))} == set()
