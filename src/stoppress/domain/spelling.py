"""Spelling: how characters are written in CommonMark so that they stand for themselves.

Knows which ones are escaped and which are spelled by number. The composer writes the same (frontend/src/desk/spelling.ts).
Does not know what stands before or after a text.
"""

from __future__ import annotations

import re
import unicodedata
from html.entities import html5
from typing import Final

from stoppress.domain.cleaning import clean

WHITE: Final = frozenset(
    "\t\n\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
"""What CommonMark calls white space."""

_REFERENCE: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([a-zA-Z][a-zA-Z0-9]{1,31}));")
_ESCAPABLE: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

# Brackets are needed around these. No other control character is left in an address.
_BRACKETED: Final = frozenset(" ()")


def is_punctuation(char: str) -> bool:
    """Punctuation or a symbol, as CommonMark means it."""
    return unicodedata.category(char)[0] in "PS"


def by_number(char: str) -> str:
    """`char` as a decimal reference."""
    return f"&#{ord(char)};"


def lost_if_bare(text: str) -> set[int]:
    """Where in `text` characters stand that cleaning, or reading it as lines, would take away or join."""
    found = {at for at, char in enumerate(text) if char == "\n" or ((char > "\x7e" or char < " ") and not clean(char))}
    found |= {at for at, char in enumerate(text) if char in "\r\u2028\u2029"}
    return found if unicodedata.is_normalized("NFC", text) else found | _joining(text, found)


def _joining(text: str, lost: set[int]) -> set[int]:
    found: set[int] = set()
    bare = ""
    for at, char in enumerate(text):
        if at not in lost and unicodedata.is_normalized("NFC", bare + char):
            bare += char
        else:
            found.add(at)
            bare = ""
    return found


def spelled(text: str, by_numbers: set[int], *, before_link: bool = False) -> str:
    """`text` so that it reads as it is; those `by_numbers` as references.

    `before_link` says that a link follows at once, which a "!" would make a picture.
    """
    out = []
    start = 0
    for at in sorted(by_numbers):
        out += [_escaped(text[start:at]), by_number(text[at])]
        start = at + 1
    rest = text[start:]
    out.append(_escaped(rest))
    if before_link and rest.endswith("!"):
        out[-1] = f"{out[-1][:-1]}\\!"
    return "".join(out)


def _escaped(text: str) -> str:
    brackets = _loose_brackets(text)
    return "".join(f"\\{char}" if at in brackets or _is_active(text, at) else char for at, char in enumerate(text))


def _is_active(text: str, at: int) -> bool:
    char = text[at]
    if char in "\\`":
        return True
    after = text[at + 1 : at + 2]
    if char == "<":
        return after != " "
    if char == "&":
        return is_reference(text, at)
    if char not in "*_":
        return False
    before = text[at - 1 : at] if at else ""
    if before in WHITE and after in WHITE:
        return False
    return char == "*" or not (_is_letter(before) and _is_letter(after))


def is_reference(text: str, at: int) -> bool:
    """Whether a character reference begins `at`."""
    found = _REFERENCE.match(text, at)
    return found is not None and (found[1] is None or f"{found[1]};" in html5)


def _is_letter(char: str) -> bool:
    return char != "" and char not in WHITE and not is_punctuation(char)


def _loose_brackets(text: str) -> set[int]:
    """Brackets that could belong to a link: all but pairs that hold none, and that no ":" or "(" follows."""
    loose: set[int] = set()
    start: int | None = None
    for at, char in enumerate(text):
        if char == "[":
            loose |= {start} if start is not None else set()
            start = at
        elif char == "]":
            if start is None:
                loose.add(at)
            elif text[at + 1 : at + 2] in (":", "("):
                loose |= {start, at}
            start = None
    return loose | ({start} if start is not None else set())


def destination(address: str) -> str:
    """`address` as a link's or a picture's destination."""
    written = "".join(
        f"\\{char}" if char == "&" and is_reference(address, at) else char for at, char in enumerate(address)
    )
    return f"<{written}>" if not written or _BRACKETED.intersection(written) else written


def title(text: str | None) -> str:
    """What stands behind the destination: a space and `text` in quotation marks, or nothing."""
    if not text:
        return ""
    numbers = lost_if_bare(text)
    return f' "{"".join(by_number(text[at]) if at in numbers else _quoted(text, at) for at in range(len(text)))}"'


def _quoted(text: str, at: int) -> str:
    char = text[at]
    after = text[at + 1 : at + 2]
    is_active = (
        char == '"' or (char == "\\" and (not after or after in _ESCAPABLE)) or (char == "&" and is_reference(text, at))
    )
    return f"\\{char}" if is_active else char
