"""Cleaning: what every text goes through before it is kept.

Knows line ends, control characters and composed characters (NFC).
Does not know CommonMark.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Control characters have no place in prose, and PostgreSQL cannot hold NUL at all. Line feed and tab stay.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = re.compile(r"\r\n?|\u2028|\u2029")


def clean(text: str) -> str:
    """`text` with line ends as LF, without control characters, composed (NFC)."""
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))


def clean_line(text: str) -> str:
    """`text` as one line: cleaned, every run of white space a single space."""
    return " ".join(clean(text).split())


def clean_lines(text: str) -> str:
    """`text` in lines: each cleaned, with at most one empty one between two."""
    lines = (" ".join(each.split()) for each in clean(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
