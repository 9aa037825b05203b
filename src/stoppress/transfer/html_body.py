"""HTML of a body as passages: paragraphs, lists, quotations, headings, links and stress; nothing else survives.

Knows which elements mean something to readers, which are media, and which are dropped with all they hold.
Does not know CommonMark (`commonmark`), and keeps no raw HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.domain.checks import is_web_address
from stoppress.domain.limits import DEFAULT_LIMITS
from stoppress.transfer.entities import as_html, unescaped
from stoppress.transfer.passages import (
    Block,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Inline,
    Link,
    Listing,
    Paragraph,
    Quotation,
    Text,
    paragraph,
    plain,
)

HTML_LIMIT: Final = 200_000
"""Characters of one update's HTML. A body holds 20,000; the parser's time grows with the square of the nesting."""

# Deeper elements are read as text; deeper lists and quotations as paragraphs (limits.body_nesting counts three
# levels for each list).
_DEPTH: Final = 60
_NESTING: Final = 5

_BLOCKS: Final = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_DROPPED: Final = frozenset("button canvas head input math noscript script select style svg template textarea".split())
_MEDIA: Final = {
    "img": "picture",
    "amp-img": "picture",
    "video": "film",
    "amp-video": "film",
    "audio": "sound",
    "iframe": "embed",
    "embed": "embed",
    "object": "embed",
}
_STRONG: Final = frozenset({"b", "strong"})
_STRESSED: Final = frozenset({"i", "em", "cite"})
_CODE: Final = frozenset({"code", "kbd", "samp", "tt"})
_HEADING: Final = re.compile(r"h([1-6])")
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_MAILTO: Final = re.compile(r"mailto:[\w.+-]{1,64}@[\w.-]{1,253}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture, film, sound or embed that stood in the body: its address, and the words that went with it."""

    kind: str
    address: str
    caption: str


@dataclass(slots=True)
class Body:
    """What a body says, and what of it could not be kept: media, and links as (text, address)."""

    blocks: tuple[Block, ...] = ()
    media: list[Medium] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


def body_of(text: str, page: str = "") -> Body:
    """The body that `text`, HTML or plain, escaped or not, stands for. `page` is what relative links start from."""
    html = as_html(text)
    if html is None:
        lines = (line.strip() for line in unescaped(text).splitlines())
        return Body(tuple(paragraph(line) for line in lines if line))
    root = LexborHTMLParser(html).body
    if root is None:
        return Body()
    reader = _Reader(root, page)
    return reader.read(root)


