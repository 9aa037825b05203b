"""The journal in a database: what SQLite and PostgreSQL have in common, which is nearly all.

Knows transactions: an append is numbered under a lock, so that commit order is sequence order.
Does not know how a database makes itself heard (`sqlite`, `postgres`).
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.domain.identifiers import Epoch, Seq, Slug
from stoppress.domain.revisions import Revision
from stoppress.domain.stored import Salts, Stored
from stoppress.errors import StorageUnavailable
from stoppress.journal import rows
from stoppress.journal.bell import Bell, Rings
from stoppress.journal.epochs import Random, settle_epoch
from stoppress.journal.journal import (
    BEGINNING,
    READ_LIMIT,
    Exported,
    Key,
    Listening,
    Receipt,
    Recorded,
    Ring,
    Snapshot,
)
from stoppress.journal.placing import Append, answered, require_key, restored
from stoppress.journal.witness import Witness

# Two openings of one blog, or two uses of one key, collide at most once each: whoever comes second finds the
# first one's row on the next try.
_TRIES: Final = 3

T = TypeVar("T")

Watch = Callable[[], Coroutine[None, None, None]]
"""Something that makes the bell ring, for as long as it runs."""


class SqlJournal(ABC):
    """A journal in a database. Made by `open_journal`."""

    def __init__(self, database: Database, witness: Witness, bell: Bell, *, salts: Salts) -> None:
        self._database = database
        self._witness = witness
        self._bell = bell
        self._salts = salts
        self._epoch = Epoch("")
        self._watches: list[asyncio.Task[None]] = []
        self._working: set[asyncio.Task[Any]] = set()

    async def open(self, random: Random) -> None:
        """Settle the epoch, take what is there for old news, and watch for more."""
        watches = await self.watches()
        settled = await settle_epoch(self._database, self._witness, random)
        self._epoch = settled.epoch
        self._bell.know(settled.heads)
        self._watches = [asyncio.create_task(watch()) for watch in watches]

    @abstractmethod
    async def watches(self) -> list[Watch]:
        """What makes the bell ring for every commit after this call."""

    @abstractmethod
    def next_move(self, connection: Connection) -> int:
        """The number under which heads that move in this transaction are found by whoever looks later."""

    @abstractmethod
    def tell(self, connection: Connection, ring: Ring) -> None:
        """Make the ring heard once this transaction commits."""

    @abstractmethod
    async def scrub(self) -> None:
        """Overwrite what deleted words left behind, as far as this database can."""

    @property
    def epoch(self) -> Epoch:
        """See `JournalReader.epoch`."""
        return self._epoch

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
        """See `Journal.append`."""
        append = Append(blog, revisions, by, expected, key, answer)
        return await self._to_its_end(self._appended(append))

    async def _appended(self, append: Append) -> Receipt:
        receipt = await self._written(append, append.stored(self._salts))
        if not receipt.repeated:
            await self._witness.saw(append.blog, receipt.last)
            if append.removed_until(receipt.last):
                await self.scrub()
        return receipt

    async def _written(self, append: Append, stored: Sequence[Stored]) -> Receipt:
        for _ in range(_TRIES):
            try:
                return await self._database.write(partial(self._write, append, stored))
            except IntegrityError:
                continue
        raise StorageUnavailable

    def _write(self, append: Append, stored: Sequence[Stored], connection: Connection) -> Receipt:
        found = rows.find_blog(connection, append.blog, lock=True)
        # Asked only under the lock: of two callers with one key the second then sees the first.
        earlier = _answered(append.key, connection)
        if earlier is not None:
            return earlier
        first = append.first_after(found.head if found else Seq(0))
        blog = (found or rows.add_blog(connection, append.blog)).row
        last = rows.add_revisions(connection, blog, first, stored, append.by)
        rows.move_head(connection, blog, last, self.next_move(connection))
        receipt = Receipt(append.blog, first, last, append.answer)
        if append.key is not None:
            rows.add_answer(connection, append.key, receipt)
        _forget(connection, blog, append, last)
        self.tell(connection, Ring(append.blog, last))
        return receipt

    async def receipt(self, key: Key) -> Receipt | None:
        """See `Journal.receipt`."""
        require_key(key)
        return await self._database.read(partial(_answered, key))

    async def read(
        self, blog: Slug, *, after: Seq = BEGINNING, until: Seq | None = None, limit: int = READ_LIMIT
    ) -> list[Recorded]:
        """See `JournalReader.read`."""
        wanted = partial(_rows, blog, after=after, until=until, limit=max(limit, 0))
        found = await self._database.read(wanted)
        return [Recorded(blog, each.seq, restored(blog, each.seq, each.stored), each.by) for each in found]

    async def export(self, blog: Slug) -> list[Exported]:
        """See `Journal.export`."""
        return await self._database.read(partial(_rows, blog))

    async def head(self, blog: Slug) -> Seq:
        """See `JournalReader.head`."""
        found = await self._database.read(partial(rows.find_blog, slug=blog))
        return found.head if found else Seq(0)

    async def heads(self) -> dict[Slug, Seq]:
        """See `JournalReader.heads`."""
        return await self._database.read(rows.find_heads)

    async def newest_snapshot(self, blog: Slug, *, at_most: Seq | None = None) -> Snapshot | None:
        """See `JournalReader.newest_snapshot`."""
        return await self._database.read(partial(_newest_snapshot, blog, at_most))

    async def keep_snapshot(self, snapshot: Snapshot) -> None:
        """See `JournalReader.keep_snapshot`."""
        await self._to_its_end(self._database.write(partial(_keep_snapshot, snapshot)))

    def rings(self) -> Listening:
        """See `JournalReader.rings`."""
        return Rings(self._bell)

    async def _to_its_end(self, work: Coroutine[None, None, T]) -> T:
        """What `work` returns; it goes on when the caller is cancelled, as a reader's lost connection does.

        A driver that is interrupted leaves its transaction, and with SQLite everybody's write lock, hanging.
        """
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._worked)
        return await asyncio.shield(task)

    def _worked(self, task: asyncio.Task[Any]) -> None:
        self._working.discard(task)
        if not task.cancelled():
            # Whoever asked may be gone; an error nobody waits for is then not news.
            task.exception()

    async def stop_watching(self) -> None:
        """Let the bell fall silent."""
        for watch in self._watches:
            watch.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)

    async def close(self) -> None:
        """See `Journal.close`."""
        await asyncio.gather(*self._working, return_exceptions=True)
        await self.stop_watching()
        self._bell.close()
        self._witness.close()
        await self._database.close()


def _answered(key: Key | None, connection: Connection) -> Receipt | None:
    found = rows.find_answer(connection, key) if key is not None else None
    return answered(key, *found) if key is not None and found is not None else None


def _forget(connection: Connection, blog: int, append: Append, last: Seq) -> None:
    """What a withdrawal or a legal removal takes along, in the transaction that says so. (Law 10)"""
    removed = append.removed_until(last)
    if removed:
        rows.delete_words(connection, blog, removed)
        rows.forget_digests(connection, append.blog, removed)
    if append.outdates_snapshots:
        rows.delete_snapshots(connection, blog)


def _rows(
    blog: Slug,
    connection: Connection,
    *,
    after: Seq = BEGINNING,
    until: Seq | None = None,
    limit: int | None = None,
) -> list[Exported]:
    found = rows.find_blog(connection, blog)
    if found is None:
        return []
    return rows.find_revisions(connection, found.row, after=after, until=until, limit=limit)


def _newest_snapshot(blog: Slug, at_most: Seq | None, connection: Connection) -> Snapshot | None:
    known = rows.find_blog(connection, blog)
    found = known and rows.find_snapshot(connection, known.row, at_most)
    return Snapshot(blog, *found) if found else None


def _keep_snapshot(snapshot: Snapshot, connection: Connection) -> None:
    found = rows.find_blog(connection, snapshot.blog, lock=True)
    if found is None or snapshot.seq > found.head:
        return
    if not rows.is_outdated(connection, found.row, snapshot.seq):
        rows.add_snapshot(connection, found.row, snapshot)
