"""Animation: the frames of a GIF or WebP one after the other, made smaller, written as one animated WebP.

Knows how Pillow asks for frames, and how browsers read delays.
Does not know limits; they were judged before. Runs in the child.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageFile

# What browsers make of a GIF's delay of 0 or 10 ms; WebP's they take as it is.
_LEAST_MILLISECONDS: Final = 20
_USUAL_MILLISECONDS: Final = 100

_MOST_MILLISECONDS: Final = 60_000


class _Frames(Image.Image):
    """All frames behind one picture that can be wound to any of them: never more than one is in memory."""

    def __init__(self, source: ImageFile.ImageFile, frames: int, size: tuple[int, int]) -> None:
        super().__init__()
        self.n_frames = frames
        self.delays: list[int] = []
        self._source = source
        self._wound = -1
        self._wanted = size
        self.seek(0)

    def seek(self, frame: int) -> None:
        if frame == self._wound:
            return
        self._source.seek(frame)
        if frame == len(self.delays):
            # `duration` belongs to the frame once it is loaded, in WebP, and before, in GIF.
            self._source.load()
            self.delays.append(_milliseconds(self._source.info.get("duration")))
        shown = self._source.convert("RGBA").resize(self._wanted, Image.Resampling.BILINEAR, reducing_gap=2.0)
        self.im, self._mode, self._size, self._wound = shown.im, "RGBA", shown.size, frame

    def tell(self) -> int:
        return self._wound


def write_animation(
    source: ImageFile.ImageFile, frames: int, size: tuple[int, int], path: Path, **settings: Any
) -> None:
    """Write it. Raises what Pillow raises: OSError, EOFError, SyntaxError, ValueError, MemoryError."""
    loop = source.info.get("loop", 1)
    moving = _Frames(source, frames, size)
    moving.save(
        path,
        "WEBP",
        save_all=True,
        duration=moving.delays,
        loop=loop if isinstance(loop, int) and 0 <= loop < 1 << 16 else 0,
        background=(0, 0, 0, 0),
        **settings,
    )


def _milliseconds(duration: object) -> int:
    if not isinstance(duration, int | float) or duration < _LEAST_MILLISECONDS:
        return _USUAL_MILLISECONDS
    return min(int(duration), _MOST_MILLISECONDS)
