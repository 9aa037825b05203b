"""Boilerplate: what sites that republish other people's live pages put around them.

Knows the year they add to the headline, their question prompt, and the footer below the last post.
Does not know posts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from stoppress.transfer.report import Findings
from stoppress.transfer.transcript_lines import Line, Passage

_YEAR: Final = re.compile(r"\((?:19|20)\d\d\)\Z")
_PROMPTS: Final = frozenset({"ask a question or make a comment"})
_SECTIONS: Final = frozenset(
    {"references", "top articles", "latest posts", "article information", "author information"}
)
_CARD: Final = "author information"
# The last of these is what readers said of the republisher's page, not of the newsroom's.
_ARTICLE_FIELDS: Final = {
    "author": "author",
    "last updated": "last updated",
    "views": "views",
    "rating": "rating",
    "reviews": "helpful share",
}
_CARD_FIELDS: Final = frozenset({"name", "birthday", "address", "phone", "job", "hobby", "introduction"})


def without_year(headline: str) -> tuple[str, str]:
    """A headline and, apart, the year in brackets at its end ("" if there is none)."""
    year = _YEAR.search(headline)
    if year is None or not headline[: year.start()].strip():
        return headline, ""
    return headline[: year.start()].strip(), year[0]


def is_prompt(text: str) -> bool:
    """Whether a line asks readers to write something."""
    return text.casefold().rstrip(" .!") in _PROMPTS


def footer_start(passages: Sequence[Passage], headline: str) -> int:
    """Where in the last post the footer begins: its number of passages if there is no footer.

    The page's headline may be repeated there, but not in the first passage: a post may bear it too.
    """
    for index, passage in enumerate(passages):
        first = passage.lines[0].text
        repeated = index > 0 and without_year(first)[0] == headline
        if repeated or _section(first):
            return index
    return len(passages)


def leave_out_footer(passages: Sequence[Passage], headline: str, findings: Findings) -> None:
    """Note every line of the footer, each under its own name."""
    section = ""
    for line in (line for passage in passages for line in passage.lines):
        section = _section(line.text) or section
        what, value = _named(line, section, headline)
        if value is None:
            findings.leave_out(what, text=line.text, line=line.number)
        else:
            findings.leave_out(what, value=value, line=line.number)


def _section(text: str) -> str:
    name = text.casefold().rstrip(" :")
    return name if name in _SECTIONS else ""


def _named(line: Line, section: str, headline: str) -> tuple[str, str | None]:
    """What a line of the footer is, and the value if it is a field."""
    if without_year(line.text)[0] == headline:
        return "headline repeated", None
    if name := _section(line.text):
        return name, None
    field, colon, value = line.text.partition(":")
    key = field.strip().casefold()
    if colon and section == _CARD and key in _CARD_FIELDS:
        return f"author card: {key}", value.strip()
    if colon and section != _CARD and key in _ARTICLE_FIELDS:
        return _ARTICLE_FIELDS[key], value.strip()
    return f"below the posts: {section or 'other'}", None
