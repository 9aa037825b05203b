"""What a crowd says while it reads: votes, beacons and questions, spread over a while.

`python -m bench.audience_sender PORT SECONDS VOTES BEACONS QUESTIONS`; prints one line of JSON. Each comes from an address of its
own, as behind a proxy that is trusted. Knows what of it was acknowledged.
Does not know what becomes of it.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from bench.figures import quantile
from bench.server import SLUG
from bench.wire import LOOPBACK

# A beacon is answered once it is on disk, which takes a quarter of a second: so many are under way.
CONNECTIONS: Final = 300

_AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass
class Told:
    """What came of it, by kind."""

    acknowledged: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def note(self, kind: str, status: int, seconds: float) -> None:
        """One answer."""
        if status < 400:
            self.acknowledged[kind] += 1
        else:
            self.refused[f"{kind} {status}"] += 1
        self.seconds.setdefault(kind, []).append(seconds)

    @property
    def tree(self) -> dict[str, object]:
        """As it is printed."""
        waits = {kind: quantile(each, 0.99) * 1000 for kind, each in self.seconds.items()}
        return {"acknowledged": self.acknowledged, "refused": self.refused, "p99_ms": waits}


def requests_of(votes: int, beacons: int, questions: int) -> list[tuple[str, bytes]]:
    """All of them by kind, in an order of chance that is the same each time."""
    made = [("votes", _vote(each)) for each in range(votes)]
    made += [("seen", _request("seen", _JSON, '{"page":true}', each)) for each in range(beacons)]
    made += [("questions", _question(each)) for each in range(questions)]
    random.Random(1).shuffle(made)
    return made


def _vote(number: int) -> bytes:
    tree = {"key": f"{number:0>32}", "stars": 1 + number % 5, "helpful": "yes" if number % 3 else "no"}
    return _request("votes", _JSON, json.dumps(tree), number)


def _question(number: int) -> bytes:
    text = f"text=When+does+line+{number}+sail+again+from+quay+{number % 97}%3F&name=Reader+{number}"
    return _request("questions", _FORM, text, number)


def _request(address: str, kind: str, body: str, number: int) -> bytes:
    whence = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return (
        f"POST /live/{SLUG}/{address} HTTP/1.1\r\nHost: {LOOPBACK}\r\nUser-Agent: {_AGENT}\r\nContent-Type: {kind}\r\n"
        f"X-Forwarded-For: {whence}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def send_all(port: int, seconds: float, requests: list[tuple[str, bytes]]) -> Told:
    """Send them evenly over so many seconds."""
    told, waiting = Told(), asyncio.Queue[tuple[str, bytes] | None]()
    senders = [asyncio.create_task(_sender(port, waiting, told)) for _ in range(CONNECTIONS)]
    begun = time.monotonic()
    for number, each in enumerate(requests):
        await asyncio.sleep(max(0.0, begun + seconds * number / len(requests) - time.monotonic()))
        waiting.put_nowait(each)
    for _ in senders:
        waiting.put_nowait(None)
    await asyncio.gather(*senders)
    return told


async def _sender(port: int, waiting: asyncio.Queue[tuple[str, bytes] | None], told: Told) -> None:
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while (given := await waiting.get()) is not None:
        kind, request = given
        begun = time.monotonic()
        for _ in range(2):
            # The server closes a connection that has been idle for a while.
            reading, writing = connection or await asyncio.open_connection(LOOPBACK, port)
            try:
                writing.write(request)
                status = await _answered(reading)
            except (ConnectionError, asyncio.IncompleteReadError):
                connection = None
                continue
            connection = reading, writing
            told.note(kind, status, time.monotonic() - begun)
            break
        else:
            told.refused[f"{kind} unanswered"] += 1


async def _answered(reading: asyncio.StreamReader) -> int:
    head = (await reading.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = [each.partition(":") for each in head.lower().split("\r\n")]
    length = next((int(value) for name, _, value in lines if name == "content-length"), 0)
    await reading.readexactly(length)
    return int(head.split(" ", 2)[1])


if __name__ == "__main__":
    PORT, SECONDS, VOTES, BEACONS, QUESTIONS = map(int, sys.argv[1:])
    print(json.dumps(asyncio.run(send_all(PORT, SECONDS, requests_of(VOTES, BEACONS, QUESTIONS))).tree))
