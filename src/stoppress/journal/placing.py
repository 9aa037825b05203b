"""Placing: where an append goes, or why it goes nowhere.

Knows the rules that all journals have in common, and the stored form of what they place.
Does not know how any journal keeps it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rfc8785 import CanonicalizationError

from stoppress.domain.identifiers import Seq, Slug, is_slug
from stoppress.domain.revisions import BlogOpened, PostWithdrawn, Revision, WordsRemoved
from stoppress.domain.stored import Salts, Stored, StoredWords, kind_of, restore, store
from stoppress.errors import (
    BlogExists,
    BlogUnknown,
    InputInvalid,
    KeyReused,
    SequenceConflict,
    StoredRevisionUnreadable,
    TooLong,
)
from stoppress.journal.journal import KEY_LIMIT, Key, Receipt

OUTDATING: Final = (kind_of(PostWithdrawn), kind_of(WordsRemoved))
"""The kinds after which an earlier fold holds words that are no longer to be held (DESIGN §10.2)."""


@dataclass(frozen=True, slots=True)
class Append:
    """One call of `Journal.append`, found storable. Raises InputInvalid or TooLong if it is not."""

    blog: Slug
    revisions: Sequence[Revision]
    by: str
    expected: Seq | None
    key: Key | None
    answer: str

    def __post_init__(self) -> None:
        if not self.revisions:
            raise ValueError("an append needs at least one revision")
        _require_storable("by", self.by)
        _require_storable("answer", self.answer)
        if self.key is not None:
            require_key(self.key)

    def first_after(self, head: Seq) -> Seq:
        """The number of the first revision when the blog's head is `head`, 0 for none."""
        opening = self.revisions[0]
        if isinstance(opening, BlogOpened):
            if head > 0:
                raise BlogExists(blog=self.blog)
            if opening.slug != self.blog or not is_slug(self.blog):
                raise BlogUnknown(blog=self.blog)
        elif head == 0:
            raise BlogUnknown(blog=self.blog)
        if self.expected is not None and self.expected != head:
            raise SequenceConflict(expected=self.expected, actual=head)
        return Seq(head + 1)

    def removed_until(self, last: Seq) -> list[Seq]:
        """The numbers, none after `last`, of the revisions whose words this append deletes."""
        named = {seq for each in self.revisions if isinstance(each, WordsRemoved) for seq in each.revisions}
        return sorted(seq for seq in named if 0 < seq <= last)

    @property
    def outdates_snapshots(self) -> bool:
        """Whether earlier folds hold words that are no longer to be held."""
        return any(kind_of(each) in OUTDATING for each in self.revisions)

    def stored(self, salts: Salts) -> list[Stored]:
        """The revisions as they are kept. Raises InputInvalid for text that no database takes."""
        return [_stored(each, salts) for each in self.revisions]


def answered(key: Key, digest: str, receipt: Receipt) -> Receipt:
    """What a second use of a key gets, `digest` and `receipt` being the first's. Raises KeyReused.

    Without a digest nobody knows any more what was asked: its words were removed.
    """
    if digest and digest != key.digest:
        raise KeyReused
    return replace(receipt, repeated=True)


def is_among(numbers: Sequence[Seq], first: Seq, last: Seq) -> bool:
    """Whether one of these sorted numbers is between two, which count too."""
    at = bisect_left(numbers, first)
    return at < len(numbers) and numbers[at] <= last


def restored(blog: Slug, seq: Seq, stored: Stored) -> Revision:
    """The revision that is kept as `stored`. Raises StoredRevisionUnreadable, saying which."""
    try:
        return restore(stored.facts, {word.field: word.text for word in stored.words})
    except StoredRevisionUnreadable as problem:
        raise StoredRevisionUnreadable(blog=blog, seq=seq) from problem


def _stored(revision: Revision, salts: Salts) -> Stored:
    try:
        stored = store(revision, salts)
    except (UnicodeEncodeError, CanonicalizationError) as problem:
        raise _not_storable(kind_of(revision)) from problem
    for word in stored.words:
        _require_storable(word.field, word.text)
    return replace(stored, words=by_field(stored.words))


def by_field(words: Iterable[StoredWords]) -> tuple[StoredWords, ...]:
    """Words in the order all journals export them in; a database's own depends on its collation. (Law 4)"""
    return tuple(sorted(words, key=lambda word: word.field))


def require_key(key: Key) -> None:
    """Raise InputInvalid or TooLong for a key that cannot be kept."""
    for field, text in (("Idempotency-Key", key.key), ("The owner of an Idempotency-Key", key.owner)):
        _require_storable(field, text)
        if len(text) > KEY_LIMIT:
            raise TooLong(field=field, length=len(text), limit=KEY_LIMIT)


def _require_storable(field: str, text: str) -> None:
    # PostgreSQL's text knows no NUL and UTF-8 no lone surrogates. All journals refuse what one must. (Law 4)
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise _not_storable(field)


def _not_storable(field: str) -> InputInvalid:
    return InputInvalid(field=field, problem="take out the character NUL and halves of surrogate pairs.")
