"""`export --static`: a blog's pages as files.

Knows that the folder appears whole or not at all, and that nothing which was there before is touched.
Does not know which pages there are (`press.still`).
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from rich.progress import Progress

from stoppress.app.building import Newsroom
from stoppress.app.publishing import publication_of
from stoppress.app.theming import open_theme
from stoppress.cli.running import ERR
from stoppress.domain.identifiers import MediaId, Slug
from stoppress.errors import FolderNotEmpty
from stoppress.errors.media import MediaUnknown
from stoppress.journal.folds import Folds
from stoppress.press.still import Still, StillFile
from stoppress.render.share_card import SHAPES
from stoppress.web.door import STATIC


async def write_still(newsroom: Newsroom, slug: Slug, folder: Path, origin: str) -> int:
    """Write the set into `folder`; how many files. Raises BlogUnknown, FolderNotEmpty; OSError where disks refuse."""
    partial = _beside(folder)
    blog = await Folds(newsroom.journal).current(slug)
    still = Still(blog, newsroom.journal.epoch, publication_of(newsroom.settings, origin))
    try:
        count = await asyncio.to_thread(_write, partial, still.pages())
        count += await asyncio.to_thread(_write, partial, _told(still.pictures(), 1 + len(SHAPES) + blog.places))
        count += await _write_media(partial, newsroom, still)
        count += _copy_built(partial)
        count += await asyncio.to_thread(_write, partial, _theme(newsroom.settings.theme))
        _put(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return count


def _beside(folder: Path) -> Path:
    """A folder that becomes `folder` when all is in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(folder=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")


def _put(partial: Path, folder: Path) -> None:
    if folder.exists():
        folder.rmdir()
    partial.rename(folder)


def _write(root: Path, files: Iterable[StillFile]) -> int:
    count = 0
    for name, content in files:
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        count += 1
    return count


def _told(files: Iterable[StillFile], total: int) -> Iterable[StillFile]:
    with Progress(console=ERR, transient=True) as progress:
        yield from progress.track(files, total=total, description="Drawing cards")


async def _write_media(root: Path, newsroom: Newsroom, still: Still) -> int:
    count = 0
    for medium, name in sorted(still.media()):
        place = root / "media" / medium / name
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            reading = await newsroom.media.library.read(MediaId(medium), name)
        except MediaUnknown:
            ERR.print(f"{place.relative_to(root)} is missing here; pages show its description.", markup=False)
            continue
        with place.open("wb") as file:
            async for chunk in reading.chunks:
                file.write(chunk)
        count += 1
    return count


def _theme(path: Path | None) -> Iterable[StillFile]:
    _, files = open_theme(path)
    return ((f"theme/{name}", each.content) for name, each in files.by_name.items())


def _copy_built(root: Path) -> int:
    built = [each for each in STATIC.iterdir() if each.suffix in (".js", ".css")] if STATIC.exists() else []
    (root / "static").mkdir(parents=True, exist_ok=True)
    for each in built:
        shutil.copyfile(each, root / "static" / each.name)
    return len(built)
