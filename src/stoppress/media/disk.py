"""Disk: files that are there whole after a power cut, or not at all.

Knows that a file's bytes, its name and the folders above it are each kept by a sync of their own, in this order.
Does not know what is in a file, nor why it is kept.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

_COPY_BYTES: Final = 1_048_576


def copy_synced(source: Path, temporary: Path, target: Path, root: Path) -> None:
    """Make `target`, below `root`, a copy of `source` by way of `temporary`, a new name on the same file system.

    Blocks. `target` is there whole or as it was; when this returns, it survives a power cut. Raises OSError.
    """
    try:
        temporary.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as reading, temporary.open("xb") as writing:
            shutil.copyfileobj(reading, writing, _COPY_BYTES)
            writing.flush()
            os.fsync(writing.fileno())
        _place(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folders(target.parent, root)


def write_synced(content: bytes, temporary: Path, target: Path) -> None:
    """Make `target` hold `content`, as `copy_synced` does; its folder is there already."""
    try:
        with temporary.open("xb") as writing:
            writing.write(content)
            writing.flush()
            os.fsync(writing.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folders(target.parent, target.parent)


def delete_synced(target: Path, root: Path) -> None:
    """Delete `target` and the folders it leaves empty, below `root`; that it was not there is no error. Blocks."""
    target.unlink(missing_ok=True)
    folder = target.parent
    while folder not in (root, root.parent) and _removed(folder):
        folder = folder.parent
    with suppress(FileNotFoundError):
        # Gone by now: then whoever deleted it syncs the one above.
        sync_folder(folder)


def sync_folders(folder: Path, root: Path) -> None:
    """Sync `folder` and those above it up to `root`, all of them each time.

    Whoever made one of them may be another process that has not come to sync it yet.
    """
    sync_folder(folder)
    while folder != root:
        folder = folder.parent
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Keep the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _place(temporary: Path, target: Path) -> None:
    # Whoever deletes the last other file of the folder takes the folder along; then it is made again.
    while True:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.replace(target)
        except FileNotFoundError:
            if not temporary.exists():
                raise
        else:
            return


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True
