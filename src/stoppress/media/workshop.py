"""The picture workshop: from an uploaded file to renditions in a folder, each picture decoded in a process of its own.

Knows the two jobs: `begin`, after which a post can go out, and `finish`, which may come much later and be repeated.
Does not know uploads, stores or the log; and never has a picture in its own memory.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from stoppress.domain.identifiers import MediaId
from stoppress.domain.media import Medium, MediumKind, Rendition
from stoppress.errors.media import MediaRefused
from stoppress.media.answers import Facts, facts_of
from stoppress.media.confined import PICTURES_CHILD, ask
from stoppress.media.keeping import keep
from stoppress.media.looking import Seen, look
from stoppress.media.picture_limits import PictureLimits
from stoppress.media.renditions import widths

FOLDER_PREFIX: Final = ".making-"
"""Folders that begin so are where a child works. One that is there at a start was left by a kill: sweep it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What one job has made. `width` and `height` are what the picture is shown at most; `peak_bytes` the child's memory."""

    width: int
    height: int
    colour: str
    is_animated: bool
    renditions: tuple[Rendition, ...]
    peak_bytes: int

    @property
    def files(self) -> tuple[Rendition, ...]:
        """Everything that was made."""
        return self.renditions

    def medium(self, identifier: MediaId) -> Medium:
        """After `begin`: as it stands in the log at first, without words."""
        return Medium(
            id=identifier,
            kind=MediumKind.PICTURE,
            width=self.width,
            height=self.height,
            colour=self.colour,
            is_animated=self.is_animated,
            renditions=self.renditions,
        )

    def added_to(self, medium: Medium) -> Medium:
        """After `finish`: the same medium, ready. Its colour stays; reckoned from other pixels it may differ by one."""
        fresh = tuple(each for each in self.renditions if each not in medium.renditions)
        return replace(medium, renditions=(*medium.renditions, *fresh), is_ready=True)


class Workshop:
    """Makes renditions, so many at a time as its limits say. `key` makes the names of files; it must never change.

    Both jobs read `source`, whatever its name, and put files named by their bytes into `folder`, an existing one; they
    raise MediaRefused, MediaTooLarge, MediaBroken for the file, OSError for the disk. Nothing is left in the folder but
    finished files, also when they are cancelled.
    """

    def __init__(
        self, key: bytes, limits: PictureLimits | None = None, *, command: Sequence[str] = PICTURES_CHILD
    ) -> None:
        self._key = key
        self._limits = limits or PictureLimits()
        self._command = command
        self._places = asyncio.Semaphore(self._limits.at_once)

    async def begin(self, source: Path, folder: Path) -> Made:
        """The facts and one JPEG, so that a post can go out at once."""
        return await self._do("begin", source, folder, self._limits.begin_seconds)

    async def finish(self, source: Path, folder: Path) -> Made:
        """All other renditions. Done again it gives the same names."""
        return await self._do("finish", source, folder, self._limits.finish_seconds)

    async def look(self, source: Path) -> Seen:
        """What a file is, by its header. Raises MediaRefused, MediaTooLarge, MediaBroken, OSError."""
        return await asyncio.to_thread(_look, source, self._limits)

    async def _do(self, job: str, source: Path, folder: Path, seconds: float) -> Made:
        seen = await self.look(source)
        if not seen.is_picture:
            raise MediaRefused(problem="This is sound or film, not a picture.")
        words = self._words(job, source, seen)
        async with self._places:
            with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX, dir=folder) as making:
                ended = await ask(self._command, words, folder=Path(making), seconds=seconds)
                facts = facts_of(ended, job, self._limits)
                return await asyncio.to_thread(self._kept, facts, Path(making), folder)

    def _words(self, job: str, source: Path, seen: Seen) -> bytes:
        told = {"job": job, "source": str(source.absolute()), "kind": seen.kind, "limits": asdict(self._limits)}
        return json.dumps(told).encode()

    def _kept(self, facts: Facts, making: Path, folder: Path) -> Made:
        most = self._limits.rendition_bytes
        renditions = tuple(keep(each, making, folder, self._key, most) for each in facts.files)
        shown = self._shown(facts)
        return Made(*shown, facts.colour, facts.is_animated, renditions, facts.peak_bytes)

    def _shown(self, facts: Facts) -> tuple[int, int]:
        if facts.is_animated:
            across = min(facts.width, self._limits.animated_width)
        else:
            across = widths(facts.width, facts.height, self._limits)[-1]
        return across, max(1, round(facts.height * across / facts.width))


def _look(source: Path, limits: PictureLimits) -> Seen:
    with source.open("rb") as file:
        return look(file, limits)
