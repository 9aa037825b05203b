"""Admission: every limit at its edge, times ahead and behind, and what each refusal says."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from stoppress.domain.admission import admit
from stoppress.domain.facts import (
    Byline,
    Claim,
    ClaimStatus,
    Description,
    Headline,
    Hero,
    HeroKind,
    KeyPoint,
    PodcastPromo,
    RelatedLink,
    Reporter,
)
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.limits import DEFAULT_LIMITS, Limits
from stoppress.domain.media import Embed, Format, Medium, MediumKind, Rendition
from stoppress.domain.revisions import (
    BlogDescribed,
    BylinesSet,
    ClaimStatusSet,
    CoverageContinued,
    CoveragePaused,
    EmbedFilled,
    KeyPointsSet,
    LiveReportingSet,
    PodcastPromoSet,
    PostCorrected,
    PostPublished,
    PostRevised,
    PostWithdrawn,
    RelatedLinksSet,
    Revision,
    WordsRemoved,
)
from stoppress.errors import Empty, TooFarAhead, TooFarBehind, TooLong, TooMany
from tests.contract.invented import START, log, published

BLOG = fold(log(3))
POST = PostId("p-2")


def described(**changes: object) -> BlogDescribed:
    plain = Description(headline=Headline(text="Ferries"))
    return BlogDescribed(at=START, description=replace(plain, **changes))  # type: ignore[arg-type]


def revised(headline: str = "Departures", body: str = "") -> PostRevised:
    return PostRevised(at=START, post=POST, headline=headline, body=body)


def signed(*bylines: Byline) -> BylinesSet:
    return BylinesSet(at=START, post=POST, bylines=bylines)


def points(*texts: KeyPoint) -> KeyPointsSet:
    return KeyPointsSet(at=START, points=texts)


def links(*each: RelatedLink) -> RelatedLinksSet:
    return RelatedLinksSet(at=START, links=each)


def address(length: int) -> str:
    return "https://example.org/".ljust(length, "a")


def hero(*, alt: str = "", caption: str = "", credit: str = "") -> BlogDescribed:
    return described(hero=Hero(kind=HeroKind.PICTURE, media="m1", alt=alt, caption=caption, credit=credit))


SHOWN = Medium(id=MediaId("m" * 26), kind=MediumKind.PICTURE)
FILE = Rendition(format=Format.JPEG, name=f"{'f' * 26}.jpg", size=1)


def showing(**facts: Any) -> PostRevised:
    return PostRevised(
        at=START, post=POST, headline="x", body=f"![a](media:{SHOWN.id})", media=(replace(SHOWN, **facts),)
    )


def many_shown(count: int) -> PostRevised:
    media = tuple(replace(SHOWN, id=MediaId(b32encode(bytes([n] * 16)).decode().lower()[:26])) for n in range(count))
    body = "\n\n".join(f"![a](media:{each.id})" for each in media)
    return PostRevised(at=START, post=POST, headline="x", body=body, media=media)


def filled(**words: Any) -> EmbedFilled:
    return EmbedFilled(at=START, post=POST, embed=Embed(address=address(30), provider="x", key="x", **words))


# A revision for each place a limit guards, given an amount.
LIMITED: list[tuple[str, Callable[[int], Revision]]] = [
    ("headline", lambda n: revised("x" * n)),
    ("headline", lambda n: replace(published(9), headline="x" * n)),
    ("headline", lambda n: described(headline=Headline(text="x" * n))),
    ("headline", lambda n: described(headline=Headline(text="x", kicker="x" * n))),
    ("headline", lambda n: described(headline=Headline(text="x", short="x" * n))),
    ("headline", lambda n: described(headline=Headline(text="x", search="x" * n))),
    ("headline", lambda n: links(RelatedLink(title="x" * n, url=address(30)))),
    ("headline", lambda n: CoverageContinued(at=START, blog=Slug("next"), headline="x" * n)),
    ("body", lambda n: revised(body="x" * n)),
    ("body", lambda n: revised(body="🚢" * n)),
    ("body_links", lambda n: revised(body=" ".join(["[a](https://example.org/)"] * n))),
    ("body_links", lambda n: revised(body=" ".join(["![a](https://example.org/)"] * n))),
    ("body_nesting", lambda n: revised(body="> " * (n - 1) + "x")),
    ("body_nesting", lambda n: revised(body="*a " * (n - 1) + "a" + " a*" * (n - 1))),
    ("body_media", many_shown),
    ("body_embeds", lambda n: revised(body="\n\n".join(address(30) + str(each) for each in range(n)))),
    ("caption", lambda n: showing(alt="x" * n)),
    ("caption", lambda n: showing(caption="x" * n)),
    ("caption", lambda n: showing(credit="x" * n)),
    ("caption", lambda n: showing(licence="x" * n)),
    ("transcript", lambda n: showing(transcript="x" * n)),
    ("renditions", lambda n: showing(renditions=(FILE,) * n)),
    ("renditions", lambda n: showing(still=(FILE,) * n)),
    ("embed", lambda n: filled(title="x" * n)),
    ("embed", lambda n: filled(author="x" * n)),
    ("embed", lambda n: filled(text="x" * n)),
    ("key_point", lambda n: points(KeyPoint(text="x" * n))),
    ("key_point", lambda n: PodcastPromoSet(at=START, promo=PodcastPromo(text="x" * n))),
    ("key_points", lambda n: points(*[KeyPoint(text="x")] * n)),
    ("standfirst", lambda n: described(standfirst="x" * n)),
    ("byline", lambda n: signed(Byline(name="x" * n))),
    ("byline", lambda n: signed(Byline(name="x", role="x" * n))),
    ("byline", lambda n: signed(Byline(name="x", place="x" * n))),
    ("byline", lambda n: signed(Byline(name="x", author="x" * n))),
    ("byline", lambda n: replace(published(9), bylines=(Byline(name="x" * n),))),
    ("byline", lambda n: LiveReportingSet(at=START, reporters=(Reporter(name="x" * n),))),
    ("byline", lambda n: LiveReportingSet(at=START, reporters=(Reporter(name="x", author="x" * n),))),
    ("bylines", lambda n: signed(*[Byline(name="x")] * n)),
    ("bylines", lambda n: LiveReportingSet(at=START, reporters=(Reporter(name="x"),) * n)),
    ("caption", lambda n: hero(alt="x" * n)),
    ("caption", lambda n: hero(caption="x" * n)),
    ("caption", lambda n: hero(credit="x" * n)),
    ("correction", lambda n: PostCorrected(at=START, post=POST, wrong="x" * n, right="x")),
    ("correction", lambda n: PostCorrected(at=START, post=POST, wrong="x", right="x" * n)),
    ("reason", lambda n: PostWithdrawn(at=START, post=POST, reason="x" * n)),
    ("reason", lambda n: CoveragePaused(at=START, note="x" * n)),
    ("reason", lambda n: WordsRemoved(at=START, revisions=(BLOG.seq,), posts=(), notice="x" * n)),
    ("attribution", lambda n: ClaimStatusSet(at=START, post=POST, claim=unverified("x" * n))),
    ("attribution", lambda n: replace(published(9), claim=unverified("x" * n))),
    ("section", lambda n: described(sections=("x" * n,))),
    ("sections", lambda n: described(sections=("x",) * n)),
    ("links", lambda n: links(*[RelatedLink(title="x", url=address(30))] * n)),
    ("address", lambda n: links(RelatedLink(title="x", url=address(n)))),
    ("address", lambda n: points(KeyPoint(text="x", url=address(n)))),
    ("address", lambda n: PodcastPromoSet(at=START, promo=PodcastPromo(text="x", url=address(n)))),
]


def unverified(attribution: str) -> Claim:
    return Claim(status=ClaimStatus.UNVERIFIED, attribution=attribution)


def test_no_limit_on_words_is_left_out_here() -> None:
    counted = {each.name for each in fields(Limits)} - {"ahead", "behind"}
    assert {name for name, _ in LIMITED} == counted


@pytest.mark.parametrize(("name", "revision"), LIMITED)
def test_at_its_limit_everything_is_admitted_whole(name: str, revision: Callable[[int], Revision]) -> None:
    wished = revision(getattr(DEFAULT_LIMITS, name))
    assert admit([wished], BLOG) == (wished,)


@pytest.mark.parametrize(("name", "revision"), LIMITED)
def test_one_over_its_limit_nothing_is_admitted(name: str, revision: Callable[[int], Revision]) -> None:
    limit = getattr(DEFAULT_LIMITS, name)
    with pytest.raises((TooLong, TooMany)) as refusal:
        admit([revision(limit + 1)], BLOG)
    assert refusal.value.facts["limit"] == limit
    assert limit + 1 in refusal.value.facts.values()
    assert f"the limit is {limit}" in str(refusal.value)


@pytest.mark.parametrize(("name", "revision"), LIMITED)
def test_the_operator_may_set_every_limit(name: str, revision: Callable[[int], Revision]) -> None:
    # Four characters are no address.
    limit = 24 if name == "address" else 4
    tight = replace(DEFAULT_LIMITS, **{name: limit})  # type: ignore[arg-type]
    with pytest.raises((TooLong, TooMany)):
        admit([revision(limit + 1)], BLOG, limits=tight)
    assert admit([revision(limit)], BLOG, limits=tight) == (revision(limit),)
    assert admit([revision(limit + 1)], BLOG) == (revision(limit + 1),)


def test_limits_count_what_is_kept_and_not_what_was_sent() -> None:
    padded = "  x" * DEFAULT_LIMITS.headline
    with pytest.raises(TooLong):
        admit([revised(padded)], BLOG)
    (kept,) = admit([revised(" " * 900 + "x")], BLOG)
    assert kept == revised("x")


def timed(published_at: datetime) -> PostPublished:
    return replace(published(9), at=START, published_at=published_at)


TICK = timedelta(microseconds=1)


def test_a_post_may_be_as_far_ahead_as_the_limit_and_no_further() -> None:
    limit = START + DEFAULT_LIMITS.ahead
    assert admit([timed(limit)], BLOG) == (timed(limit),)
    with pytest.raises(TooFarAhead, match="more than 5 minutes ahead") as refusal:
        admit([timed(limit + TICK)], BLOG)
    assert refusal.value.code == "too-far-ahead"


def test_a_post_may_be_as_far_behind_as_the_limit_and_no_further() -> None:
    limit = START - DEFAULT_LIMITS.behind
    assert admit([timed(limit)], BLOG) == (timed(limit),)
    with pytest.raises(TooFarBehind, match="lies in the past") as refusal:
        admit([timed(limit - TICK)], BLOG)
    assert refusal.value.code == "too-far-behind"


def test_whoever_may_backdate_may_go_back_any_time_but_no_further_ahead() -> None:
    long_ago = timed(START - timedelta(days=4_000))
    assert admit([long_ago], BLOG, backdated=True) == (long_ago,)
    with pytest.raises(TooFarAhead):
        admit([timed(START + DEFAULT_LIMITS.ahead + TICK)], BLOG, backdated=True)


def test_another_limit_ahead_is_named_in_the_refusal() -> None:
    wide = replace(DEFAULT_LIMITS, ahead=timedelta(minutes=30))
    assert admit([timed(START + timedelta(minutes=30))], BLOG, limits=wide)
    with pytest.raises(TooFarAhead, match="more than 30 minutes ahead"):
        admit([timed(START + timedelta(minutes=30) + TICK)], BLOG, limits=wide)


def test_revisions_are_judged_one_after_another() -> None:
    later = replace(published(9), body="See the [first post](post:p-8).")
    assert admit([published(8), later], BLOG) == (published(8), later)
    with pytest.raises(Exception, match="p-8"):
        admit([later, published(8)], BLOG)


def test_what_is_admitted_is_in_normal_form() -> None:
    (kept,) = admit([replace(published(9), headline=" Last \n ferry ", body="* gone\n\n")], BLOG)
    assert kept == replace(published(9), headline="Last ferry", body="- gone")


def test_what_says_nothing_once_cleaned_is_empty() -> None:
    with pytest.raises(Empty, match=re.escape("A post's headline and body is empty")):
        admit([revised(" \x00 ", "\n\t\n")], BLOG)


def test_a_whole_log_is_admitted_from_nothing() -> None:
    assert admit(log(4)) == tuple(log(4))
