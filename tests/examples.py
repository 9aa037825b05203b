"""How many examples a property is tried with that costs more than most.

Knows the profile hypothesis runs under. Nothing of any one property.
"""

from __future__ import annotations

from hypothesis import settings

# What `default` means to hypothesis, and what a number in a test is meant beside.
_USUAL = 100
_FEWEST = 6


def examples(number: int) -> int:
    """`number` in a whole run; in a fast one its share of the examples other properties get, but never under six."""
    usual = settings.default.max_examples if settings.default else _USUAL
    return max(_FEWEST, number * usual // _USUAL)
