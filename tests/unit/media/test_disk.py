"""Disk: what was kept survives a power cut, as every sync happens and in the right order."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from stoppress.domain.identifiers import MediaId
from stoppress.errors import StorageFull, StorageUnavailable
from stoppress.media.folder import FolderStorage
from stoppress.media.keys import file_key, original_key

FERRY = MediaId("ferry" * 5 + "a")
KEY = file_key(FERRY, "0123456789abcdef.webp")


class Recorder:
    """Writes down syncs and renames by the name of what they are for, and fails one of them if told."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        self.failing: tuple[str, int] | None = None
        self._root, self._fsync, self._replace = root, os.fsync, Path.replace
        monkeypatch.setattr(os, "fsync", self._sync)
        monkeypatch.setattr(Path, "replace", lambda path, target: self._rename(path, target))  # noqa: PLW0108 — a method of ours is bound to us

    def _sync(self, descriptor: int) -> None:
        self._note(f"sync {self._name(Path(f'/proc/self/fd/{descriptor}').readlink())}")
        self._fsync(descriptor)

    def _rename(self, path: Path, target: Path) -> Path:
        self._note(f"rename to {self._name(target)}")
        return self._replace(path, target)

    def _note(self, step: str) -> None:
        if self.failing is not None and step.startswith(self.failing[0]):
            raise OSError(self.failing[1], "injected")
        self.steps.append(step)

    def _name(self, path: Path) -> str:
        name = str(path.relative_to(self._root))
        return "incoming/…" if name.startswith("incoming/") else name


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    return path


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "media")


@pytest.fixture
def recorder(storage: FolderStorage, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    return Recorder(storage.root, monkeypatch)


async def test_the_bytes_are_synced_before_the_name_and_the_name_before_it_is_said(
    storage: FolderStorage, recorder: Recorder, file: Path
) -> None:
    await storage.put(KEY, file)
    assert recorder.steps == ["sync incoming/…", f"rename to {KEY}", f"sync files/{FERRY}", "sync files", "sync ."]


async def test_folders_that_were_there_are_synced_again(storage: FolderStorage, recorder: Recorder, file: Path) -> None:
    """Whoever made them may not have come to it."""
    (storage.root / "originals").mkdir()
    await storage.put(original_key(FERRY), file)
    assert recorder.steps == ["sync incoming/…", f"rename to originals/{FERRY}", "sync originals", "sync ."]


async def test_a_deletion_is_synced_too(storage: FolderStorage, recorder: Recorder, file: Path) -> None:
    await storage.put(KEY, file)
    recorder.steps.clear()
    await storage.delete(KEY)
    assert recorder.steps == ["sync ."]
    assert not (storage.root / "files").exists()


@pytest.mark.parametrize("step", ["sync incoming", "rename to"])
@pytest.mark.parametrize(("number", "refusal"), [(errno.EIO, StorageUnavailable), (errno.ENOSPC, StorageFull)])
async def test_what_could_not_be_synced_is_not_there(
    storage: FolderStorage, recorder: Recorder, file: Path, step: str, number: int, refusal: type[Exception]
) -> None:
    recorder.failing = step, number
    with pytest.raises(refusal):
        await storage.put(KEY, file)
    assert await storage.size(KEY) is None
    assert list(storage.incoming.iterdir()) == []


async def test_a_folder_that_could_not_be_synced_is_told(
    storage: FolderStorage, recorder: Recorder, file: Path
) -> None:
    recorder.failing = f"sync files/{FERRY}", errno.EIO
    with pytest.raises(StorageUnavailable):
        await storage.put(KEY, file)


async def test_what_others_have_put_there_is_not_listed(storage: FolderStorage, file: Path) -> None:
    await storage.put(KEY, file)
    for name in ("files/lost+found", f"files/{FERRY}/.nfs0001", "originals/readme.txt"):
        (storage.root / name).parent.mkdir(exist_ok=True)
        (storage.root / name).write_bytes(b"others'")
    assert [each.key async for each in storage.stored("files/")] == [KEY]
    assert [each async for each in storage.stored("originals/")] == []


async def test_a_deletion_leaves_what_others_have_put_there(storage: FolderStorage, file: Path) -> None:
    await storage.put(KEY, file)
    other = storage.root / "files" / FERRY / "readme.txt"
    other.write_bytes(b"others'")
    await storage.delete(KEY)
    assert other.read_bytes() == b"others'"
