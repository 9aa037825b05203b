"""Law 2: the page at n plus frames n+1…m is the page at m; a frame applied twice changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.authors import Author
from stoppress.domain.effects import Region
from stoppress.domain.facts import Description, Headline, KeyPoint, RelatedLink, Reporter
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Epoch, PostId
from stoppress.domain.revisions import (
    BlogDescribed,
    BlogOpened,
    CoverageEnded,
    KeyPointsSet,
    LiveReportingSet,
    PostPinned,
    PostPublished,
    RelatedLinksSet,
    Revision,
)
from stoppress.render.authorship import Known
from stoppress.render.frame import make_frame
from stoppress.render.page import blog_page
from stoppress.render.pieces import post_item
from stoppress.render.publication import Publication
from stoppress.render.view import View
from tests.laws.open_page import OpenPage
from tests.laws.stories import AUTHORS, SLUG, START, logs

# Small enough that posts fall off the page, which is where a late one must not be put.
# A byline leads to the page of an author alike in page and frame.
PUBLICATION = Publication(page_posts=4, authors=Known([Author(slug=AUTHORS[0], name="Rosa Quay", public=True)]))
EPOCH = Epoch("velmora2")


def page(log: list[Revision]) -> OpenPage:
    """The page of a blog with this log."""
    blog = fold(log)
    view = View(blog, PUBLICATION)
    items = [post_item(post, view) for post in blog.newest(PUBLICATION.page_posts)]
    return OpenPage.loaded(blog_page(blog, EPOCH, items, [], PUBLICATION))


def frames(log: list[Revision], after: int) -> list[bytes]:
    """The frames after `after`, with today's words."""
    today = fold(log)
    made = []
    for seq in range(after + 1, len(log) + 1):
        before, then = fold(log[: seq - 1]), fold(log[:seq])
        made.append(make_frame(log[seq - 1], before, then, today, PUBLICATION).json)
    return made


def stayed(log: list[Revision], after: int, *, drop: str = "", times: int = 1) -> OpenPage:
    """A page that was opened at `after` and has stayed open."""
    staying = page(log[:after])
    for frame in frames(log, after):
        for _ in range(times):
            staying.apply(frame, drop)
    return staying


def is_as_fresh(staying: OpenPage, log: list[Revision]) -> bool:
    """Whether whoever stayed sees what whoever arrives late sees."""
    fresh = page(log)
    return staying.stale or staying.cut_to(fresh) == fresh


@given(logs(), st.data())
def test_staying_equals_arriving_late(log: list[Revision], data: st.DataObject) -> None:
    after = data.draw(st.integers(1, len(log)))
    assert is_as_fresh(stayed(log, after), log)


@given(logs(), st.data())
def test_a_frame_applied_twice_changes_nothing(log: list[Revision], data: st.DataObject) -> None:
    after = data.draw(st.integers(1, len(log)))
    assert stayed(log, after, times=2) == stayed(log, after)


def _described(text: str) -> Description:
    return Description(headline=Headline(text=text))


_OPENED = BlogOpened(at=START, slug=SLUG, description=_described("Storm over Harrowgate"))
_POST = PostPublished(at=START, post=PostId("p1"), published_at=START, headline="Ferries stop")

# For each region a story in which it changes after the page was opened.
_TELLING: dict[str, list[Revision]] = {
    "head": [BlogDescribed(at=START, description=_described("Calm over Harrowgate"))],
    "state": [CoverageEnded(at=START)],
    "key-points": [KeyPointsSet(at=START, points=(KeyPoint(text="Ferries stop"),))],
    "pinned": [_POST, PostPinned(at=START, post=PostId("p1"))],
    "reporting": [LiveReportingSet(at=START, reporters=(Reporter(name="Ada Quill"),))],
    "related": [RelatedLinksSet(at=START, links=(RelatedLink(title="Tides", url="https://example.org/"),))],
    "post": [_POST],
}


@pytest.mark.parametrize("region", [*(each.value for each in Region), "post"])
def test_a_frame_without_one_of_its_regions_is_noticed(region: str) -> None:
    """The law can fail: leaving any region out of the frames shows."""
    log = [_OPENED, *_TELLING[region]]
    assert is_as_fresh(stayed(log, 1), log)
    assert not is_as_fresh(stayed(log, 1, drop=region), log)
