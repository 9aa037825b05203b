"""The shelf: within its budget, first pages stay, and final ones outlive a change."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stoppress.domain.identifiers import Slug
from stoppress.press.shelf import Shelf
from stoppress.render.heads import Finished
from tests.examples import examples

FERRY, STORM = Slug("ferry"), Slug("storm")

# A page of 10,000 bytes is reckoned at 17,048.
PAGE_BYTES = 10_000
ROOM_FOR_THREE = 52_000


def page(size: int = PAGE_BYTES, *, final: bool = False) -> Finished:
    made = Finished(b"x" * size, "v", "no-store")
    made.is_final = final
    return made


def test_what_was_asked_for_least_lately_makes_room() -> None:
    shelf = Shelf(ROOM_FOR_THREE)
    for name in ("a", "b", "c"):
        shelf.put(FERRY, name, page())
    assert shelf.get(FERRY, "a") is not None
    shelf.put(FERRY, "d", page())
    assert [name for name in "abcd" if shelf.get(FERRY, name)] == ["a", "c", "d"]


def test_first_pages_stay_and_the_newest_as_well() -> None:
    shelf = Shelf(0)
    shelf.put(FERRY, "", page())
    shelf.put(STORM, "", page())
    newest = shelf.put(STORM, "p/one", page())
    assert all(shelf.get(slug, "") for slug in (FERRY, STORM))
    assert shelf.get(STORM, "p/one") is newest
    shelf.put(STORM, "p/two", page())
    assert shelf.get(STORM, "p/one") is None


def test_a_change_takes_a_blogs_pages_and_leaves_final_ones_and_other_blogs() -> None:
    shelf = Shelf()
    for slug in (FERRY, STORM):
        shelf.put(slug, "", page())
        shelf.put(slug, "updates/1", page(final=True))
    shelf.clear(FERRY)
    assert (shelf.get(FERRY, ""), shelf.get(FERRY, "updates/1") is not None) == (None, True)
    assert shelf.get(STORM, "") is not None
    shelf.clear(FERRY, final_too=True)
    assert shelf.get(FERRY, "updates/1") is None
    shelf.clear(Slug("nobody"))


def test_the_same_page_put_again_counts_once() -> None:
    shelf = Shelf()
    shelf.put(FERRY, "a", page(40_000))
    shelf.put(FERRY, "a", page())
    alone = Shelf()
    alone.put(FERRY, "a", page())
    assert shelf.size == alone.size


class Shelves(RuleBasedStateMachine):
    """Whatever is put and taken, the size is that of what is there, and the budget holds for what need not stay."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf = Shelf(ROOM_FOR_THREE)
        self.put_last: tuple[Slug, str] = FERRY, ""

    @rule(
        slug=st.sampled_from([FERRY, STORM]),
        name=st.sampled_from(["", *"abcde"]),
        size=st.integers(0, 60_000),
        final=st.booleans(),
    )
    def put(self, slug: Slug, name: str, size: int, final: bool) -> None:
        self.shelf.put(slug, name, page(size, final=final))
        self.put_last = slug, name

    @rule(slug=st.sampled_from([FERRY, STORM]), final_too=st.booleans())
    def clear(self, slug: Slug, final_too: bool) -> None:
        self.shelf.clear(slug, final_too=final_too)

    @rule(slug=st.sampled_from([FERRY, STORM]), name=st.sampled_from([*"abcde"]))
    def get(self, slug: Slug, name: str) -> None:
        self.shelf.get(slug, name)

    @invariant()
    def the_size_is_that_of_what_is_there(self) -> None:
        there = [
            (slug, name, found)
            for slug in (FERRY, STORM)
            for name in ["", *"abcde"]
            if (found := self.shelf._pages.get((slug, name)))
        ]
        alone = Shelf(10**9)
        for slug, name, found in there:
            alone.put(slug, name, found)
        assert self.shelf.size == alone.size
        if self.shelf.size > ROOM_FOR_THREE:
            assert all(not name or (slug, name) == self.put_last for slug, name, _ in there)


TestShelves = Shelves.TestCase
TestShelves.settings = settings(max_examples=examples(40), stateful_step_count=20, deadline=None)
