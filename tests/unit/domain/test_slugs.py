"""Slugs: whatever the headline, an address that can be typed and that nobody has."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.identifiers import Slug, is_slug
from stoppress.domain.slugs import SLUG_LENGTH, slug_from

DAY = date(2031, 4, 5)


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Ferries stop: all quays closed!", "ferries-stop-all-quays-closed"),
        ("Velmora's café d’été", "velmoras-cafe-dete"),
        ("Straße, Łódź, Ærø", "strasse-lodz-aero"),
        ("Шторм над гаванью", "shtorm-nad-gavaniu"),
        ("Жёлтый объезд", "zheltyi-obezd"),
        ("Καταιγίδα", "kataigida"),
        ("暴風雨", "live-2031-04-05"),
        ("New", "new-2"),
        ("", "live-2031-04-05"),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 200, "x" * SLUG_LENGTH),
    ],
)
def test_a_headline_becomes_an_address(headline: str, slug: str) -> None:
    assert slug_from(headline, set(), DAY) == slug


def test_one_that_is_taken_gets_the_next_number() -> None:
    taken = {Slug("ferries"), Slug("ferries-2")}
    assert slug_from("Ferries", taken, DAY) == "ferries-3"


@given(st.text(max_size=300))
def test_every_headline_has_one(headline: str) -> None:
    first = slug_from(headline, set(), DAY)
    assert is_slug(first)
    second = slug_from(headline, {first}, DAY)
    assert is_slug(second)
    assert second != first
