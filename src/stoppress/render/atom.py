"""Atom: a feed as bytes (RFC 4287).

Knows elements, how text is escaped, and which characters XML has no place for.
Does not know what stands in a feed (`feed`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from stoppress.render.blog_json import written
from stoppress.render.feed import Entry, Feed, Origin, Writer

CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"

_GENERATOR: Final = "Stoppress"

# What is none of the characters of XML 1.0 (§2.2): no escape brings them in.
_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(feed: Feed) -> bytes:
    """The document."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom"{_language(feed.language)}>',
        _element("id", feed.page),
        _element("title", feed.title),
        *([_element("subtitle", feed.subtitle)] if feed.subtitle else []),
        _element("updated", written(feed.updated_at)),
        _link("self", feed.address, "application/atom+xml"),
        _link("alternate", feed.page, "text/html"),
        _writer(feed.writer),
        _element("generator", _GENERATOR),
        *(line for entry in feed.entries for line in _entry(entry)),
        "</feed>",
        "",
    ]
    return "\n".join(lines).encode()


def _entry(entry: Entry) -> Iterator[str]:
    yield f"<entry{_language(entry.language)}>"
    # Where a post is at home it is for ever: the address is its name as well.
    yield _element("id", entry.address)
    yield _element("title", entry.title)
    yield _element("published", written(entry.published_at))
    yield _element("updated", written(entry.updated_at))
    yield _link("alternate", entry.address, "text/html")
    yield from map(_writer, entry.writers)
    for term, label in entry.categories:
        yield f"<category term={_quoted(term)} label={_quoted(label)}/>"
    if entry.html:
        yield f'<content type="html">{_text(entry.html)}</content>'
    if entry.summary:
        yield _element("summary", entry.summary)
    if entry.origin is not None:
        yield _source(entry.origin)
    yield "</entry>"


def _source(origin: Origin) -> str:
    inner = (_element("id", origin.page), _element("title", origin.title), _link("self", origin.address))
    return f"<source>{''.join(inner)}</source>"


def _writer(writer: Writer) -> str:
    address = _element("uri", writer.address) if writer.address else ""
    return f"<author>{_element('name', writer.name)}{address}</author>"


def _link(relation: str, address: str, kind: str = "") -> str:
    of_kind = f" type={_quoted(kind)}" if kind else ""
    return f"<link rel={_quoted(relation)}{of_kind} href={_quoted(address)}/>"


def _language(language: str) -> str:
    return f" xml:lang={_quoted(language)}" if language else ""


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>"


def _text(text: str) -> str:
    return escape(_NO_CHARACTER.sub("", text))


def _quoted(text: str) -> str:
    return quoteattr(_NO_CHARACTER.sub("", text))
