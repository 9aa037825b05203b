"""JSON-LD as it stands in real pages: found among the scripts, unwrapped, and mended where it is broken.

Knows `<script type="application/ld+json">`, what is wrapped around JSON there, and what generators get wrong.
Does not know schema.org.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

_OPENING: Final = re.compile(r"<!--|<script\b([^>]{0,2000})>", re.IGNORECASE)
_CLOSING: Final = re.compile(r"</script", re.IGNORECASE)
_WRAPPED: Final = re.compile(r"(?:[\s\ufeff]|<!--|//|/\*|\*/|<!\[CDATA\[)*")
_WRAPPING_END: Final = ("-->", "]]>", "//", "/*", "*/", ";")
_REMAINDER: Final = re.compile(r"[\s;}\]]{0,20}\Z")

_STRING_OR_COMMA: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|,(?=\s*[}\]])', re.DOTALL)
_ESCAPE: Final = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|(.))', re.DOTALL)
_ESCAPE_OR_QUOTE: Final = re.compile(r'\\.|"', re.DOTALL)
# A quotation mark ends a string only where JSON goes on after it.
_GOES_ON: Final = re.compile(r'\s*(?:[}\]:]|\Z|,\s*(?:["{\[}\]\d-]|true|false|null))')


@dataclass(frozen=True, slots=True)
class Script:
    """A JSON-LD script. `tree` is None if it could not be read; `trouble` says what was wrong with it, if anything."""

    line: int
    tree: Any
    trouble: str


def scripts(page: str) -> Iterator[Script]:
    """Every JSON-LD script of an HTML page, in order. One that is commented out is none."""
    at, line, comments_end = 0, 1, True
    while opening := _OPENING.search(page, at):
        start = opening.end()
        if opening[1] is None:
            end = page.find("-->", start) if comments_end else -1
            comments_end = end >= 0
            following = max(end, start)
        else:
            closing = _CLOSING.search(page, start)
            following = closing.start() if closing else len(page)
            if "ld+json" in opening[1].lower():
                line_here = line + page.count("\n", at, start)
                yield Script(line_here, *parsed(_unwrapped(page[start:following])))
        line += page.count("\n", at, following)
        at = following


def parsed(text: str) -> tuple[Any, str]:
    """The JSON `text` holds (None if it cannot be read) and what was wrong with it ("" if nothing was)."""
    try:
        return json.loads(text), ""
    except RecursionError:
        return None, "it is nested too deeply"
    except ValueError as problem:
        trouble = str(problem)
    attempts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("control characters in a string", lambda: text),
        ("commas or escapes that JSON does not allow", lambda: _without_slips(text)),
        ("quotation marks in a string", lambda: _without_slips(_with_quotes_escaped(text))),
    )
    for what, mend in attempts:
        try:
            tree, end = json.JSONDecoder(strict=False).raw_decode(mended := mend().strip())
        except (ValueError, RecursionError):
            continue
        if _REMAINDER.match(mended, end):
            return tree, what if end == len(mended) else f"{what}, or something after its end"
    return None, trouble


def _unwrapped(text: str) -> str:
    """A script's text without HTML comment, CDATA section and semicolon around it."""
    beginning = _WRAPPED.match(text)
    bare = text[beginning.end() if beginning else 0 :].rstrip()
    while bare.endswith(_WRAPPING_END):
        ending = next(each for each in _WRAPPING_END if bare.endswith(each))
        bare = bare[: -len(ending)].rstrip()
    return bare


def _without_slips(text: str) -> str:
    """`text` without commas before closing brackets, and with stray backslashes escaped."""

    def mend(found: re.Match[str]) -> str:
        return "" if found[0] == "," else _ESCAPE.sub(_escape, found[0])

    return _STRING_OR_COMMA.sub(mend, text)


def _escape(found: re.Match[str]) -> str:
    stray = found[1]
    if stray is None:
        return found[0]
    return stray if stray in "'\n" else "\\\\" + stray


def _with_quotes_escaped(text: str) -> str:
    """`text` with a backslash before every quotation mark that cannot end its string."""
    pieces, copied, inside = [], 0, False
    for found in _ESCAPE_OR_QUOTE.finditer(text):
        if found[0] != '"':
            continue
        if not inside:
            inside = True
        elif _GOES_ON.match(text, found.end()):
            inside = False
        else:
            pieces += [text[copied : found.start()], '\\"']
            copied = found.end()
    return "".join((*pieces, text[copied:]))
