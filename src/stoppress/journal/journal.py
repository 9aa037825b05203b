"""The journal's port: the log and its bell, as the rest of the program sees them.

Knows what a journal promises.
Does not know how any of them keeps its promises.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from stoppress.domain.identifiers import Epoch, Seq, Slug
from stoppress.domain.revisions import Revision
from stoppress.domain.stored import Stored

BEGINNING: Final = Seq(0)
"""Before the first revision of any blog."""

READ_LIMIT: Final = 1000
"""How many revisions one `read` returns unless it is told otherwise."""

SNAPSHOTS_KEPT: Final = 2
"""How many snapshots of a blog are kept: the newest, and one more in case it turns out to be unreadable."""

KEY_LIMIT: Final = 255
"""The longest idempotency key, and the longest name of its owner, in characters."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A revision in its place. `by` is the opaque id of the person or token that appended it, never public."""

    blog: Slug
    seq: Seq
    revision: Revision
    by: str


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key (DESIGN §10.8). It belongs to the person or token `owner`.

    `digest` is the hexadecimal SHA-256 of the request: verb, thing and body.
    """

    owner: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an append got: its numbers, and the caller's `answer`, a small JSON of facts (ids, never words).

    `repeated` says that the key had been used before: numbers and answer are those of that first time.
    """

    blog: Slug
    first: Seq
    last: Seq
    answer: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """There is more to read of `blog`, up to `seq` at least."""

    blog: Slug
    seq: Seq


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The fold of a blog after `seq` revisions, as `domain.snapshot` writes it."""

    blog: Slug
    seq: Seq
    state: bytes


@dataclass(frozen=True, slots=True)
class Exported:
    """A revision as it is kept, to be taken elsewhere: facts to the byte, words, salts, who appended it."""

    seq: Seq
    stored: Stored
    by: str


Listening = AbstractAsyncContextManager[AsyncIterator[Ring]]
"""Within it every ring is heard, from the moment it is entered; rings not yet asked for become one a blog."""


class JournalReader(Protocol):
    """What `press` and `wire` may do: read, and hear. Raises StorageUnavailable when it is."""

    @property
    def epoch(self) -> Epoch:
        """The name of this unbroken history."""

    async def read(
        self, blog: Slug, *, after: Seq = BEGINNING, until: Seq | None = None, limit: int = READ_LIMIT
    ) -> list[Recorded]:
        """At most `limit` revisions after `after` and up to `until`, in order; removed words are empty.

        Raises StoredRevisionUnreadable for a revision that this program cannot read.
        """

    async def head(self, blog: Slug) -> Seq:
        """The newest sequence of a blog, 0 when there is none of that slug."""

    async def heads(self) -> dict[Slug, Seq]:
        """The newest sequence of every blog."""

    async def newest_snapshot(self, blog: Slug, *, at_most: Seq | None = None) -> Snapshot | None:
        """The newest snapshot, or the newest not after `at_most`."""

    async def keep_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a snapshot; the newest `SNAPSHOTS_KEPT` of a blog stay.

        One that holds words withdrawn or removed since is not kept, nor one that is ahead of its blog.
        """

    def rings(self) -> Listening:
        """One more listener. A lost ring is made good within `poll_seconds`. (Law 5)"""


class Journal(JournalReader, Protocol):
    """What `actions` may do as well: append."""

    async def append(
        self,
        blog: Slug,
        revisions: Sequence[Revision],
        *,
        by: str,
        expected: Seq | None = None,
        key: Key | None = None,
        answer: str = "",
    ) -> Receipt:
        """Append all of `revisions`, or none. What it returns for is durable. (Law 8)

        The same key with the same digest writes nothing and returns the first receipt, `repeated`. (Law 7)
        WordsRemoved deletes the words of the revisions it names, with the digests of what was asked then (the key gets
        its first receipt all the same), and, like PostWithdrawn, drops the blog's snapshots. Raises KeyReused for a
        key with another digest; BlogExists and BlogUnknown when a blog is opened twice or not at all;
        SequenceConflict when the head is not `expected`; InputInvalid or TooLong for text that cannot be stored;
        StorageFull or StorageUnavailable when nothing could be written.
        """

    async def receipt(self, key: Key) -> Receipt | None:
        """What this key got before. Raises KeyReused when it was for something else."""

    async def export(self, blog: Slug) -> list[Exported]:
        """Every revision of a blog as it is kept."""

    async def scrub(self) -> None:
        """Overwrite what deleted words left behind, as far as this can be done. An append that removes words does it too."""

    async def close(self) -> None:
        """Stop listening and let go of the database."""
