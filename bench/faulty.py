"""The product with a fault built in: `python -m bench.faulty drop|double|swap serve …`.

Knows where a frame is handed to a reader, and where a step is made. Some readers, the first among them, are wronged once;
so is every fifth step.
Does not know who notices: every bench must.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import count
from typing import Final
from unittest.mock import patch

from stoppress.cli import main
from stoppress.fastlane.stream_reader import StreamReader
from stoppress.hub.cursor import Cursor
from stoppress.hub.remembered import Sent
from stoppress.press import steps

FAULTS: Final = ("drop", "double", "swap")

# One reader in so many, at this frame of its own: neither the first, which comes with what was missed, nor the last.
_READERS: Final = 100
_FRAME: Final = 3
_STEPS: Final = 5

_write: Final = StreamReader.write
_written: Final = steps._written  # noqa: SLF001


def _told_wrong(fault: str) -> Callable[[StreamReader, bytes], None]:
    heard: dict[StreamReader, int] = {}
    held: dict[StreamReader, bytes] = {}
    numbers = count()

    def write(reader: StreamReader, payload: bytes) -> None:
        is_frame = b"event: revision" in payload
        if reader not in heard:
            heard[reader] = 0 if next(numbers) % _READERS == 0 else _FRAME
        heard[reader] += is_frame
        if not is_frame or heard[reader] != _FRAME:
            _write(reader, payload)
            if is_frame and reader in held:
                _write(reader, held.pop(reader))
        elif fault == "double":
            _write(reader, payload)
            _write(reader, payload)
        elif fault == "swap":
            held[reader] = payload

    return write


def _stepped_wrong(fault: str) -> Callable[..., bytes]:
    numbers = count(1)
    before: list[Sent] = []

    def written(begin: str, to: Cursor, frames: Sequence[Sent], **how: bool) -> bytes:
        told = list(frames)
        if told and next(numbers) % _STEPS == 0:
            # A step of one frame is swapped with the step before.
            swapped = told[::-1] if len(told) > 1 else before[-1:]
            told = {"drop": told[1:], "double": [told[0], *told], "swap": swapped}[fault]
        before.extend(frames)
        return _written(begin, to, told, **how)

    return written


if __name__ == "__main__":
    chosen = sys.argv.pop(1)
    if chosen not in FAULTS:
        sys.exit(f"faults are {', '.join(FAULTS)}")
    patch.object(StreamReader, "write", _told_wrong(chosen)).start()
    patch.object(steps, "_written", _stepped_wrong(chosen)).start()
    main()
