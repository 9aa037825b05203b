"""The order of posts, against a sorted list that knows nothing of trees."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.order import FAN_OUT, Order
from tests.examples import examples

keys = st.text(alphabet="abc", min_size=1, max_size=4)
walks = st.lists(st.tuples(st.booleans(), keys), max_size=60)


def many(count: int) -> list[str]:
    """Enough keys for nodes to split, in no order."""
    shuffled = [f"{number:05}" for number in range(count)]
    random.Random(7).shuffle(shuffled)
    return shuffled


def grown(*added: str) -> Order:
    order = Order()
    for key in added:
        order = order.with_key(key)
    return order


@settings(max_examples=examples(40))
@given(walks)
def test_an_order_holds_what_a_sorted_set_holds(walk: list[tuple[bool, str]]) -> None:
    order, model = Order(), set[str]()
    for comes, key in walk:
        order = order.with_key(key) if comes else order.without_key(key)
        model = model | {key} if comes else model - {key}
        assert len(order) == len(model)
    assert list(order) == sorted(model)
    assert list(reversed(order)) == sorted(model, reverse=True)


@settings(max_examples=examples(40))
@given(st.sets(keys, max_size=80), keys, st.integers(0, 90))
def test_reading_from_any_key_gives_its_neighbours_whether_it_is_there_or_not(
    held: set[str], key: str, count: int
) -> None:
    order, ranked = grown(*sorted(held)), sorted(held)
    assert list(order.newest(count)) == ranked[::-1][:count]
    assert list(order.before(key, count)) == ranked[: bisect_left(ranked, key)][::-1][:count]
    assert list(order.after(key, count)) == ranked[bisect_right(ranked, key) :][:count]


@settings(max_examples=examples(40))
@given(st.sets(keys, max_size=80))
def test_an_order_made_in_one_pass_equals_one_made_key_by_key(held: set[str]) -> None:
    whole = Order.of(sorted(held))
    assert whole == grown(*held)
    assert hash(whole) == hash(grown(*held))
    assert list(whole) == sorted(held)


@pytest.mark.parametrize("count", [FAN_OUT, FAN_OUT + 1, FAN_OUT * FAN_OUT + 1, 2_000])
def test_splitting_nodes_loses_no_key(count: int) -> None:
    shuffled = many(count)
    order = grown(*shuffled)
    assert len(order) == count
    assert list(order) == sorted(shuffled)
    assert order == Order.of(sorted(shuffled))
    assert list(order.before("00020", 3)) == ["00019", "00018", "00017"]
    assert list(order.after("00020", 3)) == ["00021", "00022", "00023"]


def test_taking_keys_out_of_a_deep_order_leaves_the_others_and_room_for_new_ones() -> None:
    shuffled = many(1_200)
    order = Order.of(sorted(shuffled))
    for key in shuffled[:1_190]:
        order = order.without_key(key)
    assert list(order) == sorted(shuffled[1_190:])
    for key in shuffled[1_190:]:
        order = order.without_key(key)
    assert (len(order), list(order), order.newest(3)) == (0, [], ())
    assert list(order.with_key("00007")) == ["00007"]


def test_an_earlier_order_is_not_changed_by_what_follows_from_it() -> None:
    earlier = Order.of([f"{number:05}" for number in range(0, 400, 2)])
    seen = list(earlier)
    later = earlier
    for number in range(1, 400, 2):
        later = later.with_key(f"{number:05}").without_key(f"{number - 1:05}")
    assert list(earlier) == seen
    assert list(later) == [f"{number:05}" for number in range(1, 400, 2)]


def test_a_key_that_is_there_already_changes_nothing() -> None:
    order = grown("a", "b")
    assert order.with_key("a") == order
    assert order.without_key("c") == order
    assert order != grown("a")
    assert order != grown("a", "c")


def test_an_order_is_not_equal_to_a_list_of_its_keys() -> None:
    assert grown("a") != ["a"]
