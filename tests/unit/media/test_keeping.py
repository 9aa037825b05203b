"""A finished file is judged once more, named by its bytes with a key, and moved; a link or an impostor is not."""

from __future__ import annotations

import io
import os
import tracemalloc
from pathlib import Path

import pytest

from stoppress.domain.media import Format
from stoppress.errors.media import MediaBroken
from stoppress.media.keeping import keep, name_of
from stoppress.media.renditions import Wanted
from tests.pictures import photograph, written

WANTED = Wanted(Format.JPEG, 40, 30)
KEY = b"k" * 32
MOST = 100_000


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    made, kept = tmp_path / "made", tmp_path / "kept"
    made.mkdir()
    kept.mkdir()
    return made, kept


def test_a_file_gets_the_name_of_its_bytes(folders: tuple[Path, Path]) -> None:
    made, kept = folders
    picture = written(photograph(40, 30), "JPEG")
    for _ in range(2):
        (made / "40.jpg").write_bytes(picture)
        rendition = keep(WANTED, made, kept, KEY, MOST)
        assert rendition.name == name_of(io.BytesIO(picture), Format.JPEG, KEY)
        assert (rendition.size, rendition.width, rendition.height) == (len(picture), 40, 30)
        assert [each.read_bytes() for each in kept.iterdir()] == [picture]


def test_the_name_depends_on_every_byte_and_on_the_key() -> None:
    names = {
        name_of(io.BytesIO(content), Format.AVIF, key)
        for content in (b"a", b"b", bytes(70_000), bytes(70_001))
        for key in (KEY, b"other")
    }
    assert len(names) == 8
    assert all(len(each) == 26 + len(".avif") for each in names)


def test_impostors_are_not_kept(folders: tuple[Path, Path], tmp_path: Path) -> None:
    made, kept = folders
    elsewhere = tmp_path / "elsewhere.jpg"
    elsewhere.write_bytes(written(photograph(40, 30), "JPEG"))
    path = made / "40.jpg"
    impostors = (
        lambda: None,
        lambda: path.symlink_to(elsewhere),
        lambda: os.link(elsewhere, path),
        lambda: os.mkfifo(path),
        path.mkdir,
        lambda: path.write_bytes(b""),
        lambda: path.write_bytes(written(photograph(40, 30), "PNG")),
        lambda: path.write_bytes(b"<svg onload=alert(1)>"),
        lambda: path.write_bytes(elsewhere.read_bytes() + bytes(MOST)),
    )
    for each in impostors:
        each()
        with pytest.raises(MediaBroken):
            keep(WANTED, made, kept, KEY, MOST)
        if path.is_dir():
            path.rmdir()
        path.unlink(missing_ok=True)
    assert list(kept.iterdir()) == []
    assert elsewhere.exists()


def test_naming_a_large_file_keeps_none_of_it(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(16 << 20)
    with large.open("rb") as file:
        tracemalloc.start()
        try:
            name_of(file, Format.JPEG, KEY)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 1 << 20
