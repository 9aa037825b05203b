"""Law 5: a lost ring costs delay, never a revision."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from stoppress.domain.revisions import Revision
from stoppress.journal.journal import Ring
from stoppress.journal.memory import MemoryJournal
from stoppress.press import edition
from stoppress.render.frame import Frame, make_frame
from tests.contract.invented import opened, published
from tests.examples import examples
from tests.laws.doors import DOORS
from tests.laws.stories import SLUG, logs
from tests.laws.surfaces import EPOCH, Listener, newsroom


class Waiting(Listener):
    """Somebody on a stream who can be waited for."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self._last = f"id: {EPOCH}-{last}\n".encode()
        self.complete = asyncio.Event()

    def write(self, payload: bytes) -> None:
        """See `hub.Reader`."""
        super().write(payload)
        if self._last in payload:
            self.complete.set()


@given(logs(removals=False), st.randoms(use_true_random=False))
@settings(max_examples=examples(25))
def test_every_revision_arrives_though_rings_get_lost(log: list[Revision], chance: Random) -> None:
    lost = [chance.random() < 0.6 for _ in range(len(log) + 1)]

    def lose(ring: Ring) -> bool:
        return lost[ring.seq]

    async def story() -> list[bytes]:
        journal = MemoryJournal(epoch=EPOCH, salts=lambda: b"0123456789abcdef", lose=lose, poll_seconds=0.002)
        async with newsroom(journal, DOORS) as room:
            await journal.append(SLUG, log[:1], by="rosa")
            waiting = Waiting(len(log))
            await room.press.readers.join(SLUG, waiting, None)
            for revision in log[1:]:
                await journal.append(SLUG, [revision], by="rosa")
            if len(log) > 1 and not waiting.gone:
                async with asyncio.timeout(10):
                    await waiting.complete.wait()
            assert waiting.gone or waiting.complete.is_set() or len(log) == 1
            return waiting.told

    told = [each for each in asyncio.run(story()) if b"event: revision" in each]
    # An ended blog lets its readers go; until then nothing is missing and nothing comes twice.
    numbers = [int(each.split(b"\n")[0].rsplit(b"-")[-1]) for each in told]
    assert numbers == list(range(2, 2 + len(numbers)))


def test_a_frame_that_could_not_be_made_comes_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts, failed = iter([True, False, False]), asyncio.Event()

    def fail_once(*parts: Any) -> Frame:
        if next(attempts):
            failed.set()
            raise RuntimeError("a template with a mistake")
        return make_frame(*parts)

    async def story() -> list[bytes]:
        async with newsroom() as room:
            await room.journal.append(SLUG, [opened(SLUG)], by="rosa")
            waiting = Waiting(3)
            await room.press.readers.join(SLUG, waiting, None)
            with capture_logs() as logged:
                await room.journal.append(SLUG, [published(2)], by="rosa")
                await failed.wait()
                await room.journal.append(SLUG, [published(3)], by="rosa")
                async with asyncio.timeout(10):
                    await waiting.complete.wait()
            assert [each["event"] for each in logged] == ["the press cannot follow a blog"]
            return waiting.told

    monkeypatch.setattr(edition, "make_frame", fail_once)
    assert [each.split(b"\n")[0] for each in asyncio.run(story())] == [b"id: velmora2-2", b"id: velmora2-3"]
