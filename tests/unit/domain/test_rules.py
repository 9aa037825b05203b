"""Rules: a wish becomes the revisions that bring it about, and a wish fulfilled already becomes none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stoppress.domain import rules
from stoppress.domain.admission import admit
from stoppress.domain.blog import Blog, Coverage
from stoppress.domain.facts import Byline, Claim, ClaimStatus, Label
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId
from stoppress.domain.revisions import (
    BylinesSet,
    ClaimStatusSet,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    KeyEventMarked,
    PostCorrected,
    PostLabelled,
    PostPinned,
    PostRevised,
    PostUnpinned,
    PostWithdrawn,
    Revision,
)
from stoppress.domain.rules import Wording
from stoppress.errors import PostIsWithdrawn, PostUnknown
from tests.contract.invented import START, opened, published, withdrawn

P2, P3 = PostId("p-2"), PostId("p-3")
LATER = START + timedelta(minutes=5)
ADA = Byline(name="Ada Quill", place="Velmora")
DOUBTED = Claim(status=ClaimStatus.UNVERIFIED, attribution="A deckhand says so.")

FULL = replace(published(2), label=Label.ANALYSIS, bylines=(ADA,), claim=DOUBTED, key_event=True)
BLOG = fold([opened(), FULL, published(3)])

# Each part of a wish, and the one revision that brings it about.
PARTS: list[tuple[Wording, Revision]] = [
    (Wording(headline="Delays"), PostRevised(at=LATER, post=P2, headline="Delays", body=FULL.body)),
    (Wording(body="Ferry 2 waits."), PostRevised(at=LATER, post=P2, headline=FULL.headline, body="Ferry 2 waits.")),
    (Wording(label=(Label.UPDATE,)), PostLabelled(at=LATER, post=P2, label=Label.UPDATE)),
    (Wording(label=(None,)), PostLabelled(at=LATER, post=P2, label=None)),
    (Wording(bylines=()), BylinesSet(at=LATER, post=P2, bylines=())),
    (Wording(bylines=(ADA, Byline(name="Ben"))), BylinesSet(at=LATER, post=P2, bylines=(ADA, Byline(name="Ben")))),
    (Wording(claim=(None,)), ClaimStatusSet(at=LATER, post=P2, claim=None)),
    (Wording(key_event=False), KeyEventMarked(at=LATER, post=P2, marked=False)),
]


@pytest.mark.parametrize(("wish", "revision"), PARTS)
def test_a_wish_becomes_the_one_revision_for_what_differs(wish: Wording, revision: Revision) -> None:
    assert rules.revise(BLOG, P2, wish, LATER) == (revision,)


@pytest.mark.parametrize(("wish", "revision"), PARTS)
def test_a_wish_fulfilled_becomes_nothing(wish: Wording, revision: Revision) -> None:
    fulfilled = fold(admit([revision], BLOG), onto=BLOG)
    assert rules.revise(fulfilled, P2, wish, LATER) == ()


def test_an_empty_wish_and_a_wish_for_what_is_there_become_nothing() -> None:
    same = Wording(
        headline=FULL.headline,
        body=FULL.body,
        label=(FULL.label,),
        bylines=FULL.bylines,
        claim=(FULL.claim,),
        key_event=True,
    )
    assert rules.revise(BLOG, P2, Wording(), LATER) == ()
    assert rules.revise(BLOG, P2, same, LATER) == ()


def test_words_that_differ_only_until_they_are_normal_become_nothing() -> None:
    spaced = Wording(headline=f"  {FULL.headline}\n", body=f"\n\n{FULL.body}\r\n")
    assert rules.revise(BLOG, P2, spaced, LATER) == ()
    signed = Wording(
        bylines=(replace(ADA, name=f" {ADA.name} "),),
        claim=(replace(DOUBTED, attribution=f" {DOUBTED.attribution}\n"),),
    )
    assert rules.revise(BLOG, P2, signed, LATER) == ()


def test_a_wish_of_many_parts_becomes_one_revision_each_and_can_be_admitted() -> None:
    wish = Wording(headline="Delays", body="Late.", label=(None,), bylines=(), claim=(None,), key_event=False)
    decided = rules.revise(BLOG, P2, wish, LATER)
    assert [type(each) for each in decided] == [
        PostRevised,
        PostLabelled,
        BylinesSet,
        ClaimStatusSet,
        KeyEventMarked,
    ]
    post = fold(admit(decided, BLOG), onto=BLOG).posts[P2]
    assert (post.headline, post.body, post.label, post.bylines) == ("Delays", "Late.", None, ())
    assert (post.claim, post.key_event, post.revised_at) == (None, False, LATER)


def test_a_correction_follows_the_new_wording_and_comes_even_without_any() -> None:
    corrected = PostCorrected(at=LATER, post=P2, wrong="12", right="21")
    plain = rules.correct(BLOG, P2, Wording(), "12", "21", LATER)
    assert plain == (corrected,)
    reworded = rules.correct(BLOG, P2, Wording(headline="Delays"), "12", "21", LATER)
    assert reworded == (PostRevised(at=LATER, post=P2, headline="Delays", body=FULL.body), corrected)


def test_posts_that_are_not_there_or_were_taken_back_take_no_wishes() -> None:
    gone = fold([withdrawn(2)], onto=BLOG)
    for wish in (Wording(), Wording(headline="x")):
        with pytest.raises(PostUnknown):
            rules.revise(BLOG, PostId("p-99"), wish, LATER)
        with pytest.raises(PostIsWithdrawn):
            rules.revise(gone, P2, wish, LATER)
    with pytest.raises(PostIsWithdrawn):
        rules.unpin(gone, P2, LATER)


@pytest.mark.parametrize("shown", [True, False])
def test_a_post_is_withdrawn_once(shown: bool) -> None:
    decided = rules.withdraw(BLOG, P2, "It sank.", reason_shown=shown, at=LATER)
    assert decided == (PostWithdrawn(at=LATER, post=P2, reason="It sank.", reason_shown=shown),)
    again = fold(decided, onto=BLOG)
    assert rules.withdraw(again, P2, "Another reason.", reason_shown=True, at=LATER) == ()


def test_a_post_is_pinned_and_unpinned_once() -> None:
    assert rules.unpin(BLOG, P2, LATER) == ()
    decided = rules.pin(BLOG, P2, LATER)
    assert decided == (PostPinned(at=LATER, post=P2),)
    pinned = fold(decided, onto=BLOG)
    assert rules.pin(pinned, P2, LATER) == ()
    assert rules.pin(pinned, P3, LATER) == (PostPinned(at=LATER, post=P3),)
    assert rules.unpin(pinned, P3, LATER) == ()
    assert rules.unpin(pinned, P2, LATER) == (PostUnpinned(at=LATER, post=P2),)


def in_state(coverage: Coverage) -> Blog:
    return fold(rules.coverage(BLOG, coverage, START), onto=BLOG)


@pytest.mark.parametrize(
    ("now", "wish", "revision"),
    [
        (Coverage.LIVE, Coverage.LIVE, None),
        (Coverage.LIVE, Coverage.PAUSED, CoveragePaused(at=LATER, note="Until six.")),
        (Coverage.LIVE, Coverage.ENDED, CoverageEnded(at=LATER)),
        (Coverage.PAUSED, Coverage.LIVE, CoverageResumed(at=LATER)),
        (Coverage.PAUSED, Coverage.PAUSED, None),
        (Coverage.PAUSED, Coverage.ENDED, CoverageEnded(at=LATER)),
        (Coverage.ENDED, Coverage.LIVE, CoverageReopened(at=LATER)),
        (Coverage.ENDED, Coverage.ENDED, None),
    ],
)
def test_coverage_goes_from_any_state_to_the_wished_one(
    now: Coverage, wish: Coverage, revision: Revision | None
) -> None:
    blog = in_state(now)
    assert blog.coverage is now
    decided = rules.coverage(blog, wish, LATER, "Until six.")
    assert decided == (() if revision is None else (revision,))
    assert fold(admit(decided, blog), onto=blog).coverage is wish


def test_a_revision_replayed_happens_at_the_other_time() -> None:
    again = rules.replayed(FULL, LATER)
    assert again == replace(FULL, at=LATER, published_at=LATER)
    assert rules.replayed(withdrawn(2), LATER) == replace(withdrawn(2), at=LATER)
