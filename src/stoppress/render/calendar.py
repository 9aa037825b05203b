"""The calendar file of a blog: when its coverage begins and is planned to end (RFC 5545).

Knows how text is escaped and lines are folded there, and that a newer file of the same event replaces an older one.
Does not know who asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from stoppress.domain.blog import Blog, Coverage
from stoppress.render.publication import Publication
from stoppress.render.titles import blog_headline, blog_summary
from stoppress.render.view import blog_path

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"

# RFC 5545 §3.1, in bytes, without the line's end.
_LINE: Final = 75

_ESCAPED: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_UNPRINTABLE: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def calendar_file(blog: Blog, publication: Publication) -> bytes:
    """One event: the coverage. Without a planned end it has none."""
    described = blog.description
    address = f"{publication.origin}{blog_path(blog.slug)}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Stoppress//Stoppress//EN",
        "BEGIN:VEVENT",
        f"UID:{blog.slug}@{urlsplit(publication.origin).hostname}",
        f"SEQUENCE:{blog.seq}",
        f"DTSTAMP:{_moment(blog.updated_at)}",
        f"LAST-MODIFIED:{_moment(blog.updated_at)}",
        f"DTSTART:{_moment(described.coverage_start or blog.opened_at)}",
        *_end(blog),
        f"SUMMARY:{_text(blog_headline(blog))}",
        "DESCRIPTION:" + _text(f"{blog_summary(blog)}\n{address}"),
        f"URL:{address}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part for line in lines for part in _folded(line))


def _end(blog: Blog) -> Iterator[str]:
    start, end = blog.description.coverage_start or blog.opened_at, blog.description.planned_end
    if blog.coverage is Coverage.ENDED:
        end = blog.coverage_since
    if end is not None and end > start:
        yield f"DTEND:{_moment(end)}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    said = _UNPRINTABLE.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_ESCAPED.get(each, each) for each in said)


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces that are short enough; no character is cut through."""
    piece = b""
    for each in line:
        letter = each.encode()
        if len(piece) + len(letter) > _LINE:
            yield piece + b"\r\n"
            piece = b" "
        piece += letter
    yield piece + b"\r\n"
