"""Answers of strangers, opened: JSON and the head of an HTML page, as far as they can be trusted to be that.

Knows sizes, encodings, and the ways in which JSON breaks a reader. Whatever comes out is a mapping of names to anything.
Does not know what the names mean (`cards`).
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from stoppress.errors import FetchFailed

_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_CHARSETS: Final = frozenset(
    "utf-8 ascii iso8859-1 iso8859-2 iso8859-15 cp1250 cp1251 cp1252 koi8-r shift_jis euc_jp euc_kr gbk gb18030 big5 utf-16".split()
)

# Elements of the head are looked for one by one: a parser's time grows with the square of the nesting, which is the
# stranger's to choose, and one element has none. The quantifier gives nothing back, so that no quotation mark is slow.
_TAG: Final = re.compile(r"<(?:meta|title)[\s>]", re.IGNORECASE)
_ELEMENT: Final = re.compile(r"<meta\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>|<title(?:\s[^>]*+)?>[^<]*+", re.IGNORECASE)
_TAG_LENGTH: Final = 4_096
_TAGS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimits:
    """What is read of an answer: `answer` bytes of JSON, `page` bytes of HTML, `head` characters of that.

    A provider's JSON has a few kB; to read a whole MiB of it would hold everybody else up for 15 ms.
    """

    answer: int = 262_144
    page: int = 1_048_576
    head: int = 262_144


LIMITS: Final = MediaLimits()


def json_object(body: bytes, content_type: str, limits: MediaLimits = LIMITS) -> Mapping[str, Any]:
    """The object that `body` holds. Raises FetchFailed; of a name that is there twice, the last counts."""
    if len(body) > limits.answer:
        raise FetchFailed(problem=f"it is larger than {limits.answer} bytes.")
    try:
        tree = json.loads(decoded(body, content_type))
    except (ValueError, RecursionError) as problem:
        raise FetchFailed(problem="it is not the JSON that was asked for.") from problem
    if not isinstance(tree, dict):
        raise FetchFailed(problem="it is JSON, but no object.")
    return tree


def head_fields(body: bytes, content_type: str, limits: MediaLimits = LIMITS) -> Mapping[str, str]:
    """The `meta` elements of an HTML page, by property or name in lower case, the first of each; and `title`.

    Raises FetchFailed if the page is too large, or is no HTML.
    """
    if len(body) > limits.page:
        raise FetchFailed(problem=f"its page is larger than {limits.page} bytes.")
    if "html" not in content_type.lower():
        raise FetchFailed(problem="its page is no HTML.")
    found: dict[str, str] = {}
    for name, value in _head(decoded(body, content_type)[: limits.head]):
        found.setdefault(name, value)
    return found


def decoded(body: bytes, content_type: str) -> str:
    """`body` as text: by its mark, by what it says of itself if that is a known name, else as UTF-8; never an error."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    named = _CHARSET.search(content_type)
    try:
        name = codecs.lookup(named[1]).name if named else "utf-8"
    except LookupError:
        name = "utf-8"
    return body.decode(name if name in _CHARSETS - {"utf-8"} else "utf-8-sig", "replace")


def _head(page: str) -> Iterator[tuple[str, str]]:
    for _, start in zip(range(_TAGS), _TAG.finditer(page), strict=False):
        element = _ELEMENT.match(page, start.start(), start.start() + _TAG_LENGTH)
        tree = LexborHTMLParser(element[0] if element else "")
        if (title := tree.css_first("title")) is not None:
            yield "title", title.text(deep=True)
        elif (meta := tree.css_first("meta")) is not None:
            given = meta.attributes
            name, value = given.get("property") or given.get("name"), given.get("content")
            if name and value:
                yield name.strip().lower(), value
