"""Excerpts: the beginning of what a text says, where there is room for no more.

Knows where to cut, and what of a body's HTML is words.
Does not know whose words they are.
"""

from __future__ import annotations

from typing import Final

from selectolax.lexbor import LexborHTMLParser

# What search engines and share cards show before they cut.
SUMMARY_LENGTH: Final = 160

HEADING_LENGTH: Final = 80
"""So much of a post stands for the headline it has not."""


def text_of(html: str) -> str:
    """A body without any markup, on one line."""
    tree = LexborHTMLParser(html)
    # What a button says is no part of the story.
    for each in tree.css(".load"):
        each.decompose()
    return " ".join((tree.body.text(separator=" ") if tree.body else "").split())


def cut(text: str, length: int = SUMMARY_LENGTH) -> str:
    """`text`, cut at a word so that it is at most `length` characters long."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(".,;:-") + "…"
