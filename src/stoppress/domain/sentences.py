"""Sentences: the inside of a paragraph or heading as CommonMark, in normal form.

Knows emphasis, links, pictures, code, breaks, and what a line may not begin with.
Does not know the block it stands in. The composer writes the same (frontend/src/desk/sentences.ts).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from stoppress.domain import spelling
from stoppress.domain.spelling import WHITE, is_punctuation

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_MAIL: Final = "mailto:"
BREAKS: Final = frozenset({"softbreak", "hardbreak"})


@dataclass(slots=True)
class _Text:
    content: str
    by_numbers: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where emphasis begins or ends."""

    markup: str
    opens: bool


@dataclass(frozen=True, slots=True)
class _Solid:
    """What is written already, and begins and ends with punctuation."""

    written: str
    opens_link: bool = False


@dataclass(frozen=True, slots=True)
class _Break:
    is_hard: bool


_Piece = _Text | _Mark | _Solid | _Break


def written_inline(nodes: Iterable[SyntaxTreeNode], *, apart: bool = False) -> str:
    """What `nodes` say; one line for each break and one more.

    `apart` gives emphasis within emphasis the other character, so that none is taken for the end of another.
    """
    pieces = list(_joined(_flat(nodes)))
    if apart:
        pieces = list(_told_apart(pieces))
    _spell_edges(pieces)
    while _spell_beside_marks(pieces):
        pass
    return "".join(_written(each, pieces[at + 1] if at + 1 < len(pieces) else None) for at, each in enumerate(pieces))


def _written(piece: _Piece, following: _Piece | None) -> str:
    match piece:
        case _Text(content, by_numbers):
            before_link = isinstance(following, _Solid) and following.opens_link
            return spelling.spelled(content, by_numbers, before_link=before_link)
        case _Mark(markup, _):
            return markup
        case _Solid(written, _):
            return written
        case _Break(is_hard):
            return "\\\n" if is_hard else "\n"


def _flat(nodes: Iterable[SyntaxTreeNode]) -> Iterator[_Piece]:
    for node in nodes:
        if node.type in ("em", "strong"):
            yield _Mark(node.markup, opens=True)
            yield from _flat(node.children)
            yield _Mark(node.markup, opens=False)
        elif node.type == "link":
            yield from _link(node)
        elif node.type in BREAKS:
            yield _Break(node.type == "hardbreak")
        elif node.type == "code_inline":
            yield _Solid(_code(node.content))
        elif node.type == "image":
            yield _Solid(_image(node))
        else:
            yield _Text(node.content)


