"""Merging loses nothing: what two people made of one text stands in the merged one, or in a conflict that both are shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from stoppress.domain.body import normal_form
from stoppress.domain.content import Content
from stoppress.domain.facts import Byline, Claim, ClaimStatus, Label
from stoppress.domain.merging import FIELDS, Choices, Merged, Take, blocks, joined, merge
from stoppress.domain.normal import normal
from tests.examples import examples
from tests.laws.bodies import anything
from tests.laws.exhibits import prose
from tests.laws.stories import bylines, claims, labels

PARAGRAPHS = [f"Paragraph {number} of it." for number in range(6)]
FRESH = [f"{who} wrote {number}." for who in ("Ada", "Ben") for number in range(4)]

UNVERIFIED = Claim(status=ClaimStatus.UNVERIFIED)

few = st.lists(st.sampled_from(PARAGRAPHS), max_size=6)
edited = st.lists(st.sampled_from(PARAGRAPHS + FRESH), max_size=7)
plain = st.builds(Content, body=few.map(joined), headline=st.sampled_from(["", "One", "Two"]), label=labels)
changed = st.builds(Content, body=edited.map(joined), headline=st.sampled_from(["", "One", "Two"]), label=labels)
whole = st.builds(
    Content,
    headline=prose,
    body=anything,
    label=labels,
    bylines=bylines,
    claim=claims,
    key_event=st.booleans(),
    pin=st.booleans(),
)


@given(plain | whole, plain | whole)
def test_what_one_alone_changed_is_as_they_changed_it(base: Content, other: Content) -> None:
    base, other = _read(base), _read(other)
    assert merge(base, base, base).content() == base
    for merged in (merge(base, other, base), merge(base, base, other), merge(base, other, other)):
        assert merged.is_clear
        assert merged.content() == other


@given(plain, changed, changed)
def test_it_does_not_matter_whose_is_whose_where_they_do_not_meet(base: Content, one: Content, other: Content) -> None:
    merged, turned = merge(base, one, other), merge(base, other, one)
    assert [each.base for each in merged.conflicts] == [each.base for each in turned.conflicts]
    assert [each.name for each in merged.clashes] == [each.name for each in turned.clashes]
    if merged.is_clear:
        assert merged.content() == turned.content()


@given(plain | whole, changed | whole, changed | whole)
@settings(max_examples=examples(200))
def test_every_paragraph_that_somebody_wrote_is_seen(base: Content, theirs: Content, mine: Content) -> None:
    merged = merge(base, theirs, mine)
    base, theirs, mine = _read(base), _read(theirs), _read(mine)
    assert _followed(each.base for each in merged.stretches) == blocks(base.body)
    # Whoever follows one of the two through the stretches has read the whole of what they wrote.
    assert _followed(each.theirs for each in merged.stretches) == blocks(theirs.body)
    assert _followed(each.mine for each in merged.stretches) == blocks(mine.body)
    for written in (theirs.body, mine.body):
        fresh = Counter(blocks(written)) - Counter(blocks(base.body))
        seen = Counter(_seen(merged))
        assert not fresh - seen, "a paragraph is missing"
    # And in the text itself, as far as nobody has to choose.
    text = merged.content().body
    words = Counter(_words(text))
    for each in merged.stretches:
        assert not Counter(_words(joined(each.taken()))) - words
    assert normal_form(text) == text


@given(plain, changed, changed)
def test_both_texts_of_a_conflict_are_in_it(base: Content, theirs: Content, mine: Content) -> None:
    merged = merge(base, theirs, mine)
    for at, each in enumerate(merged.conflicts):
        assert each.theirs != each.mine
        assert each.base not in (each.theirs, each.mine) or not each.base
        for take, said in ((Take.THEIRS, each.theirs), (Take.MINE, each.mine)):
            chosen = blocks(merged.content(Choices({at: take})).body)
            assert set(said) <= set(chosen)
        both = set(blocks(merged.content(Choices({at: Take.BOTH})).body))
        assert {*each.theirs, *each.mine} <= both


@given(plain, changed, changed)
def test_what_was_taken_out_does_not_come_back_by_itself(base: Content, theirs: Content, mine: Content) -> None:
    text = Counter(blocks(merge(base, theirs, mine).content().body))
    gone = set(blocks(base.body)) - set(blocks(theirs.body))
    # Unless somebody wrote it anew beside what the other took out.
    assert not [each for each in gone if text[each] and each not in blocks(mine.body)]
    untouched = gone & set(blocks(mine.body))
    for each in untouched:
        assert text[each] < Counter(blocks(mine.body))[each] + 1
        if Counter(blocks(mine.body))[each] == Counter(blocks(base.body))[each] == 1 and mine.body == base.body:
            assert not text[each]


@given(plain | whole, changed | whole, changed | whole)
def test_a_field_is_whose_changed_it_and_told_where_both_did(base: Content, theirs: Content, mine: Content) -> None:
    merged = merge(base, theirs, mine)
    base, theirs, mine = _read(base), _read(theirs), _read(mine)
    clashes = {each.name: each for each in merged.clashes}
    for name in FIELDS:
        was, other, own = (getattr(each, name) for each in (base, theirs, mine))
        taken = getattr(merged.content(), name)
        if own in (was, other) or other == was:
            assert name not in clashes
            assert taken == (own if other == was else other if own == was else own)
        else:
            assert (clashes[name].base, clashes[name].theirs, clashes[name].mine) == (was, other, own)
            assert taken == own
            assert getattr(merged.content(Choices(fields={name: Take.THEIRS})), name) == other


@given(anything)
@example("1. a\n2. b\n\nc\n\n> d\n>\n> e\n\n```\nf\n\ng\n```\n\n- h\n\n  i")
def test_paragraphs_are_the_whole_body(text: str) -> None:
    body = normal_form(text)
    assert re.sub(r"\s+", "", "".join(blocks(body))) == re.sub(r"\s+", "", body)


def test_neighbours_may_be_changed_by_two() -> None:
    base = Content(body=joined(PARAGRAPHS[:4]))
    theirs = Content(body=joined([PARAGRAPHS[0], "Theirs.", *PARAGRAPHS[2:4]]))
    mine = Content(body=joined([*PARAGRAPHS[:2], "Mine.", PARAGRAPHS[3], "And more."]))
    merged = merge(base, theirs, mine)
    assert merged.is_clear
    assert blocks(merged.content().body) == (PARAGRAPHS[0], "Theirs.", "Mine.", PARAGRAPHS[3], "And more.")


def test_the_same_paragraph_changed_by_two_is_a_conflict_with_both() -> None:
    base = Content(body=joined(PARAGRAPHS[:3]))
    theirs = replace(base, body=joined([PARAGRAPHS[0], "Theirs.", PARAGRAPHS[2]]))
    mine = replace(base, body=joined([PARAGRAPHS[0], "Mine.", PARAGRAPHS[2]]))
    merged = merge(base, theirs, mine)
    assert [(each.base, each.theirs, each.mine) for each in merged.conflicts] == [
        ((PARAGRAPHS[1],), ("Theirs.",), ("Mine.",))
    ]
    assert blocks(merged.content().body) == (PARAGRAPHS[0], "Theirs.", "Mine.", PARAGRAPHS[2])
    assert blocks(merged.content(Choices({0: Take.MINE})).body) == (PARAGRAPHS[0], "Mine.", PARAGRAPHS[2])


def test_what_one_took_out_and_the_other_changed_is_as_readers_see_it_until_somebody_chooses() -> None:
    base = Content(body=joined(PARAGRAPHS[:2]))
    without, reworded = replace(base, body=PARAGRAPHS[0]), replace(base, body=joined([PARAGRAPHS[0], "Reworded."]))
    merged = merge(base, without, reworded)
    assert not merged.is_clear
    assert merged.content().body == PARAGRAPHS[0]
    assert merged.content(Choices({0: Take.MINE})).body == reworded.body
    assert merge(base, reworded, without).content().body == reworded.body


def test_fields_of_two_are_put_together() -> None:
    base = Content(headline="Ferries stop", label=None)
    theirs = replace(base, label=Label.BREAKING, bylines=(Byline(name="Ada"),))
    mine = replace(base, headline="All ferries stop", claim=UNVERIFIED, key_event=True)
    merged = merge(base, theirs, mine)
    assert merged.is_clear
    assert merged.content() == Content(
        headline="All ferries stop",
        label=Label.BREAKING,
        bylines=(Byline(name="Ada"),),
        claim=UNVERIFIED,
        key_event=True,
    )


def _read(version: Content) -> Content:
    """As it is merged: in normal form."""
    return normal(version)


def _seen(merged: Merged) -> Iterable[str]:
    for each in merged.stretches:
        yield from each.theirs
        if each.mine != each.theirs:
            yield from each.mine


def _followed(some: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(each for paragraphs in some for each in paragraphs)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_a_conflict_is_not_hidden_by_what_is_the_same_in_both() -> None:
    """Vacuity: the examples above do meet conflicts."""
    met = 0

    @given(plain, changed, changed)
    @settings(max_examples=50, database=None)
    def look(base: Content, theirs: Content, mine: Content) -> None:
        nonlocal met
        assume(theirs != mine)
        met += bool(merge(base, theirs, mine).conflicts)

    look()
    assert met
