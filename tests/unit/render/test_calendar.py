"""The calendar file: by the letter of RFC 5545, whatever is written in a headline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.facts import Description, Headline
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Slug
from stoppress.domain.revisions import BlogDescribed, BlogOpened, CoverageEnded, Revision
from stoppress.render.calendar import calendar_file
from stoppress.render.publication import Publication

NOON = datetime(2031, 4, 5, 12, tzinfo=UTC)
PUBLICATION = Publication(name="The Courier", origin="https://courier.example:8443")


def made(*more: Revision, headline: str = "Ferries stop", **described: datetime) -> str:
    """The file, unfolded (RFC 5545 §3.1)."""
    description = Description(headline=Headline(text=headline), standfirst="No boat leaves.", **described)  # type: ignore[arg-type]
    blog = fold([BlogOpened(at=NOON, slug=Slug("ferry"), description=description), *more])
    data = calendar_file(blog, PUBLICATION)
    assert data.endswith(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    return data.decode().replace("\r\n ", "")


def lines(text: str) -> dict[str, str]:
    """Its lines by name."""
    return dict(each.split(":", 1) for each in text.strip().split("\r\n") if not each.startswith(("BEGIN", "END")))


def test_one_event_by_the_letter() -> None:
    start, end = NOON + timedelta(hours=1), NOON + timedelta(hours=5)
    text = made(coverage_start=start, planned_end=end)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert lines(text) == {
        "VERSION": "2.0",
        "PRODID": "-//Stoppress//Stoppress//EN",
        "UID": "ferry@courier.example",
        "SEQUENCE": "1",
        "DTSTAMP": "20310405T120000Z",
        "LAST-MODIFIED": "20310405T120000Z",
        "DTSTART": "20310405T130000Z",
        "DTEND": "20310405T170000Z",
        "SUMMARY": "Ferries stop",
        "DESCRIPTION": "No boat leaves.\\nhttps://courier.example:8443/live/ferry",
        "URL": "https://courier.example:8443/live/ferry",
        "TRANSP": "TRANSPARENT",
    }


def test_without_a_plan_it_begins_when_the_blog_did_and_has_no_end() -> None:
    found = lines(made())
    assert found["DTSTART"] == "20310405T120000Z"
    assert "DTEND" not in found


def test_an_end_before_the_beginning_is_none() -> None:
    assert "DTEND" not in lines(made(planned_end=NOON))


def test_one_that_has_ended_says_when_and_a_change_is_newer() -> None:
    end = NOON + timedelta(hours=2)
    found = lines(made(CoverageEnded(at=end), planned_end=NOON + timedelta(hours=9)))
    assert (found["DTEND"], found["SEQUENCE"]) == ("20310405T140000Z", "2")
    again = lines(made(BlogDescribed(at=end, description=Description(headline=Headline(text="Boats sail")))))
    assert (again["UID"], again["SUMMARY"], again["SEQUENCE"]) == ("ferry@courier.example", "Boats sail", "2")


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        ("Ferries, trains; planes", "Ferries\\, trains\\; planes"),
        ("back\\slash", "back\\\\slash"),
        ("a\r\nEND:VEVENT", "a\\nEND:VEVENT"),
        ("a\rb", "a\\nb"),
        ("bell\x07", "bell "),
    ],
)
def test_words_are_words(written: str, stands: str) -> None:
    assert lines(made(headline=written))["SUMMARY"] == stands


@given(st.text(min_size=1, max_size=300))
def test_whatever_is_written_nothing_but_one_line_comes_of_it(written: str) -> None:
    text = made(headline=written)
    assert text.count("\r\n") == 15
    assert "\n" not in text.replace("\r\n", "")
