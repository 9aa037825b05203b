"""What admission refuses, and that each refusal has its code and a sentence that says what to do next."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from stoppress.domain.admission import admit
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Byline, Description, Headline, KeyPoint, PodcastPromo, RelatedLink, Reporter
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import POST_ID_LIMIT, SLUG_LIMIT, PostId, Seq, Slug
from stoppress.domain.revisions import (
    BlogDescribed,
    BylinesSet,
    ClaimStatusSet,
    CoverageContinued,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    KeyEventMarked,
    KeyPointsSet,
    LiveReportingSet,
    PodcastPromoSet,
    PostCorrected,
    PostLabelled,
    PostPinned,
    PostRevised,
    PostUnpinned,
    PostWithdrawn,
    RelatedLinksSet,
    Revision,
    WordsRemoved,
)
from stoppress.errors import InputInvalid, StoppressError
from tests.contract.invented import FERRIES, START, log, opened, published, withdrawn

BLOG = fold(log(3))
P2 = PostId("p-2")
NOBODY = PostId("p-99")
PAUSED = fold([CoveragePaused(at=START)], onto=BLOG)
ENDED = fold([CoverageEnded(at=START)], onto=BLOG)
PINNED = fold([PostPinned(at=START, post=P2)], onto=BLOG)
TAKEN_DOWN = fold([withdrawn(2)], onto=BLOG)
REMOVED = fold(
    [WordsRemoved(at=START, revisions=(Seq(2),), posts=(P2,), notice="By order.")],
    onto=BLOG,
)


def about(post: PostId) -> list[Revision]:
    """Everything that can happen to a post that is there."""
    return [
        PostRevised(at=START, post=post, headline="x", body=""),
        PostCorrected(at=START, post=post, wrong="x", right="y"),
        PostWithdrawn(at=START, post=post),
        PostPinned(at=START, post=post),
        PostUnpinned(at=START, post=post),
        KeyEventMarked(at=START, post=post, marked=True),
        PostLabelled(at=START, post=post, label=None),
        BylinesSet(at=START, post=post, bylines=()),
        ClaimStatusSet(at=START, post=post, claim=None),
    ]


def described(**changes: str) -> BlogDescribed:
    return BlogDescribed(at=START, description=Description(headline=Headline(text="x"), **changes))  # type: ignore[arg-type]


def linked(url: str) -> RelatedLinksSet:
    return RelatedLinksSet(at=START, links=(RelatedLink(title="x", url=url),))


def points(**point: str) -> KeyPointsSet:
    return KeyPointsSet(at=START, points=(KeyPoint(**point),))  # type: ignore[arg-type]


def removing(*seqs: int) -> WordsRemoved:
    return WordsRemoved(at=START, revisions=tuple(map(Seq, seqs)), posts=())


def continued(slug: str, headline: str = "On") -> CoverageContinued:
    return CoverageContinued(at=START, blog=Slug(slug), headline=headline)


def worded(body: str) -> PostRevised:
    return PostRevised(at=START, post=P2, headline="x", body=body)


REFUSED: list[tuple[Blog, Revision, str]] = [
    (Blog(), published(2), "blog-unknown"),
    (Blog(), CoverageEnded(at=START), "blog-unknown"),
    (BLOG, opened(), "blog-exists"),
    (BLOG, published(2), "post-exists"),
    (TAKEN_DOWN, published(2), "post-exists"),
    (ENDED, published(9), "coverage-ended"),
    *((BLOG, each, "post-unknown") for each in about(NOBODY)),
    (BLOG, replace(removing(1), posts=(NOBODY,)), "post-unknown"),
    (BLOG, PostUnpinned(at=START, post=P2), "input-invalid"),
    (Blog(), replace(opened(), continued_from=Slug("Yesterday!")), "input-invalid"),
    *((TAKEN_DOWN, each, "post-withdrawn") for each in about(P2)),
    *((REMOVED, each, "post-removed") for each in about(P2)),
    (Blog(), opened(Slug("a" * (SLUG_LIMIT + 1))), "input-invalid"),
    *((Blog(), opened(Slug(slug)), "input-invalid") for slug in ("", "Tides", "a--b", "-a", "a\n", "a/b", "ä")),
    (BLOG, replace(published(9), post=PostId("a" * (POST_ID_LIMIT + 1))), "input-invalid"),
    *((BLOG, replace(published(9), post=PostId(name)), "input-invalid") for name in ("", "P9", "p_9", "p9\n", "p/9")),
    (BLOG, replace(published(9), headline="", body=""), "empty"),
    (BLOG, PostRevised(at=START, post=P2, headline="", body=" \n"), "empty"),
    (BLOG, PostCorrected(at=START, post=P2, wrong="", right="x"), "empty"),
    (BLOG, PostCorrected(at=START, post=P2, wrong="x", right=" "), "empty"),
    (BLOG, BylinesSet(at=START, post=P2, bylines=(Byline(name="", role="editor"),)), "empty"),
    (BLOG, LiveReportingSet(at=START, reporters=(Reporter(name=" "),)), "empty"),
    (BLOG, PodcastPromoSet(at=START, promo=PodcastPromo(text="")), "empty"),
    (BLOG, points(text=""), "empty"),
    (BLOG, RelatedLinksSet(at=START, links=(RelatedLink(title="", url="https://example.org/"),)), "empty"),
    (BLOG, linked(""), "empty"),
    (BLOG, BlogDescribed(at=START, description=Description(headline=Headline(text=""))), "empty"),
    (BLOG, BlogDescribed(at=START, description=Description(headline=Headline(text="x"), sections=("",))), "empty"),
    (BLOG, continued("next", ""), "empty"),
    *((BLOG, described(language=tag), "input-invalid") for tag in ("", "english", "de_AT", "en-", "e")),
    *((BLOG, described(timezone=name), "input-invalid") for name in ("", "Velmora/Quay", "../etc/passwd", "Europe")),
    *(
        (BLOG, linked(url), "input-invalid")
        for url in (
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "ftp://example.org/",
            "//example.org/",
            "example.org",
            "https://",
            "https://ada:secret@example.org/",
            "https://example.org/a b",
            "https://example.org/\"onclick='x'",
            "https://example.org:port/",
            "http://[::1",
        )
    ),
    (BLOG, points(text="x", url="data:text/html,x"), "input-invalid"),
    (BLOG, PodcastPromoSet(at=START, promo=PodcastPromo(text="x", url="file:///etc/passwd")), "input-invalid"),
    (BLOG, points(text="x", url="https://example.org/", post="p-2"), "input-invalid"),
    (BLOG, points(text="x", post="p-99"), "reference-unknown"),
    (BLOG, worded("See [there](post:p-99)."), "reference-unknown"),
    (BLOG, worded("See [there][1].\n\n[1]: post:p-99"), "reference-unknown"),
    (BLOG, worded("See [myself](post:p-2)."), "reference-unknown"),
    (BLOG, removing(), "input-invalid"),
    (BLOG, removing(0), "input-invalid"),
    (BLOG, removing(1, BLOG.seq + 1), "input-invalid"),
    (BLOG, CoverageResumed(at=START), "coverage-unsuitable"),
    (BLOG, CoverageReopened(at=START), "coverage-unsuitable"),
    (PAUSED, CoveragePaused(at=START), "coverage-unsuitable"),
    (PAUSED, CoverageReopened(at=START), "coverage-unsuitable"),
    (ENDED, CoverageEnded(at=START), "coverage-unsuitable"),
    (ENDED, CoveragePaused(at=START), "coverage-unsuitable"),
    (ENDED, CoverageResumed(at=START), "coverage-unsuitable"),
    (BLOG, continued(FERRIES), "coverage-unsuitable"),
    (BLOG, continued("No Slug"), "input-invalid"),
]


@pytest.mark.parametrize(("blog", "revision", "code"), REFUSED)
def test_what_may_not_happen_is_refused_with_its_code_and_a_sentence(blog: Blog, revision: Revision, code: str) -> None:
    with pytest.raises(StoppressError) as refusal:
        admit([revision], blog)
    sentence = str(refusal.value)
    assert refusal.value.code == code
    assert re.fullmatch(r"[A-Za-z].{10,}[.”]", sentence, re.DOTALL), sentence
    # A question mark stands where a fact the sentence mentions was not given.
    assert "?" not in sentence


ADMITTED: list[tuple[Blog, Revision]] = [
    (Blog(), opened(Slug("a" * SLUG_LIMIT))),
    (BLOG, replace(published(9), post=PostId("a" * POST_ID_LIMIT))),
    (PAUSED, published(9)),
    (PAUSED, CoverageResumed(at=START)),
    (PAUSED, CoverageEnded(at=START)),
    (ENDED, CoverageReopened(at=START)),
    (ENDED, continued("next")),
    (BLOG, replace(published(9), headline="Only a headline", body="")),
    (BLOG, replace(published(9), headline="", body="Only a body.")),
    (BLOG, points(text="x", post="p-2")),
    (TAKEN_DOWN, points(text="x", post="p-2")),
    (BLOG, worded("See [there](post:p-3).")),
    (BLOG, linked("https://example.org:8443/a?b=c#d")),
    (BLOG, described(language="de-AT", timezone="Europe/Vienna")),
    (BLOG, described(language="zh-Hant-TW")),
    (BLOG, PodcastPromoSet(at=START, promo=None)),
    (BLOG, removing(1, BLOG.seq)),
    *((PINNED, each) for each in about(P2)),
    (Blog(), replace(opened(), continued_from=Slug("yesterday"))),
]


@pytest.mark.parametrize(("blog", "revision"), ADMITTED)
def test_what_stands_next_to_a_refusal_is_admitted(blog: Blog, revision: Revision) -> None:
    assert admit([revision], blog) == (revision,)


def test_one_refusal_refuses_the_whole_append() -> None:
    later = replace(published(9), at=START + timedelta(hours=2), published_at=START + timedelta(hours=2))
    assert admit([later], BLOG) == (later,)
    with pytest.raises(StoppressError, match="There is already a post “p-2”"):
        admit([later, published(2)], BLOG)


def test_no_blog_is_called_as_a_page_of_the_desk() -> None:
    with pytest.raises(InputInvalid, match="choose another"):
        admit([opened(Slug("new"))])
