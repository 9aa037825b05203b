"""The body of a post: CommonMark without raw HTML, in one normal form.

Knows how a body is parsed and how it is written so that the same text is always the same bytes (DESIGN §10.13).
Does not know what it looks like (`render`), nor whether what it refers to exists.
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from markdown_it import MarkdownIt

from stoppress.domain.brackets import bounded
from stoppress.domain.cleaning import clean
from stoppress.domain.writing import written

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


@cache
def parser() -> MarkdownIt:
    """The one parser of bodies: CommonMark, and raw HTML is text. Shared: it keeps no state between calls."""
    return bounded(MarkdownIt("commonmark", OPTIONS))


def normal_form(text: str) -> str:
    """`text` in normal form: normalising twice changes nothing, and never changes the rendered HTML.

    Where the formatter would change what readers see, the text stays as it was written: words are worth more
    than tidiness.
    """
    own = clean(text).strip("\n")
    if not own.strip():
        return ""
    if len(own) > _LONGEST or shape(own)[1] > _DEEPEST:
        return own
    html = rendered(own)
    current = own
    for _ in range(_PASSES):
        tokens = parser().parse(_ended(current))
        tries = (_tidy(tokens, apart=apart) for apart in (False, True))
        formatted = next((each for each in tries if rendered(each) == html), None)
        if formatted is None:
            break
        if formatted == current:
            return current
        current = formatted
    return own


def _tidy(tokens: Sequence[Token], *, apart: bool) -> str:
    # A reference may have stood for what `clean` would change: then it stays one.
    return clean(written(tokens, apart=apart)).strip("\n")


def rendered(text: str) -> str:
    """`text` as plain HTML, to compare: a paragraph that says nothing is none."""
    html = str(parser().render(_ended(text))).replace("<p></p>\n", "")
    return re.sub(r"<(li|blockquote)>\n</", r"<\1></", html)


def _ended(text: str) -> str:
    # Code that is not closed would lose the end of its last line.
    return f"{text}\n"


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
