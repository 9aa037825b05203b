"""The witness: what this node has seen of a journal, kept outside the journal's backup.

Knows the epoch and each blog's highest sequence (DESIGN §10.6), and so notices a restore from an old backup.
Does not know what to do about it (`epochs`). Leave `witness.db` out of backups, or it cannot testify.
"""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

import structlog

from stoppress.domain.identifiers import Epoch, Seq, Slug

WITNESS_FILE: Final = "witness.db"

# How long another process of this node may be writing, in seconds.
_BUSY_SECONDS: Final = 5.0

# Durable enough without waiting for the disk: after a power cut the witness may lag behind the journal (which
# waits), or be damaged. Only a witness that is ahead says anything, and a damaged one counts as missing.
_TABLES: Final = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=OFF;
CREATE TABLE IF NOT EXISTS epoch (id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS heads (slug TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
"""
_SAW: Final = (
    "INSERT INTO heads VALUES (?, ?) ON CONFLICT (slug) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > heads.seq"
)

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a witness remembers."""

    epoch: Epoch
    heads: dict[Slug, Seq]


class Witness:
    """A small SQLite file in the data folder, shared by all processes of the node.

    Nothing is opened before the first `evidence`, which whoever opens a journal asks for under its lock.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None
        self._lock = Lock()

    def evidence(self) -> Evidence | None:
        """What it remembers; None when it is new or damaged."""
        try:
            return self._remembered()
        except sqlite3.OperationalError:
            # Locked, full or not to be opened: it may well be whole.
            raise
        except sqlite3.DatabaseError:
            _log.warning("the witness is damaged and is made anew", file=str(self._file))
            self.close()
            for suffix in ("", "-wal", "-shm"):
                self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
            return self._remembered()

    def _remembered(self) -> Evidence | None:
        with self._lock:
            opened = self._opened()
            row = opened.execute("SELECT epoch FROM epoch").fetchone()
            heads = opened.execute("SELECT slug, seq FROM heads").fetchall()
        if row is None:
            return None
        return Evidence(Epoch(row[0]), {Slug(slug): Seq(seq) for slug, seq in heads})

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                self._file, isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS
            )
            self._connection.executescript(_TABLES)
        return self._connection

    def begin(self, evidence: Evidence) -> None:
        """Forget everything else and remember this."""
        with self._lock, self._opened() as opened:
            opened.execute("BEGIN IMMEDIATE")
            opened.execute("INSERT OR REPLACE INTO epoch VALUES (1, ?)", (evidence.epoch,))
            opened.execute("DELETE FROM heads")
            opened.executemany("INSERT INTO heads VALUES (?, ?)", list(evidence.heads.items()))

    async def saw(self, blog: Slug, seq: Seq) -> None:
        """Remember that the journal came this far. Whatever the witness suffers, the journal has it."""
        try:
            await asyncio.to_thread(self._saw, blog, seq)
        except sqlite3.Error:
            # The revision is kept and its author must be told so; a witness that lags only says less.
            _log.warning("the witness could not be told", blog=blog, seq=seq, exc_info=True)

    def _saw(self, blog: Slug, seq: Seq) -> None:
        with self._lock:
            self._opened().execute(_SAW, (blog, seq))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
