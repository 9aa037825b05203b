"""Passages: the body of a post while it is being read, before it is CommonMark.

Knows paragraphs, lists, quotations and what may stand in a line.
Does not know how any of them is written (`commonmark`), nor where they came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Text as readers see it. A line feed in it is white space."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new line that readers see."""


@dataclass(frozen=True, slots=True)
class Code:
    """Text that a machine would read."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed, or with `strong` strongly so."""

    inside: tuple[Inline, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `href` has been judged fit to be one."""

    href: str
    inside: tuple[Inline, ...]


Inline = Text | Break | Code | Emphasis | Link


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is said in one breath."""

    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the body. `level` counts from 1, the body's own highest."""

    level: int
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody else's words, set apart."""

    inside: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; numbered from `start` unless that is None."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines that a machine would read."""

    text: str


Block = Paragraph | Heading | Quotation | Listing | CodeBlock


def paragraph(text: str) -> Paragraph:
    """A paragraph of nothing but `text`."""
    return Paragraph((Text(text),))


def plain(inside: Iterable[Inline]) -> str:
    """What these say, without any markup."""
    return "".join(_plain(each) for each in inside)


def _plain(inline: Inline) -> str:
    match inline:
        case Text(text) | Code(text):
            return text
        case Break():
            return "\n"
        case Emphasis(inside) | Link(_, inside):
            return plain(inside)


def said(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of every paragraph and heading, in order."""
    for block in blocks:
        match block:
            case Paragraph(inside) | Heading(_, inside):
                yield plain(inside)
            case Quotation(quoted):
                yield from said(quoted)
            case Listing(items):
                for item in items:
                    yield from said(item)
            case CodeBlock(text):
                yield text


Rewrite = Callable[[str], tuple[Inline, ...]]


def rewritten(blocks: Iterable[Block], rewrite: Rewrite) -> tuple[Block, ...]:
    """The blocks with every text outside links and code replaced by what `rewrite` makes of it."""
    return tuple(_rewritten_block(each, rewrite) for each in blocks)


def _rewritten_block(block: Block, rewrite: Rewrite) -> Block:
    match block:
        case Paragraph(inside):
            return Paragraph(_rewritten(inside, rewrite))
        case Heading(level, inside):
            return Heading(level, _rewritten(inside, rewrite))
        case Quotation(quoted):
            return Quotation(rewritten(quoted, rewrite))
        case Listing(items, start):
            return Listing(tuple(rewritten(item, rewrite) for item in items), start)
        case CodeBlock():
            return block


def _rewritten(inside: tuple[Inline, ...], rewrite: Rewrite) -> tuple[Inline, ...]:
    made: list[Inline] = []
    for inline in inside:
        match inline:
            case Text(text):
                made += rewrite(text)
            case Emphasis(within, strong):
                made.append(Emphasis(_rewritten(within, rewrite), strong))
            case Link() | Code() | Break():
                made.append(inline)
    return tuple(made)