class _Reader:
    """Reads one tree. What it cannot keep it notes in `body`."""

    def __init__(self, root: LexborNode, page: str) -> None:
        self._page = page
        self._body = Body()
        self._links = 0
        self._holding_blocks = _ancestors_of_blocks(root)

    def read(self, root: LexborNode) -> Body:
        self._body.blocks = tuple(self._blocks(root, 0, 0))
        return self._body

    def _blocks(self, node: LexborNode, depth: int, nesting: int) -> Iterator[Block]:
        """What `node` holds, as blocks: its own text between them makes paragraphs."""
        line: list[Inline] = []
        for child in node.iter(include_text=True):
            if _is_block(child) or child.mem_id in self._holding_blocks:
                yield from _paragraphs(line)
                line = []
                yield from self._block(child, depth + 1, nesting)
            else:
                line += self._inline(child, depth + 1)
        yield from _paragraphs(line)

    def _block(self, node: LexborNode, depth: int, nesting: int) -> Iterator[Block]:
        tag = str(node.tag)
        if depth > _DEPTH:
            yield from _paragraphs([Text(_text(node))])
        elif tag in _MEDIA or tag == "figure":
            yield from self._figure(node, depth, nesting)
        elif tag == "pre":
            yield CodeBlock(unescaped(node.text()))
        elif tag == "table":
            yield from self._table(node, depth, nesting)
        elif heading := _HEADING.fullmatch(tag):
            inside = tuple(self._inlines(node, depth))
            if plain(inside).strip():
                yield Heading(max(1, int(heading[1]) - 1), inside)
        elif tag in ("ul", "ol", "blockquote") and nesting < _NESTING:
            yield from self._nested(node, depth, nesting + 1)
        elif tag not in _DROPPED:
            yield from self._blocks(node, depth, nesting)

    def _nested(self, node: LexborNode, depth: int, nesting: int) -> Iterator[Block]:
        if node.tag == "blockquote":
            quoted = tuple(self._blocks(node, depth, nesting))
            if quoted:
                yield Quotation(quoted)
            return
        items = [tuple(self._blocks(item, depth + 1, nesting)) for item in node.iter() if item.tag not in _DROPPED]
        if any(items):
            yield Listing(tuple(filter(None, items)), _start(node) if node.tag == "ol" else None)

    def _inlines(self, node: LexborNode, depth: int) -> list[Inline]:
        return [inline for child in node.iter(include_text=True) for inline in self._inline(child, depth + 1)]

    def _inline(self, node: LexborNode, depth: int) -> list[Inline]:
        tag = str(node.tag)
        if node.is_text_node:
            return [Text(_SPACE.sub(" ", unescaped(node.text_content or "")))]
        if node.is_comment_node or tag in _DROPPED:
            return []
        if tag in _MEDIA:
            self._body.media.append(_medium(node))
            return []
        if depth > _DEPTH:
            return [Text(_text(node))]
        if tag == "br":
            return [Break()]
        if tag in _CODE:
            return [Code(_text(node))]
        return self._wrapped(tag, node, self._inlines(node, depth))

    def _wrapped(self, tag: str, node: LexborNode, inside: list[Inline]) -> list[Inline]:
        if tag in _STRONG or tag in _STRESSED:
            return [Emphasis(tuple(inside), strong=tag in _STRONG)]
        if tag == "a" and (href := node.attributes.get("href")) and plain(inside).strip():
            address = self._address(href)
            if address:
                self._links += 1
                return [Link(address, tuple(inside))]
            self._body.links.append((plain(inside).strip(), href))
        return inside

    def _address(self, href: str) -> str:
        """Where a link leads, or "" where it leads nowhere a reader should be sent, or is one too many."""
        try:
            address = urljoin(self._page, unescaped(href).strip()).replace(" ", "%20")
        except ValueError:
            return ""
        fits = len(address) <= DEFAULT_LIMITS.address and self._links < DEFAULT_LIMITS.body_links
        return address if fits and (is_web_address(address) or _MAILTO.match(address)) else ""

    def _figure(self, node: LexborNode, depth: int, nesting: int) -> Iterator[Block]:
        """A figure of media is left out with its caption; any other (a quotation, a table) is what it holds."""
        shown = [node] if node.tag in _MEDIA else [each for tag in _MEDIA for each in node.css(tag)]
        if not shown:
            yield from self._blocks(node, depth, nesting)
            return
        caption = "" if node.tag in _MEDIA else _text(node).strip()
        self._body.media += [_medium(each, caption) for each in shown]

    def _table(self, node: LexborNode, depth: int, nesting: int) -> Iterator[Block]:
        """A table's rows as paragraphs: CommonMark has no tables. One that lays out blocks is what it holds."""
        if any(cell.mem_id in self._holding_blocks for cell in node.css("td, th")):
            yield from self._blocks(node, depth, nesting)
            return
        rows = [self._row(row, depth) for row in node.css("tr")]
        said = [Paragraph(row) for row in rows if plain(row).strip(" |")]
        self._body.tables += [plain(each.inside) for each in said[:1]]
        yield from said

    def _row(self, row: LexborNode, depth: int) -> tuple[Inline, ...]:
        cells = [self._inlines(cell, depth) for cell in row.css("td, th")]
        between = [[Text(" | "), *cell] for cell in cells[1:]]
        return tuple(inline for cell in (cells[:1] + between) for inline in cell)


def _ancestors_of_blocks(root: LexborNode) -> frozenset[int]:
    """The elements that hold blocks somewhere below, however they are meant: `<a><div>…` is no line of text."""
    found: set[int] = set()
    for block in root.css(", ".join(sorted(_BLOCKS - {"body"}))):
        above = block.parent
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return frozenset(found)


def _paragraphs(line: Sequence[Inline]) -> Iterator[Paragraph]:
    """The paragraphs a line makes: two line breaks in a row part them."""
    current: list[Inline] = []
    breaks = 0
    for inline in (*line, Break(), Break()):
        if isinstance(inline, Break):
            breaks += 1
            if breaks > 1 and plain(current).strip():
                yield Paragraph(tuple(current))
            current = [] if breaks > 1 else current
        elif plain([inline]).strip() or breaks == 0:
            current += [Break()] * (breaks > 0 and bool(current))
            current.append(inline)
            breaks = 0


def _is_block(node: LexborNode) -> bool:
    return node.tag in _BLOCKS


def _text(node: LexborNode) -> str:
    return _SPACE.sub(" ", unescaped(node.text()))


def _medium(node: LexborNode, caption: str = "") -> Medium:
    source = node.css_first("source")
    named = [node.attributes.get(name) for name in ("src", "data-src", "data")]
    named += [source.attributes.get("src")] if source is not None else []
    address = next((each for each in named if each), "")
    said = caption or node.attributes.get("alt") or node.attributes.get("title") or ""
    return Medium(_MEDIA[str(node.tag)], address, said)


def _start(node: LexborNode) -> int:
    start = node.attributes.get("start") or ""
    return int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
