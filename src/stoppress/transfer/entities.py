"""Entities: text that was escaped for HTML, once or once too often.

Knows how far to unescape, and how to tell HTML from text with a "<" in it.
Does not know elements (`html_body`).
"""

from __future__ import annotations

import html
import re
from typing import Final

from stoppress.domain.cleaning import clean_line

# Escaped twice is common (once by the editor's software, once by the page's); three times has been seen.
_ROUNDS: Final = 3

# Only with its semicolon: "?a=1&copy=2" is an address.
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG: Final = re.compile(
    r"</?(?:a|abbr|article|aside|audio|b|big|blockquote|br|center|cite|code|del|div|em|embed|figcaption|figure|font|"
    r"footer|h[1-6]|header|hr|i|iframe|img|ins|kbd|li|mark|noscript|object|ol|p|picture|pre|q|s|script|section|small|"
    r"source|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|time|tr|u|ul|video)(?=[\s/>])[^<>]*>|<!--",
    re.IGNORECASE,
)


def unescaped(text: str) -> str:
    """`text` with its entities resolved, however often it was escaped."""
    for _ in range(_ROUNDS):
        resolved = _once(text)
        if resolved == text:
            break
        text = resolved
    return text


def as_html(text: str) -> str | None:
    """`text` as HTML, unescaped as far as is needed to see its elements; None if it is plain text."""
    for _ in range(_ROUNDS):
        if _TAG.search(text):
            return text
        text = _once(text)
    return text if _TAG.search(text) else None


def line_of(text: str) -> str:
    """`text` as one line without entities and elements, such as a headline should be."""
    return clean_line(unescaped(_TAG.sub("", as_html(text) or text)))


def _once(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)