def _told_apart(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    open_: list[str] = []
    closed = ""
    for piece in pieces:
        if not isinstance(piece, _Mark):
            closed = ""
            yield piece
        elif piece.opens:
            open_.append("_" if (open_[-1] if open_ else closed) == "*" else "*")
            yield _Mark(open_[-1] * len(piece.markup), opens=True)
        else:
            closed = open_.pop()
            yield _Mark(closed * len(piece.markup), opens=False)


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    text = ""
    for piece in pieces:
        if isinstance(piece, _Text):
            text += piece.content
            continue
        if text:
            yield _Text(text, spelling.lost_if_bare(text))
            text = ""
        yield piece
    if text:
        yield _Text(text, spelling.lost_if_bare(text))


def _link(node: SyntaxTreeNode) -> Iterator[_Piece]:
    address = str(node.attrs["href"])
    if node.info == "auto":
        said = node.children[0].content if node.children else ""
        is_mail = address.startswith(_MAIL) and not said.startswith(_MAIL)
        yield _Solid(f"<{address.removeprefix(_MAIL) if is_mail else address}>", opens_link=True)
        return
    yield _Solid("[", opens_link=True)
    yield from _flat(node.children)
    yield _Solid(f"]({spelling.destination(address)}{spelling.title(_title(node))})")


def _image(node: SyntaxTreeNode) -> str:
    alt = words(node.children)
    said = spelling.spelled(alt, spelling.lost_if_bare(alt))
    return f"![{said}]({spelling.destination(str(node.attrs['src']))}{spelling.title(_title(node))})"


def _title(node: SyntaxTreeNode) -> str | None:
    found = node.attrs.get("title")
    return None if found is None else str(found)


def words(nodes: Iterable[SyntaxTreeNode]) -> str:
    """What `nodes` say without any markup; a break is a line feed."""
    return "".join("\n" if each.type in BREAKS else words(each.children) or each.content for each in nodes)


def _code(code: str) -> str:
    runs = [len(each) for each in re.findall("`+", code)]
    if runs:
        fence = "`" * (max(runs) + 1)
        return f"{fence} {code} {fence}"
    is_stripped = code.startswith(" ") and code.endswith(" ") and code.strip(" ")
    return f"` {code} `" if is_stripped else f"`{code}`"


def _spell_edges(pieces: Sequence[_Piece]) -> None:
    """White space at the edge of a line is skipped when read, and beside emphasis it leaves a mere asterisk."""
    for at, piece in enumerate(pieces):
        if not isinstance(piece, _Text):
            continue
        before = pieces[at - 1] if at else None
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        is_first = before is None or isinstance(before, _Break) or (isinstance(before, _Mark) and before.opens)
        is_last = after is None or after == _Break(is_hard=False) or (isinstance(after, _Mark) and not after.opens)
        if is_first and piece.content[0] in WHITE:
            piece.by_numbers.add(0)
        if is_last and piece.content[-1] in WHITE:
            piece.by_numbers.add(len(piece.content) - 1)


def _spell_beside_marks(pieces: Sequence[_Piece]) -> bool:
    """Spell a letter that keeps emphasis beside it from beginning or ending; whether there was one."""
    found = False
    for start, end in _runs(pieces):
        before = pieces[start - 1] if start else None
        after = pieces[end] if end < len(pieces) else None
        left, right = _last_of(before), _first_of(after)
        for mark in pieces[start:end]:
            assert isinstance(mark, _Mark)
            is_word = mark.markup[0] == "_"
            if mark.opens and left == "letter" and (is_word or right == "punctuation"):
                found |= _spell(before, -1)
            elif not mark.opens and right == "letter" and (is_word or left == "punctuation"):
                found |= _spell(after, 0)
    return found


def _runs(pieces: Sequence[_Piece]) -> Iterator[tuple[int, int]]:
    """Where marks of the same character touch, each from and to."""
    start = 0
    while start < len(pieces):
        first = pieces[start]
        end = start + 1
        if isinstance(first, _Mark):
            while end < len(pieces) and _continues(first, pieces[end]):
                end += 1
            yield start, end
        start = end


def _continues(first: _Mark, piece: _Piece) -> bool:
    return isinstance(piece, _Mark) and piece.markup[0] == first.markup[0]


def _spell(piece: _Piece | None, at: int) -> bool:
    if not isinstance(piece, _Text):
        return False
    place = at % len(piece.content)
    is_new = place not in piece.by_numbers
    piece.by_numbers.add(place)
    return is_new


def _last_of(piece: _Piece | None) -> str:
    if isinstance(piece, _Text):
        return _kind(piece, len(piece.content) - 1)
    return "white" if piece is None or isinstance(piece, _Break) else "punctuation"


def _first_of(piece: _Piece | None) -> str:
    if isinstance(piece, _Text):
        return _kind(piece, 0)
    return "white" if piece is None or piece == _Break(is_hard=False) else "punctuation"


def _kind(text: _Text, at: int) -> str:
    char = text.content[at]
    if at in text.by_numbers or is_punctuation(char):
        return "punctuation"
    return "white" if char in WHITE else "letter"


# What would begin a block where a sentence goes on: a heading, a list, and the rest in `_guarded`.
_LIKE_A_HEADING: Final = re.compile(r"#{1,6}([ \t]|$)")
_LIKE_AN_ITEM: Final = re.compile(r"[-*+]([ \t]|$)")
_LIKE_A_NUMBER: Final = re.compile(r"([0-9]+)(?=[.)]([ \t]|$))")


def guarded(line: str) -> str:
    """`line` of a paragraph, so that it begins no other block."""
    is_block = _LIKE_A_HEADING.match(line) or _LIKE_AN_ITEM.match(line) or line.startswith((">", "~~~"))
    if is_block or re.fullmatch(r"(-[ \t]*){3,}|-+[ \t]*|=+[ \t]*", line):
        return f"\\{line}"
    number = _LIKE_A_NUMBER.match(line)
    return f"{number[1]}\\{line[number.end() :]}" if number else line
