"""Talks: one client says the same to both lanes, and what it hears of each is compared.

Knows the newsroom they talk to, and the one way in which the lanes may differ.
Does not know what a client says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from stoppress.domain.identifiers import Slug
from tests.contract.invented import published
from tests.laws.lanes import Heard, Lanes, heard, now_heard, settle
from tests.laws.surfaces import Newsroom, newsroom

FERRY = Slug("ferry")

SEEDS = [
    b"%s %s HTTP/1.1\r\nHost: gazette.example\r\n%s\r\n" % (method, target, more)
    for method in (b"GET", b"HEAD")
    for target in (b"/", b"/live/ferry", b"/live/ferry/p/gone", b"/live/ferry/stream?after=velmora2-1", b"/healthz")
    for more in (b"", b"Accept-Encoding: gzip, br\r\n", b"Connection: close\r\n", b"If-None-Match: *\r\n")
]
"""Requests as browsers send them."""

KEPT = (
    *("/", "/live/ferry", "/live/ferry/p/p1", "/live/ferry/p/gone", "/live/ferry/before/p2"),
    *("/live/ferry/embed", "/live/ferry/fragment", "/live/ferry/fragment?posts=1", "/embed.js"),
)
"""Pages that somebody has asked for before."""

_BAD = b"connection: close\r\n\r\nInvalid HTTP request received."


class Place:
    """One newsroom for all conversations, since to open one takes longer than to talk."""

    def __init__(self, runner: asyncio.Runner, room: Newsroom) -> None:
        self._runner = runner
        self._room = room
        self._numbers = iter(range(10, 100_000))

    def both(self, pieces: Sequence[bytes], *, twice: bool = False) -> tuple[Heard, Heard]:
        """What a client of each lane hears; `twice` if the fast lane has heard it all before."""
        return self._runner.run(self._talk(pieces, twice=twice))

    async def _talk(self, pieces: Sequence[bytes], *, twice: bool) -> tuple[Heard, Heard]:
        asked = b"".join(pieces)
        for path in KEPT:
            if path.encode() in asked:
                await self._room.client.get(path)
        lanes = Lanes(self._room)
        wires = [lanes.fast(), lanes.slow()]
        if twice:
            wires.append(lanes.fast())
            await heard(wires[-1], pieces)
        for wire in wires[:2]:
            await heard(wire, pieces)
        await self._room.journal.append(FERRY, [published(next(self._numbers))], by="rosa")
        await settle(*wires)
        told = now_heard(wires[0]), now_heard(wires[1])
        for wire in wires:
            wire.close()
        await settle(*wires)
        assert lanes.seats.taken == 0
        return told


@contextmanager
def opened_place() -> Iterator[Place]:
    """A newsroom with a blog of three posts, one of which was taken back."""
    with asyncio.Runner() as runner:
        opened = newsroom()
        room = runner.run(opened.__aenter__())
        runner.run(_begin(room))
        yield Place(runner, room)
        runner.run(opened.__aexit__(None, None, None))


async def _begin(room: Newsroom) -> None:
    await room.client.post("/api/v1/blogs", json={"slug": FERRY, "headline": "Ferries stop"})
    for name in ("p1", "p2", "gone"):
        new = {"id": name, "headline": "Late", "body": "The ferry is late."}
        await room.client.post(f"/api/v1/blogs/{FERRY}/posts", json=new)
    await room.client.post(f"/api/v1/blogs/{FERRY}/posts/gone/withdrawal", json={"reason": "It was wrong."})


def agree(fast: Heard, slow: Heard) -> None:
    """Raise AssertionError unless both lanes have said the same."""
    if slow.text.endswith(_BAD):
        # uvicorn drops what it has not sent yet when what comes behind is no HTTP. The fast lane has sent its pages
        # by then, and does not read what comes behind a stream's request.
        assert fast.closed or b"text/event-stream" in fast.text
        assert fast.text.startswith(slow.text.removesuffix(_BAD).rpartition(b"HTTP/1.1 400")[0])
        return
    assert fast == slow
