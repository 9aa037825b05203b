"""The body of a post: CommonMark without raw HTML, in one normal form.

Knows how a body is parsed and how it is written so that the same text is always the same bytes (DESIGN §10.13).
Does not know what it looks like (`render`), nor whether what it refers to exists.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from markdown_it import MarkdownIt
from mdformat.renderer import MDRenderer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

OPTIONS: Final[Mapping[str, Any]] = MappingProxyType({"html": False, "maxNesting": 100})
"""How CommonMark is parsed here. Below `maxNesting` levels words would be left out: `Limits.body_nesting` refuses long
before that; a hundred keep the parser, which calls itself, within the stack."""

# How often normal form is sought before the text is left as it was written. One pass is enough for what
# people write; the second guards against a formatter that has not settled.
_PASSES: Final = 3

# Beyond these a text stays as it was written. The formatter calls itself once for every level of emphasis too, and
# parsing takes seconds; `Limits.body` and `Limits.body_nesting` refuse what is much smaller.
_LONGEST: Final = 200_000
_DEEPEST: Final = 50

# Control characters have no place in prose, and PostgreSQL cannot hold NUL at all. Line feed and tab stay.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = re.compile(r"\r\n?|\u2028|\u2029")


@cache
def parser() -> MarkdownIt:
    """The one parser of bodies: CommonMark, and raw HTML is text. Shared: it keeps no state between calls."""
    return MarkdownIt("commonmark", OPTIONS)


def clean(text: str) -> str:
    """`text` with line ends as LF, without control characters, composed (NFC)."""
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))


def clean_line(text: str) -> str:
    """`text` as one line: cleaned, every run of white space a single space."""
    return " ".join(clean(text).split())


def clean_lines(text: str) -> str:
    """`text` in lines: each cleaned, with at most one empty one between two."""
    lines = (" ".join(each.split()) for each in clean(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def normal_form(text: str) -> str:
    """`text` in normal form: normalising twice changes nothing, and never changes the rendered HTML.

    Where the formatter would change what readers see, the text stays as it was written: words are worth more
    than tidiness.
    """
    written = clean(text).strip("\n")
    if not written.strip():
        return ""
    if len(written) > _LONGEST or shape(written)[1] > _DEEPEST:
        return written
    html = parser().render(written)
    current = written
    for _ in range(_PASSES):
        # An entity may have stood for what `clean` would change: then it stays an entity.
        formatted = clean(_formatted(current)).strip("\n")
        if formatted == current:
            return current
        if parser().render(formatted) != html:
            break
        current = formatted
    return written


def _formatted(text: str) -> str:
    tokens = parser().parse(text)
    return MDRenderer().render(tokens, {"mdformat": {"wrap": "keep"}, "parser_extension": []}, {})


def walk(tokens: Sequence[Token]) -> Iterator[Token]:
    """Every token, inline ones too, in order."""
    for token in tokens:
        yield token
        yield from walk(token.children or ())


def shape(text: str) -> tuple[int, int]:
    """How many links and pictures a body has, and how deep it nests: lists, quotes, and emphasis within emphasis."""
    tokens = parser().parse(text)
    links = sum(token.type in ("link_open", "image") for token in walk(tokens))
    return links, max((token.level + _depth(token.children or ()) for token in tokens), default=0)


def _depth(inside: Sequence[Token]) -> int:
    return max((token.level for token in inside), default=0)
