"""Passages written as CommonMark whose rendered text is exactly theirs.

Knows what CommonMark would take as syntax (spec 0.31 §2.4, §4 to §6), and escapes it.
Does not know who wrote the passages. Tidiness is the domain's (`normal_form`); here more is escaped than need be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from stoppress.domain.body import parser, walk
from stoppress.domain.cleaning import clean
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
    plain,
)

# What means something anywhere in a line. "!" only does before "[", and then only at the end of a text.
_ANYWHERE: Final = re.compile(r"[\\`*_\[\]<>&]|!\Z")
# What means something where a line begins: headings, lists, rules, quotations, fences, underlines of headings.
_AT_START: Final = re.compile(r"[#+\-=~>]")
_NUMBERED: Final = re.compile(r"(\d{1,9})[.)](?=\s|\Z)")
_BACKTICKS: Final = re.compile(r"`+")


def commonmark(blocks: Iterable[Block]) -> str:
    """The body these blocks make."""
    return "\n\n".join(filter(None, map(_block, blocks)))


def escaped(text: str) -> str:
    """`text` as CommonMark that says the same, standing at the start of a line.

    White space at either end of a line has no place in CommonMark and is dropped.
    """
    return _at_line_starts(_escaped_anywhere(_trimmed(clean(text))))


def _block(block: Block) -> str:
    match block:
        case Paragraph(inside):
            return _flow(inside)
        case Heading(level, inside):
            return _heading(level, _flow(inside).replace("\\\n", " ").replace("\n", " "))
        case Quotation(quoted):
            return "\n".join(f"> {line}".rstrip() for line in commonmark(quoted).split("\n"))
        case Listing(items, start):
            return _listing(items, start)
        case CodeBlock(text):
            fence = "`" * max(3, _longest_backticks(text) + 1)
            return f"{fence}\n{clean(text).strip(chr(10))}\n{fence}"


def _heading(level: int, line: str) -> str:
    # A "#" at the end of a heading closes it and is not shown.
    if line.endswith("#") and not line.endswith("\\#"):
        line = line[:-1] + "\\#"
    return f"{'#' * level} {line}" if line else ""


def _listing(items: Sequence[Sequence[Block]], start: int | None) -> str:
    written = []
    for number, item in enumerate(items, 0 if start is None else start):
        marker = "- " if start is None else f"{number}. "
        lines = commonmark(item).split("\n")
        indented = [lines[0], *(f"{' ' * len(marker)}{line}" if line else "" for line in lines[1:])]
        written.append(marker + "\n".join(indented))
    # Items of one paragraph each make a tight list; a blank line between them would put each in a <p>.
    tight = all(len(item) <= 1 for item in items)
    return ("\n" if tight else "\n\n").join(written)


def _flow(inside: Sequence[Inline]) -> str:
    """A paragraph's or heading's line, marked up if CommonMark can say it, else plain.

    Emphasis cannot always be written: `**Bold:**text` renders its stars. Words are worth more than their stress.
    """
    if all(isinstance(each, Text) for each in inside):
        return escaped(plain(inside))
    wanted = clean(plain(inside)).split()
    for inlines in (inside, _without_emphasis(inside)):
        written = _at_line_starts(_inlines(inlines))
        if _rendered(written).split() == wanted:
            return written
    return escaped(plain(inside))


def _rendered(written: str) -> str:
    tokens = parser().parse(written)
    if [each.type for each in tokens] not in ([], ["paragraph_open", "inline", "paragraph_close"]):
        return ""
    breaks = ("softbreak", "hardbreak")
    return "".join(
        "\n" if each.type in breaks else "" if each.type == "inline" else each.content for each in walk(tokens)
    )


def _without_emphasis(inside: Sequence[Inline]) -> tuple[Inline, ...]:
    flat: list[Inline] = []
    for inline in inside:
        match inline:
            case Emphasis(within):
                flat += _without_emphasis(within)
            case Link(href, within):
                flat.append(Link(href, _without_emphasis(within)))
            case Text() | Code() | Break():
                flat.append(inline)
    return tuple(flat)


def _inlines(inside: Sequence[Inline]) -> str:
    return _trimmed("".join(map(_inline, inside)))


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return _escaped_anywhere(clean(text))
        case Break():
            return "\\\n"
        case Code(text):
            return _code(clean(text))
        case Emphasis(inside, strong):
            return _around(_joined(inside), "**" if strong else "*")
        case Link(href, inside):
            return _link(href, _joined(inside))


def _joined(inside: Sequence[Inline]) -> str:
    return "".join(map(_inline, inside))


def _around(written: str, mark: str) -> str:
    """`written` between marks, with the white space at its ends outside them: inside, they would not count."""
    core = written.strip()
    if not core:
        return written
    before, _, after = written.partition(core)
    return f"{before}{mark}{core}{mark}{after}"


def _link(href: str, written: str) -> str:
    core = written.strip()
    if not core:
        return written
    before, _, after = written.partition(core)
    address = href.replace("&", "\\&")
    bracketed = f"<{address}>" if "(" in address or ")" in address else address
    return f"{before}[{core}]({bracketed}){after}"


def _code(text: str) -> str:
    if not text.strip():
        return text
    fence = "`" * (_longest_backticks(text) + 1)
    return f"{fence} {text} {fence}" if text[0] in "` " or text[-1] in "` " else f"{fence}{text}{fence}"


def _longest_backticks(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def _trimmed(text: str) -> str:
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(filter(None, lines))


def _escaped_anywhere(text: str) -> str:
    return _ANYWHERE.sub(lambda found: "\\" + found[0], text)


def _at_line_starts(written: str) -> str:
    return "\n".join(map(_escaped_start, written.split("\n")))


def _escaped_start(line: str) -> str:
    if _AT_START.match(line):
        return "\\" + line
    if numbered := _NUMBERED.match(line):
        return f"{numbered[1]}\\{line[numbered.end(1) :]}"
    return line
