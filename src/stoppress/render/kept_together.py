"""Kept together: figures that must not be torn apart at the end of a line, such as "$10bn (£7.8bn)" or "130 km/h".

Knows which spaces of a sentence join a number to its unit, or an amount to what it comes to in other money.
Does not know lines; what it joins with is U+00A0, which is a space to whoever searches or copies.
"""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup

LONGEST: Final = 28
"""Characters that are kept together at most: more would stand out of a narrow column."""

_CURRENCY: Final = r"(?:US|AU|CA|NZ|HK)?[$€£¥₹]"
_SCALE: Final = r"(?:bn|tn|m|k|million|billion|trillion|Mio\.|Mrd\.)"
_NUMBER: Final = r"\d[\d.,]*"
_AMOUNT: Final = (
    rf"{_CURRENCY}[ ]?{_NUMBER}(?:[ ]?{_SCALE})?|{_NUMBER}[ ]?(?:{_SCALE}[ ])?(?:euros?|pounds?|dollars?|€)"
)
_UNIT: Final = (
    r"(?:km/h|mph|km|kg|cm|mm|m|ft|miles?|metres?|tonnes?|°[CF]|C|F|%|per cent|percent|Prozent|million|billion|trillion|bn|tn|"
    r"am|pm|GMT|BST|UTC|CET|CEST|Uhr)"
)
_JOINED: Final = re.compile(
    rf"(?:{_AMOUNT})[ ]\((?:{_AMOUNT})\)|{_CURRENCY}[ ]?{_NUMBER}[ ]{_SCALE}(?!\w)|{_NUMBER}[ ]{_UNIT}(?!\w)"
)
_SPACE: Final = "\u00a0"

# What stands between tags; the words of code are as they are.
_TEXT: Final = re.compile(r"<(?:code|pre)\b.*?</(?:code|pre)>|<[^>]*>|[^<]+", re.DOTALL)


def kept_together(text: str) -> str:
    """`text` with unbreakable spaces in its figures. Nothing else changes, and a second time changes nothing."""
    return _JOINED.sub(lambda found: found[0].replace(" ", _SPACE) if len(found[0]) <= LONGEST else found[0], text)


def kept_together_in(html: Markup) -> Markup:
    """The same for the words between tags."""
    made = _TEXT.sub(lambda found: found[0] if found[0].startswith("<") else kept_together(found[0]), str(html))
    return Markup(made)  # noqa: S704 - only spaces were changed
