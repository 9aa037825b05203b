"""The program with a fault built in, started like the program itself: `python -m tests.outside.faulty FAULT serve …`.

Knows where a frame is handed to a reader, and where a bell is rung.
Does not know who notices.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import count
from typing import Final
from unittest.mock import patch

from stoppress.cli import main
from stoppress.fastlane.stream_reader import StreamReader
from stoppress.journal.bell import Bell
from stoppress.journal.journal import Ring

# Which payload of a reader is mishandled, from 1, so that another follows in which one held back can go along.
_PAYLOAD: Final = 2

_write: Final = StreamReader.write

Mishandle = Callable[[StreamReader, bytes, list[bytes]], None]
"""Writes a payload the wrong way. The list is where one may be held back."""


def _drop(_reader: StreamReader, _payload: bytes, _held: list[bytes]) -> None:
    """Nothing is written."""


def _double(reader: StreamReader, payload: bytes, _held: list[bytes]) -> None:
    _write(reader, payload)
    _write(reader, payload)


def _swap(_reader: StreamReader, payload: bytes, held: list[bytes]) -> None:
    held.append(payload)


def _garble(reader: StreamReader, payload: bytes, _held: list[bytes]) -> None:
    _write(reader, payload.replace(b"gauge", b"gouge", 1))


def _err_once_with_each() -> None:
    """Each of the first four readers is wronged once, in a way of its own; all others are told the truth."""
    faults = iter((_drop, _double, _swap, _garble))
    readers: dict[StreamReader, tuple[Mishandle | None, Iterator[int], list[bytes]]] = {}

    def write(reader: StreamReader, payload: bytes) -> None:
        if reader not in readers:
            readers[reader] = next(faults, None), count(1), []
        fault, payloads, held = readers[reader]
        if next(payloads) == _PAYLOAD and fault is not None:
            fault(reader, payload, held)
            return
        _write(reader, payload)
        while held:
            _write(reader, held.pop())

    patch.object(StreamReader, "write", write).start()


def _lose_every_ring() -> None:
    def lose(_bell: Bell, _ring: Ring) -> None:
        """Nobody hears it."""

    patch.object(Bell, "ring", lose).start()


_FAULTS: Final = {"clumsy": _err_once_with_each, "deaf": _lose_every_ring}

if __name__ == "__main__":
    _FAULTS[sys.argv.pop(1)]()
    main()
