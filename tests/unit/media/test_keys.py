"""Keys: no name from outside is ever a path."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stoppress.domain.identifiers import MediaId
from stoppress.errors import InputInvalid
from stoppress.media.folder import FolderStorage
from stoppress.media.keys import Key, checked, checked_prefix, file_key, is_key, medium_of, original_key

FERRY = MediaId("ferry" * 5 + "a")
NAME = "0123456789abcdef.webp"

SPELLINGS = [
    "",
    "/",
    ".",
    "..",
    "originals",
    "originals/",
    "originals/..",
    "originals/.",
    "originals/../secret",
    f"originals/../originals/{FERRY}",
    f"originals//{FERRY}",
    f"/originals/{FERRY}",
    f"./originals/{FERRY}",
    f"originals/./{FERRY}",
    f"originals/{FERRY}/",
    f"originals/{FERRY}/..",
    f"originals/{FERRY}\n",
    f"originals/{FERRY}\0",
    f"originals/{FERRY}\0.webp",
    f"originals/{FERRY.upper()}",
    f"originals/{FERRY[:-1]}",
    f"originals/{FERRY}a",
    f"originals\\{FERRY}",
    f"originals/%2e%2e%2f{FERRY[:17]}",
    f"originals/{FERRY[:-1]}ａ",
    f"originals/{FERRY[:-1]}１",
    f"Originals/{FERRY}",
    f"incoming/{FERRY}",
    "incoming/put-0123456789",
    "../../etc/passwd",
    "/etc/passwd",
    "file:///etc/passwd",
    "~root/.ssh/id_rsa",
    "C:\\boot.ini",
    f"files/{FERRY}",
    f"files/{FERRY}/",
    f"files/{FERRY}/..",
    f"files/{FERRY}/../{NAME}",
    f"files/{FERRY}/a/{NAME}",
    f"files/../{NAME}",
    f"files/{FERRY}/.{NAME}",
    f"files/{FERRY}/{NAME}.php",
    f"files/{FERRY}/0123456789abcdef.php",
    f"files/{FERRY}/0123456789abcdef.svg",
    f"files/{FERRY}/0123456789abcdef",
    f"files/{FERRY}/0123456789ABCDEF.webp",
    f"files/{FERRY}/0123456789abcdef.webp%00",
    f"files/{FERRY}/0123456789abcdef#1.webp",
    f"files/{FERRY}/..%2f..%2fpasswd.webp",
    f"files/{FERRY}/con:stream.webp",
    f"files/{FERRY}/{'a' * 300}.webp",
    f" files/{FERRY}/{NAME}",
]


def test_what_is_ours_is_a_key() -> None:
    assert original_key(FERRY) == f"originals/{FERRY}"
    assert file_key(FERRY, NAME) == f"files/{FERRY}/{NAME}"
    assert medium_of(original_key(FERRY)) == medium_of(file_key(FERRY, NAME)) == FERRY
    for ending in ("avif", "jpg", "mp4", "webm", "m4a", "mp3", "ogg", "vtt"):
        assert is_key(f"files/{FERRY}/0123456789abcdef.{ending}")


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_what_is_not_ours_reaches_no_file(spelling: str, tmp_path: Path) -> None:
    """Neither through the check nor, should somebody forget it, through the folder."""
    assert not is_key(spelling)
    with pytest.raises(InputInvalid):
        checked(spelling)
    storage, file = FolderStorage(tmp_path / "media"), tmp_path / "file"
    file.write_bytes(b"untouched")
    for act in (storage.put, lambda key, _: storage.read(key), lambda key, _: storage.delete(key)):
        with pytest.raises(InputInvalid):
            await act(Key(spelling), file)
    assert {name for _, folders, files in os.walk(tmp_path) for name in (*folders, *files)} == {"file", "media"}
    assert file.read_bytes() == b"untouched"


@pytest.mark.parametrize("name", ["", "..", f"../{NAME}", f"a/{NAME}", "0123456789abcdef.html", f"{NAME}\0"])
def test_a_name_of_another_shape_makes_no_key(name: str) -> None:
    with pytest.raises(InputInvalid):
        file_key(FERRY, name)


def test_a_medium_of_another_shape_makes_no_key() -> None:
    for medium in ("", "..", "../../etc/passwd", FERRY + "/..", FERRY.upper()):
        with pytest.raises(InputInvalid):
            original_key(MediaId(medium))


def test_a_prefix_is_one_of_three() -> None:
    for prefix in ("originals/", "files/", f"files/{FERRY}/"):
        assert checked_prefix(prefix) == prefix
    for prefix in (
        "",
        "/",
        "incoming/",
        "originals",
        f"originals/{FERRY}",
        "files/../",
        f"files/{FERRY}/../",
        "files/\n",
    ):
        with pytest.raises(InputInvalid):
            checked_prefix(prefix)
