"""Exhibits: what stands in a body beside its prose: rows of media, and addresses alone on a line.

Knows how both are written (DESIGN §5): `![alt](media:ID "caption")` alone in a paragraph, several in a row for a
gallery, and a web address that is all a paragraph says.
Does not know whether a medium exists, which addresses have a provider (`media`), nor what either looks like.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from stoppress.domain.body import parser, walk
from stoppress.domain.checks import is_web_address
from stoppress.domain.identifiers import MediaId
from stoppress.domain.media import SCHEME

if TYPE_CHECKING:
    from markdown_it.token import Token

_BREAKS: Final = frozenset({"softbreak", "hardbreak"})


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One medium as a body names it, with the words the body gives it."""

    medium: MediaId
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A stretch of a body's block tokens without exhibits."""

    tokens: Sequence[Token]


@dataclass(frozen=True, slots=True)
class Row:
    """Media that stand one behind the other."""

    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """A web address that is all a paragraph says."""

    address: str


Stretch = Prose | Row | Address

_Kind = TypeVar("_Kind", Prose, Row, Address)


def stretches(body: str) -> Iterator[Stretch]:
    """A body from top to bottom; rows that touch are one row."""
    prose: list[Token] = []
    row: list[Exhibit] = []
    for paragraph, found in _paragraphs(parser().parse(body)):
        if row and not isinstance(found, Row):
            yield Row(tuple(row))
            row = []
        if found is None:
            prose += paragraph
            continue
        if prose:
            yield Prose(prose)
            prose = []
        if isinstance(found, Row):
            row += found.exhibits
        else:
            yield found
    if row:
        yield Row(tuple(row))
    if prose:
        yield Prose(prose)


def exhibits(body: str) -> tuple[Exhibit, ...]:
    """Everything a body shows, in order."""
    return tuple(each for row in _of(body, Row) for each in row.exhibits)


def media_named(body: str) -> tuple[MediaId, ...]:
    """The media a body shows, each once, in order; what is named need not be a medium's id."""
    return tuple(dict.fromkeys(each.medium for each in exhibits(body)))


def addresses(body: str) -> tuple[str, ...]:
    """The addresses that stand alone, each once, in order."""
    return tuple(dict.fromkeys(each.address for each in _of(body, Address)))


def media_within_prose(body: str) -> bool:
    """Whether a medium is named where it cannot be shown: within a line, a list or a quote."""
    return any(
        token.type == "image" and _source(token).startswith(SCHEME)
        for stretch in _of(body, Prose)
        for token in walk(stretch.tokens)
    )


def _of(body: str, kind: type[_Kind]) -> Iterator[_Kind]:
    # Most bodies have none, and parsing costs a hundred times what looking does.
    if any(each in body for each in ("media", "http", "&")):
        yield from (each for each in stretches(body) if isinstance(each, kind))


def _paragraphs(tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Row | Address | None]]:
    """Top-level blocks, each with what it is if it is no prose."""
    start = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            block = tokens[start : index + 1]
            yield block, _exhibited(block)
            start = index + 1


def _exhibited(block: Sequence[Token]) -> Row | Address | None:
    if block[0].type != "paragraph_open":
        return None
    inline = [each for each in block[1].children or () if not _is_blank(each)]
    if inline and all(each.type == "image" and _source(each).startswith(SCHEME) for each in inline):
        return Row(tuple(_exhibit(each) for each in inline))
    # As it was written: "__" within an address is no emphasis. As it reads: normal form may have escaped a "*".
    is_text = all(each.type == "text" or each.markup == "autolink" for each in inline)
    for address in (block[1].content.strip(), "".join(each.content for each in inline) if is_text else ""):
        plain = address.removeprefix("<").removesuffix(">")
        if is_web_address(plain):
            return Address(plain)
    return None


def _is_blank(token: Token) -> bool:
    return token.type in _BREAKS or (token.type == "text" and not token.content.strip())


def _exhibit(image: Token) -> Exhibit:
    alt = "".join(" " if each.type in _BREAKS else each.content for each in walk(image.children or ()))
    return Exhibit(MediaId(_source(image).removeprefix(SCHEME)), alt, str(image.attrGet("title") or ""))


def _source(image: Token) -> str:
    return str(image.attrGet("src") or "")
