"""The journal in memory: for tests and rehearsals.

Knows the same promises as the others, save that it forgets when the process ends.
Does not know any database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from stoppress.domain.identifiers import Epoch, Seq, Slug
from stoppress.domain.revisions import Revision
from stoppress.domain.stored import Salts
from stoppress.journal.bell import POLL_SECONDS, Bell, Lose, Rings, look_again, lose_none
from stoppress.journal.journal import (
    BEGINNING,
    READ_LIMIT,
    SNAPSHOTS_KEPT,
    Exported,
    Key,
    Listening,
    Receipt,
    Recorded,
    Ring,
    Snapshot,
)
from stoppress.journal.placing import OUTDATING, Append, answered, is_among, require_key, restored


class MemoryJournal:
    """A journal of this process. Nothing in it waits, so every call is one transaction."""

    def __init__(
        self, *, epoch: Epoch, salts: Salts, lose: Lose = lose_none, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._epoch = epoch
        self._salts = salts
        self._poll_seconds = poll_seconds
        self._logs: dict[Slug, list[Exported]] = {}
        self._answers: dict[tuple[str, str], tuple[str, Receipt]] = {}
        self._snapshots: dict[Slug, list[Snapshot]] = {}
        self._bell = Bell(lose)
        self._polling: asyncio.Task[None] | None = None

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
        stored = append.stored(self._salts)
        earlier = await self.receipt(key) if key is not None else None
        if earlier is not None:
            return earlier
        first = append.first_after(await self.head(blog))
        log = self._logs.setdefault(blog, [])
        log += [Exported(Seq(seq), each, by) for seq, each in enumerate(stored, first)]
        receipt = Receipt(blog, first, Seq(len(log)), answer)
        if key is not None:
            self._answers[key.owner, key.key] = (key.digest, receipt)
        self._forget(append, receipt.last)
        self._bell.ring(Ring(blog, receipt.last))
        return receipt

    def _forget(self, append: Append, last: Seq) -> None:
        log = self._logs[append.blog]
        removed = append.removed_until(last)
        for name, (_, got) in self._answers.items():
            if got.blog == append.blog and is_among(removed, got.first, got.last):
                self._answers[name] = ("", got)
        for seq in removed:
            kept = log[seq - 1]
            log[seq - 1] = replace(kept, stored=replace(kept.stored, words=()))
        if append.outdates_snapshots:
            self._snapshots.pop(append.blog, None)

    async def receipt(self, key: Key) -> Receipt | None:
        """See `Journal.receipt`."""
        require_key(key)
        found = self._answers.get((key.owner, key.key))
        return None if found is None else answered(key, *found)

    async def read(
        self, blog: Slug, *, after: Seq = BEGINNING, until: Seq | None = None, limit: int = READ_LIMIT
    ) -> list[Recorded]:
        """See `JournalReader.read`."""
        found = self._logs.get(blog, [])[max(after, 0) : None if until is None else max(until, 0)]
        return [
            Recorded(blog, each.seq, restored(blog, each.seq, each.stored), each.by) for each in found[: max(limit, 0)]
        ]

    async def export(self, blog: Slug) -> list[Exported]:
        """See `Journal.export`."""
        return list(self._logs.get(blog, []))

    async def head(self, blog: Slug) -> Seq:
        """See `JournalReader.head`."""
        return Seq(len(self._logs.get(blog, [])))

    async def heads(self) -> dict[Slug, Seq]:
        """See `JournalReader.heads`."""
        return {blog: Seq(len(log)) for blog, log in self._logs.items()}

    async def newest_snapshot(self, blog: Slug, *, at_most: Seq | None = None) -> Snapshot | None:
        """See `JournalReader.newest_snapshot`."""
        fitting = [each for each in self._snapshots.get(blog, []) if at_most is None or each.seq <= at_most]
        return fitting[-1] if fitting else None

    async def keep_snapshot(self, snapshot: Snapshot) -> None:
        """See `JournalReader.keep_snapshot`."""
        log = self._logs.get(snapshot.blog, [])
        outdated = any(each.stored.kind in OUTDATING for each in log[snapshot.seq :])
        if snapshot.seq > len(log) or outdated:
            return
        others = [each for each in self._snapshots.get(snapshot.blog, []) if each.seq != snapshot.seq]
        kept = sorted([*others, snapshot], key=lambda each: each.seq)
        self._snapshots[snapshot.blog] = kept[-SNAPSHOTS_KEPT:]

    def rings(self) -> Listening:
        """See `JournalReader.rings`."""
        if self._polling is None:
            self._polling = asyncio.create_task(look_again(self._poll, self._poll_seconds))
        return Rings(self._bell)

    async def _poll(self) -> None:
        for blog, seq in (await self.heads()).items():
            self._bell.catch_up(Ring(blog, seq))

    async def scrub(self) -> None:
        """See `Journal.scrub`. Nothing is left behind."""

    async def close(self) -> None:
        """See `Journal.close`."""
        self._bell.close()
        if self._polling is not None:
            self._polling.cancel()
