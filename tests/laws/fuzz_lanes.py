"""A fuzzer of the request reader: mutated bytes to both lanes, which must agree, lose no seat and raise nothing.

Run as `python -m tests.laws.fuzz_lanes [SECONDS] [SEED]`; `make soak` does. Knows mutations, and keeps an input that was
answered in a way no other was, to mutate it further: the readers of HTTP are compiled, so that their paths cannot be
seen, but their answers can. Does not know what an answer should be: the ordinary lane says (law 3).
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.laws.lanes import Heard
from tests.laws.talks import SEEDS, Place, agree, opened_place

# A minute's work; the time is what `make soak` gives.
_SECONDS: Final = 60.0

# An input that has grown longer says nothing that shorter ones do not.
_LONGEST: Final = 2_048

_STATUS: Final = re.compile(rb"HTTP/1\.1 (\d{3})|^(connection: close|content-encoding: \w+)", re.MULTILINE)

_TOKENS: Final = (
    b"\r\n", b"\r\n\r\n", b"\n", b"\r", b" ", b"\t", b":", b"\0", b"\xff", b"%", b"?", b"#", b"//", b"/..", b"HTTP/1.1",
    b"HTTP/1.0", b"GET ", b"HEAD ", b"Connection: close\r\n", b"Connection: keep-alive\r\n", b"Host: x\r\n",
    b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n", b"Upgrade: x\r\n",
    b"5\r\nabcde\r\n0\r\n\r\n", b"0\r\n\r\n", b"Last-Event-ID: velmora2-1\r\n", b"99999999999999999999",
)  # fmt: skip

Mutate = Callable[[bytes, bytes, Random], bytes]


def _flip(data: bytes, _other: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _drop(data: bytes, _other: bytes, chance: Random) -> bytes:
    start, end = _range(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, _other: bytes, chance: Random) -> bytes:
    start, end = _range(data, chance)
    return data[:end] + data[start:end] + data[end:]


def _put(data: bytes, _other: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_TOKENS) + data[at:]


def _splice(data: bytes, other: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _pipeline(data: bytes, other: bytes, _chance: Random) -> bytes:
    return data + other


def _swap_lines(data: bytes, _other: bytes, chance: Random) -> bytes:
    lines = data.split(b"\r\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\r\n".join(lines)


_MUTATIONS: Final[tuple[Mutate, ...]] = (_flip, _drop, _double, _put, _put, _splice, _pipeline, _swap_lines)


def _range(data: bytes, chance: Random) -> tuple[int, int]:
    one, other = chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)
    return min(one, other), max(one, other)


@dataclass
class Fuzzer:
    """Inputs without end, each made of those kept so far."""

    chance: Random
    kept: list[bytes] = field(default_factory=lambda: list(SEEDS))
    answered: set[tuple[object, ...]] = field(default_factory=set)

    def next(self) -> list[bytes]:
        """What a client is to say, cut somewhere."""
        data = self.chance.choice(self.kept)
        for _ in range(self.chance.randint(1, 4)):
            mutate = self.chance.choice(_MUTATIONS)
            data = mutate(data or b"\r\n", self.chance.choice(self.kept), self.chance)[:_LONGEST]
        cuts = sorted(self.chance.choices(range(len(data) + 1), k=self.chance.choice((0, 0, 1, 3))))
        return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True) if start < end]

    def learn(self, pieces: list[bytes], heard: Heard) -> None:
        """Keep what was answered as nothing before it was."""
        answer = (*_STATUS.findall(heard.text), heard.closed, len(pieces) > 1)
        if answer not in self.answered:
            self.answered.add(answer)
            self.kept.append(b"".join(pieces))


def fuzz(place: Place, seed: int, goes_on: Callable[[int], bool]) -> Fuzzer:
    """Talk for as long as `goes_on(number of talks)`. AssertionError says which bytes the lanes do not agree on."""
    fuzzer, talks = Fuzzer(Random(seed)), 0
    while goes_on(talks):
        pieces, twice = fuzzer.next(), fuzzer.chance.random() < 0.5
        with _told_of(seed, talks, pieces, twice=twice):
            fast, slow = place.both(pieces, twice=twice)
            agree(fast, slow)
        fuzzer.learn(pieces, slow)
        talks += 1
    return fuzzer


@contextmanager
def _told_of(seed: int, talks: int, pieces: list[bytes], *, twice: bool) -> Iterator[None]:
    try:
        yield
    except Exception as problem:
        raise AssertionError(f"seed {seed}, talk {talks}, twice={twice}: {pieces!r}") from problem


def main() -> None:
    """Fuzz for a while, and say what was found."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else _SECONDS
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns()
    end = time.monotonic() + seconds
    print(f"fuzzing the request reader for {seconds:.0f} s, seed {seed}", flush=True)
    with opened_place() as place:
        fuzzer = fuzz(place, seed, lambda _talks: time.monotonic() < end)
    print(f"{len(fuzzer.answered)} kinds of answers, no two lanes apart")


if __name__ == "__main__":
    main()
