"""Law 1: folding a log whole, or in any two pieces, gives the same blog."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.fold import fold
from stoppress.domain.order import Order
from stoppress.domain.revisions import Revision
from stoppress.domain.snapshot import restored, snapshot
from stoppress.domain.stored import restore, store
from tests.laws.stories import logs


@given(logs(), st.data())
def test_two_pieces_make_the_same_blog_as_the_whole(log: list[Revision], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(log)))
    assert fold(log[cut:], onto=fold(log[:cut])) == fold(log)


@given(logs(), st.data())
def test_a_snapshot_in_between_changes_nothing(log: list[Revision], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(log)))
    midway = restored(snapshot(fold(log[:cut])))
    assert midway is not None
    assert fold(log[cut:], onto=midway) == fold(log)


@given(logs())
def test_what_is_stored_is_what_is_read_back(log: list[Revision]) -> None:
    for revision in log:
        kept = store(revision, lambda: b"0123456789abcdef")
        assert restore(kept.facts, {word.field: word.text for word in kept.words}) == revision


@given(logs())
def test_folding_leaves_the_earlier_blog_as_it_was(log: list[Revision]) -> None:
    half = fold(log[: len(log) // 2])
    before = snapshot(half)
    fold(log[len(log) // 2 :], onto=half)
    assert snapshot(half) == before


@given(
    st.lists(st.text("abc/", min_size=1, max_size=4), max_size=120),
    st.lists(st.text("abc/", min_size=1, max_size=4), max_size=60),
)
def test_an_order_is_a_sorted_set(keys: list[str], gone: list[str]) -> None:
    order = Order()
    for key in keys:
        order = order.with_key(key)
    for key in gone:
        order = order.without_key(key)
    left = sorted(set(keys) - set(gone))
    assert list(order) == left
    assert list(reversed(order)) == left[::-1]
    assert len(order) == len(left)
    assert Order.of(left) == order
    for key in [*keys, "b"]:
        assert list(order.before(key, 99)) == [each for each in left if each < key][::-1]
        assert list(order.after(key, 99)) == [each for each in left if each > key]
