"""The program with a fault built in, started like the program itself: `python -m tests.outside.faulty FAULT serve …`.

Knows where a frame is handed to a reader, and where a bell is rung.
Does not know who notices.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from random import Random
from typing import Final

from stoppress.cli import main
from stoppress.fastlane.stream_reader import StreamReader
from stoppress.journal.bell import Bell
from stoppress.journal.journal import Ring

# Which payload of which reader, both from 1. The first payload comes at once to those who missed something.
_READER: Final = 3
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


def _mishandle_one(fault: Mishandle) -> None:
    numbers: dict[StreamReader, int] = {}
    payloads, held = count(1), list[bytes]()

    def write(reader: StreamReader, payload: bytes) -> None:
        number = numbers.setdefault(reader, len(numbers) + 1)
        if number == _READER and next(payloads) == _PAYLOAD:
            fault(reader, payload, held)
            return
        _write(reader, payload)
        while number == _READER and held:
            _write(reader, held.pop())

    StreamReader.write = write  # type: ignore[method-assign]


def _deafen() -> None:
    chance, ring = Random(7), Bell.ring

    def ring_sometimes(bell: Bell, what: Ring) -> None:
        if chance.random() < 0.2:
            ring(bell, what)

    Bell.ring = ring_sometimes  # type: ignore[method-assign]


_FAULTS: Final[dict[str, Mishandle]] = {"drop": _drop, "double": _double, "swap": _swap, "garble": _garble}

if __name__ == "__main__":
    name = sys.argv.pop(1)
    _deafen() if name == "deaf" else _mishandle_one(_FAULTS[name])
    main()
