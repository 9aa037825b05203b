"""Labels: what an uploaded file was called, made fit to be shown.

Knows that a name from outside is never a path, and can hold characters that turn text round.
Does not know where the file is.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LABEL_LIMIT: Final = 200

# Control, format and lone surrogate characters; the two joiners are format characters that Persian and Hindi need.
_UNSEEN: Final = ("Cc", "Cf", "Cs")
_JOINERS: Final = "\u200c\u200d"


def label_of(name: str) -> str:
    """The last part of a name, at most `LABEL_LIMIT` characters without any that cannot be seen; it may be empty."""
    last = re.split(r"[/\\]", name)[-1]
    seen = (
        each if each.isprintable() or each in _JOINERS else " "
        for each in last
        if each in _JOINERS or each.isspace() or unicodedata.category(each) not in _UNSEEN
    )
    words = " ".join("".join(seen).split())
    return unicodedata.normalize("NFC", words).strip(" .")[:LABEL_LIMIT].rstrip()
