"""Appending: a file that several may want to make longer, at one offset each.

Knows that its length is the only truth about how much has come, and the lock under which it is looked at and changed.
The length can be trusted after a power cut too: ext4 (data=ordered), XFS and btrfs write it after the bytes.
Does not know what is uploaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

from stoppress.errors.media import UploadOffset


def append(part: Path, offset: int, block: bytes) -> None:
    """Make `part`, which ends at `offset`, longer by `block`; not synced yet. Blocks.

    Raises UploadOffset, FileNotFoundError where it was deleted, and OSError: then some of the block may be there.
    """
    with _locked(part) as descriptor:
        length = os.fstat(descriptor).st_size
        if length != offset:
            raise UploadOffset(expected=length, given=offset)
        rest = memoryview(block)
        while rest:
            rest = rest[os.write(descriptor, rest) :]


def sync_part(part: Path, start: int) -> None:
    """Keep all bytes of `part`; those up to `start` have been kept before. Blocks; raises OSError.

    After a sync that failed nobody can say which bytes are on disk, and the next would not try them again.
    """
    with _locked(part) as descriptor:
        try:
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, start)
            raise


def remove(part: Path, note: Path, *, before: float | None = None) -> bool:
    """Delete `part` and, first, what says that it is an upload; unless it was touched since `before`. Blocks."""
    with _locked(part) as descriptor:
        if before is not None and os.fstat(descriptor).st_mtime >= before:
            return False
        note.unlink(missing_ok=True)
        part.unlink()
        return True


@contextmanager
def _locked(part: Path) -> Iterator[int]:
    descriptor = os.open(part, os.O_WRONLY | os.O_APPEND)
    try:
        flock(descriptor, LOCK_EX)
        if os.fstat(descriptor).st_nlink == 0:
            # It was deleted while we waited: whatever is written now is lost.
            raise FileNotFoundError(part)
        yield descriptor
    finally:
        os.close(descriptor)
