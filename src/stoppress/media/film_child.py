"""The child for sound and film: one recording, one job, under limits it sets itself, with ffmpeg as its own child.

Run as `python -I -m stoppress.media.film_child`, in an empty folder where its files go: one JSON object on standard input,
one on standard output. ffmpeg inherits the limits.
Knows the order of steps and how each way to fail is said.
Does not know the parent (`films`), which believes none of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from stoppress.domain.media import Format
from stoppress.errors import StoppressError
from stoppress.errors.media import MediaRefused, MediaTooLarge
from stoppress.media import ffmpeg
from stoppress.media.confinement import confine, end_with_parent
from stoppress.media.film_limits import FilmLimits
from stoppress.media.kinds import Kind
from stoppress.media.tracks import Tracks, read_tracks, served_as

STILL: Final = "still.jpg"
"""What the film's first picture is called in the folder; the recording itself is `made.` and its ending."""

_PROBE: Final = Path("probe.txt")
_SOUND: Final = Path("sound.ogg")

# A tenth into a film, and at most a second: the first frame is often black.
_TENTH: Final = 10
_AT_MOST: Final = 1000


class _TooMuch(Exception):
    """The kernel has ended ffmpeg."""


def main() -> None:
    """Do what standard input asks for."""
    asked = json.load(sys.stdin)
    limits = FilmLimits(**asked["limits"])
    confine(
        memory=limits.memory,
        cpu_seconds=limits.cpu_seconds,
        most_cpu_seconds=limits.cpu_seconds,
        file_bytes=limits.made_bytes,
        has_threads=True,
    )
    job = _Job(asked["ffmpeg"], Kind(asked["kind"]), Path(asked["source"]), limits)
    json.dump(job.answer(copies=asked["job"] == "begin"), sys.stdout)


class _Job:
    def __init__(self, program: str, kind: Kind, source: Path, limits: FilmLimits) -> None:
        self._program, self._kind, self._source, self._limits = program, kind, source, limits

    def answer(self, *, copies: bool) -> dict[str, Any]:
        """What is said: `made` with the facts, or `failed` with a word, or `refused` with codecs."""
        try:
            self._run(ffmpeg.probing(self._kind, self._source, _PROBE))
            with _PROBE.open("r", encoding="ascii", errors="replace") as lines:
                tracks = read_tracks(lines, self._limits)
            _PROBE.unlink()
            served = served_as(self._kind, tracks)
            if copies:
                self._copy(tracks, served)
            if tracks.picture:
                self._picture(tracks)
        except MediaRefused:
            return {"refused": {"picture": tracks.picture, "sound": tracks.sound}}
        except (_TooMuch, MemoryError, MediaTooLarge):
            return {"failed": "memory"}
        except (StoppressError, OSError):
            return {"failed": "broken"}
        return {"made": {"picture": tracks.picture, "sound": tracks.sound, "milliseconds": tracks.milliseconds}}

    def _copy(self, tracks: Tracks, served: Format) -> None:
        made = Path(f"made.{served.value}")
        if tracks.picture and tracks.sound == "vorbis":
            # WebM keeps Vorbis' comments as they are; OGG gets new ones.
            self._run(ffmpeg.copying(self._kind, self._source, Format.OGG, "", _SOUND))
            self._run(ffmpeg.joining(self._kind, self._source, _SOUND, made))
            _SOUND.unlink()
        else:
            self._run(ffmpeg.copying(self._kind, self._source, served, tracks.picture, made))

    def _picture(self, tracks: Tracks) -> None:
        at = min(tracks.milliseconds // _TENTH, _AT_MOST)
        self._run(ffmpeg.picturing(self._kind, self._source, at, self._limits.still_width, Path(STILL)))
        if at and not Path(STILL).is_file():
            # A picture that is shorter than its sound.
            self._run(ffmpeg.picturing(self._kind, self._source, 0, self._limits.still_width, Path(STILL)))

    def _run(self, arguments: Sequence[str]) -> None:
        nothing = subprocess.DEVNULL
        done = subprocess.run(  # noqa: S603 - the program is the operator's, and no shell reads its arguments
            [self._program, *arguments],
            check=False,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            # Safe here: this process has one thread. Without it ffmpeg would go on when both of us are killed.
            preexec_fn=end_with_parent,
        )
        if done.returncode < 0:
            raise _TooMuch
        if done.returncode:
            raise OSError(done.returncode)


if __name__ == "__main__":
    main()
