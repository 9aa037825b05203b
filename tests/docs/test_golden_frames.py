"""Golden frames: what outsiders were promised, byte for byte. To change one is to break a promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stoppress.domain.blog import BLANK
from stoppress.domain.facts import Byline, Description, Headline, KeyPoint, Label
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.revisions import (
    BlogDescribed,
    BlogOpened,
    CoverageEnded,
    KeyPointsSet,
    PostCorrected,
    PostPinned,
    PostPublished,
    PostRevised,
    PostWithdrawn,
    Revision,
)
from stoppress.domain.stored import kind_of
from stoppress.render.frame import make_frame
from stoppress.render.publication import Publication

FOLDER = Path(__file__).parents[2] / "docs" / "contracts" / "frames"
START = datetime(2031, 4, 5, 8, 41, 7, tzinfo=UTC)
WARNING, BARRIER = PostId("warning"), PostId("barrier")
DESCRIPTION = Description(
    headline=Headline(text="Harbour quarter evacuated", kicker="Storm Odalys"), timezone="Europe/London"
)


def story() -> list[Revision]:
    """One revision of each kind that has a golden file, after an opening."""

    def at(minutes: int) -> datetime:
        return START + timedelta(minutes=minutes)

    return [
        BlogOpened(at=at(0), slug=Slug("velmora-storm"), description=DESCRIPTION),
        PostPublished(at=at(1), post=WARNING, published_at=at(1), body="Gusts of **130 km/h** are expected."),
        PostPublished(
            at=at(2),
            post=BARRIER,
            published_at=at(2),
            headline="Tide barrier fails to close",
            body="The gate has stopped halfway (see the [warning](post:warning)).",
            label=Label.BREAKING,
            bylines=(Byline(name="Ottoline Marsh", role="science correspondent", place="Port Velmora"),),
            key_event=True,
        ),
        PostRevised(at=at(3), post=WARNING, headline="Warning raised", body="Gusts of **140 km/h** are expected."),
        PostCorrected(at=at(4), post=WARNING, wrong="130 km/h", right="140 km/h"),
        PostPinned(at=at(5), post=BARRIER),
        KeyPointsSet(
            at=at(6), points=(KeyPoint(text="Barrier stuck", post=BARRIER), KeyPoint(text="High water at midnight"))
        ),
        PostWithdrawn(at=at(7), post=WARNING, reason="The Weather Office has withdrawn its warning."),
        BlogDescribed(at=at(8), description=replace(DESCRIPTION, standfirst="4,000 people are leaving.")),
        CoverageEnded(at=at(9)),
    ]


def golden() -> dict[str, bytes]:
    """The last frame of each kind, by its file's name."""
    made = {}
    blog = BLANK
    for revision in story():
        after = fold([revision], onto=blog)
        made[f"{kind_of(revision)}.json"] = make_frame(revision, blog, after, after, Publication()).json + b"\n"
        blog = after
    return made


@pytest.mark.parametrize("name", sorted(set(golden()) - {"blog-opened.json"}))
def test_a_frame_is_what_outsiders_were_promised(name: str) -> None:
    assert (FOLDER / name).read_bytes() == golden()[name]


if __name__ == "__main__":
    for name, frame in golden().items():
        if name != "blog-opened.json":
            (FOLDER / name).write_bytes(frame)
