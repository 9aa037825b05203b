"""The stored form: a revision as the canonical JSON bytes it can be hashed by, and its words apart.

Knows DESIGN §10.1: facts are RFC 8785 JSON in which every text is a salted SHA-256, so that words can be
deleted by law later without touching the revision.
Does not know where either is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, get_args

import rfc8785

from stoppress.domain.codec import read, write
from stoppress.domain.revisions import BlogRevision, PostRevision, Revision
from stoppress.errors import StoredRevisionUnreadable

SALT_BYTES: Final = 16
VERSION: Final = 1

Salts = Callable[[], bytes]
"""Where salts come from: `SALT_BYTES` random bytes each time. Passed in, so that the rest is a function."""


@dataclass(frozen=True, slots=True)
class StoredWords:
    """One text of a revision. `field` is its path, such as `points.0.text`."""

    field: str
    salt: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A revision as it is kept: its facts, never re-encoded, and its words."""

    kind: str
    facts: bytes
    words: tuple[StoredWords, ...]


def kind_of(revision: Revision | type[Revision]) -> str:
    """`post-published` for `PostPublished`: the name a revision has outside Python."""
    cls = revision if isinstance(revision, type) else type(revision)
    return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


KINDS: Final[dict[str, type[Revision]]] = {
    kind_of(cls): cls for cls in (*get_args(PostRevision), *get_args(BlogRevision))
}


def digest(salt: bytes, text: str) -> str:
    """What stands in the facts for a text: hexadecimal SHA-256 of the salt and the text in UTF-8."""
    return sha256(salt + text.encode()).hexdigest()


def store(revision: Revision, salts: Salts) -> Stored:
    """The stored form of `revision`. An empty text stays an empty text: there is nothing in it to remove."""
    words: list[StoredWords] = []

    def take(field: str, text: str) -> str:
        salt = salts()
        words.append(StoredWords(field, salt, text))
        return digest(salt, text)

    kind = kind_of(revision)
    tree = {"kind": kind, "v": VERSION, **write(revision, take)}
    return Stored(kind, rfc8785.dumps(tree), tuple(words))


def restore(facts: bytes, words: Mapping[str, str]) -> Revision:
    """The revision that `facts` and `words` (path → text) make. A text that is not there was removed by law.

    Raises `StoredRevisionUnreadable` for a kind or version this program does not know: an older program must
    not guess at what a newer one wrote.
    """
    try:
        tree = json.loads(facts)
        kind = KINDS[tree.pop("kind")]
        if tree.pop("v") != VERSION:
            raise StoredRevisionUnreadable
        return read(kind, tree, lambda field, _mark: words.get(field, ""))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise StoredRevisionUnreadable from problem


def broken_words(facts: bytes, words: tuple[StoredWords, ...]) -> tuple[str, ...]:
    """The paths of those words whose hash is not the one that stands in the facts; for `stoppress check`."""
    marks: dict[str, str] = {}

    def remember(field: str, mark: str) -> str:
        marks[field] = mark
        return mark

    tree = json.loads(facts)
    read(KINDS[tree.pop("kind")], tree, remember)
    return tuple(each.field for each in words if marks.get(each.field) != digest(each.salt, each.text))
