"""Kinds of parts: what identifiers in providers' addresses may look like.

Knows alphabets and lengths. Each is one class of characters with a bounded length, so that none can be slow and none lets
a quotation mark, a slash or a lone pair of dots through.
Does not know whose identifiers they are (`provider_table`).
"""

from __future__ import annotations

import re
from typing import Final

from stoppress.media.address_pattern import Kind

# A day is longer than any start a link asks for.
_LONGEST_START: Final = 86_400

_CLOCK: Final = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,3})m)?(?:([0-9]{1,5})s?)?\Z")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_DID: Final = re.compile(r"did:plc:[a-z2-7]{24}\Z")

NEWSROOM_ALPHABETS: Final = {
    "digits": "0-9",
    "hex": "0-9a-f",
    "letters": "A-Za-z",
    "slug": "a-z0-9-",
    "word": "A-Za-z0-9_-",
}
"""What a newsroom can say its own providers' parts are made of."""


def made_of(alphabet: str, least: int, most: int, *, never: frozenset[str] = frozenset()) -> Kind:
    """`least` to `most` characters of `alphabet`, written as in a class of a regular expression; words in `never` are none."""
    pattern = re.compile(rf"[{alphabet}]{{{least},{most}}}\Z", re.ASCII)

    def read(text: str) -> str | None:
        return text if pattern.match(text) and text.lower() not in never else None

    return read


def one_of(*words: str) -> Kind:
    """One of these words."""
    return lambda text: text if text in words else None


def start(text: str) -> str | None:
    """Seconds from the beginning, of `90`, `90s`, `1m30s` or `1h2m3s`. From the very beginning is no part."""
    found = _CLOCK.match(text)
    if found is None:
        return None
    hours, minutes, seconds = (int(each or 0) for each in found.groups())
    total = hours * 3_600 + minutes * 60 + seconds
    return str(total) if 0 < total <= _LONGEST_START else None


def host(text: str) -> str | None:
    """A name of a host on the internet, in lower case; an IP address is none."""
    labels = text.lower().split(".")
    is_name = len(text) <= 253 and len(labels) > 1 and all(_LABEL.match(each) for each in labels)
    return text.lower() if is_name and len(labels[-1]) > 1 and labels[-1][0].isalpha() else None


def handle_or_did(text: str) -> str | None:
    """Who wrote on Bluesky: a handle, which is a host's name, or a decentralised identifier."""
    return text if _DID.match(text) else host(text)
