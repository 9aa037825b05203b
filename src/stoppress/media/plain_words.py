"""Plain words: what strangers say, made safe to keep: no markup, no control characters, no more than there is room for.

Knows characters that steer instead of saying something, and how HTML is read as text.
Does not know what the words are for (`cards`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final
from unicodedata import category, normalize

from selectolax.lexbor import LexborHTMLParser, LexborNode

HTML_LIMIT: Final = 10_000
"""Characters of HTML that are read: the parser's time grows with the square of the nesting, 6 ms for this much of it."""

# Entities and tags included, what may be a field of this many times its limit is read.
_WRITTEN_OUT: Final = 5

# Controls, halves of pairs, what is no character, and what turns the direction of writing around for all that follows.
_STEERING: Final = frozenset({"Cc", "Cs"})
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffa\ufffb\ufffe\uffff")

_BREAK: Final = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES: Final = re.compile(r"\s+")
_MARKUP: Final = re.compile(r"<[A-Za-z/!?]")

_DROPPED: Final = frozenset(
    "script style template noscript iframe object embed svg math textarea select option title head button noembed noframes "
    "xmp plaintext".split()
)
_BLOCKS: Final = frozenset(
    "address article aside blockquote div dd dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre ul".split()
)


def line(text: object, limit: int) -> str:
    """One line of plain words of at most `limit` characters; anything but a string is none."""
    return _cut(_SPACES.sub(" ", _steered(_text_of(text, limit))).strip(), limit)


def paragraphs(text: object, limit: int) -> str:
    """Plain words in lines, with at most one empty one between two, of at most `limit` characters."""
    return _cut(_lines(_steered(_text_of(text, limit))), limit)


def words_of(source: str, limit: int, *, within: str = "") -> str:
    """What HTML says, as `paragraphs`. `within` is a selector of CSS: only what stands in the first match."""
    tree = LexborHTMLParser(source[:HTML_LIMIT])
    node = tree.css_first(within) if within else tree.body
    return _cut(_lines(_steered("".join(_said(node)))), limit) if node is not None else ""


def _text_of(text: object, limit: int) -> str:
    """A field that should be plain: some providers send HTML there, and most send entities."""
    if not isinstance(text, str):
        return ""
    # Before markup is looked for: a control character within a tag hides it.
    plain = _steered(html.unescape(text[: _WRITTEN_OUT * limit]))
    # What was twice encoded may come out as markup: a few rounds, then every bracket goes.
    for _ in range(3):
        if not _MARKUP.search(plain):
            return plain
        tree = LexborHTMLParser(plain)
        plain = _steered("".join(_said(tree.body))) if tree.body is not None else ""
    return plain.replace("<", "")


def _said(root: LexborNode) -> Iterator[str]:
    """The text below `root`, with a line end for each break and an empty line between blocks."""
    # Not by recursion: nesting is the stranger's to choose.
    waiting: list[LexborNode | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
            continue
        tag = node.tag
        if tag == "-text":
            # Line ends in HTML are spaces.
            yield _SPACES.sub(" ", node.text_content or "")
        elif tag == "br":
            yield "\n"
        elif tag not in _DROPPED and tag != "-comment":
            if tag in _BLOCKS:
                yield "\n\n"
                waiting.append("\n\n")
            waiting += reversed(list(node.iter(include_text=True)))


def _steered(text: str) -> str:
    broken = _BREAK.sub("\n", normalize("NFC", text)).replace("\t", " ")
    return "".join(each for each in broken if each == "\n" or not (category(each) in _STEERING or each in _TURNS))


def _lines(text: str) -> str:
    stripped = "\n".join(_SPACES.sub(" ", each).strip() for each in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", stripped).strip()


def _cut(text: str, limit: int) -> str:
    """`text`, or as many of its words as fit with a mark that some are missing."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if text[limit - 1].isspace():
        return kept.rstrip() + "…"
    words, _, last = kept.rpartition(" ")
    # Languages without spaces have no word to end at.
    return (words if len(last) < limit // 4 else kept).rstrip() + "…"
