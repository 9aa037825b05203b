"""Readers: those who follow a blog here, on its stream or a step at a time.

Knows from where one can go on, that nothing is missed between what was sent and what comes, and how to let all of them go.
Does not know sockets, nor what a frame says; whoever listens is a `Reader` of the hub.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from stoppress.domain.identifiers import Seq, Slug
from stoppress.hub import events
from stoppress.hub.cursor import Cursor, cursor
from stoppress.hub.hub import Reader
from stoppress.journal.journal import JournalReader
from stoppress.press.edition import Edition
from stoppress.press.editions import Editions
from stoppress.press.steps import reset_step
from stoppress.press.waits import Waits
from stoppress.render.heads import Finished

# A frame takes about a millisecond to make: in slices of this size no other request waits long.
_SLICE: Final = 10

# In how many portions readers are let go at a stop.
_DRAIN_PORTIONS: Final = 100


class Readers:
    """Those of one process."""

    def __init__(self, journal: JournalReader, editions: Editions) -> None:
        self._journal = journal
        self._editions = editions
        self._waits = Waits()

    def __len__(self) -> int:
        """How many streams are open here."""
        return sum(len(edition.hub) for edition in self._editions)

    @property
    def waiting(self) -> int:
        """How many wait for a step here."""
        return len(self._waits)

    def by_blog(self) -> dict[Slug, int]:
        """How many read each blog that somebody reads here, on its stream or waiting for a step; who they are is not told."""
        return {edition.blog.slug: edition.readers for edition in self._editions if edition.readers}

    async def step(self, slug: str, text: str, *, wait: float) -> Finished:
        """What came after the cursor written as `text`, as far as one step goes. Raises BlogUnknown.

        Where nothing has come yet it waits up to `wait` seconds for news.
        """
        edition = await self._editions.of(slug)
        with edition.held():
            place = await self._place_in(edition, cursor(text))
            if place is None:
                return reset_step(str(cursor(text) or ""), edition.head)
            if place == edition.blog.seq and not edition.has_ended:
                with edition.awaited():
                    await self._waits.until(edition.changed, wait)
            await self._recall(edition, place)
            return edition.step(place) if place >= edition.hub.oldest else reset_step(text, edition.head)

    def follow(self, slug: str, reader: Reader, after: Cursor | None) -> bool:
        """Do what `join` does if all it takes is at hand; False means that nothing was done."""
        edition = self._editions.get(slug)
        if edition is None or (
            after is not None and after.epoch == self._journal.epoch and not edition.has_at_hand(after.seq)
        ):
            return False
        place = edition.blog.seq if after is None else after.seq if after.epoch == self._journal.epoch else None
        self._let_in(edition, reader, place)
        return True

    async def join(self, slug: str, reader: Reader, after: Cursor | None) -> None:
        """Let `reader` follow a blog from `after`, None for from now on. Raises BlogUnknown.

        One who cannot go on from there is sent `reset`, then follows from now on; where the blog has ended it
        is sent what it missed and let go.
        """
        edition = await self._editions.of(slug)
        with edition.held():
            place = edition.blog.seq if after is None else await self._place_in(edition, after)
            if place is not None:
                await self._recall(edition, place)
            self._let_in(edition, reader, place)

    async def _place_in(self, edition: Edition, after: Cursor | None) -> Seq | None:
        """Where `after` is in this blog; None where one cannot go on from there."""
        if after is None or after.epoch != self._journal.epoch:
            return None
        if after.seq > edition.blog.seq:
            # Another process may have told of a revision that this one has not heard of yet.
            await self._editions.advance(edition)
        return after.seq if edition.reaches(after.seq) else None

    async def _recall(self, edition: Edition, place: Seq) -> None:
        for _ in range(0, edition.hub.oldest - place, _SLICE):
            edition.recall(place, _SLICE)
            await asyncio.sleep(0)

    def _let_in(self, edition: Edition, reader: Reader, place: Seq | None) -> None:
        # Nothing here waits: a frame published meanwhile would be missed.
        if place is None or not edition.hub.join(reader, after=place):
            reader.write(events.reset(edition.head))
            edition.hub.join(reader, after=edition.blog.seq)
        if edition.has_ended:
            edition.hub.dismiss(reader, events.ended(edition.head))

    def park(self, slug: str, reader: Reader) -> None:
        """Write nothing to `reader` until it is resumed."""
        edition = self._editions.get(slug)
        if edition is not None:
            edition.hub.park(reader)

    def resume(self, slug: str, reader: Reader) -> None:
        """Bring a parked reader up to date."""
        edition = self._editions.get(slug)
        if edition is not None:
            edition.hub.resume(reader)

    def leave(self, slug: str, reader: Reader) -> None:
        """Let `reader` go."""
        edition = self._editions.get(slug)
        if edition is not None:
            edition.hub.leave(reader)

    async def drain(self, farewell: Callable[[], bytes], seconds: float) -> None:
        """Let everyone go who follows or waits, spread over `seconds`, so that those who come back do not come at once."""
        going = [partial(self._waits.send_home, waiting) for waiting in self._waits.end()]
        going += [
            partial(_dismiss, edition, reader, farewell) for edition in self._editions for reader in edition.hub.readers
        ]
        share = max(1, -(-len(going) // _DRAIN_PORTIONS))
        for start in range(0, len(going), share):
            for let_go in going[start : start + share]:
                let_go()
            await asyncio.sleep(seconds / _DRAIN_PORTIONS)


def _dismiss(edition: Edition, reader: Reader, farewell: Callable[[], bytes]) -> None:
    edition.hub.dismiss(reader, farewell())
