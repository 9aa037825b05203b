"""Writing: a body's tree as CommonMark, in one way.

Knows blocks: paragraphs, headings, quotes, lists, code and rules, and what may stand on the next line.
Does not know whether the text it makes reads as the tree did; `body.normal_form` looks. The composer writes the same
(frontend/src/desk/writing.ts).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from markdown_it.tree import SyntaxTreeNode

from stoppress.domain.sentences import BREAKS, guarded, written_inline
from stoppress.domain.spelling import WHITE

if TYPE_CHECKING:
    from markdown_it.token import Token

_RULE: Final = "_" * 70

_LISTS: Final = frozenset({"bullet_list", "ordered_list"})
_MARKERS: Final = {"bullet_list": "-*", "ordered_list": ".)"}

# A marker that is never wanted otherwise: "- - -" is a rule.
_SPARE_BULLET: Final = "+"
_LIKE_A_RULE: Final = re.compile(r"(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}")


def written(tokens: Sequence[Token], *, apart: bool = False) -> str:
    """The text that `tokens` are read from, in normal form. `apart` is explained in `sentences`."""
    return _blocks(SyntaxTreeNode(tokens).children, "\n\n", apart=apart)


def _blocks(nodes: Sequence[SyntaxTreeNode], between: str, *, apart: bool) -> str:
    out = ""
    before: SyntaxTreeNode | None = None
    for node in nodes:
        # A paragraph of spaces that do not break.
        if node.type == "paragraph" and not node.children[0].children:
            continue
        if before is not None:
            out += "\n\n" if _needs_a_gap(before, node) else between
        out += _block(node, apart=apart)
        before = node
    return out


def _block(node: SyntaxTreeNode, *, apart: bool) -> str:
    if node.type == "paragraph":
        return _sentences(node, apart=apart)
    if node.type == "heading":
        return _heading(node, apart=apart)
    if node.type == "blockquote":
        inside = _blocks(node.children, "\n\n", apart=apart)
        return "\n".join(f"> {line}" if line else ">" for line in inside.split("\n"))
    if node.type in _LISTS:
        return _list(node, apart=apart)
    return _RULE if node.type == "hr" else _fence(node.info.strip("".join(WHITE)), node.content)


def _sentences(node: SyntaxTreeNode, *, apart: bool) -> str:
    inside = written_inline(node.children[0].children, apart=apart)
    return "\n".join(guarded(line) for line in inside.split("\n"))


def _heading(node: SyntaxTreeNode, *, apart: bool) -> str:
    inline = node.children[0].children
    # Only a heading that is underlined can go over several lines.
    if _has_lines(node):
        return f"{_sentences(node, apart=apart)}\n{'===' if node.tag == 'h1' else '---'}"
    text = written_inline(inline, apart=apart)
    if text.endswith("#"):
        text = f"{text[:-1]}\\#"
    return f"{'#' * int(node.tag[1])} {text}"


def _has_lines(heading: SyntaxTreeNode) -> bool:
    return any(each.type in BREAKS for each in heading.walk())


def _fence(about: str, content: str) -> str:
    char = "~" if "`" in about else "`"
    longest = max((len(run) for run in re.findall(f"{char}+", content)), default=0)
    fence = char * max(3, longest + 1)
    gap = " " if about.startswith(char) else ""
    return f"{fence}{gap}{about}\n{content}{fence}"


def _list(node: SyntaxTreeNode, *, apart: bool) -> str:
    is_tight = all(each.hidden for item in node.children for each in item.children if each.type == "paragraph")
    between = "\n" if is_tight else "\n\n"
    items = [_blocks(item.children, between, apart=apart) for item in node.children]
    marker = _MARKERS[node.type][_lists_before(node) % 2]
    if node.type == "bullet_list":
        lines = [f"{marker} {text}".split("\n", 1)[0] for text in items]
        if any(_LIKE_A_RULE.fullmatch(line) for line in lines):
            marker = _SPARE_BULLET
        markers = [marker] * len(items)
    else:
        first = str(node.attrs.get("start", 1))
        markers = [f"{first}{marker}", *[f"{'1'.rjust(len(first), '0')}{marker}"] * (len(items) - 1)]
    return between.join(map(_item, markers, items))


def _item(marker: str, text: str) -> str:
    first, *rest = text.split("\n")
    indent = " " * (len(marker) + 1)
    return "\n".join([f"{marker} {first}" if first else marker, *(indent + line if line else "" for line in rest)])


def _lists_before(node: SyntaxTreeNode) -> int:
    """How many lists of its kind stand before it with nothing between: neighbours need different markers."""
    count = 0
    before = node.previous_sibling
    while before is not None and before.type == node.type:
        count += 1
        before = before.previous_sibling
    return count


def _needs_a_gap(before: SyntaxTreeNode, node: SyntaxTreeNode) -> bool:
    """Whether `node` on the next line would be read as more of `before`."""
    if before.type == node.type == "blockquote":
        return True
    if node.type == "heading":
        return _has_lines(node) and _ends_in_words(before)
    return node.type in _LISTS and before.type == "paragraph" and not _interrupts(node)


def _interrupts(node: SyntaxTreeNode) -> bool:
    return bool(node.children[0].children) and node.attrs.get("start", 1) == 1


def _ends_in_words(node: SyntaxTreeNode) -> bool:
    while node.type in ("blockquote", "list_item", *_LISTS) and node.children:
        node = node.children[-1]
    return node.type == "paragraph"
