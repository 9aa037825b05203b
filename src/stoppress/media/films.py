"""The film workshop: from an uploaded recording to one file of the same packets with nothing around them, and a still.

Knows the two jobs: `begin`, after which a post can go out, and `finish`, which makes the still's other files.
Does not know uploads, stores or the log; and never has a recording in its own memory.
"""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from stoppress.domain.identifiers import MediaId
from stoppress.domain.media import Medium, MediumKind, Rendition
from stoppress.errors.media import MediaBroken, MediaTooLarge, MediaToolMissing
from stoppress.media.confined import Ended, ask
from stoppress.media.film_child import STILL
from stoppress.media.film_limits import FilmLimits
from stoppress.media.keeping import keep_file
from stoppress.media.looking import Seen
from stoppress.media.picture_limits import MEBIBYTE
from stoppress.media.tracks import Tracks, served_as
from stoppress.media.workshop import FOLDER_PREFIX, Made, Workshop

FILMS_CHILD: Final = (sys.executable, "-I", "-m", "stoppress.media.film_child")

_TOO_MUCH: Final = "Reading the recording takes more time or memory than it may."


@dataclass(frozen=True, slots=True)
class Recording:
    """What one job has made. `file` is the recording itself, which `finish` has no need of; `still` a film's picture."""

    kind: MediumKind
    milliseconds: int
    file: Rendition | None
    still: Made | None

    @property
    def files(self) -> tuple[Rendition, ...]:
        """Everything that was made."""
        return (*((self.file,) if self.file else ()), *(self.still.renditions if self.still else ()))

    def medium(self, identifier: MediaId) -> Medium:
        """After `begin`: as it stands in the log at first, without words. A sound is ready."""
        medium = Medium(
            id=identifier,
            kind=self.kind,
            milliseconds=self.milliseconds,
            is_ready=self.still is None,
            renditions=(self.file,) if self.file else (),
        )
        if self.still is None:
            return medium
        still = self.still
        return replace(medium, still=still.renditions, width=still.width, height=still.height, colour=still.colour)

    def added_to(self, medium: Medium) -> Medium:
        """After `finish`: the same medium, ready."""
        made = self.still.renditions if self.still else ()
        fresh = tuple(each for each in made if each not in medium.still)
        return replace(medium, still=(*medium.still, *fresh), is_ready=True)


class Films:
    """Makes recordings, so many at a time as its limits say. Without `program`, ffmpeg's place, it makes none.

    Both jobs read `source`, whatever its name, and put files named by their bytes into `folder`; they raise MediaRefused,
    MediaTooLarge, MediaBroken for the file, MediaToolMissing, OSError for the disk.
    """

    def __init__(
        self,
        key: bytes,
        pictures: Workshop,
        program: str,
        limits: FilmLimits | None = None,
        *,
        command: Sequence[str] = FILMS_CHILD,
    ) -> None:
        self._key = key
        self._pictures = pictures
        self._program = program
        self._limits = limits or FilmLimits()
        self._command = command
        self._places = asyncio.Semaphore(self._limits.at_once)

    async def begin(self, source: Path, seen: Seen, folder: Path) -> Recording:
        """The recording and the still's first file."""
        return await self._do("begin", source, seen, folder)

    async def finish(self, source: Path, seen: Seen, folder: Path) -> Recording:
        """The still's other files. Done again it gives the same names."""
        return await self._do("finish", source, seen, folder)

    async def _do(self, job: str, source: Path, seen: Seen, folder: Path) -> Recording:
        if not self._program:
            raise MediaToolMissing
        if seen.size > self._limits.file_bytes:
            raise MediaTooLarge(problem=f"The recording is larger than {self._limits.file_bytes / MEBIBYTE:.0f} MiB.")
        async with self._places:
            with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX, dir=folder) as making:
                words = self._words(job, source, seen)
                ended = await ask(self._command, words, folder=Path(making), seconds=self._limits.seconds)
                tracks = tracks_of(ended, self._limits)
                return await self._kept(job, tracks, seen, Path(making), folder)

    def _words(self, job: str, source: Path, seen: Seen) -> bytes:
        told = {"job": job, "source": str(source.absolute()), "kind": seen.kind, "ffmpeg": self._program}
        return json.dumps({**told, "limits": asdict(self._limits)}).encode()

    async def _kept(self, job: str, tracks: Tracks, seen: Seen, making: Path, folder: Path) -> Recording:
        served = served_as(seen.kind, tracks)
        still = await self._still(job, making / STILL, folder) if tracks.picture else None
        file = None
        if job == "begin":
            made = making / f"made.{served.value}"
            file = await asyncio.to_thread(keep_file, made, served, folder, self._key, self._limits.made_bytes)
        if file and still:
            file = replace(file, width=still.width, height=still.height)
        kind = MediumKind.FILM if tracks.picture else MediumKind.AUDIO
        return Recording(kind, tracks.milliseconds, file, still)

    async def _still(self, job: str, picture: Path, folder: Path) -> Made:
        try:
            _require_file(picture, self._limits.still_bytes)
        except OSError as problem:
            raise MediaBroken from problem
        make = self._pictures.begin if job == "begin" else self._pictures.finish
        return await make(picture, folder)


def tracks_of(ended: Ended, limits: FilmLimits) -> Tracks:
    """What a child says a recording is made of, believed in nothing. Raises MediaRefused, MediaTooLarge, MediaBroken."""
    if ended.is_too_long or ended.code not in {0, None}:
        raise MediaTooLarge(problem=_TOO_MUCH) if (ended.code or 0) < 0 else MediaBroken
    if ended.code is None:
        raise MediaTooLarge(problem=_TOO_MUCH)
    try:
        told = json.loads(ended.said)
    except (ValueError, RecursionError) as problem:
        raise MediaBroken from problem
    if not isinstance(told, dict):
        raise MediaBroken
    if told.get("failed") == "memory":
        raise MediaTooLarge(problem=_TOO_MUCH)
    if "refused" in told:
        return _told(told["refused"], 0)
    tracks = _told(told.get("made"), limits.milliseconds)
    if not 1 <= tracks.milliseconds <= limits.milliseconds:
        raise MediaBroken
    return tracks


def _told(made: Any, most: int) -> Tracks:
    if not isinstance(made, dict):
        raise MediaBroken
    picture, sound, lasting = made.get("picture"), made.get("sound"), made.get("milliseconds", 0)
    if not isinstance(picture, str) or not isinstance(sound, str) or not (picture or sound):
        raise MediaBroken
    if type(lasting) is not int or not 0 <= lasting <= most:
        raise MediaBroken
    return Tracks(picture, sound, lasting)


def _require_file(path: Path, most_bytes: int) -> None:
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or not 0 < found.st_size <= most_bytes:
        raise MediaBroken
