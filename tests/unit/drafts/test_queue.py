"""The queue: free slots, clashes, and another order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.content import Content
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import Draft, DraftId, Someone, State, is_draft_id, post_of
from stoppress.drafts.queue import SLOT, clashes, is_scheduled, next_free_slot, reordered
from stoppress.errors.drafts import QueueChanged

NOW = datetime(2031, 4, 5, 9, 41, 7, tzinfo=UTC)
REX = Someone("person-rex", "Rex")
MINUTES = st.lists(st.integers(0, 90), max_size=12)


def scheduled(number: int, minutes: float) -> Draft:
    at = NOW + timedelta(minutes=minutes)
    return Draft(
        id=DraftId(f"{'d' * 25}{'abcdefghijklmnopqrstuvwxyz'[number]}"),
        blog=Slug("ferry"),
        owner=REX,
        version=1,
        state=State.WAITING,
        content=Content(body="A."),
        written_by=REX.id,
        created_at=NOW,
        updated_at=NOW,
        wanted_at=at,
        due_at=at,
    )


def all_of(minutes: list[int]) -> list[Draft]:
    return [scheduled(number, each) for number, each in enumerate(minutes)]


@given(MINUTES)
def test_the_next_slot_is_free_soon_and_on_the_clock(minutes: list[int]) -> None:
    some = all_of(minutes)
    slot = next_free_slot(NOW, some)
    assert slot > NOW
    assert (slot.minute % 5, slot.second) == (0, 0)
    assert not any(each.wanted_at and slot <= each.wanted_at < slot + SLOT for each in some)
    earlier = [NOW + timedelta(minutes=each) for each in range(200)]
    for each in (moment for moment in earlier if NOW + SLOT < moment < slot):
        within = each.replace(minute=each.minute // 5 * 5, second=0)
        assert any(one.wanted_at and within <= one.wanted_at < within + SLOT for one in some)


@given(MINUTES)
def test_clashes_are_those_within_a_minute_of_another(minutes: list[int]) -> None:
    some = all_of(minutes)
    expected = {
        one.id
        for one in some
        for other in some
        if one is not other
        and one.wanted_at
        and other.wanted_at
        and abs(one.wanted_at - other.wanted_at) < timedelta(minutes=1)
    }
    assert clashes(some) == expected


@given(MINUTES.flatmap(lambda minutes: st.tuples(st.just(minutes), st.permutations(range(len(minutes))))))
def test_in_another_order_the_times_stay_and_the_posts_move(given_order: tuple[list[int], list[int]]) -> None:
    minutes, order = given_order
    some = all_of(minutes)
    after = reordered(some, [some[each].id for each in order])
    gone_out = sorted(after.values(), key=lambda each: (each.due_at or NOW, each.place))
    assert [each.id for each in gone_out] == [some[each].id for each in order]
    assert sorted(each.wanted_at or NOW for each in some) == [each.wanted_at for each in gone_out]
    assert all(each.content == some[0].content for each in gone_out)


def test_an_order_of_other_posts_is_refused() -> None:
    some = all_of([1, 2])
    for wrong in ([some[0].id], [some[0].id, some[0].id], [*(each.id for each in some), scheduled(2, 3).id]):
        with pytest.raises(QueueChanged):
            reordered(some, wrong)


def test_what_waits_for_its_undo_window_is_not_scheduled() -> None:
    assert is_scheduled(scheduled(1, 5))
    assert not is_scheduled(replace(scheduled(1, 5), wanted_at=None))
    assert not is_scheduled(replace(scheduled(1, 5), state=State.HELD))


def test_ids() -> None:
    assert is_draft_id("abcdefghijklmnopqrstuvwx27")
    assert not any(is_draft_id(each) for each in ("", "a" * 25, "a" * 27, "A" * 26, "1" * 26, "a" * 26 + "\n"))
    posts = {post_of(Slug(blog), DraftId(each * 26)) for each in "abc" for blog in ("ferry", "harbour")}
    assert len(posts) == 6
    assert {len(each) for each in posts} == {12}
